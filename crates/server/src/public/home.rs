//! The home page: what to learn today, who helps, and what the team never does.
use super::site::communes;
use super::{A_MINUTE, Room, Site, Window, base, cacheable, cacheable_for, commune_of};
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
    let base = base(&state, &headers);
    let show = move |window: &mut Window<'_>| {
        if let [only] = window.rows.communes()?.as_slice() {
            return home(window, only, &uri, &base);
        }
        let (lang, communes) = (window.lang, communes(window)?);
        Ok(cacheable(render(&CommunesPage { lang, communes }), &uri))
    };
    state.window(lang, show).await
}

pub async fn of_commune(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    headers: HeaderMap,
    Path(commune): Path<String>,
) -> Result<Response, PageError> {
    let commune = commune_of(&commune)?;
    let base = base(&state, &headers);
    let show = move |window: &mut Window<'_>| home(window, &commune, &uri, &base);
    state.window(lang, show).await
}

fn home(
    window: &mut Window<'_>,
    commune: &CommuneId,
    uri: &Uri,
    base: &str,
) -> Result<Response, PageError> {
    let lang = window.lang;
    let site = Site::new(window, commune, Room::Home)?;
    let catalogue = Catalogue::new(&site.face().settings);
    let topics = catalogue.topics.iter().filter_map(|topic| {
        let id = topic.id.as_str();
        Some(Topic {
            name: say::by_id(&format!("topic-{id}"), lang)?,
            about: say::by_id(&format!("topic-{id}-about"), lang)?,
            link: format!("/hoc/{id}"),
        })
    });
    let news = on_show(window.rows, commune)?.into_iter().take(NEWS);
    let news = news.map(|it| {
        let address = format!("{}/{}", site.address(Room::Bulletins), it.id);
        let day = date(it.published.day());
        (address, it.title.as_str().to_owned(), day)
    });
    let page = HomePage {
        lang,
        news: news.collect(),
        topics: topics.collect(),
        url: format!("{base}/xa/{commune}"),
        site,
    };
    Ok(cacheable_for(render(&page), uri, A_MINUTE))
}
