//! Who sees whose data: people who sign up for a class, and households behind their cards and
//! shops.
use super::browser::Commune;
use super::business::{append, csrf, market};
use super::enrol::enrol;
use super::help::village;
use axum::http::StatusCode;
use domain::{Help, Kind, Record, Role};
use serde_json::json;

const FORM: &str = "/nho-giup/nghi-son";

fn requests(commune: &Commune) -> Vec<Help> {
    let records = commune.state.store.records(&Commune::id(), Kind::Help);
    let requests = records.unwrap().into_iter().filter_map(|it| match it {
        Record::Help(help) => Some(*help),
        _ => None,
    });
    requests.collect()
}

fn code_of(commune: &Commune, kind: &str, household: &str) -> String {
    let found = commune
        .state
        .store
        .read(|rows| rows.document(&Commune::id(), kind, household));
    found.unwrap().unwrap().key
}

#[tokio::test]
async fn a_card_carries_a_code_of_its_own_that_can_be_renewed() {
    let (commune, mut office) = village().await;
    let sheet = office.get("/van-phong/the-ho?thon=dong").await.text;
    assert_eq!(sheet.matches("<section class=\"slip\"").count(), 2);
    assert_eq!(
        sheet.matches("sẽ không dùng được nữa").count(),
        2,
        "no tap alone voids a card"
    );
    let code = code_of(&commune, "card", "mam");
    assert!(code.len() == 8 && code != "mam");
    let mut resident = commune.browser();
    let form = resident.get(&format!("{FORM}?the={code}")).await.text;
    assert!(
        form.contains("tấm thẻ") && !form.contains("mam\""),
        "{form}"
    );
    let sent = resident
        .post(FORM, &[("words", "In mã QR"), ("household", &code)])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert_eq!(
        requests(&commune)[0].household.as_ref().unwrap().as_str(),
        "mam"
    );

    let fields = [
        ("household", "mam"),
        ("thon", "dong"),
        ("csrf", &csrf(&sheet)),
    ];
    let renewed = office.post("/van-phong/the-ho", &fields).await;
    assert_eq!(renewed.status, StatusCode::SEE_OTHER);
    let fresh = code_of(&commune, "card", "mam");
    assert_ne!(fresh, code);
    let void = resident.get(&format!("{FORM}?the={code}")).await.text;
    assert!(void.contains("không còn trong sổ"));
    let again = office.get("/van-phong/the-ho?thon=dong&xong=1").await.text;
    assert!(again.contains("tấm thẻ cũ không dùng được"));
    assert_eq!(
        code_of(&commune, "card", "mam"),
        fresh,
        "looking renews nothing"
    );
}

#[tokio::test]
async fn nothing_on_a_public_page_stands_for_a_household_or_its_card() {
    let (commune, mut office) = market().await;
    office.get("/van-phong/the-ho?thon=dong").await;
    let mut anyone = commune.browser();
    let list = anyone.get("/cho-so/nghi-son").await.text;
    let (card, stall) = (
        code_of(&commune, "card", "mam"),
        code_of(&commune, "stall", "mam"),
    );
    assert_ne!(card, stall);
    assert!(list.contains(&format!("/cho-so/nghi-son/{stall}\"")));
    assert!(!list.contains("/cho-so/nghi-son/mam\"") && !list.contains(&card));
    let shop = anyone.get(&format!("/cho-so/nghi-son/{stall}")).await;
    assert_eq!(shop.status, StatusCode::OK);
    assert!(!shop.text.contains("/mam") && !shop.text.contains(&card));
    // Neither the market's code nor the id that it showed before can be used to ask in the
    // household's name.
    for public in [stall.as_str(), "mam"] {
        let form = anyone.get(&format!("{FORM}?ho={public}")).await.text;
        assert!(form.contains("không còn trong sổ"), "{public}");
        let sent = [
            ("words", "Gọi lại số này"),
            ("household", public),
            ("village", "dong"),
            ("phone", "0987654321"),
        ];
        let sent = anyone.post(FORM, &sent).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    }
    assert!(requests(&commune).iter().all(|it| it.household.is_none()));
    let whole = anyone.get(&format!("{FORM}?the={card}")).await.text;
    assert!(whole.contains("tấm thẻ"));
}

