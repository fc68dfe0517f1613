//! The phone app's files.
use super::browser::Commune;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use server::Config;
use std::fs;

fn built_app() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("index.html", "<title>Từng Nhà</title>"),
        ("service-worker.js", "// worker"),
        ("phone-1a2b3c4d5e6f.wasm", "plain"),
        ("phone-1a2b3c4d5e6f.wasm.br", "as brotli"),
        ("phone-1a2b3c4d5e6f.wasm.gz", "as gzip"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn serving(folder: &tempfile::TempDir) -> Commune {
    Commune::with(Config {
        phone: Some(folder.path().to_owned()),
        ..Config::default()
    })
}

#[tokio::test]
async fn files_with_a_hash_are_cached_for_ever_and_others_revalidated() {
    let folder = built_app();
    let mut browser = serving(&folder).browser();
    let wasm = browser.get("/app/phone-1a2b3c4d5e6f.wasm").await;
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert!(wasm.header("cache-control").contains("immutable"));
    for path in ["/app/", "/app/index.html", "/app/service-worker.js"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
}

#[tokio::test]
async fn the_smallest_compressed_version_that_the_browser_accepts_is_sent() {
    let folder = built_app();
    let commune = serving(&folder);
    for (accepted, encoding, text) in [
        ("gzip, deflate, br", "br", "as brotli"),
        ("gzip", "gzip", "as gzip"),
        ("identity", "", "plain"),
    ] {
        let request = Request::get("/app/phone-1a2b3c4d5e6f.wasm")
            .header("accept-encoding", accepted)
            .body(Body::empty())
            .unwrap();
        let answer = commune.browser().send(request).await;
        assert_eq!(
            (answer.header("content-encoding"), answer.text.as_str()),
            (encoding, text)
        );
    }
}

#[tokio::test]
async fn a_page_already_known_is_not_sent_again() {
    let folder = built_app();
    let commune = serving(&folder);
    let tag = commune
        .browser()
        .get("/app/")
        .await
        .header("etag")
        .to_owned();
    let request = Request::get("/app/")
        .header("if-none-match", tag)
        .body(Body::empty())
        .unwrap();
    let answer = commune.browser().send(request).await;
    assert_eq!(
        (answer.status, answer.text.as_str()),
        (StatusCode::NOT_MODIFIED, "")
    );
}

#[tokio::test]
async fn files_outside_the_folder_are_not_found() {
    let folder = built_app();
    let mut browser = serving(&folder).browser();
    for path in [
        "/app/../Cargo.toml",
        "/app/%2e%2e/Cargo.toml",
        "/app/none.js",
        "/app/a%2Fb",
    ] {
        assert_eq!(
            browser.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}
