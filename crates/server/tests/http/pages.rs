//! What is true of every page.
use super::browser::Commune;
use axum::http::StatusCode;

#[tokio::test]
async fn the_home_page_says_what_the_team_never_asks_for() {
    let page = Commune::new().browser().get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Tổ không bao giờ gọi điện"));
    insta::assert_snapshot!(without_versions(&page.text));
}

#[tokio::test]
async fn every_answer_is_strict_about_scripts_frames_and_caches() {
    let mut browser = Commune::new().browser();
    for path in [
        "/",
        "/vao",
        "/nowhere",
        "/assets/tokens.css",
        "/assets/none",
        "/healthz",
        "/readyz",
    ] {
        let answer = browser.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("script-src 'self'; style-src 'self';"),
            "{path}: {policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert!(!answer.header("cache-control").is_empty(), "{path}");
    }
    let app = browser.get("/app/").await;
    assert!(
        app.header("content-security-policy")
            .contains("'wasm-unsafe-eval'")
    );
}

#[tokio::test]
async fn pages_have_no_inline_script_or_style() {
    let mut browser = Commune::new().browser();
    for path in ["/", "/vao", "/nowhere"] {
        let page = browser.get(path).await.text;
        for inline in ["<script>", "<style", "style=\"", "onclick", "javascript:"] {
            assert!(!page.contains(inline), "{path}: {inline}");
        }
    }
}

#[tokio::test]
async fn english_is_chosen_once_and_remembered() {
    let mut browser = Commune::new().browser();
    assert!(
        browser
            .get("/vao")
            .await
            .text
            .contains("<html lang=\"vi\">")
    );
    assert!(
        browser
            .get("/vao?lang=en")
            .await
            .text
            .contains("Sign-in name")
    );
    assert!(
        browser
            .get("/nowhere")
            .await
            .text
            .contains("There is no such page")
    );
    assert!(
        browser
            .get("/vao?lang=vi")
            .await
            .text
            .contains("Tên đăng nhập")
    );
    assert!(
        browser
            .get("/nowhere")
            .await
            .text
            .contains("Không có trang này")
    );
}

#[tokio::test]
async fn an_asset_with_its_version_is_cached_for_ever_and_otherwise_revalidated() {
    let mut browser = Commune::new().browser();
    let named = browser.get(&server::asset("tokens.css")).await;
    assert!(named.header("cache-control").contains("immutable"));
    let plain = browser.get("/assets/tokens.css").await;
    assert!(plain.header("cache-control").contains("no-cache"));
    assert_eq!(plain.text, named.text);
    assert_eq!(
        browser.get("/assets/../Cargo.toml").await.status,
        StatusCode::NOT_FOUND
    );
}

/// The page without asset versions, which are hashes and not part of the page's own text.
fn without_versions(page: &str) -> String {
    let mut parts = page.split("?v=");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, rest| {
        let end = rest.find('"').unwrap_or(rest.len());
        page + &rest[end..]
    })
}
