//! Classes: planned in the office, filled by the public, and shown in calendars.
use super::browser::{Answer, Browser, Commune};
use super::business::{append, consent, household};
use axum::http::StatusCode;
use domain::{Class, Kind, Record, Role};
use icalendar::parser::{read_calendar, unfold};
use serde_json::json;

const PHONE: &str = "0912 345 678";

/// An officer's browser, a village with two households, a team, and one class with two seats.
async fn school() -> (Commune, Browser, String) {
    let commune = Commune::new().with_account("can-bo", Role::Officer).await;
    for operation in [
        json!({"VillageDefined": {"village": "dong", "name": "Thôn Đông", "order": 1}}),
        json!({"TeamDefined": {"team": "to", "name": "Tổ Đông", "villages": ["dong"]}}),
        json!({"MemberJoined": {"team": "to", "member": "quy", "name": "Lê Văn Quý",
            "role": "leader", "from": "2026-01-01"}}),
        household("mam", "Bùi Thị Dưỡng"),
        household("may", "Trần Thị Lụa"),
        consent("mam", "register"),
        json!({"BusinessRegistered": {"household": "mam", "name": "Nước mắm Ba Làng",
            "trade": "Nước mắm"}}),
    ] {
        append(&commune, operation).await;
    }
    let mut office = commune.signed_in("can-bo").await;
    let answer = plan(&mut office, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let to = answer.header("location").split('?').next().unwrap();
    let id = to.rsplit('/').next().unwrap().to_owned();
    (commune, office, id)
}

/// Plans a class for today. The given fields replace the usual ones.
async fn plan(office: &mut Browser, instead: &[(&str, &str)]) -> Answer {
    let csrf = csrf(office).await;
    let usual = [
        ("csrf", csrf.as_str()),
        ("topic", "thuong-mai-dien-tu"),
        ("title", "Bán hàng trên sàn; ảnh đẹp, giá đúng"),
        ("place", "Nhà văn hóa"),
        ("village", "dong"),
        ("day", "2026-11-23"),
        ("from", "14:00"),
        ("to", "16:00"),
        ("teacher", "quy"),
        ("guest", ""),
        ("seats", "2"),
        ("materials", "Tờ rơi | https://a.vn/to-gap"),
    ];
    let fields = usual.map(|(name, value)| {
        let other = instead.iter().find(|(other, _)| *other == name);
        other.copied().unwrap_or((name, value))
    });
    office.post("/van-phong/lop", &fields).await
}

async fn csrf(office: &mut Browser) -> String {
    let page = office.get("/van-phong/lop").await.text;
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn act(office: &mut Browser, id: &str, fields: &[(&str, &str)]) -> Answer {
    let csrf = csrf(office).await;
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend(fields);
    office.post(&format!("/van-phong/lop/{id}"), &all).await
}

async fn sign_up(commune: &Commune, id: &str, phone: &str) -> Answer {
    let path = format!("/lop/{}/{id}", Commune::id());
    let fields = [("phone", phone), ("name", "Ngô Thị Lan"), ("website", "")];
    commune.browser().post(&path, &fields).await
}

#[tokio::test]
async fn one_address_takes_three_seats_and_further_sign_ups_are_called_first() {
    let (commune, mut office, _) = school().await;
    let large = [
        ("seats", "20"),
        ("title", "Lớp lớn"),
        ("from", "17:00"),
        ("to", "18:00"),
    ];
    let to = plan(&mut office, &large).await;
    let id = to.header("location").split('?').next().unwrap();
    let id = id.rsplit('/').next().unwrap().to_owned();
    let of = |commune: &Commune| {
        let all = commune
            .state
            .store
            .records(&Commune::id(), Kind::Class)
            .unwrap();
        let mut all = all.into_iter().filter_map(|it| match it {
            Record::Class(class) if class.id.as_str() == id => Some(*class),
            _ => None,
        });
        all.next().unwrap()
    };
    for number in 0..10 {
        let answer = sign_up(&commune, &id, &format!("091234500{number}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let waits = answer.header("location").ends_with("xong=cho-goi");
        assert_eq!(waits, number >= 3, "{number}");
    }
    assert_eq!(of(&commune).signed.len(), 10);
    assert_eq!(of(&commune).seats_left(), 17);
    let more = sign_up(&commune, &id, "0912345099").await;
    assert_eq!(more.status, StatusCode::TOO_MANY_REQUESTS);
    let waiting = of(&commune).signed[5].id.to_string();
    let page = office.get(&format!("/van-phong/lop/{id}")).await.text;
    assert!(page.contains("chờ gọi lại"), "{page}");
    for _ in 0..2 {
        let confirmed = act(
            &mut office,
            &id,
            &[("act", "confirm"), ("sign_up", &waiting)],
        )
        .await;
        assert_eq!(
            confirmed.status,
            StatusCode::SEE_OTHER,
            "{}",
            confirmed.text
        );
        assert_eq!(of(&commune).seats_left(), 16);
    }
}

fn class(commune: &Commune) -> Class {
    let mut all = commune
        .state
        .store
        .records(&Commune::id(), Kind::Class)
        .unwrap();
    match all.pop() {
        Some(Record::Class(class)) => *class,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_clash_is_explained_and_what_was_typed_stays() {
    let (_, mut office, _) = school().await;
    let again = plan(&mut office, &[("title", "Lớp khác")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("class-teacher-taken"));
    assert!(again.text.contains("value=\"Lớp khác\""));
    let guest = [
        ("teacher", "khach"),
        ("guest", "Cô Hà"),
        ("place", "nhà văn hoá"),
    ];
    let place = plan(&mut office, &guest).await;
    assert!(place.text.contains("class-place-taken"), "{}", place.text);
    let nameless = plan(&mut office, &[("teacher", "khach")]).await;
    assert!(nameless.text.contains("guest-needed"));
    let after = plan(&mut office, &[("from", "16:00"), ("to", "17:00")]).await;
    assert_eq!(after.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_public_signs_up_until_it_is_full_and_a_number_takes_one_seat() {
    let (commune, mut office, id) = school().await;
    let path = format!("/lop/{}/{id}", Commune::id());
    let first = sign_up(&commune, &id, PHONE).await;
    let again = sign_up(&commune, &id, "+84912345678").await;
    for answer in [&first, &again] {
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.header("location"), format!("{path}?xong=ghi-ten"));
    }
    assert_eq!(class(&commune).seats_left(), 1);
    sign_up(&commune, &id, "0987654321").await;
    let full = sign_up(&commune, &id, "0987654322").await;
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(full.text.contains("Lớp đã đủ người"), "{}", full.text);
    let once_more = sign_up(&commune, &id, PHONE).await;
    assert_eq!(
        once_more.status,
        StatusCode::SEE_OTHER,
        "who is on the list is told so"
    );
    for public in [path.as_str(), &format!("/lop/{}", Commune::id())] {
        let page = commune.browser().get(public).await.text;
        assert!(
            !page.contains("0912345678") && !page.contains("Lan"),
            "{public}"
        );
        assert!(page.len() < 50_000);
    }
    let page = office.get(&format!("/van-phong/lop/{id}")).await.text;
    assert!(page.contains("0912345678") && page.contains("Ngô Thị Lan"));
}

#[tokio::test]
async fn programs_that_fill_every_field_and_wrong_phone_numbers_change_nothing() {
    let (commune, _, id) = school().await;
    let path = format!("/lop/{}/{id}", Commune::id());
    let trapped = [("phone", PHONE), ("name", ""), ("website", "https://x.vn")];
    let answer = commune.browser().post(&path, &trapped).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "it learns nothing");
    let wrong = sign_up(&commune, &id, "12").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("value=\"12\""));
    assert!(class(&commune).signed.is_empty());
    let nowhere = sign_up(&commune, "khong-co", PHONE).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_phone_number_and_an_address_wait_after_many_tries() {
    let (commune, _, id) = school().await;
    let limit = server::limit::PUBLIC_PER_PHONE.get();
    for _ in 0..limit {
        assert_eq!(
            sign_up(&commune, &id, PHONE).await.status,
            StatusCode::SEE_OTHER
        );
    }
    let limited = sign_up(&commune, &id, PHONE).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!limited.header("retry-after").is_empty());
    for _ in limit + 1..server::limit::PUBLIC_PER_ADDRESS.get() {
        sign_up(&commune, &id, "12").await;
    }
    let limited = sign_up(&commune, &id, "0987654321").await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn the_office_records_a_class_s_attendance_and_result_and_phone_numbers_are_gone() {
    let (commune, mut office, id) = school().await;
    sign_up(&commune, &id, PHONE).await;
    let unknown = act(
        &mut office,
        &id,
        &[("act", "attend"), ("code", "x"), ("people", "1")],
    )
    .await;
    assert!(unknown.text.contains("code-unknown"));
    let came = act(
        &mut office,
        &id,
        &[("act", "attend"), ("code", "MAM"), ("people", "2")],
    )
    .await;
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.text);
    let result = [
        ("act", "held"),
        ("heads", "5"),
        ("before_asked", "5"),
        ("before_able", "1"),
        ("after_asked", "5"),
        ("after_able", "4"),
        ("note", ""),
    ];
    let held = act(&mut office, &id, &result).await;
    assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", held.text);
    let page = office.get(&format!("/van-phong/lop/{id}")).await.text;
    for figure in [
        "data-figure=\"households-came\">1<",
        "data-figure=\"people-came\">2<",
        "data-figure=\"heads\">5<",
    ] {
        assert!(page.contains(figure), "{figure}");
    }
    assert!(!page.contains("0912345678"));
    let all = office.get("/van-phong/lop").await.text;
    assert!(
        all.contains("data-figure=\"businesses-trained\">1<"),
        "{all}"
    );
    let entries = commune
        .state
        .store
        .read(|rows| rows.entries(&Commune::id(), domain::Seq(0), 1_000));
    let log = format!(
        "{:?}",
        entries
            .unwrap()
            .iter()
            .map(|it| serde_json::to_string(&it.entry))
            .collect::<Vec<_>>()
    );
    let left = log.matches("ClassJoined").count();
    assert_eq!((left, log.contains("Lan")), (1, false));
    assert_eq!(commune.state.store.verify(&Commune::id()).unwrap(), []);
}

#[tokio::test]
async fn a_phone_number_is_removed_as_soon_as_someone_asks() {
    let (commune, mut office, id) = school().await;
    sign_up(&commune, &id, PHONE).await;
    let sign_up_id = class(&commune).signed[0].id.to_string();
    let left = act(
        &mut office,
        &id,
        &[("act", "leave"), ("sign_up", &sign_up_id)],
    )
    .await;
    assert_eq!(left.status, StatusCode::SEE_OTHER);
    assert!(class(&commune).signed.is_empty());
    let entries = commune
        .state
        .store
        .read(|rows| rows.entries(&Commune::id(), domain::Seq(0), 1_000));
    for row in entries.unwrap() {
        let text = serde_json::to_string(&row.entry).unwrap();
        assert!(!text.contains("Ngô Thị Lan"), "{text}");
    }
    assert_eq!(commune.state.store.verify(&Commune::id()).unwrap(), []);
}

#[tokio::test]
async fn the_feed_is_a_valid_calendar() {
    let (commune, mut office, id) = school().await;
    plan(&mut office, &[("day", "2026-12-05"), ("title", "Lớp hai")]).await;
    act(
        &mut office,
        &id,
        &[("act", "cancel"), ("reason", "Trời bão, hẹn tuần sau")],
    )
    .await;
    let path = format!("/lop/{}/lich.ics", Commune::id());
    let answer = commune.browser().get(&path).await;
    assert_eq!(
        answer.header("content-type"),
        "text/calendar; charset=utf-8"
    );
    for line in answer.text.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "{line}");
    }
    let unfolded = unfold(&answer.text);
    let calendar = read_calendar(&unfolded).unwrap();
    let told: Vec<Vec<String>> = calendar
        .components
        .iter()
        .map(|event| {
            let names = ["UID", "DTSTART", "DTEND", "SUMMARY", "STATUS"];
            let value = |name| {
                event
                    .find_prop(name)
                    .map(|it| it.val.clone().unescape_text())
            };
            names
                .map(|it| value(it).unwrap().as_str().to_owned())
                .to_vec()
        })
        .collect();
    let other = &told[1][0];
    assert_ne!(&told[0][0], other);
    assert_eq!(
        told[0][1..],
        [
            "20261123T070000Z",
            "20261123T090000Z",
            "Bán hàng trên sàn; ảnh đẹp, giá đúng",
            "CANCELLED",
        ]
    );
    assert_eq!(told[1][1..3], ["20261205T070000Z", "20261205T090000Z"]);
    let first = &calendar.components[0];
    assert!(first.find_prop("DTSTAMP").is_some());
    let about = first
        .find_prop("DESCRIPTION")
        .unwrap()
        .val
        .clone()
        .unescape_text();
    assert!(about.as_str().contains("Trời bão, hẹn tuần sau"));
}

#[tokio::test]
async fn paper_has_no_phone_numbers_and_slips_name_nobody() {
    let (commune, mut office, id) = school().await;
    sign_up(&commune, &id, PHONE).await;
    let sheet = office
        .get(&format!("/van-phong/lop/{id}/diem-danh"))
        .await
        .text;
    assert!(sheet.contains("Ngô Thị Lan") && !sheet.contains("0912345678"));
    let poster = office
        .get(&format!("/van-phong/lop/{id}/giay-moi"))
        .await
        .text;
    assert!(poster.contains("14:00–16:00, thứ Hai 23/11/2026") && poster.contains("<svg"));
    assert!(!poster.contains("0912345678"));
    let slips = office.get("/van-phong/phieu-ho?thon=dong").await.text;
    assert_eq!(slips.matches("class=\"tag\"").count(), 2);
    assert!(!slips.contains("Dưỡng") && slips.contains("mam"));
}