#[tokio::test]
async fn requests_without_a_phone_number_are_limited_by_address_and_commune() {
    let (commune, mut office) = village().await;
    office.get("/van-phong/the-ho?thon=dong").await;
    let code = code_of(&commune, "card", "mam");
    let mut resident = commune.browser();
    let sent = [("words", "In mã QR"), ("household", code.as_str())];
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(resident.post(FORM, &sent).await.status);
    }
    assert_eq!(
        statuses[4..],
        [StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS]
    );
    let limits = &commune.state.limits;
    for _ in 0..80 {
        let _counted = limits.card_by_commune.count("nghi-son");
    }
    let (elsewhere, _) = village().await;
    assert!(
        elsewhere
            .state
            .limits
            .card_by_commune
            .count("nghi-son")
            .is_ok()
    );
    assert!(limits.card_by_commune.count("nghi-son").is_err());
}

#[tokio::test]
async fn a_shop_address_on_another_host_waits_for_the_office() {
    let (commune, mut office) = market().await;
    let evil = "https://voso.vn.evil.example/ba-lang";
    append(
        &commune,
        json!({"ShopAdvanced": {"household": "mam", "marketplace": "postmart", "stage": "open",
            "on": "2026-10-02", "link": evil}}),
    )
    .await;
    let mut anyone = commune.browser();
    let shop = anyone.get("/cho-so/nghi-son/mam").await.text;
    assert!(shop.contains("https://voso.vn/ba-lang") && !shop.contains(evil));
    assert!(shop.contains("Postmart"));
    let list = office.get("/van-phong/kinh-doanh").await.text;
    assert!(list.contains("Đường dẫn gian hàng chờ xã xem"));
    let page = office.get("/van-phong/kinh-doanh/mam").await.text;
    assert!(page.contains(evil) && page.contains("Cho hiện đường dẫn"));
    let token = csrf(&page);
    let fields = [
        ("act", "show-link"),
        ("marketplace", "postmart"),
        ("link", evil),
        ("csrf", token.as_str()),
    ];
    let shown = office.post("/van-phong/kinh-doanh/mam", &fields).await;
    assert_eq!(shown.status, StatusCode::SEE_OTHER);
    let page = office.get("/van-phong/kinh-doanh/mam").await.text;
    assert!(!page.contains("Cho hiện đường dẫn") && page.contains("Thôi hiện đường dẫn"));
    commune.state.clock.advance(61_000);
    assert!(anyone.get("/cho-so/nghi-son/mam").await.text.contains(evil));

    // An address that was approved by mistake can be hidden again.
    let fields = fields.map(|(name, value)| match name {
        "act" => (name, "hide-link"),
        _ => (name, value),
    });
    let hidden = office.post("/van-phong/kinh-doanh/mam", &fields).await;
    assert_eq!(hidden.status, StatusCode::SEE_OTHER);
    let page = office.get("/van-phong/kinh-doanh/mam").await.text;
    assert!(page.contains("Cho hiện đường dẫn"));
    commune.state.clock.advance(61_000);
    assert!(!anyone.get("/cho-so/nghi-son/mam").await.text.contains(evil));
}

#[tokio::test]
async fn an_account_that_carries_no_phone_enrols_none() {
    let mut commune = Commune::new().with_account("lan", Role::Officer).await;
    for (name, role) in [("binh", Role::Editor), ("tinh", Role::Province)] {
        commune = commune.with_account(name, role).await;
        let code = commune.code_for(name).await;
        let answer = enrol(&commune, &code, None).await;
        assert_ne!(answer.status, StatusCode::OK, "{role:?}");
    }
    let code = commune.code_for("lan").await;
    assert_eq!(enrol(&commune, &code, None).await.status, StatusCode::OK);
}
