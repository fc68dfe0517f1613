//! A bulletin from the first draft to its withdrawal, with each step taken by someone who may take
//! it.
use super::browser::{Answer, Browser, Commune};
use super::business::{append, csrf, household};
use axum::http::StatusCode;
use domain::Role;
use serde_json::json;
use std::io::Read;

const PUBLIC_LIMIT_BYTES: usize = 50_000;
const TEXT: &str =
    "# Ba điều\n\nUBND xã báo: **không đọc mã OTP**. Gọi 156. <i>Hết</i>\n\n- Hỏi người nhà\n";

struct Desk {
    commune: Commune,
    officer: Browser,
    editor: Browser,
}

async fn desk() -> Desk {
    let commune = Commune::new()
        .with_account("can-bo", Role::Officer)
        .await
        .with_account("bien-tap", Role::Editor)
        .await;
    for operation in [
        json!({"SettingsChanged": {"commune_name": "Xã Nghi Sơn"}}),
        json!({"VillageDefined": {"village": "dong", "name": "Thôn Đông", "order": 1}}),
        household("h1", "Bùi Thị Dưỡng"),
    ] {
        append(&commune, operation).await;
    }
    let officer = commune.signed_in("can-bo").await;
    let editor = commune.signed_in("bien-tap").await;
    Desk {
        commune,
        officer,
        editor,
    }
}

