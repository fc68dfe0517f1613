//! The home page: what to learn today, who helps, and what the team never does.
use super::site::communes;
use super::{A_MINUTE, Room, Site, base, cacheable, cacheable_for, commune_of};
use crate::bulletin::on_show;
use crate::office::frame::date;
use crate::page::render;
use crate::{AppState, LanguageOf, PageError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::{Catalogue, CommuneId};
use words::{Language, site as say};

/// How many bulletins the home page names.
const NEWS: usize = 3;

#[derive(Template)]
#[template(path = "site/home.html")]
struct HomePage {
    lang: Language,
    site: Site,
    topics: Vec<Topic>,
    /// Address, title and day of the newest bulletins.
    news: Vec<(String, String, String)>,
    url: String,
}

struct Topic {
    name: &'static str,
    about: &'static str,
    link: String,
}

/// The list of communes to choose from; it may be empty.
#[derive(Template)]
#[template(path = "home.html")]
struct CommunesPage {
    lang: Language,
    communes: Vec<(String, String)>,
}

/// The home page if there is one commune, otherwise the list.
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
    let communes = communes(&state, lang)?;
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
    let news = on_show(state, commune)?.into_iter().take(NEWS).map(|it| {
        let address = format!("{}/{}", site.address(Room::Bulletins), it.id);
        let day = date(it.published.day());
        (address, it.title.as_str().to_owned(), day)
    });
    let page = HomePage {
        lang,
        news: news.collect(),
        topics: topics.collect(),
        url: format!("{}/xa/{commune}", base(state, headers)),
        site,
    };
    Ok(cacheable_for(render(&page), uri, A_MINUTE))
}
