//! Enrolling phones with one-time codes.
use super::browser::{Answer, Commune};
use super::business::csrf;
use axum::http::StatusCode;
use domain::{DeviceId, Millis, Role};
use serde_json::json;
use server::limit::{ENROLMENTS_PER_ADDRESS, FOUND_PER_DEVICE};
use store::{Device, DeviceState};

pub async fn enrol(commune: &Commune, code: &str, previous: Option<&str>) -> Answer {
    let mut request = json!({"protocol": 1, "code": code, "app": "0.1.0", "clock": 0});
    if let Some(previous) = previous {
        request["previous"] = previous.into();
    }
    commune
        .browser()
        .post_json("/api/enrol", "", &request)
        .await
}

#[tokio::test]
async fn a_code_enrols_once_and_tells_who_one_is() {
    let commune = Commune::new().with_account("quy", Role::Member).await;
    let code = commune.code_for("quy").await;
    let answer = enrol(&commune, &code.to_lowercase().replace('-', " "), None).await;
    assert_eq!(answer.status, StatusCode::OK);
    insta::assert_json_snapshot!(answer.json());
    // The answer was lost: the same code enrols once more, for a while.
    assert_eq!(enrol(&commune, &code, None).await.status, StatusCode::OK);
    commune.state.clock.advance(16 * Millis::MINUTE);
    let again = enrol(&commune, &code, None).await;
    assert_eq!(
        (again.status, again.json()["code"].as_str()),
        (StatusCode::GONE, Some("code-used"))
    );
}

async fn check(commune: &Commune, code: &str) -> Answer {
    let request = json!({"protocol": 1, "code": code});
    commune
        .browser()
        .post_json("/api/enrol/check", "", &request)
        .await
}

#[tokio::test]
async fn a_code_is_checked_before_it_is_used_and_stays_good() {
    let commune = Commune::new().with_account("quy", Role::Member).await;
    let code = commune.code_for("quy").await;
    for _ in 0..3 {
        let answer = check(&commune, &code.to_lowercase()).await;
        assert_eq!(answer.status, StatusCode::OK);
        let enrolled = json!({"name": "Người quy", "commune_name": "nghi-son"});
        assert_eq!(answer.json(), enrolled);
    }
    assert_eq!(enrol(&commune, &code, None).await.status, StatusCode::OK);
    commune.state.clock.advance(16 * Millis::MINUTE);
    assert_eq!(check(&commune, &code).await.json()["code"], "code-used");
    let old = commune.code_for("quy").await;
    commune.state.clock.advance(Millis::DAY + 1);
    assert_eq!(check(&commune, &old).await.json()["code"], "code-expired");
    let unknown = check(&commune, "AAAA-AAAA").await;
    assert_eq!(unknown.json()["code"], "code-unknown");
}

#[tokio::test]
async fn unknown_and_old_codes_are_told_apart() {
    let commune = Commune::new().with_account("quy", Role::Member).await;
    let unknown = enrol(&commune, "AAAA-AAAA", None).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    insta::assert_json_snapshot!(unknown.json());
    let code = commune.code_for("quy").await;
    commune.state.clock.advance(Millis::DAY + 1);
    let old = enrol(&commune, &code, None).await;
    assert_eq!(old.json()["code"], "code-expired");
}

#[tokio::test]
async fn guessing_codes_is_stopped() {
    let commune = Commune::new();
    for _ in 0..ENROLMENTS_PER_ADDRESS.get() / 2 {
        for answer in [
            enrol(&commune, "AAAA-AAAA", None).await,
            check(&commune, "AAAA-AAAA").await,
        ] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
    }
    let checked = check(&commune, "AAAA-AAAA").await;
    assert_eq!(checked.status, StatusCode::TOO_MANY_REQUESTS);
    let answer = enrol(&commune, "AAAA-AAAA", None).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.json()["code"], "too-many-tries");
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
}

