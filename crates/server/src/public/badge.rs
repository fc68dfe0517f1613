//! Checks a badge at `/kiem-tra`: shows the member's team, or that the code is not ours.
use super::{Room, Site, Window};
use crate::badge::{Badge, Holder};
use crate::limit::Address;
use crate::office::frame::date;
use crate::page::render;
use crate::{AppState, LanguageOf, PageError, secret};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::{Member, MemberRole, Team};
use serde::Deserialize;
use words::{Language, site as say};

#[derive(Debug, Deserialize)]
pub struct BadgeQuery {
    ma: Option<String>,
}

#[derive(Template)]
#[template(path = "site/badge.html")]
struct BadgePage {
    lang: Language,
    /// `None` if there are several communes and no badge says which one is meant.
    site: Option<Site>,
    unit: String,
    found: BadgeAnswer,
}

enum BadgeAnswer {
    NotAsked,
    Serves(Box<Served>),
    /// The member has left. Holds the last day of service.
    Left(String),
    Nobody,
}

struct Served {
    name: String,
    role: &'static str,
    of_team: String,
    term: String,
}

/// The result is no secret, but the rate is limited, so that codes cannot be tried one after the
/// other.
pub async fn show(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    address: Address,
    Query(asked): Query<BadgeQuery>,
) -> Result<Response, PageError> {
    let code = asked.ma.as_deref().map(secret::plain_code);
    let Some(code) = code.filter(|it| !it.is_empty()) else {
        let show = move |window: &mut Window<'_>| {
            let site = window.only_site(Room::Badge)?;
            Ok(page(lang, site, BadgeAnswer::NotAsked))
        };
        return state.window(lang, show).await;
    };
    state.limits.code_by_address.count_from(address)?;
    state
        .window(lang, move |window| checked(window, &code))
        .await
}

fn checked(window: &mut Window<'_>, code: &str) -> Result<Response, PageError> {
    let (lang, today) = (window.lang, window.today());
    let Some(badge) = Badge::by_code(window.rows, code)? else {
        let site = window.only_site(Room::Badge)?;
        let page = page(lang, site, BadgeAnswer::Nobody);
        return Ok((StatusCode::NOT_FOUND, page).into_response());
    };
    let site = Site::new(window, &badge.commune, Room::Badge)?;
    let found = match Holder::of(&badge.member, &site.face().teams, today) {
        Holder::Serves(team, member) => BadgeAnswer::Serves(Box::new(served(&site, team, member))),
        Holder::Left(day) => BadgeAnswer::Left(date(day)),
        Holder::Unknown => BadgeAnswer::Nobody,
    };
    let status = match found {
        BadgeAnswer::Serves(_) => StatusCode::OK,
        _ => StatusCode::NOT_FOUND,
    };
    Ok((status, page(lang, Some(site), found)).into_response())
}

fn served(site: &Site, team: &Team, member: &Member) -> Served {
    let lang = site.lang;
    let villages = team.villages.iter();
    let villages: Vec<&str> = villages.map(|id| site.face().village_name(id)).collect();
    let mut term = say::badge_since(lang, date(member.from));
    let until = member.to.map(|day| say::badge_until(lang, date(day)));
    let decision = member.decision.as_ref();
    let decision = decision.map(|number| say::badge_decision(lang, number.as_str()));
    for part in until.into_iter().chain(decision) {
        term = format!("{term}, {part}");
    }
    Served {
        name: member.name.as_str().to_owned(),
        role: match member.role {
            MemberRole::Leader => say::badge_leader(lang),
            MemberRole::Member => say::badge_member(lang),
        },
        of_team: say::badge_of_team(lang, team.name.as_str(), villages.join(", ")),
        term,
    }
}

fn page(lang: Language, site: Option<Site>, found: BadgeAnswer) -> Response {
    let unit = site.as_ref().map(|it| it.unit.clone());
    let unit = unit.unwrap_or_else(|| domain::Settings::default().unit.as_str().to_owned());
    render(&BadgePage {
        lang,
        site,
        unit,
        found,
    })
}
