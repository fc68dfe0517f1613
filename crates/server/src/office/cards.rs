//! Household cards at `/van-phong/the-ho`: who visits, a code to ask for help, what the team never does.
use super::codes::qr;
use super::frame::{Frame, Here, teams};
use super::register::{Around, Choice, Filter, find};
use crate::household_code::Place;
use crate::page::{escape_query, render};
use crate::public_address::base;
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Household, HouseholdId, RecordKey, Team};
use serde::Deserialize;
use std::collections::BTreeMap;
use words::{Language, site as say};

/// Cards of one sheet; an alley has some forty doors.
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

#[derive(Deserialize)]
pub struct Asked {
    thon: Option<String>,
    ngo: Option<String>,
    xong: Option<String>,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let lang = who.language;
    let mut frame = Frame::new(&state, &who, Here::Help)?;
    frame.done = asked.xong.map(|_| say::card_renewed(lang));
    let around = Around::read(&state, &who)?;
    let teams = teams(&state, &who)?;
    let base = base(&state, &headers);
    let there = format!("{base}/nho-giup/{}", who.commune);
    let village = asked.thon.filter(|it| !it.is_empty());
    let alley = asked.ngo.filter(|it| !it.is_empty());
    let filter = Filter {
        thon: village.clone(),
        ngo: alley.clone(),
        ..Filter::default()
    };
    let found = match &village {
        Some(_) => find(&state, &who, &around, &filter)?,
        None => Vec::new(),
    };
    let here = found.iter().filter(|it| it.is_here());
    let here: Vec<&Household> = here.take(CARDS_LIMIT).collect();
    let codes = codes(&state, &who, &here).await?;
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
    let alleys = around.villages.iter();
    let alleys = alleys.filter(|it| village.as_deref() == Some(it.id.as_str()));
    let alleys = alleys.flat_map(|it| &it.alleys).map(|it| Choice {
        id: it.id.to_string(),
        name: it.name.as_str().to_owned(),
        chosen: alley.as_deref() == Some(it.id.as_str()),
    });
    Ok(render(&CardsPage {
        lang,
        frame,
        villages: around.village_choices(village.as_ref()),
        alleys: alleys.collect(),
        unit: super::frame::settings(&state, &who)?
            .unit
            .as_str()
            .to_owned(),
        chosen: village.is_some(),
        village: village.unwrap_or_default(),
        alley: alley.unwrap_or_default(),
        cards: cards.collect(),
        more: found.len() > CARDS_LIMIT,
        limit: CARDS_LIMIT,
        address: there,
    }))
}

/// The codes of these cards; whoever has none yet gets one.
async fn codes(
    state: &AppState,
    who: &SignedIn,
    households: &[&Household],
) -> Result<BTreeMap<HouseholdId, String>, PageError> {
    let read = || {
        let codes = state
            .store
            .read(|rows| Place::Card.codes(rows, &who.commune));
        codes.map_err(PageError::internal)
    };
    let known = read()?;
    let without = households.iter().filter(|it| !known.contains_key(&it.id));
    let without: Vec<HouseholdId> = without.map(|it| it.id.clone()).collect();
    if without.is_empty() {
        return Ok(known);
    }
    let (commune, chance, now) = (who.commune.clone(), state.chance.clone(), state.clock.now());
    let made = state.store.write_to(&who.commune, move |ledger| {
        Place::Card.complete(ledger.transaction(), &commune, &without, &chance, now)
    });
    made.done().await.map_err(PageError::internal)?;
    read()
}

#[derive(Deserialize)]
pub struct Renewed {
    household: String,
    thon: String,
    #[serde(default)]
    ngo: String,
}

/// A fresh code for one household: the card that was printed before is void.
pub async fn renew(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(wanted): CsrfForm<Renewed>,
) -> Result<Response, PageError> {
    let household = HouseholdId::new(wanted.household).ok_or(PageError::NotFound)?;
    let key = RecordKey::Household(household.clone());
    let there = state.store.record(&who.commune, &key);
    there
        .map_err(PageError::internal)?
        .ok_or(PageError::NotFound)?;
    let (commune, chance, now) = (who.commune.clone(), state.chance.clone(), state.clock.now());
    let made = state.store.write_to(&who.commune, move |ledger| {
        Place::Card.renew(ledger.transaction(), (&commune, &household), &chance, now)
    });
    made.done().await.map_err(PageError::internal)?;
    let (village, alley) = (escape_query(&wanted.thon), escape_query(&wanted.ngo));
    let back = format!("/van-phong/the-ho?thon={village}&ngo={alley}&xong=1");
    Ok(Redirect::to(&back).into_response())
}

/// The member who answers for the household, or else the team of its village.
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
