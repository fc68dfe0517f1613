//! Data that went back to an earlier state: what a phone that comes then is told, and the office.
use super::browser::{Commune, monday_morning};
use super::enrol::enrol;
use domain::Role;
use serde_json::{Value, json};

#[tokio::test]
async fn the_office_is_told_until_someone_has_read_it() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let code = commune.code_for("lan").await;
    let enrolled = enrol(&commune, &code, None).await.json();
    let token = enrolled["token"].as_str().unwrap();
    let clock = monday_morning();
    let ask = |epoch: &Value, cursor: u64| {
        json!({"protocol": 1, "app": "0.1.0", "clock": clock, "steady_since": clock,
            "epoch": epoch, "cursor": cursor, "unsent": 0})
    };
    let mut phone = commune.browser();
    let first = phone
        .post_json("/api/sync", token, &ask(&Value::Null, 0))
        .await;
    let epoch = first.json()["epoch"].clone();
    let mut office = commune.signed_in("lan").await;
    let told = "(data-rolled-back)";
    assert!(!office.get("/van-phong/bang").await.text.contains(told));
    // It only asks, and knows more than there is.
    let second = phone.post_json("/api/sync", token, &ask(&epoch, 500)).await;
    assert_eq!(second.status, 200, "{}", second.text);
    let second = second.json();
    assert_ne!(second["epoch"], epoch, "phones put their journals back");
    assert_eq!(second["start_over"], true);
    let board = office.get("/van-phong/bang").await.text;
    assert!(
        board.contains(told) && board.contains("role=\"alert\""),
        "{board}"
    );
    let (_, rest) = board.split_once(r#"name="csrf" value=""#).unwrap();
    let csrf = rest.split('"').next().unwrap();
    let seen = office
        .post("/van-phong/bang/da-biet", &[("csrf", csrf)])
        .await;
    assert_eq!(seen.status, 303);
    assert!(!office.get("/van-phong/bang").await.text.contains(told));
}
