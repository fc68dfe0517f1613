//! Bulletins for everyone at `/bai`: no script, no sign-in, gone once withdrawn.
use super::{Approved, feed, html, on_show, published, summary};
use crate::office::codes::{address, qr};
use crate::office::frame::date;
use crate::page::render;
use crate::{AppState, LanguageOf, PageError};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::{BulletinId, CommuneId, Kind, Record, RecordKey, Settings, Village};
use serde::Deserialize;
use words::Language;

/// Bulletins on a page of the list.
const PAGE_BULLETINS: usize = 40;
/// How old a page may be when someone else's machine keeps it: withdrawn is gone soon after.
const CACHING: &str = "public, max-age=60";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/bai", get(communes))
        .route("/bai/{commune}", get(list))
        .route("/bai/{commune}/atom.xml", get(atom))
        .route("/bai/{commune}/{bulletin}", get(one))
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    trang: Option<String>,
}

#[derive(Template)]
#[template(path = "bulletin/communes.html")]
struct CommunesPage {
    lang: Language,
    communes: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "bulletin/list.html")]
struct ListPage {
    lang: Language,
    commune: String,
    name: String,
    page: usize,
    pages: usize,
    bulletins: Vec<Line>,
}

struct Line {
    id: String,
    title: String,
    summary: String,
    day: String,
    villages: String,
}

#[derive(Template)]
#[template(path = "bulletin/one.html")]
struct OnePage {
    lang: Language,
    commune: String,
    name: String,
    title: String,
    summary: String,
    html: String,
    day: String,
    iso: String,
    villages: String,
    approver: String,
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
        return Ok(Redirect::to(&format!("/bai/{only}")).into_response());
    }
    let mut communes = Vec::new();
    for id in all {
        let name = settings(&state, &id)?.commune_name;
        communes.push((id.to_string(), name.as_str().to_owned()));
    }
    communes.sort_by_cached_key(|(_, name)| vietnamese::word_sort_key(name));
    Ok(render(&CommunesPage { lang, communes }))
}

async fn list(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    Path(commune): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let id = known(&state, &commune)?;
    let shown = on_show(&state, &id)?;
    let villages = villages(&state, &id)?;
    let pages = shown.len().div_ceil(PAGE_BULLETINS).max(1);
    let page = asked.trang.and_then(|it| it.parse().ok()).unwrap_or(1);
    let page = usize::clamp(page, 1, pages);
    let lines = shown
        .iter()
        .skip((page - 1) * PAGE_BULLETINS)
        .take(PAGE_BULLETINS)
        .map(|it| Line {
            id: it.id.to_string(),
            title: it.title.as_str().to_owned(),
            summary: summary(it.text.as_str()),
            day: date(it.published.day()),
            villages: super::named(&it.villages, &villages),
        });
    let page = ListPage {
        lang,
        name: settings(&state, &id)?.commune_name.as_str().to_owned(),
        commune,
        page,
        pages,
        bulletins: lines.collect(),
    };
    Ok(cacheable(render(&page), &uri))
}

async fn one(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    headers: HeaderMap,
    Path((commune, bulletin)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let id = known(&state, &commune)?;
    let bulletin = BulletinId::new(bulletin).ok_or(PageError::NotFound)?;
    let it = published(&state, &id, &bulletin)?.ok_or(PageError::NotFound)?;
    if !it.is_on_show() {
        return Err(PageError::Gone);
    }
    let base = address(&headers, state.config.secure_cookies);
    let address = format!("{base}/bai/{commune}/{bulletin}");
    let approved = Approved::of(&it);
    let page = OnePage {
        lang,
        name: settings(&state, &id)?.commune_name.as_str().to_owned(),
        title: it.title.as_str().to_owned(),
        summary: summary(it.text.as_str()),
        html: html(it.text.as_str()),
        day: date(it.published.day()),
        iso: it.published.day().to_string(),
        villages: super::named(&it.villages, &villages(&state, &id)?),
        approver: approved.approval.title.as_str().to_owned(),
        qr: qr(&address).unwrap_or_default(),
        address,
        commune,
    };
    Ok(cacheable(render(&page), &uri))
}

async fn atom(
    State(state): State<AppState>,
    headers: HeaderMap,
    Path(commune): Path<String>,
) -> Result<Response, PageError> {
    let id = known(&state, &commune)?;
    let base = address(&headers, state.config.secure_cookies);
    let name = settings(&state, &id)?.commune_name;
    let xml = feed::atom(&on_show(&state, &id)?, name.as_str(), &base, &commune);
    let kind = HeaderValue::from_static("application/atom+xml; charset=utf-8");
    let caching = HeaderValue::from_static(CACHING);
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, caching),
    ];
    Ok((headers, xml).into_response())
}

fn known(state: &AppState, commune: &str) -> Result<CommuneId, PageError> {
    let id = CommuneId::new(commune).ok_or(PageError::NotFound)?;
    let there = state
        .store
        .read(|rows| rows.commune(&id))
        .map_err(PageError::internal)?;
    there.map(|_| id).ok_or(PageError::NotFound)
}

fn settings(state: &AppState, commune: &CommuneId) -> Result<Settings, PageError> {
    let found = state
        .store
        .record(commune, &RecordKey::Settings)
        .map_err(PageError::internal)?;
    Ok(match found {
        Some((Record::Settings(settings), _)) => *settings,
        _ => Settings::default(),
    })
}

fn villages(state: &AppState, commune: &CommuneId) -> Result<Vec<Village>, PageError> {
    let records = state
        .store
        .records(commune, Kind::Village)
        .map_err(PageError::internal)?;
    let mut villages: Vec<Village> = records
        .into_iter()
        .filter_map(|record| match record {
            Record::Village(village) => Some(*village),
            _ => None,
        })
        .collect();
    villages.sort_by_key(|it| it.order);
    Ok(villages)
}

/// Anyone may keep the page for a while; not the one on which a language was just chosen.
fn cacheable(mut response: Response, uri: &Uri) -> Response {
    if !uri.query().is_some_and(|query| query.contains("lang=")) {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHING));
        headers.insert(header::VARY, HeaderValue::from_static("cookie"));
    }
    response
}
