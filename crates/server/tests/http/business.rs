//! Household businesses: the office's pages and what the public sees.
use super::browser::{Browser, Commune};
use axum::http::StatusCode;
use domain::{AccountId, Certainty, DeviceId, Entry, FORMAT, Operation, RULES, Role};
use serde_json::{Value, json};
use store::Incoming;
use sync::Outcome;

/// One village with a fish sauce maker whose shop is open, a tailor who waits, and another
/// household.
pub(super) async fn market() -> (Commune, Browser) {
    market_of(Commune::new()).await
}

/// The same on a given server.
pub(super) async fn market_of(commune: Commune) -> (Commune, Browser) {
    let commune = commune.with_account("can-bo", Role::Officer).await;
    let sheet = json!({"ten": "Nước mắm cá cơm 40 độ đạm chai 1 lít", "gia": "85000",
        "don-vi-tinh": "chai", "mo-ta": "Ủ chượp mười hai tháng", "ocop": "4"});
    for operation in [
        json!({"VillageDefined": {"village": "dong", "name": "Thôn Đông", "order": 1}}),
        household("mam", "Bùi Thị Dưỡng"),
        household("may", "Trần Thị Lụa"),
        household("khac", "Ngô Văn Xa"),
        consent("mam", "account-number"),
        consent("mam", "register"),
        json!({"BusinessRegistered": {"household": "mam", "name": "Nước mắm Ba Làng",
            "trade": "Nước mắm"}}),
        json!({"PaymentAccountRecorded": {"household": "mam", "bank": "970436",
            "number": "257678859", "holder": "BUI THI DUONG"}}),
        json!({"ShopAdvanced": {"household": "mam", "marketplace": "voso", "stage": "open",
            "on": "2026-10-01", "link": "https://voso.vn/ba-lang"}}),
        json!({"ProductSet": {"household": "mam", "product": "p1", "sheet": sheet,
            "listed": ["voso"]}}),
        json!({"IncomeBeforeTold": {"household": "mam", "month": 5_000_000}}),
        json!({"SalesTold": {"household": "mam", "month": "2026-11", "orders": 7,
            "online": 595_000, "total": 6_000_000}}),
        json!({"BusinessRegistered": {"household": "may", "name": "May Lụa", "trade": "May mặc"}}),
        json!({"ShopAdvanced": {"household": "may", "marketplace": "postmart",
            "stage": "submitted", "on": "2026-11-01", "obstacle": "marketplace"}}),
    ] {
        append(&commune, operation).await;
    }
    let browser = commune.signed_in("can-bo").await;
    (commune, browser)
}

pub fn household(id: &str, head: &str) -> Value {
    json!({"HouseholdRegistered": {"household": id, "code": id, "village": "dong", "head": head,
        "listed": true, "phones": ["0912345678"]}})
}

pub fn consent(household: &str, purpose: &str) -> Value {
    json!({"ConsentGiven": {"household": household, "purpose": purpose, "way": "signed",
        "text_version": 1}})
}

pub async fn append(commune: &Commune, operation: Value) {
    let told = operation.to_string();
    let operation: Operation = serde_json::from_value(operation).unwrap();
    let at = commune.state.clock.now();
    let entry = Entry {
        id: commune.state.chance.entry_id(at),
        commune: Commune::id(),
        author: AccountId::new("can-bo").unwrap(),
        device: DeviceId::new("may").unwrap(),
        at,
        certainty: Certainty::Sure,
        format: FORMAT,
        rules: RULES,
        seen: [].into(),
        accepted: None,
        operation,
    };
    let work = move |ledger: &mut store::Ledger<'_>| {
        ledger.append(Incoming {
            entry,
            received_at: at,
            scope: None,
        })
    };
    let outcome = commune
        .state
        .store
        .write_to(&Commune::id(), work)
        .done()
        .await
        .unwrap();
    assert!(
        matches!(outcome, Outcome::Kept { .. }),
        "{outcome:?}: {told}"
    );
}

