//! `POST /api/sync` as a phone uses it.
use super::browser::{Commune, monday_morning};
use super::enrol::enrol;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::{AccountId, Certainty, DeviceId, Entry, FORMAT, Label, Operation, RULES, Role};
use domain::{VillageDefined, VillageId};
use serde_json::{Value, json};
use store::{Device, DeviceState};

async fn phone_of(commune: &Commune, name: &str) -> (String, Value) {
    let enrolled = enrol(commune, &commune.code_for(name).await, None)
        .await
        .json();
    let token = enrolled["token"].as_str().unwrap().to_owned();
    (token, enrolled)
}

fn nothing_new() -> Value {
    let clock = monday_morning();
    json!({"protocol": 1, "app": "0.1.0", "clock": clock, "steady_since": clock, "cursor": 0})
}

fn a_village(commune: &Commune) -> Entry {
    let now = commune.state.clock.now();
    Entry {
        id: commune.state.chance.entry_id(now),
        commune: Commune::id(),
        author: AccountId::new("lan").unwrap(),
        device: DeviceId::new("may-1").unwrap(),
        at: now,
        certainty: Certainty::Sure,
        format: FORMAT,
        rules: RULES,
        seen: [].into(),
        accepted: None,
        operation: Operation::VillageDefined(VillageDefined {
            village: VillageId::new("dong").unwrap(),
            name: Label::new("Thôn Đông").unwrap(),
            order: 1,
        }),
    }
}

#[tokio::test]
async fn what_was_sent_is_kept_and_comes_back_as_a_record() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let (token, _) = phone_of(&commune, "lan").await;
    let mut request = nothing_new();
    request["entries"] = json!([a_village(&commune)]);
    let answer = commune
        .browser()
        .post_json("/api/sync", &token, &request)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    insta::assert_json_snapshot!(answer.json());
    let twice = commune
        .browser()
        .post_json("/api/sync", &token, &request)
        .await;
    assert_eq!(twice.json()["receipts"], answer.json()["receipts"]);
    assert_eq!(twice.json()["cursor"], 1);
}

#[tokio::test]
async fn an_operation_that_the_role_may_not_make_is_refused_with_its_code() {
    let commune = Commune::new().with_account("quy", Role::Member).await;
    let (token, _) = phone_of(&commune, "quy").await;
    let mut request = nothing_new();
    request["entries"] = json!([a_village(&commune)]);
    let answer = commune
        .browser()
        .post_json("/api/sync", &token, &request)
        .await
        .json();
    assert_eq!(answer["receipts"][0]["outcome"], "refused");
    assert_eq!(answer["receipts"][0]["code"], "not-allowed");
}

#[tokio::test]
async fn without_a_known_token_nothing_is_revealed() {
    let commune = Commune::new();
    for token in ["", "made-up"] {
        let answer = commune
            .browser()
            .post_json("/api/sync", token, &nothing_new())
            .await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.json()["code"], "token-unknown");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
}

#[tokio::test]
async fn a_revoked_phone_is_told_to_wipe_itself_whenever_it_comes() {
    let commune = Commune::new().with_account("quy", Role::Member).await;
    let (token, enrolled) = phone_of(&commune, "quy").await;
    let id = DeviceId::new(enrolled["identity"]["device"].as_str().unwrap()).unwrap();
    let revoke = commune.state.store.write(move |ledger| {
        let mut device = Device::get(ledger.transaction(), &Commune::id(), &id)?.unwrap();
        device.state = DeviceState::Revoked;
        device.put(ledger.transaction())
    });
    revoke.done().await.unwrap();
    // An answer may be lost on its way.
    for _ in 0..3 {
        let answer = commune
            .browser()
            .post_json("/api/sync", &token, &nothing_new())
            .await;
        assert_eq!(answer.json()["revoked"], "after-last-upload");
        assert_eq!(answer.json().get("records"), None);
    }
}

