//! "Chợ số" at `/cho-so`: the commune's open shops, for everyone, with no script and no sign-in.
mod catalogue;
mod stalls;

pub use stalls::Stalls;

use crate::office::business::{dong, market_name};
use crate::office::codes::{address, qr};
use crate::page::{escape_query, render};
use crate::public::{Room, Site, cacheable};
use crate::{AppState, LanguageOf, PageError, photo};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::{CommuneId, PhotoId};
use serde::Deserialize;
use stalls::{Market, Stall};
use std::sync::Arc;
use vietnamese::{Query as Search, SearchText};
use words::Language;

/// Shops on a page: it stays under 50 kB.
const PAGE_STALLS: usize = 40;
/// Lines of the printable catalogue.
const CATALOGUE_LIMIT: usize = 400;
/// How old a page may be when someone else's machine keeps it.
const CACHING: &str = "public, max-age=300";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/cho-so", get(communes))
        .route("/cho-so/{commune}", get(stalls_of))
        .route("/cho-so/{commune}/danh-muc", get(catalogue))
        .route("/cho-so/{commune}/danh-muc.pdf", get(catalogue::pdf))
        .route("/cho-so/{commune}/{stall}", get(stall))
        .route("/cho-so/{commune}/anh/{photo}", get(photo_of))
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    tim: Option<String>,
    trang: Option<String>,
}

#[derive(Template)]
#[template(path = "market/communes.html")]
struct CommunesPage {
    lang: Language,
    communes: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "market/stalls.html")]
struct StallsPage<'a> {
    lang: Language,
    site: Site,
    commune: String,
    name: &'a str,
    search: String,
    query: String,
    count: usize,
    page: usize,
    pages: usize,
    stalls: Vec<&'a Stall>,
}

#[derive(Template)]
#[template(path = "market/stall.html")]
struct StallPage<'a> {
    lang: Language,
    site: Site,
    commune: String,
    name: &'a str,
    stall: &'a Stall,
    address: String,
    base: String,
    qr: String,
}

#[derive(Template)]
#[template(path = "market/catalogue.html")]
struct CataloguePage<'a> {
    lang: Language,
    site: Site,
    commune: String,
    name: &'a str,
    lines: Vec<(&'a Stall, &'a stalls::Product)>,
    address: String,
    qr: String,
}

async fn communes(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
) -> Result<Response, PageError> {
    let all = state
        .store
        .read(|rows| rows.communes())
        .map_err(PageError::internal)?;
    if let [only] = all.as_slice() {
        return Ok(Redirect::to(&format!("/cho-so/{only}")).into_response());
    }
    let mut communes = Vec::new();
    for id in all {
        communes.push((id.to_string(), market(&state, &id)?.name.clone()));
    }
    communes.sort_by_cached_key(|(_, name)| vietnamese::word_sort_key(name));
    Ok(render(&CommunesPage { lang, communes }))
}

async fn stalls_of(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    Path(commune): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let market = known(&state, &commune)?;
    let search = asked.tim.unwrap_or_default();
    let query = Search::new(&search);
    let fits = |it: &&Stall| query.is_empty() || query.matches(&SearchText::new(&it.searched));
    let found: Vec<&Stall> = market.stalls.iter().filter(fits).collect();
    let pages = found.len().div_ceil(PAGE_STALLS).max(1);
    let page = asked
        .trang
        .and_then(|it| it.parse().ok())
        .unwrap_or(1)
        .clamp(1, pages);
    let shown = found
        .iter()
        .skip((page - 1) * PAGE_STALLS)
        .take(PAGE_STALLS);
    let page = StallsPage {
        site: site(&state, &commune, lang)?,
        lang,
        commune,
        name: &market.name,
        query: escape_query(&search),
        search,
        count: found.len(),
        page,
        pages,
        stalls: shown.copied().collect(),
    };
    Ok(cacheable(render(&page), &uri))
}

async fn stall(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    headers: HeaderMap,
    Path((commune, stall)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let market = known(&state, &commune)?;
    let found = market.stalls.iter().find(|it| it.id == stall);
    let stall = found.ok_or(PageError::NotFound)?;
    let base = address(&headers, state.config.secure_cookies);
    let address = format!("{base}/cho-so/{commune}/{}", stall.id);
    let page = StallPage {
        site: site(&state, &commune, lang)?,
        lang,
        commune,
        name: &market.name,
        stall,
        qr: qr(&address).unwrap_or_default(),
        address,
        base,
    };
    Ok(cacheable(render(&page), &uri))
}

/// Only while the market shows the product: what was withdrawn is gone for everyone within the
/// time that others may keep it.
async fn photo_of(
    State(state): State<AppState>,
    Path((commune, id)): Path<(String, String)>,
    Query(asked): Query<photo::Asked>,
) -> Result<Response, PageError> {
    let market = known(&state, &commune)?;
    let commune = CommuneId::new(commune).ok_or(PageError::NotFound)?;
    let id = PhotoId::new(id).filter(|id| market.shows(id));
    let id = id.ok_or(PageError::NotFound)?;
    photo::answer(&state, &commune, &id, &asked, CACHING).await
}

async fn catalogue(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    headers: HeaderMap,
    Path(commune): Path<String>,
) -> Result<Response, PageError> {
    let market = known(&state, &commune)?;
    let lines = market
        .stalls
        .iter()
        .flat_map(|stall| stall.products.iter().map(move |it| (stall, it)));
    let base = address(&headers, state.config.secure_cookies);
    let address = format!("{base}/cho-so/{commune}");
    let page = CataloguePage {
        site: site(&state, &commune, lang)?,
        lang,
        name: &market.name,
        lines: lines.take(CATALOGUE_LIMIT).collect(),
        qr: qr(&address).unwrap_or_default(),
        address,
        commune,
    };
    Ok(cacheable(render(&page), &uri))
}

fn known(state: &AppState, commune: &str) -> Result<Arc<Market>, PageError> {
    let id = CommuneId::new(commune).ok_or(PageError::NotFound)?;
    let there = state
        .store
        .read(|rows| rows.commune(&id))
        .map_err(PageError::internal)?;
    match there {
        Some(_) => market(state, &id),
        None => Err(PageError::NotFound),
    }
}

fn site(state: &AppState, commune: &str, lang: Language) -> Result<Site, PageError> {
    let commune = CommuneId::new(commune).ok_or(PageError::NotFound)?;
    Site::new(state, &commune, lang, Room::Market)
}

/// Whether anyone of the commune has a shop to show.
pub(crate) fn sells(state: &AppState, commune: &CommuneId) -> Result<bool, PageError> {
    Ok(!market(state, commune)?.stalls.is_empty())
}

fn market(state: &AppState, commune: &CommuneId) -> Result<Arc<Market>, PageError> {
    let now = state.clock.now();
    state
        .stalls
        .of(&state.store, commune, now)
        .map_err(PageError::internal)
}