pub(super) fn csrf(page: &str) -> String {
    let (_, rest) = page.split_once(r#"name="csrf" value=""#).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_pipeline_shows_the_stage_of_each_shop_and_stalled_shops() {
    let (_commune, mut browser) = market().await;
    let page = browser.get("/van-phong/kinh-doanh").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text
            .contains("Postmart: Đã nộp, 22 ngày · sàn chưa trả lời"),
        "{}",
        page.text
    );
    for (link, figure) in [
        ("market", "1"),
        ("enterprises", "50,0%"),
        ("economy", "595.000đ"),
    ] {
        let (_, rest) = page
            .text
            .split_once(&format!("data-link=\"{link}\""))
            .unwrap();
        let shown = rest
            .split("<b>")
            .nth(1)
            .unwrap()
            .split("</b>")
            .next()
            .unwrap();
        assert_eq!(shown, figure, "{link}");
    }
    assert!(page.text.contains("1/2"));
    let open = browser.get("/van-phong/kinh-doanh?buoc=open").await.text;
    let (_, list) = open.split_once("id=\"danh-sach\"").unwrap();
    assert!(list.contains("Ba Làng") && !list.contains("May Lụa"));
    let english = browser.get("/van-phong/kinh-doanh?lang=en").await.text;
    assert!(english.contains("Waiting for review"));
}

#[tokio::test]
async fn an_account_number_is_masked_until_a_reason_is_logged() {
    let (commune, mut browser) = market().await;
    let page = browser.get("/van-phong/kinh-doanh/mam").await.text;
    assert!(page.contains("•••• 8859") && !page.contains("257678859"));
    let token = csrf(&page);
    let reveal = |reason| {
        [
            ("act", "reveal"),
            ("reason", reason),
            ("csrf", token.as_str()),
        ]
    };
    let refused = browser
        .post("/van-phong/kinh-doanh/mam", &reveal(" "))
        .await
        .text;
    assert!(refused.contains("reason-needed") && !refused.contains("257678859"));
    let open = browser
        .post("/van-phong/kinh-doanh/mam", &reveal("Đối chiếu với hộ"))
        .await;
    assert!(open.text.contains("257678859"));
    let kept = commune
        .state
        .store
        .read(|rows| rows.documents(&Commune::id(), "access"));
    let mut kept = kept.unwrap();
    kept.retain(|row| row.body.contains("saw-account-numbers"));
    assert_eq!(kept.len(), 1);
    assert!(kept[0].body.contains("Đối chiếu với hộ"));
}

#[tokio::test]
async fn the_export_needs_a_reason_and_masks_numbers_and_phones_unless_asked_for() {
    let (commune, mut browser) = market().await;
    let token = csrf(&browser.get("/van-phong/kinh-doanh").await.text);
    let plain = [("form", "csv"), ("csrf", token.as_str())];
    let blanks = "\u{3164}\u{3164}\u{3164}\u{3164}\u{3164}";
    for (reason, code) in [
        ("", "reason-needed"),
        ("     ", "reason-needed"),
        ("....,", "reason-needed"),
        ("abcd", "reason-needed"),
        (blanks, "text-not-plain"),
    ] {
        for numbers in ["", "1"] {
            let fields = [&plain[..], &[("numbers", numbers), ("reason", reason)]].concat();
            let refused = browser.post("/van-phong/kinh-doanh/xuat", &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text.contains(code), "{reason:?}");
            assert!(!refused.text.contains("BUI THI DUONG") && !refused.text.contains("257678859"));
        }
    }
    let kept = |what: &str| {
        let kept = commune
            .state
            .store
            .read(|rows| rows.documents(&Commune::id(), "access"));
        let kept = kept
            .unwrap()
            .into_iter()
            .filter(|row| row.body.contains(what));
        kept.map(|row| row.body).collect::<Vec<_>>()
    };
    assert_eq!(kept("exported-businesses"), [] as [String; 0]);
    let mut with_reason = plain.to_vec();
    with_reason.push(("reason", "Đăng hộ lên sàn"));
    let masked = browser
        .post("/van-phong/kinh-doanh/xuat", &with_reason)
        .await
        .text;
    assert!(
        masked.contains("•••• 8859") && masked.contains("85000"),
        "{masked}"
    );
    assert!(!masked.contains("257678859") && !masked.contains("0912345678"));
    let told = kept("exported-businesses");
    assert!(
        told.len() == 1 && told[0].contains("Đăng hộ lên sàn"),
        "{told:?}"
    );
    with_reason.push(("numbers", "1"));
    let open = browser
        .post("/van-phong/kinh-doanh/xuat", &with_reason)
        .await
        .text;
    assert!(open.contains("257678859") && open.contains("0912345678"));
    assert_eq!(kept("saw-account-numbers").len(), 1);
    let sheet = browser.get("/van-phong/kinh-doanh/mam/phieu").await.text;
    assert!(sheet.contains("Ủ chượp mười hai tháng"));
    browser.get("/van-phong/kinh-doanh/mam").await;
    for (did, subject) in [("opened-business", "mam"), ("opened-sheets", "mam")] {
        let told = kept(did);
        assert!(
            told.len() == 1 && told[0].contains(subject),
            "{did}: {told:?}"
        );
    }
    let log = browser.get("/van-phong/nhat-ky").await.text;
    assert!(
        log.contains("Xuất danh sách 2 hộ kinh doanh")
            && log.contains("Mở trang một hộ kinh doanh")
    );
}

