//! Data put back to an earlier state: what the next phone is told, and the office.
use super::browser::{Commune, monday_morning};
use super::enrol::enrol;
use domain::{Role, Seq};
use serde_json::{Value, json};
use store::{DocumentRow, Ledger, Noticed, RollBack};

#[tokio::test]
async fn the_office_is_told_of_data_put_back_until_someone_has_read_it() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let rolled_back = RollBack {
        at: monday_morning(),
        noticed: Noticed::Journal,
        last_seq: Seq(500),
        entries: 3,
        documents: 1,
        left: 0,
        seen_by: None,
    };
    let mut office = commune.signed_in("lan").await;
    let told = "(data-rolled-back)";
    assert!(!office.get("/van-phong/bang").await.text.contains(told));
    let row = DocumentRow {
        commune: Commune::id(),
        id: format!("{:016}", rolled_back.at.0),
        key: String::new(),
        body: serde_json::to_string(&rolled_back).unwrap(),
    };
    let put = move |ledger: &mut Ledger<'_>| ledger.transaction().put_document("rolled-back", &row);
    let put = commune.state.store.write_to(&Commune::id(), put);
    put.done().await.unwrap();
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

/// Its word proves nothing, so no other phone sends anything again.
#[tokio::test]
async fn a_phone_that_only_says_that_it_knows_more_starts_over_alone() {
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
    let first = ask(&Value::Null, 0);
    let first = phone.post_json("/api/sync", token, &first).await.json();
    let second = ask(&first["epoch"], 500);
    let second = phone.post_json("/api/sync", token, &second).await;
    assert_eq!(second.status, 200, "{}", second.text);
    assert_eq!(second.json()["start_over"], true);
    let again = ask(&Value::Null, 0);
    let again = phone.post_json("/api/sync", token, &again).await.json();
    assert_eq!(again["epoch"], first["epoch"]);
    let mut office = commune.signed_in("lan").await;
    let board = office.get("/van-phong/bang").await.text;
    assert!(!board.contains("(data-rolled-back)"), "{board}");
}
