//! The home page: what do you want to learn today, who helps, what the team never does.
use super::{Room, Site, base, cacheable, commune_of};
use crate::page::render;
use crate::{AppState, LanguageOf, PageError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::{Catalogue, CommuneId};
use words::{Language, site as say};

#[derive(Template)]
#[template(path = "site/home.html")]
struct HomePage {
    lang: Language,
    site: Site,
    topics: Vec<Topic>,
    url: String,
}

struct Topic {
    name: &'static str,
    about: &'static str,
    link: String,
}

/// Several communes to choose from, or none yet.
#[derive(Template)]
#[template(path = "home.html")]
struct CommunesPage {
    lang: Language,
    communes: Vec<(String, String)>,
}

/// With one commune its home, else the list.
pub async fn first(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let all = state.store.read(|rows| rows.communes());
    let all = all.map_err(PageError::internal)?;
    if let [only] = all.as_slice() {
        return home(&state, only, lang, &uri, &headers);
    }
    let mut communes = Vec::new();
    for id in &all {
        let site = Site::new(&state, id, lang, Room::Home)?;
        communes.push((id.to_string(), site.name));
    }
    communes.sort_by_cached_key(|(_, name)| vietnamese::word_sort_key(name));
    Ok(cacheable(render(&CommunesPage { lang, communes }), &uri))
}

pub async fn of_commune(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    headers: HeaderMap,
    Path(commune): Path<String>,
) -> Result<Response, PageError> {
    home(&state, &commune_of(&commune)?, lang, &uri, &headers)
}

fn home(
    state: &AppState,
    commune: &CommuneId,
    lang: Language,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Response, PageError> {
    let site = Site::new(state, commune, lang, Room::Home)?;
    let catalogue = Catalogue::new(&site.face().settings);
    let topics = catalogue.topics.iter().filter_map(|topic| {
        let id = topic.id.as_str();
        Some(Topic {
            name: say::by_id(&format!("topic-{id}"), lang)?,
            about: say::by_id(&format!("topic-{id}-about"), lang)?,
            link: format!("/hoc/{id}"),
        })
    });
    let page = HomePage {
        lang,
        topics: topics.collect(),
        url: format!("{}/xa/{commune}", base(state, headers)),
        site,
    };
    Ok(cacheable(render(&page), uri))
}