#[tokio::test]
async fn the_workbook_opens_elsewhere_with_each_value_under_its_column() {
    let (_commune, mut browser) = market().await;
    let token = csrf(&browser.get("/van-phong/kinh-doanh").await.text);
    let fields = [
        ("form", "xlsx"),
        ("household", "mam"),
        ("reason", "Đăng hộ lên sàn"),
        ("csrf", token.as_str()),
    ];
    let file = browser
        .post("/van-phong/kinh-doanh/xuat", &fields)
        .await
        .bytes;
    let sheets = import::read(&file).unwrap();
    let rows = &sheets[0].rows;
    let titles = rows
        .iter()
        .position(|row| row.iter().any(|cell| cell.text == "Tên gian hàng"));
    let titles = titles.unwrap();
    let under = |title: &str| {
        let column = rows[titles]
            .iter()
            .position(|cell| cell.text == title)
            .unwrap();
        sheets[0].cell(titles + 1, column)
    };
    for (title, value) in [
        ("Tên gian hàng", "Nước mắm Ba Làng"),
        ("Ngân hàng", "Vietcombank"),
        ("Số tài khoản", "•••• 8859"),
        ("Tên sản phẩm", "Nước mắm cá cơm 40 độ đạm chai 1 lít"),
        ("Giá bán (đồng)", "85000"),
        ("Hạng sao OCOP", "4"),
        ("Tồn kho", ""),
    ] {
        assert_eq!(under(title), value, "{title}");
    }
}

#[tokio::test]
async fn an_officer_records_a_stage_and_sees_what_is_missing() {
    let (_commune, mut browser) = market().await;
    let token = csrf(&browser.get("/van-phong/kinh-doanh/may").await.text);
    let advance = |link| {
        [
            ("act", "advance"),
            ("marketplace", "postmart"),
            ("stage", "open"),
            ("on", "2026-11-20"),
            ("link", link),
            ("csrf", token.as_str()),
        ]
    };
    let page = "/van-phong/kinh-doanh/may";
    assert!(
        browser
            .post(page, &advance(""))
            .await
            .text
            .contains("shop-link-missing")
    );
    assert!(
        browser
            .post(page, &advance("javascript:x"))
            .await
            .text
            .contains("link-wrong")
    );
    let done = browser
        .post(page, &advance("https://postmart.vn/lua"))
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(
        browser
            .get(page)
            .await
            .text
            .contains("https://postmart.vn/lua")
    );
}

#[tokio::test]
async fn the_public_market_shows_open_shops_and_nobodys_phone_without_consent() {
    let (commune, _) = market().await;
    let mut browser = commune.browser();
    assert_eq!(
        browser.get("/cho-so").await.header("location"),
        "/cho-so/nghi-son"
    );
    let page = browser.get("/cho-so/nghi-son").await;
    assert!(page.header("cache-control").starts_with("public"));
    assert!(page.text.len() < 50_000 && !page.text.contains("<script"));
    assert!(page.text.contains("Nước mắm Ba Làng") && !page.text.contains("May Lụa"));
    assert!(!page.text.contains("Dưỡng"), "nobody's name");
    let found = browser.get("/cho-so/nghi-son?tim=nuoc%20mam").await.text;
    assert!(found.contains("Ba Làng"));
    assert!(
        !browser
            .get("/cho-so/nghi-son?tim=banh")
            .await
            .text
            .contains("Ba Làng")
    );
    let shop = browser.get("/cho-so/nghi-son/mam").await.text;
    assert!(shop.contains("https://voso.vn/ba-lang") && shop.contains("85.000đ"));
    assert!(shop.contains("<svg") && !shop.contains("0912345678") && !shop.contains("8859"));
    assert_eq!(
        browser.get("/cho-so/nghi-son/may").await.status,
        StatusCode::NOT_FOUND
    );
    let catalogue = browser.get("/cho-so/nghi-son/danh-muc").await.text;
    assert!(catalogue.contains("OCOP 4"));

    append(&commune, consent("mam", "public-phone")).await;
    commune.state.clock.advance(2 * domain::Millis::MINUTE);
    assert!(
        browser
            .get("/cho-so/nghi-son/mam")
            .await
            .text
            .contains("0912345678")
    );
}
