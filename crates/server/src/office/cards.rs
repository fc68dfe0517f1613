//! Household cards at `/van-phong/the-ho`: who visits, a code to ask for help, what the team never does.
use super::codes::{address, qr};
use super::frame::{Frame, Here, teams};
use super::register::{Around, Choice, Filter, find};
use crate::page::render;
use crate::{AppState, Officer, PageError};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::{Household, Team};
use serde::Deserialize;
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
    cards: Vec<Card>,
    more: bool,
    limit: usize,
    address: String,
}

struct Card {
    household: String,
    place: String,
    visitor: String,
    qr: String,
}

#[derive(Deserialize)]
pub struct Asked {
    thon: Option<String>,
    ngo: Option<String>,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let lang = who.language;
    let around = Around::read(&state, &who)?;
    let teams = teams(&state, &who)?;
    let base = address(&headers, state.config.secure_cookies);
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
    let cards = here.take(CARDS_LIMIT).filter_map(|household| {
        Some(Card {
            household: say::card_household(lang, household.code.as_str()),
            place: around.place(household),
            visitor: visitor(household, &around, &teams, lang),
            qr: qr(&format!("{there}?ho={}", household.id))?,
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
        frame: Frame::new(&state, &who, Here::Help)?,
        villages: around.village_choices(village.as_ref()),
        alleys: alleys.collect(),
        unit: super::frame::settings(&state, &who)?
            .unit
            .as_str()
            .to_owned(),
        chosen: village.is_some(),
        cards: cards.collect(),
        more: found.len() > CARDS_LIMIT,
        limit: CARDS_LIMIT,
        address: there,
    }))
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
