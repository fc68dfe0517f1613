//! Help requests: what a resident sends without an account, and what the office does with it.
use super::browser::{Answer, Browser, Commune};
use super::business::{append, consent, csrf, household};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::{Help, HelpState, Kind, Record, Role};
use serde_json::json;

const FORM: &str = "/nho-giup/nghi-son";
const ASKED: [(&str, &str); 5] = [
    ("words", "Không mở được VNeID"),
    ("topic", "nen-tang-so"),
    ("village", "dong"),
    ("phone", "0912 345 678"),
    ("name", "Chị Thơm"),
];

/// One village, a team of one member, and two households, one of them assigned to her.
pub(super) async fn village() -> (Commune, Browser) {
    let commune = Commune::new().with_account("can-bo", Role::Officer).await;
    for operation in [
        json!({"VillageDefined": {"village": "dong", "name": "Thôn Đông", "order": 1}}),
        json!({"TeamDefined": {"team": "to", "name": "Tổ thôn Đông", "villages": ["dong"],
            "visiting": "Tối thứ Ba"}}),
        json!({"MemberJoined": {"team": "to", "member": "lan", "name": "Lê Thị Lan",
            "role": "leader", "from": "2026-01-05", "decision": "12/QĐ-UBND"}}),
        household("mam", "Bùi Thị Dưỡng"),
        household("may", "Trần Thị Lụa"),
        consent("mam", "register"),
        json!({"HouseholdAssigned": {"households": ["mam"], "member": "lan"}}),
    ] {
        append(&commune, operation).await;
    }
    let browser = commune.signed_in("can-bo").await;
    (commune, browser)
}

fn requests(commune: &Commune) -> Vec<Help> {
    let records = commune.state.store.records(&Commune::id(), Kind::Help);
    let requests = records.unwrap().into_iter().filter_map(|it| match it {
        Record::Help(help) => Some(*help),
        _ => None,
    });
    requests.collect()
}

async fn change(office: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let token = csrf(&office.get(path).await.text);
    let fields: Vec<_> = fields.iter().copied().chain([("csrf", &*token)]).collect();
    office.post(path, &fields).await
}

fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = ASKED.into_iter().filter(move |(other, _)| *other != name);
    others.chain([(name, value)]).collect()
}

#[tokio::test]
async fn what_nobody_sees_is_refused_by_every_form_and_nothing_typed_is_lost() {
    let (commune, mut office) = village().await;
    let mut public = commune.browser();
    for (field, text) in [("words", "Giúp\u{202e} bà"), ("name", "Chị\u{0} Thơm")] {
        let asked = public.post(FORM, &with(field, text)).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(asked.text.contains("ký tự ẩn"), "{}", asked.text);
        // Everything else that was typed is still in the form.
        assert!(asked.text.contains("0912 345 678"), "{}", asked.text);
    }
    assert!(requests(&commune).is_empty());
    for letter in ["\u{0}", "\u{1b}", "\u{202a}", "\u{2069}"] {
        let name = format!("Tổ{letter} Đông");
        let fields = [("team", "to"), ("name", &*name), ("village", "dong")];
        let told = change(&mut office, "/van-phong/to", &fields).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{letter:?}");
        assert!(told.text.contains("text-not-plain"), "{}", told.text);
        let words = format!("Giúp{letter}");
        let fields = [
            ("words", &*words),
            ("village", "dong"),
            ("phone", "0912345678"),
        ];
        let told = change(&mut office, "/van-phong/nho-giup", &fields).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{letter:?}");
    }
    assert!(requests(&commune).is_empty());
    let teams = commune
        .state
        .store
        .records(&Commune::id(), Kind::Team)
        .unwrap();
    assert!(
        serde_json::to_string(&teams.iter().map(Record::to_json).collect::<Vec<_>>())
            .unwrap()
            .contains("Tổ thôn Đông")
    );
}

#[tokio::test]
async fn a_request_goes_from_the_public_page_to_a_closed_one() {
    let (commune, mut office) = village().await;
    let mut resident = commune.browser();
    let sent = resident.post(FORM, &ASKED).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let there = sent.header("location").to_owned();
    assert!(resident.get(&there).await.text.contains("đang chờ xã giao"));

    let list = office.get("/van-phong/nho-giup").await.text;
    assert!(list.contains("Không mở được VNeID") && list.contains("Chị Thơm"));
    assert!(
        !list.contains("0912345678"),
        "numbers are on the page of one"
    );
    let board = office.get("/van-phong/bang").await.text;
    assert!(board.contains("Yêu cầu hỗ trợ đang mở: 1"));
    let id = requests(&commune)[0].id.to_string();
    let one = format!("/van-phong/nho-giup/{id}");
    assert!(office.get(&one).await.text.contains("tel:0912345678"));
    let kept = office.get("/van-phong/nhat-ky").await.text;
    assert!(kept.contains("Mở một yêu cầu hỗ trợ"));

    let given = [("act", "assign"), ("member", "lan"), ("code", "may")];
    assert_eq!(
        change(&mut office, &one, &given).await.status,
        StatusCode::SEE_OTHER
    );
    let help = &requests(&commune)[0];
    assert_eq!(help.household.as_ref().unwrap().as_str(), "may");
    assert!(
        resident
            .get(&there)
            .await
            .text
            .contains("Đã giao cho tổ viên")
    );
    let answered = [("act", "answer"), ("text", "Mai tổ viên đến")];
    change(&mut office, &one, &answered).await;
    let closed = [
        ("act", "close"),
        ("word", "solved"),
        ("text", "Mở được rồi"),
    ];
    change(&mut office, &one, &closed).await;
    let page = resident.get(&there).await.text;
    assert!(page.contains("Đã xong."), "{page}");
    for personal in ["Thơm", "0912345678", "VNeID", "Mai tổ viên", "Mở được"] {
        assert!(!page.contains(personal), "{personal}");
    }
    let over = office.get("/van-phong/nho-giup?loc=xong").await.text;
    assert!(over.contains("Không mở được VNeID"));
}

