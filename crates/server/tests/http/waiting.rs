//! Waiting work, from a phone's journal to the register, and what the office does about it.
use super::browser::{Answer, Browser, Commune, monday_morning};
use super::business::csrf;
use super::enrol::enrol;
use axum::http::StatusCode;
use domain::{DeviceId, Entry, MemberJoined, MemberRole, TeamDefined, TeamId};
use domain::{HouseholdId, Label, Operation, RecordKey, Role, VillageDefined, VillageId};
use serde_json::{Value, json};
use store::Incoming;

async fn token(commune: &Commune) -> String {
    let code = commune.code_for("quy").await;
    let told = enrol(commune, &code, None).await.json();
    told["token"].as_str().unwrap().to_owned()
}

/// A village, and a team in which "quy" serves.
async fn village(commune: &Commune) {
    let (village, team) = (VillageId::new("dong"), TeamId::new("t1"));
    let (village, team) = (village.unwrap(), team.unwrap());
    let label = |text| Label::new(text).unwrap();
    let defined = Operation::VillageDefined(VillageDefined {
        village: village.clone(),
        name: label("Thôn Đông"),
        order: 1,
    });
    let of_team = Operation::TeamDefined(TeamDefined {
        team: team.clone(),
        name: label("Tổ một"),
        villages: vec![village],
        visiting: None,
    });
    let joined = Operation::MemberJoined(MemberJoined {
        team,
        member: domain::AccountId::new("quy").unwrap(),
        name: label("Trần Văn Quý"),
        role: MemberRole::Member,
        from: monday_morning().day().plus(-30),
        decision: None,
        decided: None,
    });
    for operation in [defined, of_team, joined] {
        append(commune, operation).await;
    }
}

async fn append(commune: &Commune, operation: Operation) {
    let now = commune.state.clock.now();
    let entry = Entry::new(
        commune.state.chance.entry_id(now),
        Commune::id(),
        domain::AccountId::new("lan").unwrap(),
        DeviceId::new("office").unwrap(),
        now,
        operation,
    );
    let append = commune.state.store.write(move |ledger| {
        ledger.append(Incoming {
            entry,
            received_at: now,
            scope: None,
        })
    });
    append.done().await.unwrap();
}

/// What a phone's journal brings after a restore: a visit that met someone.
fn journal(commune: &Commune, count: usize) -> Value {
    let clock = monday_morning();
    let ids: Vec<_> = (0..count)
        .map(|_| commune.state.chance.entry_id(clock))
        .collect();
    let entry = |id: &domain::EntryId| {
        json!({
            "id": id, "commune": Commune::id(), "author": "quy", "device": "may", "at": clock,
            "format": 1, "rules": 1,
            "operation": { "VisitRecorded": {
                "household": "h0000012", "outcome": "met", "met": ["q0000001"], "minutes": 20,
            } },
        })
    };
    let mut unknown = entry(&commune.state.chance.entry_id(clock));
    unknown["operation"] = json!({ "MoonVisited": {} });
    let mut entries: Vec<Value> = ids.iter().map(entry).collect();
    entries.push(unknown);
    let again = |id| json!({ "id": id, "label": "H-12" });
    json!({
        "protocol": 1, "app": "0.1.0", "clock": clock, "steady_since": clock, "cursor": 0,
        "entries": entries, "again": ids.iter().map(again).collect::<Vec<_>>(), "lenient": true,
    })
}

async fn send(browser: &mut Browser, page: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = browser.get(page).await;
    let token = csrf(&shown.text);
    let all = [&[("csrf", token.as_str())], fields].concat();
    browser.post(page, &all).await
}

#[tokio::test]
async fn the_office_sees_what_waits_and_registers_the_household_it_waits_for() {
    let commune = Commune::new()
        .with_account("lan", Role::Officer)
        .await
        .with_account("quy", Role::Member)
        .await;
    village(&commune).await;
    let token = token(&commune).await;
    let request = journal(&commune, 3);
    let told = commune
        .browser()
        .post_json("/api/sync", &token, &request)
        .await;
    let outcomes: Vec<(Value, Value)> = told.json()["receipts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["outcome"].clone(), it["why"].clone()))
        .collect();
    let waits = |why: &str| (json!("waiting"), json!(why));
    let household = || waits("household");
    assert_eq!(
        outcomes,
        [household(), household(), household(), waits("reader")]
    );

    let mut office = commune.signed_in("lan").await;
    let board = office.get("/van-phong/bang").await;
    assert!(board.text.contains("/van-phong/viec-cho"), "{}", board.text);
    let held = office.get("/van-phong/cho").await;
    assert!(held.text.contains("/van-phong/viec-cho"), "{}", held.text);
    let list = office.get("/van-phong/viec-cho").await;
    for told in [
        "Hộ H-12",
        "3 việc",
        "/van-phong/viec-cho/h0000012",
        "Chưa đọc được",
    ] {
        assert!(list.text.contains(told), "{told} in {}", list.text);
    }

    let form = "/van-phong/viec-cho/h0000012";
    let shown = office.get(form).await;
    assert!(shown.text.contains("value=\"H-12\""), "{}", shown.text);
    assert!(shown.text.contains("q0000001"), "{}", shown.text);
    let known = || {
        let key = RecordKey::Household(HouseholdId::new("h0000012").unwrap());
        commune.state.store.record(&Commune::id(), &key).unwrap()
    };
    let lacks = send(&mut office, form, &[("code", "H-12"), ("how", "write")]).await;
    assert_eq!(
        lacks.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        lacks.text
    );
    let typed = [("code", "H-12"), ("head", "Lê Văn Tư"), ("village", "dong")];
    let looked = send(
        &mut office,
        form,
        &[&typed[..], &[("how", "look")]].concat(),
    )
    .await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.text);
    assert!(looked.text.contains("value=\"write\"") && known().is_none());
    let written = send(
        &mut office,
        form,
        &[&typed[..], &[("how", "write")]].concat(),
    )
    .await;
    assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.text);
    let (record, _) = known().unwrap();
    let household = record.household().unwrap();
    assert_eq!((household.visits.len(), household.residents.len()), (3, 1));
    assert!(household.residents[0].unconfirmed);
    // A second officer had the list before them.
    let late = office.get(form).await;
    assert_eq!(
        late.header("location"),
        "/van-phong/viec-cho?xong=done-waiting-registered"
    );
    let never = office.get("/van-phong/viec-cho/h0000099").await;
    assert_eq!(
        never.header("location"),
        "/van-phong/viec-cho?xong=done-waiting-gone"
    );
    let told = office.get(never.header("location")).await;
    assert!(told.text.contains("đã có người xử lý"), "{}", told.text);

    // The rest is turned down, and its phone is told.
    let list = office
        .get("/van-phong/viec-cho?xong=done-waiting-registered")
        .await;
    assert!(list.text.contains("Đã ghi hộ vào sổ"), "{}", list.text);
    assert!(!list.text.contains("H-12"), "{}", list.text);
    let unread = request["entries"][3]["id"].as_str().unwrap();
    let gone = send(&mut office, "/van-phong/viec-cho", &[("id", unread)]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
    let list = office.get("/van-phong/viec-cho").await;
    assert!(
        list.text.contains("Không có việc nào đang chờ"),
        "{}",
        list.text
    );
    let mut asks = journal(&commune, 0);
    asks["entries"] = json!([]);
    asks["held"] = json!([unread]);
    let told = commune
        .browser()
        .post_json("/api/sync", &token, &asks)
        .await;
    assert_eq!(told.json()["receipts"][0]["outcome"], "rejected");
}
