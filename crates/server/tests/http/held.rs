//! Held work in the office: what it would change, several decided at once, who decided, and all of
//! a phone.
use super::browser::{Browser, Commune};
use super::business::{append, csrf};
use super::help::village;
use axum::http::StatusCode;
use domain::{AccountId, DeviceId, Entry, Household, Kind, Record, RecordKey, Role};
use serde_json::{Value, json};
use store::{Account, DocumentRow, HeldEntry};

const PAGE: &str = "/van-phong/cho";
const MANY: usize = 1_200;

/// Holds work as if sent by a phone of hers that has ended.
async fn hold(commune: &Commune, operations: Vec<Value>) -> Vec<String> {
    let now = commune.state.clock.now();
    let lan = Account {
        id: AccountId::new("lan").unwrap(),
        commune: Commune::id(),
        login: String::new(),
        name: "Lê Thị Lan".to_owned(),
        role: Role::Leader,
        password_hash: None,
        disabled: false,
        created: None,
    };
    let device = DeviceId::new("may-lan").unwrap();
    let entries = operations.into_iter().map(|operation| {
        let operation = serde_json::from_value(operation).unwrap();
        let id = commune.state.chance.entry_id(now);
        let entry = Entry::new(
            id,
            Commune::id(),
            lan.id.clone(),
            device.clone(),
            now,
            operation,
        );
        DocumentRow {
            commune: Commune::id(),
            id: id.to_string(),
            key: device.to_string(),
            body: serde_json::to_string(&HeldEntry::new(entry, now)).unwrap(),
        }
    });
    let rows: Vec<DocumentRow> = entries.collect();
    let ids = rows.iter().map(|row| row.id.clone()).collect();
    let put = commune.state.store.write(move |ledger| {
        lan.put(ledger.transaction())?;
        rows.iter()
            .try_for_each(|row| ledger.transaction().put_document("held", row))
    });
    put.done().await.unwrap();
    ids
}

fn visit() -> Value {
    json!({"VisitRecorded": {"household": "mam", "outcome": "absent"}})
}

fn home(commune: &Commune) -> Household {
    let key = RecordKey::parse("household:mam").unwrap();
    let found = commune.state.store.record(&Commune::id(), &key).unwrap();
    found.unwrap().0.household().unwrap().clone()
}

async fn decide(office: &mut Browser, fields: &[(&str, &str)]) -> super::browser::Answer {
    let token = csrf(&office.get(PAGE).await.text);
    let fields: Vec<_> = fields.iter().copied().chain([("csrf", &*token)]).collect();
    office.post(PAGE, &fields).await
}

