//! Household cards at `/van-phong/the-ho`: who visits, a code to ask for help with, and what the
//! team never does.
use super::codes::qr;
use super::desk::Desk;
use super::frame::{Frame, Here};
use super::register::{Around, Choice, Filter, find};
use crate::household_code::Place;
use crate::page::{escape_query, render};
use crate::public_address::base;
use crate::{AppState, CsrfForm, Officer, PageError};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Household, HouseholdId, RecordKey, Team};
use serde::Deserialize;
use words::{Language, site as say};

/// The most cards on one sheet. An alley has about forty doors.
const CARDS_LIMIT: usize = 120;

#[derive(Template)]
#[template(path = "office/cards.html")]
struct CardsPage {
    lang: Language,
    frame: Frame,
    villages: Vec<Choice>,
    alleys: Vec<Choice>,
    unit: String,
    chosen: bool,
    village: String,
    alley: String,
    cards: Vec<Card>,
    more: bool,
    limit: usize,
    address: String,
}

struct Card {
    id: String,
    household: String,
    place: String,
    visitor: String,
    qr: String,
}

#[derive(Clone, Deserialize)]
pub struct CardsQuery {
    thon: Option<String>,
    ngo: Option<String>,
    xong: Option<String>,
}

impl CardsQuery {
    fn filter(&self) -> Filter {
        Filter {
            thon: self.thon.clone(),
            ngo: self.ngo.clone(),
            ..Filter::default()
        }
    }
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<CardsQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let asked = CardsQuery {
        thon: asked.thon.filter(|it| !it.is_empty()),
        ngo: asked.ngo.filter(|it| !it.is_empty()),
        ..asked
    };
    let there = format!("{}/nho-giup/{}", base(&state, &headers), who.commune);
    let read =
        |asked: CardsQuery, there: String| state.page(&who, move |desk| page(desk, asked, there));
    let (page, without) = read(asked.clone(), there.clone()).await?;
    if without.is_empty() {
        return Ok(page);
    }
    let (commune, chance, now) = (who.commune.clone(), state.chance.clone(), state.clock.now());
    let made = state.store.write_to(&who.commune, move |ledger| {
        Place::Card.complete(ledger.transaction(), &commune, &without, &chance, now)
    });
    made.done().await.map_err(PageError::internal)?;
    Ok(read(asked, there).await?.0)
}

/// The sheet, and the households on it that need a code before they have a card.
fn page(
    desk: &mut Desk<'_>,
    asked: CardsQuery,
    there: String,
) -> Result<(Response, Vec<HouseholdId>), PageError> {
    let lang = desk.lang;
    let mut frame = Frame::new(desk, Here::Help)?;
    frame.done = asked.xong.as_ref().map(|_| say::card_renewed(lang));
    let (around, teams) = (desk.around()?, desk.teams()?);
    let found = match &asked.thon {
        Some(_) => find(desk, &asked.filter())?.households,
        None => Vec::new(),
    };
    let here = found.iter().filter(|it| it.is_here());
    let here: Vec<&Household> = here.take(CARDS_LIMIT).collect();
    let codes = Place::Card.codes(desk.rows, desk.commune)?;
    let without = here.iter().filter(|it| !codes.contains_key(&it.id));
    let without: Vec<HouseholdId> = without.map(|it| it.id.clone()).collect();
    let cards = here.into_iter().filter_map(|household| {
        let code = codes.get(&household.id)?;
        Some(Card {
            id: household.id.to_string(),
            household: say::card_household(lang, household.code.as_str()),
            place: around.place(household),
            visitor: visitor(household, &around, &teams, lang),
            qr: qr(&format!("{there}?the={code}"))?,
        })
    });
    let page = render(&CardsPage {
        lang,
        frame,
        villages: around.village_choices(asked.thon.as_ref()),
        alleys: around.alley_choices(asked.thon.as_ref(), asked.ngo.as_ref()),
        unit: desk.settings()?.unit.as_str().to_owned(),
        chosen: asked.thon.is_some(),
        village: asked.thon.unwrap_or_default(),
        alley: asked.ngo.unwrap_or_default(),
        cards: cards.collect(),
        more: found.len() > CARDS_LIMIT,
        limit: CARDS_LIMIT,
        address: there,
    });
    Ok((page, without))
}

#[derive(Deserialize)]
pub struct Renewed {
    household: String,
    thon: String,
    #[serde(default)]
    ngo: String,
}

/// Makes a new code for one household. The card that was printed before is no longer valid.
pub async fn renew(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(wanted): CsrfForm<Renewed>,
) -> Result<Response, PageError> {
    let household = HouseholdId::new(wanted.household).ok_or(PageError::NotFound)?;
    let key = RecordKey::Household(household.clone());
    let there = state.page(&who, move |desk| Ok(desk.record(&key)?));
    there.await?.ok_or(PageError::NotFound)?;
    let (commune, chance, now) = (who.commune.clone(), state.chance.clone(), state.clock.now());
    let made = state.store.write_to(&who.commune, move |ledger| {
        Place::Card.renew(ledger.transaction(), (&commune, &household), &chance, now)
    });
    made.done().await.map_err(PageError::internal)?;
    let (village, alley) = (escape_query(&wanted.thon), escape_query(&wanted.ngo));
    let back = format!("/van-phong/the-ho?thon={village}&ngo={alley}&xong=1");
    Ok(Redirect::to(&back).into_response())
}

/// The member responsible for the household, otherwise the team of its village.
fn visitor(household: &Household, around: &Around, teams: &[Team], lang: Language) -> String {
    if let Some(member) = &household.assigned {
        return say::card_visitor(lang, around.name(member));
    }
    let team = teams
        .iter()
        .find(|it| it.villages.contains(&household.village));
    team.map(|it| say::card_visitor_team(lang, it.name.as_str()))
        .unwrap_or_default()
}
