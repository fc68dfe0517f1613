//! The teaching cards for the public, and the self-check from its first question to its result.
use super::browser::{Answer, Browser, Commune};
use axum::http::StatusCode;
use domain::{Catalogue, Day, Role, Settings};
use lessons::{all, lesson};
use server::Clock;

const PAGE_LIMIT_BYTES: usize = 50_000;

fn topics() -> Vec<domain::Topic> {
    Catalogue::new(&Settings::default()).topics
}

/// The form of the present question, as a browser would send it.
struct Open {
    seed: String,
    answers: String,
    question: String,
}

fn open(page: &Answer) -> Option<Open> {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let value = |name: &str| {
        let (_, rest) = page.text.split_once(&format!("name=\"{name}\" value=\""))?;
        Some(rest.split('"').next().unwrap().to_owned())
    };
    let (_, legend) = page.text.split_once("<legend lang=\"vi\">")?;
    Some(Open {
        seed: value("de")?,
        answers: value("dap")?,
        question: legend.split("</legend>").next().unwrap().to_owned(),
    })
}

/// The place of the right answer, as the card says.
fn right(question: &str) -> u8 {
    let questions = all().iter().flat_map(|it| &it.card.questions);
    let asked = |it: &&lessons::Question| it.ask.replace("**", "") == untagged(question);
    questions.clone().find(asked).unwrap().right
}

fn untagged(text: &str) -> String {
    let text = text.replace("<b>", "").replace("</b>", "");
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

async fn answered(browser: &mut Browser, open: &Open, place: u8) -> Answer {
    let fields = [
        ("de", open.seed.as_str()),
        ("dap", open.answers.as_str()),
        ("chon", &place.to_string()),
    ];
    browser.post("/tu-kiem-tra", &fields).await
}

#[tokio::test]
async fn every_topic_and_card_is_a_small_page_for_everyone() {
    let mut browser = Commune::new().browser();
    let home = browser.get("/hoc").await;
    assert_eq!(home.status, StatusCode::OK);
    for topic in topics() {
        let address = format!("/hoc/{}", topic.id);
        assert!(home.text.contains(&address), "{address}");
        let list = browser.get(&address).await;
        for skill in &topic.skills {
            let address = format!("{address}/{}", skill.id);
            assert!(list.text.contains(&address), "{address}");
            let page = browser.get(&address).await;
            assert_eq!(page.status, StatusCode::OK, "{address}");
            let card = &lesson(skill.id.as_str()).unwrap().card;
            for step in &card.steps {
                assert!(
                    untagged(&page.text).contains(&step.replace("**", "")),
                    "{step}"
                );
            }
            assert_eq!(page.text.matches("<details><summary").count(), 3);
            assert!(page.text.len() < PAGE_LIMIT_BYTES, "{address}");
            assert!(page.header("cache-control").contains("max-age=300"));
            assert!(!page.text.contains("<script") && !page.text.contains("style=\""));
        }
        let leaflet = browser.get(&format!("/hoc/{}/to-roi", topic.id)).await;
        assert_eq!(
            leaflet.text.matches("<section>").count(),
            topic.skills.len()
        );
        assert!(
            leaflet.text.len() < PAGE_LIMIT_BYTES,
            "{}",
            leaflet.text.len()
        );
    }
    for strange in [
        "/hoc/x",
        "/hoc/thanh-toan/x",
        "/hoc/an-toan-thong-tin/tt-quet-vietqr",
    ] {
        assert_eq!(
            browser.get(strange).await.status,
            StatusCode::NOT_FOUND,
            "{strange}"
        );
    }
}

#[tokio::test]
async fn the_frame_speaks_english_around_vietnamese_cards() {
    let mut browser = Commune::new().browser();
    let page = browser.get("/hoc/thanh-toan/tt-quet-vietqr?lang=en").await;
    for told in ["Step by step", "Last checked", "<article lang=\"vi\">"] {
        assert!(page.text.contains(told), "{told}");
    }
    assert!(!page.header("cache-control").contains("max-age"));
}

#[tokio::test]
async fn ten_questions_lead_to_a_result_by_topic_and_nothing_is_kept_but_counts() {
    let commune = Commune::new();
    let mut browser = commune.browser();
    let start = browser.get("/tu-kiem-tra").await;
    assert!(start.header("cache-control").contains("max-age=300"));
    let mut page = browser.post("/tu-kiem-tra", &[]).await;
    let mut asked = Vec::new();
    while let Some(open) = open(&page) {
        assert!(page.text.len() < PAGE_LIMIT_BYTES);
        assert!(page.header("cache-control").contains("no-store"));
        // The fourth question, about Vietnam's digital platforms, is answered wrongly.
        let place = right(&open.question);
        let place = if asked.len() == 3 {
            (place + 1) % 3
        } else {
            place
        };
        asked.push(open.question.clone());
        page = answered(&mut browser, &open, place).await;
    }
    assert_eq!(asked.len(), 10);
    assert!(
        page.text.contains("Kết quả của mình: Đúng 9 trên 10 câu"),
        "{}",
        page.text
    );
    assert!(page.text.contains("Đã biết một phần"));
    assert!(page.text.contains("href=\"/hoc/nen-tang-so/nts-"));
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn the_previous_answer_is_explained_and_an_empty_answer_is_asked_for_again() {
    let mut browser = Commune::new().browser();
    let first = open(&browser.post("/tu-kiem-tra", &[]).await).unwrap();
    let fields = [("de", first.seed.as_str()), ("dap", "")];
    let again = browser.post("/tu-kiem-tra", &fields).await;
    assert!(again.text.contains("Hãy chọn một câu trả lời."));
    assert_eq!(open(&again).unwrap().question, first.question);
    let next = answered(&mut browser, &first, 3).await;
    assert!(next.text.contains("Câu vừa rồi: Chưa đúng"));
    assert!(untagged(&next.text).contains(&untagged(&first.question)));
    assert_ne!(open(&next).unwrap().question, first.question);
}

#[tokio::test]
async fn a_form_that_is_not_ours_is_refused_with_a_sentence() {
    let mut browser = Commune::new().browser();
    for fields in [
        [("de", "x"), ("dap", "")],
        [("de", "1"), ("dap", "9")],
        [("de", "1"), ("dap", "0123012301230123")],
        [("de", "1"), ("chon", "7")],
    ] {
        let answer = browser.post("/tu-kiem-tra", &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{fields:?}");
    }
    let long = "0".repeat(2000);
    let answer = browser.post("/tu-kiem-tra", &[("dap", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn cards_not_checked_for_a_year_are_flagged_to_the_public_and_the_office() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let flagged = "Bài này đã hơn một năm chưa kiểm tra lại";
    let card = "/hoc/thanh-toan/tt-quet-vietqr";
    assert!(!commune.browser().get(card).await.text.contains(flagged));
    let settings = "/van-phong/cai-dat";
    let fresh = commune.signed_in("lan").await.get(settings).await;
    assert!(
        fresh
            .text
            .contains("Cả 48 bài đều được kiểm tra trong một năm qua.")
    );

    let last = all().iter().map(|it| it.card.checked).max().unwrap();
    let later = Clock::fixed(Day(last.0 + 400).start());
    let mut state = commune.state.clone();
    state.clock = later;
    let aged = commune.over(state);
    assert!(aged.browser().get(card).await.text.contains(flagged));
    let old = aged.signed_in("lan").await.get(settings).await;
    assert!(old.text.contains("48 trên 48 bài đã hơn một năm"));
    assert!(old.text.contains(card));
}
