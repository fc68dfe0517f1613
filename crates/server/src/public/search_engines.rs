//! `/robots.txt` and `/sitemap.xml`: lets search engines find the public pages and nothing else.
use super::{Room, Site, Window, base};
use crate::{AppState, PageError};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use std::fmt::Write;
use words::Language;

/// The most communes in the sitemap.
const COMMUNES_LIMIT: usize = 400;
const CACHING: &str = "public, max-age=3600";
/// Paths that search engines should not visit.
const CLOSED: [&str; 4] = ["/van-phong", "/vao", "/app/", "/api/"];

pub async fn robots(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut text = "User-agent: *\n".to_owned();
    for path in CLOSED {
        writeln!(text, "Disallow: {path}").expect("text grows");
    }
    let base = base(&state, &headers);
    writeln!(text, "Sitemap: {base}/sitemap.xml").expect("text grows");
    file("text/plain; charset=utf-8", text)
}

pub async fn sitemap(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let base = base(&state, &headers);
    let entries = state.window(Language::default(), move |window| entries(window, &base));
    let head = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
    let set = r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">"#;
    let text = format!("{head}\n{set}\n{}</urlset>\n", entries.await?);
    Ok(file("application/xml; charset=utf-8", text))
}

/// Every room of every commune, once.
fn entries(window: &mut Window<'_>, base: &str) -> Result<String, PageError> {
    let mut text = String::new();
    for commune in window.rows.communes()?.iter().take(COMMUNES_LIMIT) {
        let site = Site::new(window, commune, Room::Home)?;
        for (address, _, _) in site.rooms() {
            let entry = format!("<url><loc>{base}{address}</loc></url>\n");
            if !text.contains(&entry) {
                text.push_str(&entry);
            }
        }
    }
    Ok(text)
}

fn file(kind: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, CACHING),
    ];
    (headers, text).into_response()
}
