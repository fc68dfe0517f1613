//! Printed sheets, as a server with the feature `pdf` makes them.
use super::browser::{Answer, Browser, Commune};
use super::business::{append, csrf, market};
use axum::http::StatusCode;
use serde_json::json;
use std::process::Command;

/// The text of a PDF with single blanks. The tests read PDFs with Debian's packages poppler-utils
/// and zbar-tools.
fn text(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert!(
        answer
            .header("content-disposition")
            .starts_with("attachment")
    );
    let said = of_file(answer, "pdftotext -layout sheet.pdf -");
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn codes(answer: &Answer) -> Vec<String> {
    let read = "pdftoppm -r 200 -png -singlefile sheet.pdf page && zbarimg -q --raw page.png";
    of_file(answer, read).lines().map(str::to_owned).collect()
}

fn of_file(answer: &Answer, command: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("sheet.pdf"), &answer.bytes).unwrap();
    let mut shell = Command::new("sh");
    let run = shell
        .current_dir(folder.path())
        .args(["-c", command])
        .output()
        .unwrap();
    assert!(run.status.success(), "{command}: {run:?}");
    String::from_utf8(run.stdout).unwrap()
}

async fn kept_reasons(commune: &Commune) -> usize {
    let kept = commune
        .state
        .store
        .read(|rows| rows.documents(&Commune::id(), "access"));
    // Sign-ins are in the same log, without a reason.
    let reasons = kept.unwrap().into_iter().filter(|row| {
        let told: serde_json::Value = serde_json::from_str(&row.body).unwrap();
        told["reason"].as_str().is_some_and(|it| !it.is_empty())
    });
    reasons.count()
}

async fn code_sheet(browser: &mut Browser, paper: &str, reason: &str) -> Answer {
    let page = "/van-phong/kinh-doanh/mam";
    let token = csrf(&browser.get(page).await.text);
    let fields = [("paper", paper), ("reason", reason), ("csrf", &token)];
    browser.post(&format!("{page}/ma-qr.pdf"), &fields).await
}

#[tokio::test]
async fn a_product_sheet_has_the_columns_in_order_and_no_account() {
    let (commune, mut browser) = market().await;
    append(
        &commune,
        json!({"ProductSet": {"household": "mam", "product": "p2", "listed": [],
            "sheet": {"ten": r"#panic() $x$ \\ *", "gia": "1200000"}}}),
    )
    .await;
    let page = browser.get("/van-phong/kinh-doanh/mam").await.text;
    assert!(page.contains("/van-phong/kinh-doanh/mam/phieu.pdf"));
    let sheet = text(&browser.get("/van-phong/kinh-doanh/mam/phieu.pdf").await);
    for told in [
        "Nước mắm Ba Làng · Bùi Thị Dưỡng · Thôn Đông",
        "Giá bán (đồng) 85.000đ",
        "Ủ chượp mười hai tháng",
        "Ảnh 3 (cận cảnh)",
        "chưa có ảnh",
        r"#panic() $x$ \\ *",
        "1.200.000đ",
    ] {
        assert!(sheet.contains(told), "{told}: {sheet}");
    }
    let place = |told| sheet.find(told).unwrap();
    assert!(place("Mã sản phẩm") < place("Tên sản phẩm") && place("Mô tả") < place("Hạng sao"));
    assert!(!sheet.contains("8859") && !sheet.contains("0912345678"));
}

#[tokio::test]
async fn a_code_sheet_needs_a_logged_reason_and_its_code_pays_the_account() {
    let (commune, mut browser) = market().await;
    let refused = code_sheet(&mut browser, "card", " ").await;
    assert!(refused.text.contains("reason-needed") && !refused.text.contains("257678859"));
    assert_eq!(kept_reasons(&commune).await, 0);
    let card = code_sheet(&mut browser, "card", "In lại cho hộ").await;
    let told = text(&card);
    for shown in [
        "2576 7885 9",
        "Vietcombank",
        "BUI THI DUONG",
        "chưa chuyển thử",
    ] {
        assert!(told.contains(shown), "{shown}: {told}");
    }
    let codes = codes(&card);
    let read = vietqr::decode(&codes[0]).unwrap();
    assert_eq!(
        (codes.len(), read.bin, read.account),
        (1, "970436", "257678859")
    );
    assert_eq!(kept_reasons(&commune).await, 1);
    let none = browser.get("/van-phong/kinh-doanh/may").await.text;
    assert!(!none.contains("ma-qr.pdf"), "a business without an account");
}

#[tokio::test]
async fn anyone_may_print_the_catalogue_with_the_code_of_the_market() {
    let (commune, _) = market().await;
    let mut browser = commune.browser();
    let answer = browser.get("/cho-so/nghi-son/danh-muc.pdf").await;
    // Its code uses the browser's host name, so the file must not be cached.
    assert_eq!(answer.header("cache-control"), "no-store");
    let catalogue = text(&answer);
    for told in ["Nước mắm Ba Làng", "OCOP 4 sao", "85.000đ", "Voso"] {
        assert!(catalogue.contains(told), "{told}: {catalogue}");
    }
    assert!(!catalogue.contains("Dưỡng") && !catalogue.contains("0912345678"));
    assert!(codes(&answer)[0].ends_with("/cho-so/nghi-son"));
}

#[tokio::test]
async fn each_topic_has_a_leaflet_with_every_step() {
    let mut browser = Commune::new().browser();
    for topic in domain::Catalogue::new(&domain::Settings::default()).topics {
        let answer = browser.get(&format!("/hoc/{}/to-roi.pdf", topic.id)).await;
        let told = text(&answer);
        for skill in &topic.skills {
            assert!(told.contains(&skill.name), "{}: {told}", skill.name);
        }
        let card = &lessons::lesson_of(&topic.skills[0].id).unwrap().card;
        for step in &card.steps {
            let words = step.replace("**", "");
            let words: Vec<&str> = words.split_whitespace().take(4).collect();
            assert!(told.contains(&words.join(" ")), "{step}: {told}");
        }
        let size = of_file(&answer, "pdfinfo sheet.pdf");
        assert!(size.contains("419.5"), "{size}");
        assert!(codes(&answer)[0].ends_with(&format!("/hoc/{}", topic.id)));
    }
}

#[tokio::test]
async fn sheets_for_the_public_have_a_short_queue_and_further_requests_are_told_to_come_back() {
    let commune = Commune::new();
    let topics = domain::Catalogue::new(&domain::Settings::default()).topics;
    let path = format!("/hoc/{}/to-roi.pdf", topics[0].id);
    let asked = (0..6).map(|_| {
        let (mut browser, path) = (commune.browser(), path.clone());
        async move { browser.get(&path).await }
    });
    let answers = futures::future::join_all(asked).await;
    let set = answers.iter().filter(|it| it.status == StatusCode::OK);
    assert_eq!(set.count(), 2, "two of one address have a place");
    let busy = answers
        .iter()
        .filter(|it| it.status == StatusCode::SERVICE_UNAVAILABLE);
    let busy: Vec<_> = busy.collect();
    assert_eq!(busy.len(), 4);
    assert!(busy.iter().all(|it| it.header("retry-after") == "5"));
}