#[tokio::test]
async fn the_office_sees_what_held_work_would_do_and_decides_on_several_at_once() {
    let (commune, mut office) = village().await;
    let taken = json!({"TeamDefined": {"team": "to", "name": "Tổ của tôi", "villages": ["dong"]}});
    let corrected = json!({"HouseholdCorrected": {"household": "mam", "head": "Bùi Thị Mới"}});
    let ids = hold(&commune, vec![visit(), corrected, visit(), taken]).await;
    let page = office.get(PAGE).await.text;
    for words in [
        "<del>Bùi Thị Dưỡng</del>",
        "<ins>Bùi Thị Mới</ins>",
        "Chủ hộ",
        "Lê Thị Lan",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // A leader can never make a roster, so nobody can accept one in her name.
    assert!(page.contains("Không nhận được"), "{page}");
    let none = decide(&mut office, &[("how", "accept")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let both = [("id", &*ids[0]), ("id", &*ids[1]), ("how", "accept")];
    let done = decide(&mut office, &both).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let mam = home(&commune);
    assert_eq!(
        (mam.visits.len(), mam.head.reveal().unwrap().as_str()),
        (1, "Bùi Thị Mới")
    );
    let refused = decide(&mut office, &[("id", &*ids[3]), ("how", "accept")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("not-allowed"), "{}", refused.text);
    let teams = commune
        .state
        .store
        .records(&Commune::id(), Kind::Team)
        .unwrap();
    let Some(Record::Team(team)) = teams.first() else {
        panic!("{teams:?}");
    };
    assert_eq!(team.name.as_str(), "Tổ thôn Đông");
    let down = [("id", &*ids[2]), ("id", &*ids[3]), ("how", "reject")];
    let done = decide(&mut office, &down).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let log = office.get("/van-phong/nhat-ky").await.text;
    for words in [
        "Nhận 2 việc chờ duyệt của Lê Thị Lan",
        "Không nhận 2 việc chờ duyệt của Lê Thị Lan",
    ] {
        assert!(log.contains(words), "{words}: {log}");
    }
    let history = office.get("/van-phong/ho/mam").await.text;
    assert!(history.contains("Nhận bởi"), "{history}");
}

#[tokio::test]
async fn much_held_work_is_shown_in_parts_and_turned_down_at_once() {
    let (commune, mut office) = village().await;
    hold(&commune, (0..MANY).map(|_| visit()).collect()).await;
    let page = office.get(PAGE).await.text;
    assert!(page.len() < 200_000, "{}", page.len());
    assert_eq!(page.matches("name=\"id\"").count(), 50);
    assert!(page.contains("sau="), "{page}");
    let board = office.get("/van-phong/bang").await.text;
    assert!(board.contains("1.200") || board.contains("1200"), "{board}");
    let done = decide(&mut office, &[("device", "may-lan")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let left = commune
        .state
        .store
        .read(|rows| HeldEntry::count(rows, &Commune::id()));
    assert!(left.unwrap().is_empty());
    assert!(home(&commune).visits.is_empty());
    let log = office.get("/van-phong/nhat-ky").await.text;
    assert!(log.contains("việc chờ duyệt của Lê Thị Lan"), "{log}");
}

/// Makes one record of each kind that the office can make.
async fn with_everything() -> (Commune, Browser) {
    let (commune, office) = village().await;
    for operation in [
        json!({"AlleyDefined": {"village": "dong", "alley": "gieng", "name": "Ngõ Giếng",
            "order": 1}}),
        json!({"ClassPlanned": {"class": "lop", "plan": {"topic": "thanh-toan",
            "title": "Quét mã ở chợ", "place": "Chợ", "day": "2026-11-30", "from": "08:00",
            "to": "10:00", "teacher": {"guest": "Cô Hà"}, "seats": 9}}}),
        json!({"QuestionPublished": {"question": "hoi", "asks": "Mất điện thoại thì sao?",
            "answer": "Gọi ngân hàng."}}),
        json!({"DirectiveIssued": {"directive": "viec", "title": "Gặp mọi nhà", "text": "Gặp.",
            "goal": "met", "whom": {"villages": ["dong"]}, "from": "2026-11-01",
            "to": "2026-12-25"}}),
        json!({"BulletinDrafted": {"bulletin": "bai", "title": "Cảnh giác tin giả",
            "text": "Chữ", "author_name": "An"}}),
        json!({"HelpAsked": {"help": "nho", "way": "door", "village": "dong",
            "name": "Chị Thơm", "words": "Cài giúp"}}),
    ] {
        append(&commune, operation).await;
    }
    (commune, office)
}

#[tokio::test]
async fn each_held_entry_names_the_record_it_would_change_even_if_refused() {
    let (commune, mut office) = with_everything().await;
    for (operation, told) in [
        (
            json!({"ClassCancelled": {"class": "lop", "reason": "Trời bão"}}),
            "Quét mã ở chợ, ",
        ),
        (
            json!({"ClassContactsDropped": {"class": "lop"}}),
            "30/11/2026",
        ),
        (
            json!({"QuestionWithdrawn": {"question": "hoi"}}),
            "Mất điện thoại thì sao?",
        ),
        (
            json!({"BulletinWithdrawn": {"bulletin": "bai", "reason": "Sai ngày"}}),
            "Cảnh giác tin giả",
        ),
        (
            json!({"DirectiveClosed": {"directive": "viec", "summary": "Xong."}}),
            "Gặp mọi nhà",
        ),
        (
            json!({"TeamDefined": {"team": "to", "name": "Tổ mới", "villages": ["dong"]}}),
            "Tổ thôn Đông; Tổ mới",
        ),
        (
            json!({"AlleyDefined": {"village": "dong", "alley": "dinh", "name": "Ngõ Đình",
                "order": 2}}),
            "Thôn Đông; Ngõ Đình",
        ),
        (
            json!({"MemberLeft": {"team": "to", "member": "lan", "to": "2026-11-20"}}),
            "Tổ thôn Đông; Lê Thị Lan",
        ),
        (
            json!({"HelpDismissed": {"help": "nho"}}),
            "Chị Thơm, Thôn Đông, 23/11/2026",
        ),
        (visit(), "mam Bùi Thị Dưỡng"),
    ] {
        let ids = hold(&commune, vec![operation.clone()]).await;
        let page = office.get(PAGE).await.text;
        let (_, row) = page.split_once("<th scope=\"row\">").unwrap();
        let (row, _) = row.split_once("</th>").unwrap();
        assert!(row.contains(told), "{operation}: {told}: {row}");
        let down = [("id", &*ids[0]), ("how", "reject")];
        let done = decide(&mut office, &down).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }
}

#[tokio::test]
async fn decisions_made_by_a_colleague_are_reported_beside_those_that_succeeded() {
    let (commune, mut office) = village().await;
    let mut colleague = commune.signed_in("can-bo").await;
    let roster = json!({"TeamDefined": {"team": "to", "name": "Tổ của tôi", "villages": ["dong"]}});
    let ids = hold(
        &commune,
        vec![visit(), visit(), visit(), visit(), roster, visit()],
    )
    .await;
    let token = csrf(&office.get(PAGE).await.text);
    for (id, how) in [(&ids[0], "accept"), (&ids[1], "reject")] {
        let done = decide(&mut colleague, &[("id", id.as_str()), ("how", how)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        for late in ["accept", "reject"] {
            let fields = [("how", late), ("csrf", &*token)];
            let told = office.post(&format!("{PAGE}/{id}"), &fields).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{late}");
            assert!(told.text.contains("already-decided"), "{}", told.text);
        }
    }
    let never = [("how", "accept"), ("csrf", &*token)];
    let never_held = commune.state.chance.entry_id(commune.state.clock.now());
    let told = office.post(&format!("{PAGE}/{never_held}"), &never).await;
    assert_eq!(told.status, StatusCode::NOT_FOUND);
    // One entry that is decided already, and one that is accepted.
    let some = [("id", &*ids[0]), ("id", &*ids[2]), ("how", "accept")];
    let told = decide(&mut office, &some).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "already-decided",
        "Đã nhận 1 việc.",
        "quyết định trước 1 việc",
    ] {
        assert!(told.text.contains(words), "{words}: {}", told.text);
    }
    // One entry that is accepted, and one that nobody can accept.
    let some = [("id", &*ids[3]), ("id", &*ids[4]), ("how", "accept")];
    let told = decide(&mut office, &some).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["not-allowed", "Đã nhận 1 việc.", "Chưa nhận được 1 việc:"] {
        assert!(told.text.contains(words), "{words}: {}", told.text);
    }
    assert_eq!(home(&commune).visits.len(), 3);
}