#[tokio::test]
async fn nonsense_and_old_apps_get_a_code_and_a_sentence() {
    let commune = Commune::new().with_account("quy", Role::Member).await;
    let (token, _) = phone_of(&commune, "quy").await;
    for body in ["", "{", "[]", "{\"protocol\":1}", "\u{0}"] {
        let request = Request::post("/api/sync")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(Body::from(body))
            .unwrap();
        let answer = commune.browser().send(request).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(answer.json()["code"], "json-not-understood");
    }
    let mut old = nothing_new();
    old["protocol"] = 0.into();
    let answer = commune.browser().post_json("/api/sync", &token, &old).await;
    assert_eq!(answer.json()["code"], "app-too-old");
    assert_eq!(answer.status, StatusCode::UPGRADE_REQUIRED);
    let mut large = nothing_new();
    large["app"] = "x".repeat(5 * 1024 * 1024).into();
    let answer = commune
        .browser()
        .post_json("/api/sync", &token, &large)
        .await;
    assert_eq!(answer.json()["code"], "too-large");
}

/// The protocol is read first, because nothing else of a newer app may be readable here.
#[tokio::test]
async fn an_app_that_is_newer_than_the_server_is_told_so_and_not_that_it_is_old() {
    let commune = Commune::new().with_account("quy", Role::Member).await;
    let (token, _) = phone_of(&commune, "quy").await;
    let mut newer = nothing_new();
    newer["protocol"] = 2.into();
    let mut unreadable = newer.clone();
    unreadable["cursor"] = json!({"of": [1, 2]});
    unreadable["app"] = 9.5.into();
    for asked in [newer, unreadable] {
        let mut browser = commune.browser();
        let answer = browser.post_json("/api/sync", &token, &asked).await;
        assert_eq!(answer.status, StatusCode::UPGRADE_REQUIRED);
        assert_eq!(answer.json()["code"], "app-too-new");
        let said = |field: &str| answer.json()[field].as_str().unwrap().to_owned();
        assert!(said("sentence").contains("mới hơn máy chủ"));
        assert!(said("english").contains("newer than the server"));
    }
    let enrol = json!({"protocol": 3, "secret": "ABCD"});
    let answer = commune.browser().post_json("/api/enrol", "", &enrol).await;
    assert_eq!(answer.json()["code"], "app-too-new");
    // Its entries wait on the phone: nothing was stored.
    let answer = commune
        .browser()
        .post_json("/api/sync", &token, &nothing_new())
        .await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_sync_with_nothing_new_is_small() {
    let commune = Commune::new().with_account("quy", Role::Member).await;
    let (token, _) = phone_of(&commune, "quy").await;
    let first = commune
        .browser()
        .post_json("/api/sync", &token, &nothing_new())
        .await
        .json();
    let mut request = nothing_new();
    request["epoch"] = first["epoch"].clone();
    let answer = commune
        .browser()
        .post_json("/api/sync", &token, &request)
        .await;
    assert!(answer.text.len() < 400, "{}", answer.text.len());
}

#[tokio::test]
async fn answers_larger_than_a_packet_are_compressed_as_phones_accept() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let (token, _) = phone_of(&commune, "lan").await;
    let encoding_of = async |entries: Vec<Entry>, accepted: &str| {
        let mut request = nothing_new();
        request["entries"] = json!(entries);
        let request = Request::post("/api/sync")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .header("accept-encoding", accepted)
            .body(Body::from(request.to_string()))
            .unwrap();
        let answer = commune.browser().send(request).await;
        answer.header("content-encoding").to_owned()
    };
    assert_eq!(encoding_of(Vec::new(), "gzip, br").await, "");
    let entries = || (0..8).map(|_| a_village(&commune)).collect();
    assert_eq!(encoding_of(entries(), "gzip, br").await, "br");
    assert_eq!(encoding_of(entries(), "gzip").await, "gzip");
}
