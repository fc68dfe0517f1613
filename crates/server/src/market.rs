//! "Chợ số" at `/cho-so`: the commune's open shops for everyone, without script or sign-in.
mod catalogue;
mod stalls;

pub use stalls::Stalls;

use crate::household_code::Place;
use crate::office::business::{dong, market_name};
use crate::office::codes::qr;
use crate::page::{escape_query, page_of, render};
use crate::public::{Room, Site, Window, base, cacheable, commune_of, searched, typed, which};
use crate::{AppState, LanguageOf, PageError, photo};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;
use domain::{CommuneId, PhotoId};
use serde::Deserialize;
use stalls::{Market, Stall};
use std::sync::Arc;
use store::Rows;
use vietnamese::Query as Search;
use words::Language;

/// Shops on one page, so that it stays under 50 kB.
const PAGE_STALLS: usize = 40;
/// The most lines in the printable catalogue.
const CATALOGUE_LIMIT: usize = 400;
/// How long caches may keep a page.
const CACHING: &str = "public, max-age=300";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/cho-so", get(which(Room::Market)))
        .route("/cho-so/{commune}", get(stalls_of))
        .route("/cho-so/{commune}/danh-muc", get(catalogue))
        .route("/cho-so/{commune}/danh-muc.pdf", get(catalogue::pdf))
        .route("/cho-so/{commune}/{stall}", get(stall))
        .route("/cho-so/{commune}/anh/{photo}", get(photo_of))
}

#[derive(Debug, Deserialize)]
pub struct StallsQuery {
    tim: Option<String>,
    trang: Option<String>,
}

#[derive(Template)]
#[template(path = "market/stalls.html")]
struct StallsPage<'a> {
    lang: Language,
    site: Site,
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
    lines: Vec<(&'a Stall, &'a stalls::Product)>,
    address: String,
    qr: String,
}

async fn stalls_of(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    Path(commune): Path<String>,
    Query(asked): Query<StallsQuery>,
) -> Result<Response, PageError> {
    let (site, market) = known(&state, &commune, lang).await?;
    let search = typed(asked.tim);
    let looked = market.clone();
    let look = move |query: &Search| {
        let all = looked.stalls.iter().enumerate();
        all.filter(|(_, it)| query.matches(&it.searched))
            .map(|(place, _)| place)
            .collect()
    };
    let found: Vec<usize> = searched(&search, look).await?;
    let stalls = &market.stalls;
    let found: Vec<&Stall> = found.iter().filter_map(|at| stalls.get(*at)).collect();
    let page = asked.trang.and_then(|it| it.parse().ok());
    let (page, pages) = page_of(page, found.len(), PAGE_STALLS);
    let shown = found
        .iter()
        .skip((page - 1) * PAGE_STALLS)
        .take(PAGE_STALLS);
    let page = StallsPage {
        site,
        lang,
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
    let (site, market) = known(&state, &commune, lang).await?;
    let is_it = |it: &&Stall| it.id == stall || it.household.as_str() == stall;
    let found = market.stalls.iter().find(is_it);
    let stall = found.ok_or(PageError::NotFound)?;
    let base = base(&state, &headers);
    let address = format!("{base}/cho-so/{}/{}", site.commune, stall.id);
    let page = StallPage {
        site,
        lang,
        stall,
        qr: qr(&address).unwrap_or_default(),
        address,
        base,
    };
    Ok(cacheable(render(&page), &uri))
}

/// Shows a photo only while the market shows its product. After a withdrawal it is gone for
/// everyone as soon as caches expire.
async fn photo_of(
    State(state): State<AppState>,
    Path((commune, id)): Path<(String, String)>,
    Query(asked): Query<photo::PhotoQuery>,
) -> Result<Response, PageError> {
    let commune = commune_of(&commune)?;
    let market = market_of(&state, &commune).await?;
    let market = coded(&state, &commune, market).await?;
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
    let (site, market) = known(&state, &commune, lang).await?;
    let lines = market
        .stalls
        .iter()
        .flat_map(|stall| stall.products.iter().map(move |it| (stall, it)));
    let base = base(&state, &headers);
    let address = format!("{base}/cho-so/{commune}");
    let page = CataloguePage {
        site,
        lang,
        lines: lines.take(CATALOGUE_LIMIT).collect(),
        qr: qr(&address).unwrap_or_default(),
        address,
    };
    Ok(cacheable(render(&page), &uri))
}

/// A commune's market, with the frame of its pages.
async fn known(
    state: &AppState,
    commune: &str,
    lang: Language,
) -> Result<(Site, Arc<Market>), PageError> {
    let commune = commune_of(commune)?;
    let asked = commune.clone();
    let read = state.window(lang, move |window| {
        let site = Site::new(window, &asked, Room::Market)?;
        Ok((site, market(window, &asked)?))
    });
    let (site, market) = read.await?;
    Ok((site, coded(state, &commune, market).await?))
}

/// The market, with a code for every shop. If codes cannot be written now, shops without one are
/// left out.
async fn coded(
    state: &AppState,
    commune: &CommuneId,
    found: Arc<Market>,
) -> Result<Arc<Market>, PageError> {
    if found.without_code.is_empty() {
        return Ok(found);
    }
    let (owner, chance, now) = (commune.clone(), state.chance.clone(), state.clock.now());
    let waiting = found.clone();
    let made = state.store.write_to(commune, move |ledger| {
        let rows = ledger.transaction();
        Place::Market.complete(rows, &owner, &waiting.without_code, &chance, now)
    });
    match made.done().await {
        Ok(()) => {
            state.stalls.forget(commune);
            market_of(state, commune).await
        }
        Err(error) => {
            tracing::warn!(%error, "shops are not shown for want of a code");
            Ok(found)
        }
    }
}

/// Whether anyone in the commune has a shop to show.
pub(crate) fn sells(window: &mut Window<'_>, commune: &CommuneId) -> Rows<bool> {
    let market = market(window, commune)?;
    Ok(!market.stalls.is_empty() || !market.without_code.is_empty())
}

fn market(window: &mut Window<'_>, commune: &CommuneId) -> Rows<Arc<Market>> {
    let stalls = &window.state.stalls;
    stalls.of(window.rows, commune, window.now)
}

async fn market_of(state: &AppState, commune: &CommuneId) -> Result<Arc<Market>, PageError> {
    let commune = commune.clone();
    let read = move |window: &mut Window<'_>| Ok(market(window, &commune)?);
    state.window(Language::default(), read).await
}
