//! The second factor: set up, asked for at sign-in, lost and reset.
use super::browser::{Browser, Commune, PASSWORD};
use axum::http::StatusCode;
use domain::{Millis, Role};
use server::Config;
use server::limit::OF_PLACE;
use server::second_factor::code_now;
use store::Transaction;

const PAGE: &str = "/van-phong/tai-khoan/lop-hai";
const STEP_MS: i64 = 30_000;

/// Signs in and sets up the second factor. Returns its secret and recovery codes.
pub async fn set_up(commune: &Commune, name: &str) -> (String, Vec<String>) {
    let mut browser = commune.signed_in(name).await;
    let wrong = act(&mut browser, "start", &[("password", "không phải")]).await;
    assert!(wrong.contains("password-wrong"), "{wrong}");
    let page = act(&mut browser, "start", &[("password", PASSWORD)]).await;
    let secret = between(&page, "<code class=\"secret\">", "</code>")[0].clone();
    let wrong = act(&mut browser, "confirm", &[("code", "000000")]).await;
    assert!(wrong.contains("code-wrong"), "{wrong}");
    let code = code_now(&secret, commune.state.clock.now()).unwrap();
    let page = act(&mut browser, "confirm", &[("code", &code)]).await;
    let codes = between(&page, "<li><code>", "</code>");
    assert_eq!(codes.len(), 10, "{page}");
    let later = browser.get(PAGE).await.text;
    assert!(!later.contains(&codes[0]) && !later.contains(&secret));
    (secret, codes)
}

async fn act(browser: &mut Browser, act: &str, more: &[(&str, &str)]) -> String {
    let page = browser.get(PAGE).await.text;
    let csrf = between(&page, "name=\"csrf\" value=\"", "\"")[0].clone();
    let fields = [&[("csrf", csrf.as_str()), ("act", act)], more].concat();
    browser.post(PAGE, &fields).await.text
}

fn between(text: &str, start: &str, end: &str) -> Vec<String> {
    let parts = text.split(start).skip(1);
    parts
        .map(|it| it.split(end).next().unwrap().to_owned())
        .collect()
}

pub async fn give(browser: &mut Browser, code: &str) -> StatusCode {
    browser.post("/vao/ma", &[("code", code)]).await.status
}

async fn is_in(browser: &mut Browser) -> bool {
    browser.get("/van-phong/ho").await.status == StatusCode::OK
}

#[tokio::test]
async fn after_the_password_a_code_is_asked_for_and_accepted_once() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let (secret, codes) = set_up(&commune, "lan").await;
    let mut browser = commune.signed_in("lan").await;
    assert!(
        !is_in(&mut browser).await,
        "the password alone opens nothing"
    );
    assert!(browser.get("/vao/ma").await.text.contains("name=\"code\""));
    let used = code_now(&secret, commune.state.clock.now()).unwrap();
    let refused = give(&mut browser, &used).await;
    assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY, "taken at set-up");
    let next = Millis(commune.state.clock.now().0 + STEP_MS);
    let code = code_now(&secret, next).unwrap();
    assert_eq!(give(&mut browser, &code).await, StatusCode::SEE_OTHER);
    assert!(is_in(&mut browser).await);

    let mut again = commune.signed_in("lan").await;
    let twice = give(&mut again, &code).await;
    assert_eq!(twice, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(give(&mut again, &codes[0]).await, StatusCode::SEE_OTHER);
    assert!(is_in(&mut again).await);
}

#[tokio::test]
async fn codes_cannot_be_guessed_or_used_without_the_password() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    set_up(&commune, "lan").await;
    let mut nobody = commune.browser();
    assert_eq!(give(&mut nobody, "123456").await, StatusCode::SEE_OTHER);
    assert!(!is_in(&mut nobody).await);
    let mut guessing = commune.signed_in("lan").await;
    let mut last = StatusCode::OK;
    for _ in 0..=OF_PLACE.free {
        last = give(&mut guessing, "123456").await;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn guessing_codes_elsewhere_keeps_nobody_out_of_where_they_signed_in_before() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let (_, codes) = set_up(&commune, "lan").await;
    let mut last = StatusCode::OK;
    for line in 0..=OF_PLACE.free {
        let mut elsewhere = commune.browser_at(&format!("198.51.100.{line}"));
        elsewhere.sign_in("lan", PASSWORD).await;
        last = give(&mut elsewhere, "123456").await;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS, "all lines share it");
    let mut here = commune.signed_in("lan").await;
    assert_eq!(give(&mut here, &codes[0]).await, StatusCode::SEE_OTHER);
    assert!(is_in(&mut here).await);
}