#[tokio::test]
async fn only_a_new_code_of_the_same_person_helps_with_a_forgotten_pin() {
    let commune = Commune::new()
        .with_account("quy", Role::Member)
        .await
        .with_account("hoa", Role::Member)
        .await;
    let first = enrol(&commune, &commune.code_for("quy").await, None)
        .await
        .json();
    let (token, device) = (&first["token"], &first["identity"]["device"]);
    let keep = json!({"wrapped_key": "d3JhcHBlZA=="});
    let kept = commune
        .browser()
        .post_json("/api/recovery", token.as_str().unwrap(), &keep)
        .await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT);

    let other = enrol(&commune, &commune.code_for("hoa").await, device.as_str())
        .await
        .json();
    assert_eq!(other["wrapped_key"], json!(null));
    let again = enrol(&commune, &commune.code_for("quy").await, device.as_str())
        .await
        .json();
    assert_eq!(again["wrapped_key"], "d3JhcHBlZA==");
    assert_ne!(again["identity"]["device"], *device);

    let old = commune
        .browser()
        .post_json("/api/recovery", token.as_str().unwrap(), &keep)
        .await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
}

/// A phone put a book aside because a restored server did not know it. When a later backup does,
/// the same person gets its key back, unless the phone was revoked.
#[tokio::test]
async fn the_wrappings_of_earlier_enrolments_are_found_again_by_the_same_person_only() {
    let commune = Commune::new()
        .with_account("quy", Role::Member)
        .await
        .with_account("hoa", Role::Member)
        .await;
    let enrolled = async |account: &str| {
        let phone = enrol(&commune, &commune.code_for(account).await, None).await;
        let phone = phone.json();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        (text(&phone["token"]), text(&phone["identity"]["device"]))
    };
    let (earlier_token, earlier) = enrolled("quy").await;
    let keep = json!({"wrapped_key": "d3JhcHBlZA=="});
    let kept = commune
        .browser()
        .post_json("/api/recovery", &earlier_token, &keep)
        .await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT);
    let (mine, _) = enrolled("quy").await;
    let (others, _) = enrolled("hoa").await;
    let ask = async |token: &str, devices: serde_json::Value| {
        let asked = json!({"devices": devices});
        commune
            .browser()
            .post_json("/api/recovery/found", token, &asked)
            .await
    };
    let found = ask(&mine, json!(["unknown", earlier])).await;
    assert_eq!(
        found.json(),
        json!({"found": [{"device": earlier, "wrapped_key": "d3JhcHBlZA=="}]})
    );
    let not_theirs = ask(&others, json!([earlier])).await;
    assert_eq!(not_theirs.json(), json!({"found": []}));
    let many = ask(&mine, json!(vec!["may"; 17])).await;
    assert_eq!(many.status, StatusCode::PAYLOAD_TOO_LARGE);
    let mut answer = many;
    for _ in 0..FOUND_PER_DEVICE.get() {
        answer = ask(&mine, json!([])).await;
    }
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_malformed_key_wrapping_is_not_stored() {
    let commune = Commune::new().with_account("quy", Role::Member).await;
    let phone = enrol(&commune, &commune.code_for("quy").await, None)
        .await
        .json();
    let keep = json!({"wrapped_key": "x".repeat(201)});
    let token = phone["token"].as_str().unwrap();
    let answer = commune
        .browser()
        .post_json("/api/recovery", token, &keep)
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_stolen_phone_can_never_become_merely_revoked() {
    let commune = Commune::new()
        .with_account("quy", Role::Member)
        .await
        .with_account("can-bo", Role::Officer)
        .await;
    let enrolled = enrol(&commune, &commune.code_for("quy").await, None).await;
    let id = enrolled.json()["identity"]["device"].clone();
    let id = DeviceId::new(id.as_str().unwrap()).unwrap();
    let path = format!("/van-phong/may/{id}");
    let state = || {
        let read = commune
            .state
            .store
            .read(|rows| Device::get(rows, &Commune::id(), &id));
        read.unwrap().unwrap().state
    };
    let mut office = commune.signed_in("can-bo").await;
    let token = csrf(&office.get("/van-phong/may").await.text);
    // A revoked phone may still turn out to be stolen. Saying either twice is no error.
    for (how, becomes) in [
        ("revoked", DeviceState::Revoked),
        ("revoked", DeviceState::Revoked),
        ("stolen", DeviceState::Stolen),
        ("stolen", DeviceState::Stolen),
    ] {
        let fields = [("how", how), ("csrf", token.as_str())];
        let told = office.post(&path, &fields).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{how}");
        assert_eq!(state(), becomes, "{how}");
    }
    let revoked = [("how", "revoked"), ("csrf", token.as_str())];
    let told = office.post(&path, &revoked).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.text.contains("device-is-stolen"), "{}", told.text);
    assert_eq!(state(), DeviceState::Stolen);
}