/// Posts a form with the page's own token and, if the page has one, the hash of the text that was
/// read.
async fn send(browser: &mut Browser, page: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = browser.get(page).await.text;
    let token = csrf(&shown);
    let hash = shown.split_once(r#"name="hash" value=""#);
    let hash = hash.map_or("", |(_, rest)| rest.split('"').next().unwrap());
    let mut all = vec![("csrf", token.as_str())];
    if !fields.iter().any(|(name, _)| *name == "hash") {
        all.push(("hash", hash));
    }
    all.extend(fields);
    browser.post(to, &all).await
}

async fn write(browser: &mut Browser, text: &str, act: &str) -> String {
    let new = "/van-phong/bai/moi";
    let fields = [("title", "Cảnh giác"), ("text", text), ("act", act)];
    let answer = send(browser, new, new, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let to = answer.header("location");
    to.split('?').next().unwrap().to_owned()
}

async fn act(browser: &mut Browser, page: &str, fields: &[(&str, &str)]) -> Answer {
    send(browser, page, page, fields).await
}

fn refused(answer: &Answer, code: &str) {
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text);
    assert!(
        answer.text.contains(&format!("<code>{code}</code>")),
        "{code}: {}",
        answer.text
    );
}

const APPROVE: [(&str, &str); 3] = [
    ("act", "approve"),
    ("post", "deputy"),
    ("title", "Phó Chủ tịch UBND xã"),
];

async fn approve(desk: &mut Desk, page: &str) {
    let answer = send(&mut desk.editor, &format!("{page}/duyet"), page, &APPROVE).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

async fn published(desk: &mut Desk) -> String {
    let page = write(&mut desk.officer, TEXT, "submit").await;
    approve(desk, &page).await;
    let answer = act(&mut desk.officer, &page, &[("act", "publish")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    page
}

fn public_of(page: &str) -> String {
    let id = page.rsplit('/').next().unwrap();
    format!("/bai/nghi-son/{id}")
}

#[tokio::test]
async fn a_text_is_approved_by_another_exactly_as_it_was_read() {
    let mut desk = desk().await;
    let page = write(&mut desk.officer, TEXT, "submit").await;
    // The officer is not on the board; the page says so and refuses.
    let told = desk.officer.get(&page).await.text;
    assert!(told.contains("Đang chờ Ban biên tập đọc"), "{told}");
    let read = desk.officer.get(&format!("{page}/duyet")).await;
    assert_eq!(read.status, StatusCode::FORBIDDEN);
    let mut with_hash = APPROVE.to_vec();
    let hash = "0".repeat(64);
    with_hash.push(("hash", &hash));
    let own = act(&mut desk.officer, &page, &with_hash).await;
    refused(&own, "not-allowed");

    // The text was changed while the board read it, so the old text cannot be approved.
    let reading = desk.editor.get(&format!("{page}/duyet")).await.text;
    assert!(
        reading.contains("<strong>không đọc mã OTP</strong>"),
        "{reading}"
    );
    assert!(reading.contains("&lt;i&gt;Hết&lt;/i&gt;"));
    let edit = format!("{page}/sua");
    let fields = [
        ("title", "Cảnh giác"),
        ("text", "Chữ khác."),
        ("act", "submit"),
    ];
    let saved = send(&mut desk.officer, &edit, &edit, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let token = csrf(&reading);
    let (_, hash) = reading.split_once(r#"name="hash" value=""#).unwrap();
    let hash = hash.split('"').next().unwrap();
    let late = [&APPROVE[..], &[("csrf", token.as_str()), ("hash", hash)]].concat();
    let answer = desk.editor.post(&page, &late).await;
    refused(&answer, "bulletin-text-changed");

    let answer = act(
        &mut desk.editor,
        &page,
        &[("act", "return"), ("reason", " ")],
    )
    .await;
    refused(&answer, "reason-needed");
    let back = [("act", "return"), ("reason", "Thiếu số điện thoại")];
    let answer = act(&mut desk.editor, &page, &back).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let told = desk.officer.get(&page).await.text;
    assert!(told.contains("Ban biên tập trả lại:") && told.contains("Thiếu số điện thoại"));
    let answer = act(&mut desk.officer, &page, &[("act", "publish")]).await;
    refused(&answer, "bulletin-not-approved");
}

#[tokio::test]
async fn an_author_sees_why_they_cannot_approve_and_a_second_writer_overwrites_nothing() {
    let mut desk = desk().await;
    let page = write(&mut desk.editor, TEXT, "submit").await;
    let told = desk.editor.get(&page).await.text;
    assert!(told.contains("nên không tự phê duyệt được"), "{told}");
    assert!(!told.contains("/duyet"));
    let reading = desk.editor.get(&format!("{page}/duyet")).await.text;
    assert!(!reading.contains(r#"value="approve""#));

    // Two people have it open. The second one to save is told, and what they typed is kept.
    let edit = format!("{page}/sua");
    let opened = desk.editor.get(&edit).await.text;
    let (_, hash) = opened.split_once(r#"name="hash" value=""#).unwrap();
    let hash = hash.split('"').next().unwrap().to_owned();
    let fields = [
        ("title", "Cảnh giác"),
        ("text", "Của cán bộ."),
        ("act", "save"),
    ];
    let first = send(&mut desk.officer, &edit, &edit, &fields).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let token = csrf(&opened);
    let fields = [
        ("csrf", token.as_str()),
        ("hash", &hash),
        ("title", "Cảnh giác"),
        ("text", "Của biên tập."),
        ("act", "save"),
    ];
    let second = desk.editor.post(&edit, &fields).await;
    refused(&second, "edited-meanwhile");
    assert!(second.text.contains("Của biên tập."));
}

#[tokio::test]
async fn the_public_reads_what_is_on_show_and_no_more_once_it_is_withdrawn() {
    let mut desk = desk().await;
    let page = published(&mut desk).await;
    let (mut anyone, public) = (desk.commune.browser(), public_of(&page));
    let shown = anyone.get(&public).await;
    assert_eq!(shown.status, StatusCode::OK);
    // Its links use the browser's host name, so the page must not be cached.
    assert_eq!(shown.header("cache-control"), "no-store");
    assert!(shown.bytes.len() < PUBLIC_LIMIT_BYTES && !shown.text.contains("<script"));
    for told in [
        "<h2>Ba điều</h2>",
        "<strong>không đọc mã OTP</strong>",
        "<ul><li>Hỏi người nhà</li></ul>",
        "Ban biên tập phê duyệt (Phó Chủ tịch UBND xã)",
        r#"property="og:title" content="Cảnh giác""#,
    ] {
        assert!(shown.text.contains(told), "{told}: {}", shown.text);
    }
    let feed = anyone.get("/bai/nghi-son/atom.xml").await;
    assert_eq!(
        feed.header("content-type"),
        "application/atom+xml; charset=utf-8"
    );
    assert!(
        feed.text.contains("&lt;strong&gt;không đọc mã OTP"),
        "{}",
        feed.text
    );
    assert!(
        feed.text
            .contains("<updated>2026-11-23T08:00:00+07:00</updated>")
    );
    assert!(anyone.get("/bai/nghi-son").await.text.contains(&public));

    let answer = act(
        &mut desk.editor,
        &page,
        &[("act", "withdraw"), ("reason", "Sai ngày")],
    )
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(anyone.get(&public).await.status, StatusCode::GONE);
    for gone in ["bai.docx", "bai.pdf", "loa", "loa.txt", "loa.wav"] {
        let answer = desk.officer.get(&format!("{page}/{gone}")).await;
        assert_eq!(answer.status, StatusCode::GONE, "{gone}");
    }
    for list in ["/bai/nghi-son", "/bai/nghi-son/atom.xml"] {
        assert!(!anyone.get(list).await.text.contains("Cảnh giác"), "{list}");
    }
    let told = desk.officer.get(&page).await.text;
    assert!(told.contains("Sai ngày") && !told.contains("bai.docx"));
}

#[tokio::test]
async fn one_text_goes_to_the_chat_group_the_loudspeaker_and_the_door() {
    let mut desk = desk().await;
    let page = published(&mut desk).await;
    let told = desk.officer.get(&page).await.text;
    assert!(
        told.contains("Đọc cả bài: http://localhost/bai/nghi-son/"),
        "{told}"
    );
    assert!(told.contains(r#"data-figure="reach">0/1"#), "{told}");
    let script = desk.officer.get(&format!("{page}/loa")).await.text;
    for said in [
        "Đây là Đài truyền thanh xã Nghi Sơn.",
        "Ủy ban nhân dân xã báo: không đọc mã ô-tê-pê.",
        "Gọi một năm sáu.",
        "Xin nhắc lại một lần nữa.",
        "tốc độ 160 tiếng một phút",
    ] {
        assert!(script.contains(said), "{said}: {script}");
    }
    // In these tests the command for speech returns its input.
    let voice = desk.officer.get(&format!("{page}/loa.wav")).await;
    assert_eq!(voice.header("content-type"), "audio/wav");
    let text = desk.officer.get(&format!("{page}/loa.txt")).await;
    assert_eq!(voice.bytes, text.bytes);

    let id = page.rsplit('/').next().unwrap();
    append(
        &desk.commune,
        json!({"BulletinHeard": {"household": "h1", "bulletin": id, "how": "read-out"}}),
    )
    .await;
    let told = desk.editor.get(&page).await.text;
    assert!(told.contains(r#"data-figure="reach">1/1"#), "{told}");
}

#[tokio::test]
async fn the_document_has_both_signatures_in_its_footer() {
    let mut desk = desk().await;
    let page = published(&mut desk).await;
    let file = desk.officer.get(&format!("{page}/bai.docx")).await;
    assert_eq!(file.status, StatusCode::OK);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&file.bytes)).unwrap();
    let mut xml = String::new();
    let mut document = archive.by_name("word/document.xml").unwrap();
    document.read_to_string(&mut xml).unwrap();
    let mut last = 0;
    for told in [
        "BÀI TUYÊN TRUYỀN",
        "Cảnh giác",
        "Hỏi người nhà",
        "PHÊ DUYỆT CỦA BBT",
        "PHÓ BAN",
        "PHÓ CHỦ TỊCH UBND XÃ",
        "Người bien-tap",
        "xã Nghi Sơn, ngày 23 tháng 11 năm 2026",
        "Người soạn thảo",
        "Người can-bo",
    ] {
        let place = xml.find(told).unwrap_or_else(|| panic!("{told}: {xml}"));
        assert!(place > last, "{told} comes too early");
        last = place;
    }
}

#[tokio::test]
async fn a_missing_speech_command_is_explained_in_a_sentence() {
    let mut desk = desk().await;
    let page = published(&mut desk).await;
    let mut state = desk.commune.state.clone();
    let mut config = (*state.config).clone();
    "no-such-voice".clone_into(&mut config.speech.command);
    state.config = config.into();
    let mut officer = desk.commune.browser_of(state);
    officer.cookies.clone_from(&desk.officer.cookies);
    let answer = officer.get(&format!("{page}/loa.wav")).await;
    refused(&answer, "speech-missing");
    assert!(answer.text.contains("espeak-ng"));
}
