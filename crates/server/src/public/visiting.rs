//! Who visits whom and when, at `/lich-tham/{commune}`: a page, and an A4 sheet for the commune to
//! sign.
use super::{Room, Site, cacheable, commune_of};
use crate::office::frame::date;
use crate::page::render;
use crate::{AppState, LanguageOf, PageError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use domain::{Day, Member, MemberRole, Team};
use words::{Language, site as say};

/// The most teams shown on the page.
const TEAMS_LIMIT: usize = 60;

#[derive(Template)]
#[template(path = "site/visiting.html")]
struct VisitingPage {
    lang: Language,
    site: Site,
    teams: Vec<Visitors>,
    as_of: String,
}

struct Visitors {
    name: String,
    villages: String,
    days: String,
    members: String,
}

pub async fn show(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    Path(commune): Path<String>,
) -> Result<Response, PageError> {
    let site = state
        .site(commune_of(&commune)?, lang, Room::Visiting)
        .await?;
    let today = state.clock.now().day();
    let serving = |team: &&Team| team.serving(today).next().is_some();
    let teams = site.face().teams.iter().filter(serving).take(TEAMS_LIMIT);
    let page = VisitingPage {
        lang,
        teams: teams.map(|team| visitors(&site, team, today)).collect(),
        as_of: date(today),
        site,
    };
    Ok(cacheable(render(&page), &uri))
}

fn visitors(site: &Site, team: &Team, today: Day) -> Visitors {
    let lang = site.lang;
    let villages = team.villages.iter();
    let villages: Vec<&str> = villages.map(|id| site.face().village_name(id)).collect();
    let mut members: Vec<&Member> = team.serving(today).collect();
    members.sort_by_cached_key(|it| {
        let leader = it.role == MemberRole::Leader;
        (!leader, vietnamese::person_sort_key(it.name.as_str()))
    });
    let named = |it: &&Member| match it.role {
        MemberRole::Leader => format!("{} ({})", it.name.as_str(), say::leader_short(lang)),
        MemberRole::Member => it.name.as_str().to_owned(),
    };
    Visitors {
        name: team.name.as_str().to_owned(),
        villages: villages.join(", "),
        days: match &team.visiting {
            Some(days) => days.as_str().to_owned(),
            None => say::visiting_days_unknown(lang).to_owned(),
        },
        members: members.iter().map(named).collect::<Vec<_>>().join(", "),
    }
}
