//! Serves the phone app under `/app/`, from a folder or from the binary itself.
use crate::share::Shared;
use crate::{AppState, PageError};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt;
use std::fs;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
/// Compressed versions of a file, the smallest first: the name in `Accept-Encoding` and the file's
/// ending.
const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];
/// Digits of the hash in the name of a file that never changes.
const HASH_DIGITS: usize = 12;
/// The largest file that is loaded from a folder. The app's own files are a tenth of it.
const FILE_LIMIT_BYTES: u64 = 16 * 1024 * 1024;
/// The limit for all files together, in case a wrong folder was configured.
const FOLDER_LIMIT_BYTES: usize = 64 * 1024 * 1024;
/// How deep folders may be nested.
const DEPTH_LIMIT: usize = 8;

static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Every file, read and hashed once at the start. All clients share the same bytes, however many
/// they are and however slowly they read.
#[derive(Default)]
pub struct Shelf(HashMap<String, Kept>);

#[derive(Clone)]
struct Kept {
    bytes: Bytes,
    tag: HeaderValue,
}

impl Shelf {
    /// Loads the files of a folder, or those embedded at build time.
    pub fn fill(folder: Option<&std::path::Path>) -> Self {
        let mut shelf = Self::default();
        match folder {
            Some(folder) => shelf.add_folder(folder, "", DEPTH_LIMIT),
            None => {
                for (name, bytes) in EMBEDDED {
                    shelf.add((*name).to_owned(), Bytes::from_static(bytes));
                }
            }
        }
        shelf
    }

    /// Adds a folder's files. A file or folder that cannot be read is skipped.
    fn add_folder(&mut self, folder: &std::path::Path, before: &str, depth: usize) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Some(name) = entry.file_name().to_str().map(|it| format!("{before}{it}")) else {
                continue;
            };
            match fs::metadata(entry.path()) {
                Ok(it) if it.is_dir() && depth > 0 => {
                    self.add_folder(&entry.path(), &format!("{name}/"), depth - 1);
                }
                Ok(it) if it.is_file() && it.len() <= FILE_LIMIT_BYTES => {
                    match fs::read(entry.path()) {
                        Ok(bytes) if self.weight() + bytes.len() <= FOLDER_LIMIT_BYTES => {
                            self.add(name, bytes.into());
                        }
                        _ => tracing::warn!(name, "a file of the phone app is left out"),
                    }
                }
                _ => {}
            }
        }
    }

    fn weight(&self) -> usize {
        self.0.values().map(|it| it.bytes.len()).sum()
    }

    fn add(&mut self, name: String, bytes: Bytes) {
        let tag = tag(&bytes);
        self.0.insert(name, Kept { bytes, tag });
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shelf({} files)", self.0.len())
    }
}

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
    let plain = state.shelf.0.get(&path).ok_or(PageError::NotFound)?;
    let caching = if is_hashed(&path) {
        FOR_EVER
    } else {
        ASK_AGAIN
    };
    let mut answer = if headers.get(header::IF_NONE_MATCH) == Some(&plain.tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (encoding, bytes) = smallest(&state.shelf, &path, &headers, plain);
        let kind = [(header::CONTENT_TYPE, kind(&path))];
        let mut answer = (kind, bytes).into_response();
        if let Some(encoding) = encoding {
            let encoding = HeaderValue::from_static(encoding);
            answer
                .headers_mut()
                .insert(header::CONTENT_ENCODING, encoding);
        }
        answer
    };
    answer.extensions_mut().insert(Shared);
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, caching);
    headers.insert(header::ETAG, plain.tag.clone());
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(answer)
}

/// The smallest version that the browser understands, otherwise the plain file.
fn smallest(
    shelf: &Shelf,
    path: &str,
    headers: &HeaderMap,
    plain: &Kept,
) -> (Option<&'static str>, Bytes) {
    for (encoding, ending) in ENCODINGS {
        if accepts(headers, encoding)
            && let Some(twin) = shelf.0.get(&format!("{path}.{ending}"))
        {
            return (Some(encoding), twin.bytes.clone());
        }
    }
    (None, plain.bytes.clone())
}

/// Whether the browser accepts an encoding: `br` or `gzip;q=0.8`, but not `br;q=0`.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lists = headers.get_all(header::ACCEPT_ENCODING).into_iter();
    let mut words = lists.flat_map(|it| it.to_str().unwrap_or_default().split(','));
    words.any(|word| {
        let (name, weight) = word.split_once(';').unwrap_or((word, ""));
        let weight = weight.trim().trim_start_matches("q=");
        name.trim().eq_ignore_ascii_case(encoding) && weight.parse::<f32>() != Ok(0.0)
    })
}

/// Whether a path has only plain segments, so that it cannot lead out of the folder.
fn is_plain(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    path.split('/')
        .all(|part| !part.is_empty() && !part.starts_with('.') && part.bytes().all(plain))
}

/// Whether the name has a hash, as in `phone-1a2b3c4d5e6f.css`. Such a file never changes.
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
