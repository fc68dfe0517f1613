//! The workbench of a list: who is in doubt, what changes, who is missing; written, taken back, and
//! written again.
use super::browser::{Answer, Browser, Commune};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::household::FollowUp;
use domain::{Household, HouseholdCorrected, Kind, Operation, Personal, Phone, Record, Role};
use store::ListDraft;

const TITLES: &str = "Mã hộ;Chủ hộ;Năm sinh;SĐT;Thôn\n";

async fn office() -> (Commune, Browser) {
    let commune = Commune::new().with_account("can-bo", Role::Officer).await;
    let browser = commune.signed_in("can-bo").await;
    (commune, browser)
}

fn csrf(page: &str) -> String {
    let (_, rest) = page.split_once(r#"name="csrf" value=""#).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn send(browser: &mut Browser, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = browser.get(page).await;
    let token = csrf(&shown.text);
    let mut fields = fields.to_vec();
    fields.push(("csrf", &token));
    browser.post(action, &fields).await
}

/// Uploads a list and gives the address of its draft.
async fn upload(browser: &mut Browser, rows: &str) -> String {
    let page = browser.get("/van-phong/nhap").await;
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ho.csv\"\r\n\r\n{TITLES}{rows}\r\n--x--\r\n",
        csrf(&page.text),
    );
    let request = Request::post("/van-phong/nhap")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap();
    let kept = browser.send(request).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    kept.header("location").to_owned()
}

async fn write(browser: &mut Browser, draft: &str) -> Answer {
    let written = send(browser, draft, &format!("{draft}/ghi"), &[]).await;
    assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.text);
    written
}

fn households(commune: &Commune) -> Vec<Household> {
    let records = commune.state.store.records(&Commune::id(), Kind::Household);
    let households = records
        .unwrap()
        .into_iter()
        .filter_map(|record| match record {
            Record::Household(household) => Some(*household),
            _ => None,
        });
    households.collect()
}

fn here(commune: &Commune) -> Vec<Household> {
    let mut all = households(commune);
    all.retain(Household::is_here);
    all
}

fn named(commune: &Commune, head: &str) -> Household {
    let mut all = here(commune).into_iter();
    all.find(|it| it.head.reveal().unwrap().as_str() == head)
        .unwrap()
}

fn phones(it: &Household) -> Vec<&str> {
    let all = it.phones.iter().filter_map(Personal::reveal);
    all.map(Phone::as_str).collect()
}

fn figures_agree(commune: &Commune) {
    let differences = commune.state.store.verify(&Commune::id());
    assert!(differences.unwrap().is_empty());
}

async fn take_back(browser: &mut Browser, past: &str) {
    let undone = send(browser, past, &format!("{past}/thu-hoi"), &[]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text);
}

/// The first value of a field whose name begins so.
fn value<'a>(page: &'a str, begins: &str) -> &'a str {
    let (_, rest) = page
        .split_once(begins)
        .unwrap_or_else(|| panic!("{begins}: {page}"));
    rest.split('"').next().unwrap()
}

const FIRST: &str = "1;Trần Văn Hùng;1950;0912345678;Thôn Đông\n2;Mai Gia;1960;;Thôn Đông\n3;Lê Hà;1970;;Thôn Đông\n";
const SECOND: &str = "1;Trần Văn Hùng;1950;0987654321;Thôn Đông\n;Mai Già;1960;;Thôn Đông\n4;Bùi Ba;1980;;Thôn Đông\n";

