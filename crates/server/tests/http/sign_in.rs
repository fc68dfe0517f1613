//! Signing in and out.
use super::browser::{Commune, PASSWORD};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::Role;
use server::Config;
use server::hops::Network;
use server::limit::{SIGN_INS_PER_ACCOUNT, SIGN_INS_PER_ADDRESS};
use server::session::IDLE_MS;

async fn commune() -> Commune {
    Commune::new().with_account("lan", Role::Officer).await
}

#[tokio::test]
async fn the_right_password_opens_a_session_that_scripts_and_other_sites_cannot_use() {
    let answer = commune().await.browser().sign_in(" Lan ", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/van-phong");
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_get_the_same_answer() {
    let commune = commune().await;
    let wrong_password = commune.browser().sign_in("lan", "sai mật khẩu").await;
    let wrong_name = commune.browser().sign_in("hoa", "sai mật khẩu").await;
    assert_eq!(wrong_password.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_password.status, wrong_name.status);
    assert_eq!(
        wrong_password.text,
        wrong_name.text.replace("\"hoa\"", "\"lan\"")
    );
    assert!(wrong_name.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn a_new_sign_in_closes_the_session_that_was_there() {
    let commune = commune().await;
    let mut browser = commune.signed_in("lan").await;
    let old = browser.cookies["tungnha_session"].clone();
    browser.sign_in("lan", PASSWORD).await;
    let new = browser.cookies["tungnha_session"].clone();
    let now = commune.state.clock.now();
    assert!(commune.state.sessions.find(&old, now).is_none());
    assert!(commune.state.sessions.find(&new, now).is_some());
}

#[tokio::test]
async fn an_idle_session_is_over() {
    let commune = commune().await;
    let browser = commune.signed_in("lan").await;
    commune.state.clock.advance(IDLE_MS + 1);
    let token = &browser.cookies["tungnha_session"];
    assert!(
        commune
            .state
            .sessions
            .find(token, commune.state.clock.now())
            .is_none()
    );
}

#[tokio::test]
async fn guessing_one_account_is_stopped_even_with_the_right_password() {
    let commune = commune().await;
    for _ in 0..SIGN_INS_PER_ACCOUNT.get() {
        commune.browser().sign_in("lan", "đoán mò").await;
    }
    let answer = commune.browser().sign_in("lan", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    assert!(answer.text.contains("too-many"));
}

#[tokio::test]
async fn signing_out_needs_the_token_of_the_session() {
    let commune = commune().await;
    let mut browser = commune.signed_in("lan").await;
    let answer = browser.post("/ra", &[("csrf", "made-up")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("form-expired"), "{}", answer.text);
    let token = browser.cookies["tungnha_session"].clone();
    let session = commune
        .state
        .sessions
        .find(&token, commune.state.clock.now());
    let csrf = session.unwrap().csrf.to_string();
    assert_eq!(
        browser.post("/ra", &[("csrf", &csrf)]).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(
        commune
            .state
            .sessions
            .find(&token, commune.state.clock.now())
            .is_none()
    );
}

#[tokio::test]
async fn a_form_sent_from_another_site_does_not_sign_in() {
    let commune = commune().await;
    let request = axum::http::Request::post("/vao")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(axum::body::Body::from(format!(
            "name=lan&password={PASSWORD}"
        )))
        .unwrap();
    assert_eq!(
        commune.browser().send(request).await.status,
        StatusCode::FORBIDDEN
    );
}

fn behind_a_proxy(behind_proxy: bool) -> Commune {
    Commune::with(Config {
        secure_cookies: behind_proxy,
        trusted_proxies: if behind_proxy {
            Network::HERE.to_vec()
        } else {
            Vec::new()
        },
        ..Config::default()
    })
}

#[tokio::test]
async fn behind_tls_the_session_and_the_browser_stay_on_https() {
    let commune = behind_a_proxy(true)
        .with_account("lan", Role::Officer)
        .await;
    let answer = commune.browser().sign_in("lan", PASSWORD).await;
    assert!(answer.header("set-cookie").contains("; Secure"));
    let year = "max-age=31536000";
    assert_eq!(answer.header("strict-transport-security"), year);
    let open = behind_a_proxy(false).browser().get("/vao").await;
    assert_eq!(open.header("strict-transport-security"), "");
}

#[tokio::test]
async fn guessing_many_accounts_is_stopped_by_the_address_that_the_proxy_saw() {
    // Whatever a browser adds in front, the last address is the one that the proxy itself wrote.
    let attempt = async |commune: &Commune, last: &str| {
        let request = Request::post("/vao")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-forwarded-for", format!("10.0.0.1, {last}"))
            .body(Body::from("name=hoa&password=x"));
        commune.browser().send(request.unwrap()).await.status
    };
    for (behind, elsewhere) in [
        (true, StatusCode::UNPROCESSABLE_ENTITY),
        (false, StatusCode::TOO_MANY_REQUESTS),
    ] {
        let commune = behind_a_proxy(behind);
        let here = if behind { "192.0.2.1" } else { "127.0.0.1" };
        for _ in 0..SIGN_INS_PER_ADDRESS.get() {
            let tried = commune.state.limits.sign_in_by_address.count(here);
            tried.unwrap();
        }
        let same = attempt(&commune, "192.0.2.1").await;
        assert_eq!(same, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(attempt(&commune, "192.0.2.2").await, elsewhere, "{behind}");
    }
}
