//! `/healthz` and `/readyz`: what they say to whom, and the notices on the board.
use super::browser::{Commune, PASSWORD, monday_morning};
use super::business::append;
use super::enrol::enrol;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use domain::{Millis, Role};
use serde_json::json;
use server::health::{Sign, Source};
use server::{AppState, Chance, Clock, Config, supervisor};
use std::net::SocketAddr;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::Store;

async fn ready(commune: &Commune, from: &str) -> (u16, String) {
    asked(commune, "/readyz", from).await
}

/// Asks from this machine or from elsewhere.
async fn asked(commune: &Commune, path: &str, from: &str) -> (u16, String) {
    let from: SocketAddr = from.parse().unwrap();
    let request = Request::get(path).extension(ConnectInfo(from));
    let request = request.body(Body::empty()).unwrap();
    let told = commune.browser().send(request).await;
    (told.status.as_u16(), told.text)
}

const HERE: &str = "127.0.0.1:40000";
const ELSEWHERE: &str = "203.0.113.9:40000";

#[tokio::test]
async fn readyz_shows_codes_to_everyone_and_details_to_those_who_may_read_metrics() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    assert_eq!(ready(&commune, ELSEWHERE).await, (200, "ok\n".to_owned()));

    let health = &commune.state.health;
    let low = (Sign::DiskLow, "5 bytes free".to_owned());
    health.tell(Source::Disk, monday_morning(), vec![low.clone()]);
    let (status, told) = ready(&commune, ELSEWHERE).await;
    assert_eq!(
        (status, &*told),
        (200, "ok\n"),
        "nothing that keeps it from work"
    );
    let (status, told) = ready(&commune, HERE).await;
    assert_eq!(status, 200);
    assert_eq!(told, "ok\ndisk-low since 23/11/2026 8:00 5 bytes free\n");

    let damaged = (Sign::DataDamaged, "page 7".to_owned());
    health.tell(Source::Pages, monday_morning(), vec![damaged]);
    let told = ready(&commune, ELSEWHERE).await;
    assert_eq!(told, (503, "data-damaged\n".to_owned()));
    let (_, told) = ready(&commune, HERE).await;
    assert!(told.contains("page 7") && told.contains("5 bytes free"));
    let alive = commune.browser().get("/healthz").await;
    assert_eq!((alive.status.as_u16(), &*alive.text), (200, "ok"));
}

#[tokio::test]
async fn the_board_shows_officers_what_is_wrong_since_when_and_what_to_do() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let commune = commune.with_account("binh", Role::Editor).await;
    let (mut officer, mut editor) = (
        commune.signed_in("lan").await,
        commune.signed_in("binh").await,
    );
    let late = (Sign::BackupLate, "the newest is of 2026-11-20".to_owned());
    let health = &commune.state.health;
    health.tell(Source::Backups, monday_morning(), vec![late]);
    let board = officer.get("/van-phong/bang").await.text;
    let sentence = "Báo người quản trị xem thư mục sao lưu. Từ 23/11/2026 8:00. (Mã: backup-late)";
    assert!(board.contains(sentence), "{board}");
    for page in [
        editor.get("/van-phong/bang").await,
        commune.browser().get("/").await,
    ] {
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("backup-late"));
    }
    health.tell(Source::Backups, monday_morning(), Vec::new());
    let board = officer.get("/van-phong/bang").await.text;
    assert!(!board.contains("backup-late"));
}

#[tokio::test]
async fn a_writer_that_does_not_answer_is_reported_and_reading_still_works() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let config = Config {
        request_timeout: Some(Duration::from_secs(2)),
        ..Config::default()
    };
    let clock = Clock::fixed(monday_morning());
    let state = AppState::new(store.clone(), config, clock, Chance::seeded(1));
    let commune = Commune::new().over(state);
    let commune = commune.with_account("lan", Role::Officer).await;
    let mut officer = commune.browser();
    officer.sign_in("lan", PASSWORD).await;

    let (go_on, may_go_on) = channel::<()>();
    // Work may be run again and must be cloneable, so the channel is shared.
    let may_go_on = Arc::new(Mutex::new(may_go_on));
    let stuck = store.write_to(&Commune::id(), move |_| {
        may_go_on.lock().unwrap().recv().unwrap();
        Ok(())
    });
    let told = ready(&commune, ELSEWHERE).await;
    assert_eq!(told, (503, "writer-stuck\n".to_owned()));
    let told = asked(&commune, "/healthz", ELSEWHERE).await;
    assert_eq!(told, (503, "writer-stuck".to_owned()));
    assert!(!supervisor::answers(&commune.state).await);
    let board = officer.get("/van-phong/bang").await;
    assert_eq!(board.status, 200);
    assert!(board.text.contains("data-sign=\"writer-stuck\""));
    go_on.send(()).unwrap();
    stuck.done().await.unwrap();
    let mut tries = 0;
    while ready(&commune, ELSEWHERE).await.0 != 200 {
        tries += 1;
        assert!(tries < 1_000_000, "it is never well again");
    }
}

