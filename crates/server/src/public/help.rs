//! Asking for help at `/nho-giup/{commune}`, and asking about a request by its reference.
mod form;

use super::{Room, Site, Window, commune_of};
use crate::form::PublicForm;
use crate::household_code::Place;
use crate::limit::Address;
use crate::office::frame::date;
use crate::page::render;
use crate::{AppState, LanguageOf, PageError, public_act, secret};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{CommuneId, Help, HelpId, HouseholdId, Operation, Record, RecordKey};
use form::{HelpForm, HelpProblem, Typed, read};
use serde::Deserialize;
use store::{Rows, Transaction};
use words::{Language, help as say};

#[derive(Debug, Deserialize)]
pub struct HelpQuery {
    /// The code of the card that was scanned.
    the: Option<String>,
    /// The household's id, from cards printed before they had codes.
    ho: Option<String>,
    #[serde(rename = "chu-de")]
    topic: Option<String>,
    /// The reference of a request to look up.
    ma: Option<String>,
}

pub async fn show(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    address: Address,
    Path(commune): Path<String>,
    Query(asked): Query<HelpQuery>,
) -> Result<Response, PageError> {
    let commune = commune_of(&commune)?;
    if let Some(code) = asked.ma.as_deref().map(secret::plain_code) {
        let code = HelpId::new(code).map_or_else(|| "-".to_owned(), |it| it.to_string());
        return Ok(Redirect::to(&format!("/nho-giup/{commune}/{code}")).into_response());
    }
    let typed = Typed {
        household: asked.the.or(asked.ho).unwrap_or_default(),
        topic: asked.topic.unwrap_or_default(),
        ..Typed::default()
    };
    if !typed.household.is_empty() {
        state.limits.code_by_address.count_from(address)?;
    }
    let show = move |window: &mut Window<'_>| {
        let site = Site::new(window, &commune, Room::Help)?;
        let on_card = household(window.rows, &commune, &typed.household)?.is_some();
        Ok(render(&HelpForm::new(site, typed, on_card, None)))
    };
    state.window(lang, show).await
}

pub async fn ask(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    from: Address,
    Path(commune): Path<String>,
    headers: HeaderMap,
    PublicForm(typed): PublicForm<Typed>,
) -> Result<Response, PageError> {
    let commune = commune_of(&commune)?;
    let (asked, card) = (commune.clone(), typed.household.clone());
    let may = public_act::let_in(&state, &headers, from);
    let looked = state.window(lang, move |window| {
        let site = Site::new(window, &asked, Room::Help)?;
        may?;
        Ok((site, household(window.rows, &asked, &card)?))
    });
    let (site, household) = looked.await?;
    let on_card = household.is_some();
    let id = HelpId::random(state.chance.number());
    let asked = match read(&typed, id.clone(), household) {
        Ok(asked) => asked,
        Err(problem) => return Ok(again(site, typed, on_card, problem)),
    };
    if let Some(phone) = asked.phone.as_ref().and_then(domain::Personal::reveal) {
        state.limits.public_by_phone.count(phone.as_str())?;
    } else {
        state.limits.card_by_address.count_from(from)?;
        state.limits.card_by_commune.count(commune.as_str())?;
    }
    let operation = Operation::HelpAsked(Box::new(asked));
    match public_act::record(&state, &commune, operation, |_, _| Ok(false)).await? {
        Ok(()) => Ok(Redirect::to(&format!("/nho-giup/{commune}/{id}")).into_response()),
        Err(code) => Ok(again(site, typed, on_card, HelpProblem::Refused(code))),
    }
}

fn again(site: Site, typed: Typed, on_card: bool, problem: HelpProblem) -> Response {
    let page = HelpForm::new(site, typed, on_card, Some(problem));
    (StatusCode::UNPROCESSABLE_ENTITY, render(&page)).into_response()
}

#[derive(Template)]
#[template(path = "site/help_reference.html")]
struct ReferencePage {
    lang: Language,
    site: Site,
    code: String,
    state: &'static str,
    asked: String,
    /// The due day, while the request is open.
    due: Option<String>,
}

/// The state of a request for whoever knows its reference, without who asked for what.
pub async fn reference(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    address: Address,
    Path((commune, code)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let commune = commune_of(&commune)?;
    let may = state.limits.code_by_address.count_from(address);
    let looked = state.window(lang, move |window| {
        let site = Site::new(window, &commune, Room::Help)?;
        may?;
        Ok((site, find(window.rows, &commune, &code)?))
    });
    let (site, help) = looked.await?;
    let Some(help) = help else {
        let typed = Typed::default();
        let page = HelpForm::new(site, typed, false, Some(HelpProblem::CodeUnknown));
        return Ok((StatusCode::NOT_FOUND, render(&page)).into_response());
    };
    Ok(render(&ReferencePage {
        lang,
        site,
        code: shown(&help.id),
        state: say::by_id(&format!("state-{}", help.state.as_str()), lang).unwrap_or_default(),
        asked: date(help.asked.day()),
        due: help.is_open().then(|| date(help.due)),
    }))
}

fn find(rows: &mut dyn Transaction, commune: &CommuneId, code: &str) -> Rows<Option<Help>> {
    let Some(id) = HelpId::new(secret::plain_code(code)) else {
        return Ok(None);
    };
    Ok(match store::record(rows, commune, &RecordKey::Help(id))? {
        Some((Record::Help(help), _)) => Some(*help),
        _ => None,
    })
}

/// A reference as people read it out and write it down: `AB12-CD34`.
pub(crate) fn shown(id: &HelpId) -> String {
    match id.as_str().split_at_checked(4) {
        Some((first, rest)) if id.as_str().len() == 8 => format!("{first}-{rest}").to_uppercase(),
        _ => id.to_string(),
    }
}

/// The household of a card, while it lives here. A card printed before cards had codes contains the
/// household's id; it is accepted unless that id was ever on a public page, as that of a shop was.
fn household(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    card: &str,
) -> Rows<Option<HouseholdId>> {
    let of_code = Place::Card.household(rows, commune, &secret::plain_code(card))?;
    let is_coded = of_code.is_some();
    let Some(id) = of_code.or_else(|| HouseholdId::new(card)) else {
        return Ok(None);
    };
    let found = store::record(rows, commune, &RecordKey::Household(id))?;
    let Some((Record::Household(household), _)) = found else {
        return Ok(None);
    };
    let trading = household.trading.as_deref();
    let was_public = trading.is_some_and(|it| it.opened().is_some());
    let counts = household.is_here() && (is_coded || !was_public);
    Ok(counts.then_some(household.id))
}
