//! The phone app under `/app/`: from a folder, or from the binary itself.
use crate::{AppState, PageError};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
/// Compressed twins, the smallest first, with the names that browsers ask by.
const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];
/// Digits of the hash in the name of a file that never changes.
const HASH_DIGITS: usize = 12;

static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/app", get(|| async { Redirect::permanent("/app/") }))
        .route("/app/", get(index))
        .route("/app/{*path}", get(file))
}

async fn index(state: State<AppState>, headers: HeaderMap) -> Result<Response, PageError> {
    file(state, Path("index.html".to_owned()), headers).await
}

async fn file(
    State(state): State<AppState>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    if !is_plain(&path) {
        return Err(PageError::NotFound);
    }
    let plain = read(&state, &path).await.ok_or(PageError::NotFound)?;
    let tag = tag(&plain);
    let caching = if is_hashed(&path) {
        FOR_EVER
    } else {
        ASK_AGAIN
    };
    let mut answer = if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (encoding, bytes) = smallest(&state, &path, &headers, plain).await;
        let kind = [(header::CONTENT_TYPE, kind(&path))];
        let mut answer = (kind, bytes.into_owned()).into_response();
        if let Some(encoding) = encoding {
            let encoding = HeaderValue::from_static(encoding);
            answer
                .headers_mut()
                .insert(header::CONTENT_ENCODING, encoding);
        }
        answer
    };
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, caching);
    headers.insert(header::ETAG, tag);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(answer)
}

/// The twin that the browser understands, else the file as it is.
async fn smallest(
    state: &AppState,
    path: &str,
    headers: &HeaderMap,
    plain: Cow<'static, [u8]>,
) -> (Option<&'static str>, Cow<'static, [u8]>) {
    let accepted = headers.get(header::ACCEPT_ENCODING);
    let accepted = accepted.and_then(|value| value.to_str().ok()).unwrap_or("");
    for (encoding, ending) in ENCODINGS {
        let wanted = accepted.split(',').any(|it| it.trim() == encoding);
        if wanted && let Some(bytes) = read(state, &format!("{path}.{ending}")).await {
            return (Some(encoding), bytes);
        }
    }
    (None, plain)
}

async fn read(state: &AppState, path: &str) -> Option<Cow<'static, [u8]>> {
    match &state.config.phone {
        Some(folder) => tokio::fs::read(folder.join(path))
            .await
            .ok()
            .map(Cow::Owned),
        None => EMBEDDED
            .iter()
            .find(|(name, _)| *name == path)
            .map(|(_, bytes)| Cow::Borrowed(*bytes)),
    }
}

/// Names made of plain segments only: nothing leads out of the folder.
fn is_plain(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    path.split('/')
        .all(|part| !part.is_empty() && !part.starts_with('.') && part.bytes().all(plain))
}

/// `phone-1a2b3c4d5e6f.css` never changes.
fn is_hashed(path: &str) -> bool {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() == HASH_DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn tag(bytes: &[u8]) -> HeaderValue {
    let digest = Sha256::digest(bytes);
    let digits: String = digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    HeaderValue::from_str(&format!("W/\"{digits}\"")).expect("hexadecimal digits in quotes")
}

fn kind(path: &str) -> HeaderValue {
    HeaderValue::from_static(
        match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "html" => "text/html; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "json" => "application/json",
            "webmanifest" => "application/manifest+json",
            "wasm" => "application/wasm",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            _ => "application/octet-stream",
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out_of_the_folder() {
        for path in ["../secret", "a/../../b", ".env", "a//b", "", "a\\b", "a%2f"] {
            assert!(!is_plain(path), "{path}");
        }
        assert!(is_plain("phone-1a2b3c4d5e6f_bg.wasm") && is_plain("lessons/a.html"));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_hashed("phone-1a2b3c4d5e6f.wasm"));
        for path in [
            "index.html",
            "service-worker.js",
            "precache.json",
            "a-b.css",
        ] {
            assert!(!is_hashed(path), "{path}");
        }
    }
}
