//! Style sheets, scripts and pictures of the office and the public pages, compiled into the binary.
use crate::share::Shared;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "public, no-cache";

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    version: String,
}

macro_rules! assets {
    ($($name:literal: $kind:literal),+ $(,)?) => {
        static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| vec![$({
            let bytes: &'static [u8] = include_bytes!(concat!("../assets/", $name));
            Asset { name: $name, kind: $kind, bytes, version: version(bytes) }
        }),+]);
    };
}

assets! {
    "tokens.css": "text/css; charset=utf-8",
    "public.css": "text/css; charset=utf-8",
    "learn.css": "text/css; charset=utf-8",
    "office.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}

fn version(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest[..6]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The address of an asset. It changes when the asset's bytes change.
pub fn asset(name: &str) -> String {
    let version = ASSETS.iter().find(|asset| asset.name == name);
    let version = version.map_or("", |asset| asset.version.as_str());
    format!("/assets/{name}?v={version}")
}

pub async fn get(
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", asset.version);
    let named = query.as_deref() == Some(&format!("v={}", asset.version));
    let caching = HeaderValue::from_static(if named { FOR_EVER } else { ASK_AGAIN });
    let known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes());
    if known {
        return (StatusCode::NOT_MODIFIED, [(header::CACHE_CONTROL, caching)]).into_response();
    }
    let kind = HeaderValue::from_static(asset.kind);
    let tag = HeaderValue::from_str(&tag).expect("hexadecimal digits in quotes");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, caching),
        (header::ETAG, tag),
    ];
    (axum::Extension(Shared), headers, asset.bytes).into_response()
}