#[tokio::test]
async fn a_request_from_a_card_reaches_the_member_of_the_household() {
    let (commune, _) = village().await;
    let mut resident = commune.browser();
    let form = resident.get(&format!("{FORM}?ho=mam")).await.text;
    assert!(
        form.contains("tấm thẻ") && !form.contains("Dưỡng") && !form.contains("name=\"village\"")
    );
    let sent = [("words", "In mã QR"), ("household", "mam")];
    let sent = resident.post(FORM, &sent).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let help = &requests(&commune)[0];
    assert_eq!(help.assigned.as_ref().unwrap().as_str(), "lan");
    assert_eq!(help.state, HelpState::Assigned);
    // The card of a household that has left asks for the other details.
    let unknown = resident.get(&format!("{FORM}?ho=khac")).await.text;
    assert!(unknown.contains("không còn trong sổ") && unknown.contains("name=\"village\""));
}

#[tokio::test]
async fn requests_of_machines_and_incomplete_requests_are_refused() {
    let (commune, _) = village().await;
    let mut resident = commune.browser();
    for (fields, told) in [
        (with("website", "https://x.example"), "giống do máy gửi"),
        (with("words", " "), "chưa viết cần giúp"),
        (with("phone", "12"), "Số điện thoại chưa đúng"),
        (with("village", ""), "chọn nơi ở"),
        (with("village", "khac"), "thôn"),
    ] {
        let answer = resident.post(FORM, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(told), "{told}: {}", answer.text);
        assert!(answer.text.contains("Chị Thơm"), "what was typed stays");
    }
    let request = Request::post(FORM)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from("words=a&village=dong&phone=0912345678"));
    let answer = resident.send(request.unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(requests(&commune).is_empty());
}

#[tokio::test]
async fn one_telephone_and_one_address_ask_only_so_often() {
    let (commune, _) = village().await;
    let mut resident = commune.browser();
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(resident.post(FORM, &ASKED).await.status);
    }
    assert_eq!(
        statuses[4..],
        [StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS]
    );
    for number in 10..40 {
        let phone = format!("09123456{number}");
        statuses.push(resident.post(FORM, &with("phone", &phone)).await.status);
    }
    assert_eq!(statuses.last(), Some(&StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(requests(&commune).len(), 19);
}

#[tokio::test]
async fn references_cannot_be_tried_one_after_the_other() {
    let (commune, _) = village().await;
    let mut resident = commune.browser();
    let mut last = StatusCode::OK;
    for number in 0..31 {
        let answer = resident.get(&format!("{FORM}/aaaa{number:04}")).await;
        last = answer.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let mut other = commune.browser();
    assert_eq!(other.get("/kiem-tra?ma=AAAA-AAAA").await.status, last);
}

#[tokio::test]
async fn a_request_recorded_by_an_officer_is_like_any_other() {
    let (commune, mut office) = village().await;
    let told = [
        ("words", "Bị lừa qua điện thoại"),
        ("code", "mam"),
        ("phone", "0912345678"),
    ];
    let answer = change(&mut office, "/van-phong/nho-giup", &told).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(
        requests(&commune)[0].assigned.as_ref().unwrap().as_str(),
        "lan"
    );
    let wrong = [("words", "a"), ("code", "khac")];
    let answer = change(&mut office, "/van-phong/nho-giup", &wrong).await;
    assert!(answer.text.contains("Không có hộ nào mang mã này"));
}

#[tokio::test]
async fn an_erased_resident_is_removed_from_their_household_s_requests() {
    let (commune, mut office) = village().await;
    append(
        &commune,
        json!({"ResidentAdded": {"household": "mam", "resident": "p1", "name": "Bùi Thị Dưỡng"}}),
    )
    .await;
    let sent = [("words", "Xem giúp tin nhắn này"), ("household", "mam")];
    commune.browser().post(FORM, &sent).await;
    let erase = [("act", "erase"), ("resident", "p1"), ("sure", "1")];
    let answer = change(&mut office, "/van-phong/ho/mam", &erase).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert!(requests(&commune)[0].blanked);
    let store = &commune.state.store;
    let entries = store.read(|rows| rows.entries(&Commune::id(), domain::Seq(0), 100));
    let log = format!(
        "{:?}",
        entries
            .unwrap()
            .iter()
            .map(|row| serde_json::to_string(&row.entry).unwrap())
            .collect::<Vec<_>>()
    );
    assert!(!log.contains("Xem giúp"), "{log}");
    assert_eq!(store.verify(&Commune::id()).unwrap(), []);
}