#[tokio::test]
async fn readers_that_do_not_answer_are_told_and_a_restart_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let config = Config {
        request_timeout: Some(Duration::from_secs(2)),
        ..Config::default()
    };
    let clock = Clock::fixed(monday_morning());
    let state = AppState::new(store.clone(), config, clock, Chance::seeded(1));
    let commune = Commune::new().over(state);
    let commune = commune.with_account("lan", Role::Officer).await;
    assert_eq!(ready(&commune, ELSEWHERE).await, (200, "ok\n".to_owned()));
    assert!(supervisor::answers(&commune.state).await);

    // Snapshots that never end, until no reader is left.
    let (holds, held) = channel();
    let gates: Vec<_> = (0..3)
        .map(|_| {
            let (go_on, may_go_on) = channel::<()>();
            let (store, holds) = (store.clone(), holds.clone());
            let reading = std::thread::spawn(move || {
                store.read(|_| {
                    holds.send(()).unwrap();
                    may_go_on.recv().unwrap();
                    Ok(())
                })
            });
            held.recv().unwrap();
            (go_on, reading)
        })
        .collect();
    let mut told = ready(&commune, ELSEWHERE).await;
    while told.0 == 200 {
        // An answer counts for a second.
        told = ready(&commune, ELSEWHERE).await;
    }
    assert_eq!(told, (503, "readers-stuck\n".to_owned()));
    let told = asked(&commune, "/healthz", ELSEWHERE).await;
    assert_eq!(told, (503, "readers-stuck".to_owned()));
    assert!(!supervisor::answers(&commune.state).await);
    for (go_on, reading) in gates {
        go_on.send(()).unwrap();
        reading.join().unwrap().unwrap();
    }
    let mut tries = 0;
    while ready(&commune, ELSEWHERE).await.0 != 200 {
        tries += 1;
        assert!(tries < 1_000_000, "it is never well again");
    }
    assert!(supervisor::answers(&commune.state).await);
}

/// Syncs a phone with nothing new, at the time of its own clock.
async fn contact(commune: &Commune, token: &str, clock: Millis) {
    let asks = json!({"protocol": 1, "app": "1", "clock": clock, "steady_since": clock,
        "cursor": 0, "unsent": 1});
    let told = commune.browser().post_json("/api/sync", token, &asks).await;
    assert_eq!(told.status, 200, "{}", told.text);
}

#[tokio::test]
async fn a_clock_set_while_the_server_runs_is_reported_until_it_is_back_or_a_phone_agrees() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let code = commune.code_for("lan").await;
    let enrolled = enrol(&commune, &code, None).await.json();
    let token = enrolled["token"].as_str().unwrap();
    let (clock, phone) = (&commune.state.clock, monday_morning());
    assert_eq!(ready(&commune, HERE).await, (200, "ok\n".to_owned()));
    clock.advance(40 * Millis::DAY);
    assert_eq!(ready(&commune, HERE).await, (200, "ok\n".to_owned()));
    clock.advance(-40 * Millis::DAY);

    clock.set_by(40 * Millis::DAY);
    let (status, told) = ready(&commune, HERE).await;
    assert_eq!(status, 200, "nobody knows which is right");
    assert!(told.contains("clock-suspected since"), "{told}");
    assert!(told.contains("it was set by 3456000 s"), "{told}");
    let board = commune.signed_in("lan").await.get("/van-phong/bang").await;
    assert!(board.text.contains("data-sign=\"clock-suspected\""));
    let (_, metrics) = asked(&commune, "/metrics", HERE).await;
    assert!(metrics.contains("code=\"clock-suspected\""), "{metrics}");
    contact(&commune, token, phone).await;
    let (_, told) = ready(&commune, HERE).await;
    assert!(told.contains("clock-suspected since"), "{told}");
    clock.set_by(-40 * Millis::DAY);
    assert_eq!(ready(&commune, HERE).await, (200, "ok\n".to_owned()));

    // The clock was wrong before and is put right.
    clock.set_by(2 * Millis::DAY);
    let (_, told) = ready(&commune, HERE).await;
    assert!(told.contains("clock-suspected since"), "{told}");
    contact(&commune, token, clock.now()).await;
    assert_eq!(ready(&commune, HERE).await, (200, "ok\n".to_owned()));

    // As on a machine without a battery for its clock.
    clock.set_by(-clock.now().0);
    let told = ready(&commune, ELSEWHERE).await;
    assert_eq!(told, (503, "clock-wrong\n".to_owned()));
}

#[tokio::test]
async fn a_clock_behind_the_last_entry_is_wrong_until_a_phone_shows_the_same() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let code = commune.code_for("lan").await;
    let enrolled = enrol(&commune, &code, None).await.json();
    let token = enrolled["token"].as_str().unwrap();
    let clock = &commune.state.clock;
    let village = json!({"village": "dong", "name": "Thôn Đông", "order": 1});
    append(&commune, json!({"VillageDefined": village})).await;
    commune.state.store.compare_clock(clock.now()).unwrap();
    assert_eq!(ready(&commune, ELSEWHERE).await, (200, "ok\n".to_owned()));
    // As after a restart: the steady clock starts again and shows nothing.
    clock.advance(-2 * Millis::DAY);
    let told = ready(&commune, ELSEWHERE).await;
    assert_eq!(told, (503, "clock-wrong\n".to_owned()));
    let (_, told) = ready(&commune, HERE).await;
    assert!(told.contains("it is behind the last entry"), "{told}");
    contact(&commune, token, clock.now()).await;
    let (status, told) = ready(&commune, HERE).await;
    assert_eq!(status, 200);
    assert!(told.contains("clock-suspected since"), "{told}");
}

#[tokio::test]
async fn a_server_that_starts_long_after_its_last_entry_asks_to_check_its_clock() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let village = json!({"village": "dong", "name": "Thôn Đông", "order": 1});
    append(&commune, json!({"VillageDefined": village})).await;
    let (store, clock) = (&commune.state.store, &commune.state.clock);
    clock.advance(29 * Millis::DAY);
    store.compare_clock(clock.now()).unwrap();
    assert_eq!(ready(&commune, HERE).await, (200, "ok\n".to_owned()));
    clock.advance(2 * Millis::DAY);
    store.compare_clock(clock.now()).unwrap();
    let (status, told) = ready(&commune, HERE).await;
    assert_eq!(status, 200);
    assert!(told.contains("the last entry is of 31 days ago"), "{told}");
}
