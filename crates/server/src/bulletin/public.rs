//! Bulletins for everyone at `/bai`: without script or sign-in, and gone once withdrawn.
use super::{Approved, feed, html, on_show, read_by_all, summary};
use crate::office::codes::qr;
use crate::office::frame::date;
use crate::page::{page_of, render};
use crate::public::{A_MINUTE, Room, Site, base, cacheable_for, commune_of, which};
use crate::{AppState, LanguageOf, PageError, print};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::{Bulletin, CommuneId};
use reports::{PRINTS_PDF, Print, ShareImage};
use serde::Deserialize;
use words::Language;

/// The language in which bulletins are written.
const VI: Language = Language::Vietnamese;

/// Bulletins on one page of the list.
const PAGE_BULLETINS: usize = 40;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/bai", get(which(Room::Bulletins)))
        .route("/bai/{commune}", get(list))
        .route("/bai/{commune}/atom.xml", get(atom))
        .route("/bai/{commune}/{bulletin}", get(one))
        .route("/bai/{commune}/{bulletin}/anh.png", get(picture))
}

#[derive(Debug, Deserialize)]
pub struct BulletinsQuery {
    trang: Option<String>,
}

#[derive(Template)]
#[template(path = "bulletin/list.html")]
struct ListPage {
    lang: Language,
    site: Site,
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
    site: Site,
    title: String,
    summary: String,
    html: String,
    day: String,
    iso: String,
    villages: String,
    approver: String,
    address: String,
    /// Address of the picture to share, if this build can draw it.
    picture: Option<String>,
    qr: String,
}

async fn list(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    Path(commune): Path<String>,
    Query(asked): Query<BulletinsQuery>,
) -> Result<Response, PageError> {
    let (_, site, shown) = known_on_show(&state, commune, lang).await?;
    let page = asked.trang.and_then(|it| it.parse().ok());
    let (page, pages) = page_of(page, shown.len(), PAGE_BULLETINS);
    let lines = shown
        .iter()
        .skip((page - 1) * PAGE_BULLETINS)
        .take(PAGE_BULLETINS)
        .map(|it| Line {
            id: it.id.to_string(),
            title: it.title.as_str().to_owned(),
            summary: summary(it.text.as_str()),
            day: date(it.published.day()),
            villages: super::named(&it.villages, &site.face().villages),
        });
    let page = ListPage {
        lang,
        page,
        pages,
        bulletins: lines.collect(),
        site,
    };
    Ok(cacheable_for(render(&page), &uri, A_MINUTE))
}

async fn one(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    headers: HeaderMap,
    Path((commune, bulletin)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let (id, site, it) = known(&state, commune, bulletin, lang).await?;
    let address = format!("{}/bai/{id}/{}", base(&state, &headers), it.id);
    let approved = Approved::of(&it);
    let page = OnePage {
        lang,
        title: it.title.as_str().to_owned(),
        summary: summary(it.text.as_str()),
        html: html(it.text.as_str()),
        day: date(it.published.day()),
        iso: it.published.day().to_string(),
        villages: super::named(&it.villages, &site.face().villages),
        approver: approved.approval.title.as_str().to_owned(),
        qr: qr(&address).unwrap_or_default(),
        picture: PRINTS_PDF.then(|| format!("{address}/anh.png")),
        address,
        site,
    };
    Ok(cacheable_for(render(&page), &uri, A_MINUTE))
}

async fn picture(
    State(state): State<AppState>,
    uri: Uri,
    Path((commune, bulletin)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let (_, site, it) = known(&state, commune, bulletin, VI).await?;
    let image = ShareImage {
        lang: VI.code(),
        kicker: words::site::bulletins_nav(VI).to_owned(),
        title: it.title.as_str().to_owned(),
        whose: format!("{} · {}", site.name, date(it.published.day())),
        mark_svg: include_str!("../../assets/icon.svg"),
    };
    let response = print::png(Print::Share(image)).await?;
    Ok(cacheable_for(response, &uri, A_MINUTE))
}

async fn atom(
    State(state): State<AppState>,
    headers: HeaderMap,
    Path(commune): Path<String>,
) -> Result<Response, PageError> {
    let (id, site, shown) = known_on_show(&state, commune, VI).await?;
    let base = base(&state, &headers);
    let xml = feed::atom(&shown, &site.name, &base, id.as_str());
    let kind = HeaderValue::from_static("application/atom+xml; charset=utf-8");
    let caching = HeaderValue::from_static(A_MINUTE);
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, caching),
    ];
    Ok((headers, xml).into_response())
}

/// A bulletin with the frame of its page.
async fn known(
    state: &AppState,
    commune: String,
    bulletin: String,
    lang: Language,
) -> Result<(CommuneId, Site, Bulletin), PageError> {
    let read = state.window(lang, move |window| {
        let id = commune_of(&commune)?;
        let site = Site::new(window, &id, Room::Bulletins)?;
        let it = read_by_all(window.rows, &id, &bulletin)?;
        Ok((id, site, it))
    });
    read.await
}

/// All bulletins on show with the frame of their page.
async fn known_on_show(
    state: &AppState,
    commune: String,
    lang: Language,
) -> Result<(CommuneId, Site, Vec<Bulletin>), PageError> {
    let read = state.window(lang, move |window| {
        let id = commune_of(&commune)?;
        let site = Site::new(window, &id, Room::Bulletins)?;
        let shown = on_show(window.rows, &id)?;
        Ok((id, site, shown))
    });
    read.await
}
