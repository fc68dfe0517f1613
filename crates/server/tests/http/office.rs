//! The office as an officer uses it: villages, teams, sharing out, codes, import, settings.
use super::browser::{Answer, Browser, Commune};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::{Kind, Record, Role};

const PAGES: [&str; 13] = [
    "nhat-ky",
    "kinh-doanh",
    "bang",
    "chuyen-tham",
    "ho",
    "to",
    "chia",
    "may",
    "cho",
    "thon",
    "nhap",
    "cai-dat",
    "tai-khoan",
];

async fn office() -> (Commune, Browser) {
    let commune = Commune::new().with_account("can-bo", Role::Officer).await;
    let browser = commune.signed_in("can-bo").await;
    (commune, browser)
}

/// The hidden token in a page's forms.
fn csrf(page: &str) -> String {
    let (_, rest) = page.split_once(r#"name="csrf" value=""#).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Sends a form as a person does, with the page's token.
async fn send(browser: &mut Browser, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(page).await;
    let token = csrf(&page.text);
    let mut fields = fields.to_vec();
    fields.push(("csrf", &token));
    browser.post(action, &fields).await
}

fn households(commune: &Commune) -> Vec<domain::Household> {
    let records = commune
        .state
        .store
        .records(&Commune::id(), Kind::Household)
        .unwrap();
    let households = records.into_iter().filter_map(|record| match record {
        Record::Household(household) => Some(*household),
        _ => None,
    });
    households.collect()
}

/// A list of nine households in two alleys of one village.
fn list() -> String {
    let rows = (1..=9).map(|number| {
        let alley = if number <= 5 {
            "Ngõ Giếng"
        } else {
            "Ngõ Đình"
        };
        format!("{number};H-{number};Bùi Văn {number};Thôn Đông;{alley}\n")
    });
    format!(
        "DANH SÁCH HỘ;;;;\nSTT;Mã hộ;Chủ hộ;Thôn;Ngõ\n{}",
        rows.collect::<String>()
    )
}

async fn import(browser: &mut Browser) -> Answer {
    import_list(browser, &list()).await
}

async fn import_list(browser: &mut Browser, list: &str) -> Answer {
    let page = browser.get("/van-phong/nhap").await;
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ho.csv\"\r\n\r\n{}\r\n--x--\r\n",
        csrf(&page.text),
        list
    );
    let request = Request::post("/van-phong/nhap")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap();
    let preview = browser.send(request).await;
    assert_eq!(preview.status, StatusCode::SEE_OTHER, "{}", preview.text);
    let place = preview.header("location").to_owned();
    let shown = browser.get(&place).await;
    assert!(shown.text.contains("Ghi 9 hộ mới") || shown.text.contains("Không có gì để ghi"));
    if shown.text.contains("Không có gì để ghi") {
        return shown;
    }
    send(browser, &place, &format!("{place}/ghi"), &[]).await
}

async fn team_of_two(browser: &mut Browser, commune: &Commune) -> (String, String) {
    let villages = commune
        .state
        .store
        .records(&Commune::id(), Kind::Village)
        .unwrap();
    let village = villages[0].key().id().to_owned();
    let fields = [("name", "Tổ thôn Đông"), ("village", village.as_str())];
    let made = send(browser, "/van-phong/to", "/van-phong/to", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let teams = commune
        .state
        .store
        .records(&Commune::id(), Kind::Team)
        .unwrap();
    let team = teams[0].key().id().to_owned();
    for name in ["Lê Thị Hạnh", "Trần Văn Quý"] {
        let fields = [
            ("name", name),
            ("role", "member"),
            ("from", "2026-11-01"),
            ("decision", "12/QĐ-UBND"),
        ];
        let action = format!("/van-phong/to/{team}/nguoi");
        let joined = send(browser, "/van-phong/to", &action, &fields).await;
        assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text);
    }
    (village, team)
}

fn members(commune: &Commune) -> Vec<String> {
    let teams = commune
        .state
        .store
        .records(&Commune::id(), Kind::Team)
        .unwrap();
    match &teams[0] {
        Record::Team(team) => team.members.iter().map(|it| it.id.to_string()).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn every_page_of_an_empty_office_has_a_text() {
    let (_, mut browser) = office().await;
    for page in PAGES {
        for lang in ["vi", "en"] {
            let answer = browser.get(&format!("/van-phong/{page}?lang={lang}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            assert!(
                answer.text.contains("<h1>") && answer.text.contains("aria-current"),
                "{page}"
            );
        }
    }
}

#[tokio::test]
async fn only_officers_see_what_changes_the_commune() {
    let commune = Commune::new().with_account("bien-tap", Role::Editor).await;
    let mut editor = commune.signed_in("bien-tap").await;
    for page in ["ho", "to", "chia", "may", "cho", "thon", "nhap", "cai-dat"] {
        let answer = editor.get(&format!("/van-phong/{page}")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{page}");
        let answer = commune.browser().get(&format!("/van-phong/{page}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page}");
    }
    assert_eq!(editor.get("/van-phong/bang").await.status, StatusCode::OK);
}

#[tokio::test]
async fn opening_a_household_or_exporting_a_list_is_logged() {
    let (commune, mut officer) = office().await;
    import(&mut officer).await;
    let first = &households(&commune)[0];
    officer.get(&format!("/van-phong/ho/{}", first.id)).await;
    let fields = [("reason", "Đối chiếu với Công an xã"), ("form", "csv")];
    let none = [("reason", " "), ("form", "csv")];
    let path = "/van-phong/ho/xuat";
    let refused = send(&mut officer, "/van-phong/ho", path, &none).await;
    assert!(refused.text.contains("reason-needed"));
    let taken = send(&mut officer, "/van-phong/ho", path, &fields).await;
    assert_eq!(taken.header("content-type"), "text/csv; charset=utf-8");
    let log = officer.get("/van-phong/nhat-ky").await.text;
    // The sign-in and the import are listed before them.
    assert_eq!(log.matches("<td>").count(), 4 * 3, "{log}");
    assert!(log.contains("Đối chiếu với Công an xã") && log.contains("9 hộ"));
    assert!(log.contains(&format!(r#"<a href="/van-phong/ho/{}">"#, first.id)));
    let nobody = officer.get("/van-phong/nhat-ky?nguoi=khac").await.text;
    assert!(nobody.contains("Chưa có gì trong nhật ký"));
}

#[tokio::test]
async fn the_registers_own_export_comes_in_again_without_a_change() {
    let (commune, mut officer) = office().await;
    import(&mut officer).await;
    for lang in ["vi", "en"] {
        officer.get(&format!("/van-phong/ho?lang={lang}")).await;
        let fields = [("reason", "Gửi trưởng thôn rà soát"), ("form", "csv")];
        let taken = send(&mut officer, "/van-phong/ho", "/van-phong/ho/xuat", &fields).await;
        officer.get("/van-phong/ho?lang=vi").await;
        let again = import_list(&mut officer, &taken.text).await;
        assert!(
            again.text.contains("Không có gì để ghi"),
            "{lang}: {}",
            taken.text
        );
        assert!(!again.text.contains("nothing-taken"), "{}", again.text);
    }
    assert_eq!(households(&commune).len(), 9);
}

#[tokio::test]
async fn chosen_households_are_taken_from_nobody_by_mistake() {
    let (commune, mut officer) = office().await;
    import(&mut officer).await;
    team_of_two(&mut officer, &commune).await;
    let (member, house) = (members(&commune).remove(0), &households(&commune)[0]);
    let mut assign = async |whom: &str| {
        let fields = [("household", house.id.as_str()), ("member", whom)];
        send(&mut officer, "/van-phong/ho", "/van-phong/ho/giao", &fields).await
    };
    let assigned = || {
        households(&commune)[0]
            .assigned
            .as_ref()
            .map(ToString::to_string)
    };
    assert_eq!(assign(&member).await.status, StatusCode::SEE_OTHER);
    assert_eq!(assigned().as_ref(), Some(&member));
    assert!(assign("").await.text.contains("member-not-chosen"));
    assert_eq!(assigned().as_ref(), Some(&member));
    commune.state.clock.advance(1_000);
    let told = assign("-").await.header("location").to_owned();
    assert_eq!(assigned(), None);
    assert!(officer.get(&told).await.text.contains("Đã chia hộ"));
}

#[tokio::test]
async fn the_register_is_searched_as_on_the_phone() {
    let (_commune, mut officer) = office().await;
    import(&mut officer).await;
    let mut found = async |query: &str| {
        let page = officer
            .get(&format!("/van-phong/ho?tim={query}"))
            .await
            .text;
        let near = page.split_once("Gần giống").map_or("", |(_, near)| near);
        let rows = |text: &str| text.matches("name=\"household\"").count();
        (rows(&page) - rows(near), rows(near))
    };
    assert_eq!(found("h3").await, (1, 0), "a code without its sign");
    assert_eq!(found("ngo+gieng").await, (5, 0), "where they live");
    assert_eq!(found("b%C3%B9i").await, (9, 0));
    assert_eq!(found("b%C3%BAi").await, (0, 9), "another mark");
    assert_eq!(found("giengg").await, (0, 0));
}

#[tokio::test]
async fn the_province_sees_sums_of_communes_and_no_names() {
    let (commune, mut officer) = office().await;
    import(&mut officer).await;
    let commune = commune.with_account("tinh", Role::Province).await;
    let mut province = commune.signed_in("tinh").await;
    let first = province.get("/van-phong").await;
    assert_eq!(first.header("location"), "/van-phong/tinh");
    let page = province.get("/van-phong/tinh").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(
        page.text
            .contains(r#"<div class="n due" data-figure="never">9</div>"#)
    );
    for household in households(&commune) {
        assert!(
            !page
                .text
                .contains(household.head.reveal().unwrap().as_str())
        );
    }
    let file = province.get("/van-phong/tinh?dang=csv").await;
    assert!(file.text.lines().last().is_some_and(|it| it.contains(";9")));
    let elsewhere = province.get("/van-phong/bang").await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
    let officers = officer.get("/van-phong/tinh").await;
    assert_eq!(officers.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_list_is_written_once_confirmed_and_not_twice() {
    let (commune, mut browser) = office().await;
    let written = import(&mut browser).await;
    assert_eq!(
        written.header("location"),
        "/van-phong/nhap?xong=done-import",
        "{}",
        written.text
    );
    assert_eq!(households(&commune).len(), 9);
    let again = import(&mut browser).await;
    assert!(again.text.contains("Không có gì để ghi"));
    assert_eq!(households(&commune).len(), 9);
}

#[tokio::test]
async fn an_even_share_is_shown_first_and_then_done() {
    let (commune, mut browser) = office().await;
    import(&mut browser).await;
    let (village, _) = team_of_two(&mut browser, &commune).await;
    let members = members(&commune);
    let mut fields = vec![("village", village.as_str())];
    fields.extend(members.iter().map(|it| ("member", it.as_str())));
    let shown = send(
        &mut browser,
        "/van-phong/chia",
        "/van-phong/chia/deu",
        &fields,
    )
    .await;
    assert!(
        shown.text.contains("Xem trước, chưa chia"),
        "{}",
        shown.text
    );
    assert!(households(&commune).iter().all(|it| it.assigned.is_none()));
    fields.push(("do", "1"));
    let done = send(
        &mut browser,
        "/van-phong/chia",
        "/van-phong/chia/deu",
        &fields,
    )
    .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let of = |member: &String| {
        let theirs =
            |it: &&domain::Household| it.assigned.as_ref().is_some_and(|id| id.as_str() == member);
        households(&commune).iter().filter(theirs).count()
    };
    let mut counts: Vec<usize> = members.iter().map(of).collect();
    counts.sort_unstable();
    assert_eq!(counts, [4, 5]);
}

#[tokio::test]
async fn sharing_among_nobody_is_refused_with_its_sentence() {
    let (commune, mut browser) = office().await;
    import(&mut browser).await;
    let (village, _) = team_of_two(&mut browser, &commune).await;
    let fields = [("village", village.as_str())];
    let answer = send(
        &mut browser,
        "/van-phong/chia",
        "/van-phong/chia/deu",
        &fields,
    )
    .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("members-needed") && answer.text.contains("ít nhất một người"));
}

#[tokio::test]
async fn a_slip_has_a_code_that_enrols_and_is_never_shown_again() {
    let (commune, mut browser) = office().await;
    import(&mut browser).await;
    let (_, team) = team_of_two(&mut browser, &commune).await;
    let member = members(&commune).remove(0);
    let path = format!("/van-phong/to/{team}/ma");
    let sheet = send(&mut browser, &path, &path, &[("member", &member)]).await;
    let (_, rest) = sheet.text.split_once(r#"<p class="code">"#).unwrap();
    let code = rest.split('<').next().unwrap();
    assert_eq!(code.len(), 9);
    assert!(sheet.text.contains("<svg"));
    assert!(!browser.get(&path).await.text.contains(code));
    let log = browser.get("/van-phong/nhat-ky").await.text;
    assert_eq!(log.matches("Làm mã mở ứng dụng cho").count(), 1, "{log}");
    assert!(!log.contains(code));
}

#[tokio::test]
async fn typed_text_stays_when_a_form_is_refused() {
    let (_, mut browser) = office().await;
    let fields = [
        ("counted", "households"),
        ("from", "2026-11"),
        ("value", "nhiều"),
        ("source", "Sổ <dân cư>"),
        ("dated", "2026-11-01"),
    ];
    let answer = send(
        &mut browser,
        "/van-phong/cai-dat",
        "/van-phong/cai-dat/mau-so",
        &fields,
    )
    .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("number-needed") && answer.text.contains("nhiều"));
    assert!(!answer.text.contains("<dân cư>"), "names are escaped");
}

#[tokio::test]
async fn a_form_from_elsewhere_changes_nothing() {
    let (commune, mut browser) = office().await;
    let answer = browser
        .post(
            "/van-phong/thon",
            &[("name", "Thôn Lạ"), ("order", "1"), ("csrf", "guess")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(
        commune
            .state
            .store
            .records(&Commune::id(), Kind::Village)
            .unwrap()
            .is_empty()
    );
}
