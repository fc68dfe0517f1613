//! A database that accepts no writes: every page and answer says so, and reading still works.
use super::browser::{Browser, Commune, PASSWORD, monday_morning};
use super::enrol::enrol;
use domain::Role;
use private_postgres::PrivatePostgres;
use serde_json::json;
use server::{AppState, Chance, Clock, Config};
use store::Store;

async fn reads(browser: &mut Browser, token: &str) {
    for path in [
        "/",
        "/vao",
        "/van-phong/bang",
        "/van-phong/ho",
        "/van-phong/may",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
    }
    let clock = monday_morning();
    let asks =
        json!({"protocol": 1, "app": "2", "clock": clock, "steady_since": clock, "cursor": 0});
    let told = browser.post_json("/api/sync", token, &asks).await;
    assert_eq!(told.status, 200, "{}", told.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_database_is_reported_and_reading_still_works() {
    let server = PrivatePostgres::start().unwrap();
    let url = server.database().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::connect(&url, folder.path()).unwrap();
    let clock = Clock::fixed(monday_morning());
    let state = AppState::new(store, Config::default(), clock, Chance::seeded(1));
    let commune = Commune::new().over(state);
    let commune = commune.with_account("lan", Role::Officer).await;
    let code = commune.code_for("lan").await;
    let enrolled = enrol(&commune, &code, None).await.json();
    let token = enrolled["token"].as_str().unwrap().to_owned();
    let next_code = commune.code_for("lan").await;
    let mut officer = commune.signed_in("lan").await;
    reads(&mut officer, &token).await;

    let name = url.rsplit('/').next().unwrap();
    let set = |to| format!("ALTER DATABASE {name} SET default_transaction_read_only = {to}");
    server.ask(&url, &set("on")).unwrap();
    server.disconnect_all().unwrap();
    // Ended connections are noticed only when they are used.
    let mut tries = 0;
    while officer.get("/van-phong/bang").await.status != 200 {
        tries += 1;
        assert!(tries < 100);
    }
    let mut status = 0;
    for _ in 0..100 {
        let told = commune.browser().sign_in("lan", PASSWORD).await;
        status = told.status.as_u16();
        if told.text.contains("data-read-only") {
            assert!(told.text.contains("ghi vào nhật ký"), "{}", told.text);
            break;
        }
    }
    assert_eq!(status, 503);
    reads(&mut officer, &token).await;
    let refused = enrol(&commune, &next_code, None).await;
    assert_eq!(refused.status, 503, "{}", refused.text);
    assert_eq!(refused.json()["code"], "data-read-only");
    let ready = commune.browser().get("/readyz").await;
    assert_eq!(
        (ready.status.as_u16(), &*ready.text),
        (503, "data-read-only\n")
    );

    // Sent through another database, which can be written.
    server.ask("postgres", &set("off")).unwrap();
    server.disconnect_all().unwrap();
    let mut tries = 0;
    while enrol(&commune, &next_code, None).await.status != 200 {
        tries += 1;
        assert!(tries < 100);
    }
}