#[tokio::test]
async fn doubts_are_decided_changes_ticked_and_an_import_taken_back_and_written_again() {
    let (commune, mut browser) = office().await;
    let first = upload(&mut browser, FIRST).await;
    write(&mut browser, &first).await;
    assert_eq!(here(&commune).len(), 3);

    let draft = upload(&mut browser, SECOND).await;
    let page = browser.get(&draft).await.text;
    assert!(
        page.contains("Cùng nhà") && page.contains("tên gần giống"),
        "{page}"
    );
    assert!(page.contains("0912345678") && page.contains("0987654321"));
    let key = value(&page, r#"name="w-"#).to_owned();
    let missing = format!("{}:ask", named(&commune, "Lê Hà").id);
    let change = value(&page, r#"name="shown" value=""#).to_owned();
    assert!(change.ends_with("/phones"));
    let decided = [
        (format!("w-{key}"), "new".to_owned()),
        ("fate".to_owned(), missing),
    ];
    for (name, value) in &decided {
        let kept = send(&mut browser, &draft, &draft, &[(name, value)]).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    }
    // Not ticked it is not written; ticked again it is.
    send(&mut browser, &draft, &draft, &[("shown", &change)]).await;
    let page = browser.get(&draft).await.text;
    assert!(
        !page.contains("Cùng nhà") && !page.contains(" checked"),
        "{page}"
    );
    send(&mut browser, &draft, &draft, &[("group", "phones:yes")]).await;
    assert!(browser.get(&draft).await.text.contains(" checked"));
    write(&mut browser, &draft).await;
    assert_eq!(here(&commune).len(), 5);
    assert_eq!(phones(&named(&commune, "Trần Văn Hùng")), ["0987654321"]);
    // The draft is gone, the import is kept, and the log of access names file and count.
    assert_eq!(browser.get(&draft).await.status, StatusCode::NOT_FOUND);
    let log = browser.get("/van-phong/nhat-ky").await.text;
    assert_eq!(log.matches("Nhập danh sách hộ:").count(), 2, "{log}");
    assert!(log.contains("ho.csv"));

    let past = draft.replace("/nhap/", "/nhap/lan/");
    // Something is recorded of one of the new ones meanwhile.
    let ba = named(&commune, "Bùi Ba");
    let mut corrected = HouseholdCorrected::of(ba.id.clone());
    corrected.order = Some(9);
    let corrected = Operation::HouseholdCorrected(Box::new(corrected));
    let body = [
        ("act", "correct"),
        ("code", "4"),
        ("head", "Bùi Ba"),
        ("order", "9"),
    ];
    let path = format!("/van-phong/ho/{}", ba.id);
    let done = send(&mut browser, &path, &path, &body).await;
    assert_eq!(
        done.status,
        StatusCode::SEE_OTHER,
        "{corrected:?}: {}",
        done.text
    );
    take_back(&mut browser, &past).await;
    let told = browser.get(&past).await.text;
    assert!(
        told.contains("Bùi Ba") && told.contains("Đã thu hồi"),
        "{told}"
    );
    let mut heads: Vec<String> = here(&commune)
        .iter()
        .map(|it| it.head.reveal().unwrap().as_str().to_owned())
        .collect();
    heads.sort();
    assert_eq!(heads, ["Bùi Ba", "Lê Hà", "Mai Gia", "Trần Văn Hùng"]);
    assert_eq!(phones(&named(&commune, "Trần Văn Hùng")), ["0912345678"]);
    // A second time there is nothing to take back.
    let again = send(
        &mut browser,
        "/van-phong/nhap",
        &format!("{past}/thu-hoi"),
        &[],
    )
    .await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);

    // Written again: what was decided about such a list is known.
    let draft = upload(&mut browser, SECOND).await;
    let page = browser.get(&draft).await.text;
    assert!(!page.contains("Cùng nhà"), "{page}");
    write(&mut browser, &draft).await;
    assert_eq!(here(&commune).len(), 5);
    figures_agree(&commune);
}

/// The newest first: what an import that is over wrote and took back is nobody's later word.
#[tokio::test]
async fn imports_are_taken_back_one_after_the_other_until_nothing_of_them_is_left() {
    let (commune, mut browser) = office().await;
    let drafts = [
        ("1;Trần Văn Hùng;1950;0912345678;Thôn Đông\n", ""),
        (
            "1;Trần Văn Hùng;1950;0987654321;Thôn Đông\n2;Mai Gia;1960;;Thôn Đông\n",
            "0912345678",
        ),
        (
            "1;Trần Văn Hùng;1950;0977777777;Thôn Đông\n2;Mai Gia;1960;0966666666;Thôn Đông\n",
            "0987654321",
        ),
    ];
    let mut past = Vec::new();
    for (rows, before) in drafts {
        let draft = upload(&mut browser, rows).await;
        assert!(browser.get(&draft).await.text.contains(before));
        send(&mut browser, &draft, &draft, &[("group", "phones:yes")]).await;
        write(&mut browser, &draft).await;
        past.push(draft.replace("/nhap/", "/nhap/lan/"));
        commune.state.clock.advance(1_000);
    }
    assert_eq!(phones(&named(&commune, "Trần Văn Hùng")), ["0977777777"]);
    for (past, left) in past.iter().rev().zip([2, 1, 0]) {
        take_back(&mut browser, past).await;
        assert_eq!(here(&commune).len(), left, "{past}");
        if left == 1 {
            assert_eq!(phones(&named(&commune, "Trần Văn Hùng")), ["0912345678"]);
        }
        commune.state.clock.advance(1_000);
    }
    figures_agree(&commune);
}

/// Two households of one list that may be one are two, until someone says that they are one; that
/// can be changed as long as nothing is written.
#[tokio::test]
async fn households_of_one_list_are_put_together_and_parted_again() {
    let (commune, mut browser) = office().await;
    let rows = ";Lê Hà;;0912345678;Thôn Đông\n;Lê Hà;1970;;Thôn Đông\n";
    let draft = upload(&mut browser, rows).await;
    let page = browser.get(&draft).await.text;
    let name = format!("p-{}", value(&page, r#"name="p-"#));
    for (answer, count) in [("together", 1), ("apart", 2), ("together", 1)] {
        send(&mut browser, &draft, &draft, &[(&name, answer)]).await;
        let page = browser.get(&draft).await.text;
        assert!(
            page.contains(&format!(r#"<p class="n">{count}</p>"#)),
            "{answer}: {page}"
        );
        let checked = format!(r#"value="{answer}" checked"#);
        assert!(page.contains(&checked), "{page}");
    }
    write(&mut browser, &draft).await;
    let all = here(&commune);
    assert_eq!(all.len(), 1);
    assert_eq!(
        (phones(&all[0]), all[0].residents[0].born),
        (vec!["0912345678"], Some(1970))
    );
}

#[tokio::test]
async fn a_draft_outlives_the_server_and_goes_after_a_week_or_with_an_erasure() {
    let (commune, mut browser) = office().await;
    let draft = upload(&mut browser, FIRST).await;
    let id = domain::EntryId::parse(draft.rsplit('/').next().unwrap()).unwrap();
    commune.state.uploads.forget(id);
    let page = browser.get(&draft).await.text;
    assert!(page.contains("Trần Văn Hùng"));
    // What lies in the database names nobody.
    let documents = commune
        .state
        .store
        .read(|rows| rows.all_documents(&Commune::id()))
        .unwrap();
    let kept: Vec<_> = documents
        .iter()
        .filter(|(kind, _)| kind.starts_with("list"))
        .collect();
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().all(|(_, row)| !row.body.contains("Hùng")));
    write(&mut browser, &draft).await;

    let other = upload(&mut browser, SECOND).await;
    let person = named(&commune, "Lê Hà");
    let resident = person.residents[0].id.to_string();
    let erase = [
        ("act", "erase"),
        ("sure", "1"),
        ("resident", resident.as_str()),
    ];
    let path = format!("/van-phong/ho/{}", person.id);
    let erased = send(&mut browser, &path, &path, &erase).await;
    assert_eq!(erased.status, StatusCode::SEE_OTHER, "{}", erased.text);
    let left = commune
        .state
        .store
        .read(|rows| ListDraft::all(rows, &Commune::id()))
        .unwrap();
    assert!(left.is_empty());
    assert_eq!(browser.get(&other).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_list_of_which_nothing_is_taken_says_so_and_why() {
    let (_, mut browser) = office().await;
    let draft = upload(&mut browser, "1;Trần Văn Hùng;1950;;\n").await;
    let page = browser.get(&draft).await.text;
    assert!(
        page.contains("Không lấy được hộ nào") && page.contains("village-missing"),
        "{page}"
    );
    assert!(!page.contains("sổ đã đúng như danh sách"));
    // Told which village it is, it is taken.
    send(&mut browser, &draft, &draft, &[("v-0", "Thôn Đông")]).await;
    let page = browser.get(&draft).await.text;
    assert!(page.contains("Ghi 1 hộ mới"), "{page}");
    let away = send(&mut browser, &draft, &draft, &[("away", "1")]).await;
    assert_eq!(
        away.header("location"),
        "/van-phong/nhap?xong=done-draft-dropped"
    );
}

#[tokio::test]
async fn the_team_is_asked_about_whoever_is_missing() {
    let (commune, mut browser) = office().await;
    let first = upload(&mut browser, FIRST).await;
    write(&mut browser, &first).await;
    let village = named(&commune, "Lê Hà").village.to_string();
    let fields = [("name", "Tổ thôn Đông"), ("village", village.as_str())];
    send(&mut browser, "/van-phong/to", "/van-phong/to", &fields).await;
    let teams = commune
        .state
        .store
        .records(&Commune::id(), Kind::Team)
        .unwrap();
    let action = format!("/van-phong/to/{}/nguoi", teams[0].key().id());
    let fields = [
        ("name", "Lê Thị Hạnh"),
        ("role", "leader"),
        ("from", "2026-11-01"),
    ];
    let fields = [&fields[..], &[("decision", "12/QĐ-UBND")]].concat();
    let joined = send(&mut browser, "/van-phong/to", &action, &fields).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text);
    let draft = upload(&mut browser, "1;Trần Văn Hùng;1950;0912345678;Thôn Đông\n").await;
    let page = browser.get(&draft).await.text;
    assert!(page.contains("Lê Hà") && page.contains("Mai Gia"), "{page}");
    let ask = format!("{}:ask", named(&commune, "Lê Hà").id);
    let away = format!("{}:moved-away", named(&commune, "Mai Gia").id);
    let fates = [("fate", ask.as_str()), ("fate", away.as_str())];
    send(&mut browser, &draft, &draft, &fates).await;
    write(&mut browser, &draft).await;
    let asked: Vec<FollowUp> = named(&commune, "Lê Hà").follow_ups;
    assert_eq!(asked.len(), 1);
    assert!(here(&commune).iter().all(|it| it.code.as_str() != "2"));
}