#[tokio::test]
async fn five_minutes_after_the_password_the_password_is_asked_for_again() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let (_, codes) = set_up(&commune, "lan").await;
    let mut browser = commune.signed_in("lan").await;
    commune.state.clock.advance(5 * Millis::MINUTE + 1);
    let answer = browser.post("/vao/ma", &[("code", &codes[0])]).await;
    assert_eq!(answer.header("location"), "/vao");
    assert!(!is_in(&mut browser).await);
}

#[tokio::test]
async fn removing_a_second_factor_needs_the_remover_s_own_password_and_code() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let commune = commune.with_account("hoa", Role::Officer).await;
    set_up(&commune, "lan").await;
    let mut hoa = commune.signed_in("hoa").await;
    let reset = [
        ("account", "lan"),
        ("password", PASSWORD),
        ("code", "000000"),
    ];
    let refused = act(&mut hoa, "reset", &reset).await;
    assert!(refused.contains("second-own-first"), "{refused}");
    let (secret, codes) = set_up(&commune, "hoa").await;
    for (password, code, told) in [
        ("không phải", codes[0].as_str(), "password-wrong"),
        (PASSWORD, "000000", "code-wrong"),
        (PASSWORD, "", "code-wrong"),
    ] {
        let reset = [("account", "lan"), ("password", password), ("code", code)];
        let refused = act(&mut hoa, "reset", &reset).await;
        assert!(refused.contains(told), "{told}: {refused}");
    }
    let mut lan = commune.signed_in("lan").await;
    assert!(!is_in(&mut lan).await, "nothing was removed");
    let reset = [
        ("account", "lan"),
        ("password", PASSWORD),
        ("code", &codes[0]),
    ];
    act(&mut hoa, "reset", &reset).await;
    let mut lan = commune.signed_in("lan").await;
    assert!(is_in(&mut lan).await, "the password is enough again");
    let read = |rows: &mut dyn Transaction| rows.documents(&Commune::id(), "access");
    let kept = commune.state.store.read(read).unwrap();
    let kept = kept
        .iter()
        .map(|row| serde_json::from_str::<serde_json::Value>(&row.body).unwrap());
    let mut removed = kept.filter(|it| it["did"] == "removed-second-factor");
    let kept = removed.next().unwrap();
    assert_eq!(
        (&kept["account"], &kept["subject"]),
        (&"hoa".into(), &"lan".into())
    );
    assert!(removed.next().is_none());

    let code = || {
        // Each wrong try makes the next one wait longer.
        commune.state.clock.advance(5 * Millis::MINUTE);
        code_now(&secret, commune.state.clock.now()).unwrap()
    };
    for (password, is_right, told) in [
        ("không phải", true, "password-wrong"),
        (PASSWORD, false, "code-wrong"),
    ] {
        let right = code();
        let code = if is_right { right } else { String::new() };
        let stop = [("password", password), ("code", &code)];
        assert!(act(&mut hoa, "stop", &stop).await.contains(told), "{told}");
    }
    act(
        &mut hoa,
        "stop",
        &[("password", PASSWORD), ("code", &code())],
    )
    .await;
    assert!(is_in(&mut commune.signed_in("hoa").await).await);
}

#[tokio::test]
async fn where_a_second_factor_is_required_all_other_pages_wait_for_it() {
    let config = Config {
        require_second_factor: true,
        ..Config::default()
    };
    let commune = Commune::with(config)
        .with_account("lan", Role::Officer)
        .await;
    let mut browser = commune.signed_in("lan").await;
    let answer = browser.get("/van-phong/ho").await;
    assert_eq!(answer.header("location"), PAGE);
    set_up(&commune, "lan").await;
    assert!(is_in(&mut browser).await);
}
