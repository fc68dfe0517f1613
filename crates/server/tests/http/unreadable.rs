//! A record that cannot be read: its own page says so, every other page and phone goes on.
use super::browser::Commune;
use super::business::{append, household};
use super::enrol::enrol;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use domain::{HouseholdId, RecordKey, Role};
use serde_json::json;
use std::net::SocketAddr;
use store::{RecordRow, StoreError};

/// Three households of one village, and an officer.
async fn village() -> Commune {
    let commune = Commune::new().with_account("can-bo", Role::Officer).await;
    append(
        &commune,
        json!({"VillageDefined": {"village": "dong", "name": "Thôn Đông", "order": 1}}),
    )
    .await;
    for (id, head) in [
        ("h1", "Bùi Thị Dưỡng"),
        ("h2", "Trần Lụa"),
        ("h3", "Ngô Xa"),
    ] {
        append(&commune, household(id, head)).await;
    }
    commune
}

/// As a fault of a disk or of an older version would.
async fn damage(commune: &Commune, key: RecordKey) {
    let work = move |ledger: &mut store::Ledger<'_>| {
        let rows = ledger.transaction();
        let row = rows.record(&Commune::id(), &key)?.unwrap();
        let body = row.body[..row.body.len() / 2].to_owned();
        rows.put_record(&Commune::id(), &RecordRow { body, ..row })
    };
    commune.state.store.write(work).done().await.unwrap();
    // A write that fails empties the writer's memory, which still has the record.
    let fails = commune
        .state
        .store
        .write(|_| Err::<(), _>(StoreError::Panicked));
    fails.done().await.unwrap_err();
}

fn key(id: &str) -> RecordKey {
    RecordKey::Household(HouseholdId::new(id).unwrap())
}

async fn here(commune: &Commune, path: &str) -> String {
    let from: SocketAddr = "127.0.0.1:40000".parse().unwrap();
    let request = Request::get(path).extension(ConnectInfo(from));
    let request = request.body(Body::empty()).unwrap();
    commune.browser().send(request).await.text
}

#[tokio::test]
async fn every_other_page_goes_on_and_says_what_it_lacks() {
    let commune = village().await;
    damage(&commune, key("h2")).await;
    let mut office = commune.signed_in("can-bo").await;
    let sentence = "1 hồ sơ không đọc được: household:h2.";

    let register = office.get("/van-phong/ho").await;
    assert_eq!(register.status, 200);
    for there in ["Bùi Thị Dưỡng", "Ngô Xa", sentence, "record-unreadable"] {
        assert!(register.text.contains(there), "{there}: {}", register.text);
    }
    assert!(!register.text.contains("Trần Lụa"));
    for path in [
        "/van-phong/bang",
        "/van-phong/kinh-doanh",
        "/van-phong/chuyen-tham",
        "/van-phong/chia",
        "/van-phong/lop",
        "/van-phong/viec",
        "/van-phong/cho",
        "/van-phong/bai",
        "/van-phong/nho-giup",
        "/van-phong/to",
        "/van-phong/may",
        "/van-phong/nhat-ky",
        "/van-phong/ho/h1",
    ] {
        let page = office.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        assert!(page.text.contains(sentence), "{path}");
    }
    let own = office.get("/van-phong/ho/h2").await;
    assert_eq!(own.status, 500);
    assert!(
        own.text.contains("<code>record-unreadable</code>"),
        "{}",
        own.text
    );
    assert!(own.text.contains("tungnha verify"), "{}", own.text);

    // What is taken away says so too.
    let csrf = register
        .text
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .unwrap();
    let csrf = csrf.split('"').next().unwrap();
    let form = [("csrf", csrf), ("reason", "Báo cáo"), ("form", "csv")];
    let taken = office.post("/van-phong/ho/xuat", &form).await;
    assert_eq!(taken.status, 200, "{}", taken.text);
    assert!(
        taken.text.contains("Ngô Xa") && taken.text.contains(sentence),
        "{}",
        taken.text
    );

    for path in ["/", "/hoc", "/nghi-son", "/nghi-son/lop"] {
        let page = commune.browser().get(path).await;
        assert_ne!(page.status, 500, "{path}: {}", page.text);
    }
    let told = here(&commune, "/metrics").await;
    assert!(told.contains("tungnha_unreadable 1"), "{told}");
    let told = here(&commune, "/readyz").await;
    assert!(told.starts_with("ok\n"), "{told}");
    assert!(told.contains("records-unreadable since"), "{told}");

    let store = &commune.state.store;
    let mended = store.rebuild_records(Commune::id(), vec![key("h2")]);
    mended.done().await.unwrap();
    let page = office.get("/van-phong/ho/h2").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Trần Lụa") && !page.text.contains(sentence));
}

#[tokio::test]
async fn a_phone_gets_all_else_and_what_it_recorded_there_waits() {
    let commune = village().await;
    damage(&commune, key("h2")).await;
    let code = commune.code_for("can-bo").await;
    let enrolled = enrol(&commune, &code, None).await.json();
    let token = enrolled["token"].as_str().unwrap();
    let clock = commune.state.clock.now();
    let visit = |id: &str| {
        json!({"id": commune.state.chance.entry_id(clock), "commune": "nghi-son",
            "author": "can-bo", "device": "may-1", "at": clock, "certainty": "sure",
            "format": domain::FORMAT, "rules": domain::RULES, "seen": {},
            "operation": {"VisitRecorded": {"household": id, "outcome": "absent", "minutes": 1}}})
    };
    let asks = json!({"protocol": 1, "app": "1", "clock": clock, "steady_since": clock,
        "cursor": 0, "lenient": true, "entries": [visit("h1"), visit("h2")]});
    let told = commune.browser().post_json("/api/sync", token, &asks).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let told = told.json();
    let outcome = |place: usize| told["receipts"][place]["outcome"].clone();
    assert_eq!(
        (outcome(0), outcome(1)),
        (json!("kept"), json!("waiting")),
        "{told}"
    );
    let records = told["records"].as_array().unwrap();
    let body = |id: &str| {
        let found = records
            .iter()
            .find(|it| it["key"] == format!("household:{id}"));
        found.unwrap()["body"].clone()
    };
    assert_eq!(body("h1")["id"], "h1");
    // Its number stands for it, so that phone and server agree.
    assert_eq!(body("h2"), json!(null));
    assert!(told["digest"].is_object(), "{told}");
}
