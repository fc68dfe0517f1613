//! Signing in and out.
use super::browser::{Commune, PASSWORD};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::{AccountId, CommuneId, Role};
use server::Config;
use server::hops::Network;
use server::limit::{Address, OF_PLACE, SIGN_INS_PER_ADDRESS};
use server::session::IDLE_MS;
use server::{Chance, account, password};
use std::time::Duration;
use store::Account;
use sync::Epoch;

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
    assert!(commune.state.sessions.find(&old, now).unwrap().is_none());
    assert!(commune.state.sessions.find(&new, now).unwrap().is_some());
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
            .unwrap()
            .is_none()
    );
}

/// Someone at another address guesses a password.
async fn guess(commune: &Commune, from: &str, password: &str) -> StatusCode {
    let mut elsewhere = commune.browser_at(from);
    elsewhere.sign_in("lan", password).await.status
}

#[tokio::test]
async fn a_successful_sign_in_never_causes_a_wait() {
    let commune = commune().await;
    for _ in 0..30 {
        let answer = commune.browser().sign_in("lan", PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn guessing_one_account_waits_longer_and_longer_and_locks_nobody() {
    let commune = commune().await;
    for _ in 0..OF_PLACE.free {
        commune.browser().sign_in("lan", "đoán mò").await;
    }
    let answer = commune.browser().sign_in("lan", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    assert!(answer.text.contains("too-many"));
    commune.state.clock.advance(11_000);
    commune.browser().sign_in("lan", "đoán mò").await;
    let answer = commune.browser().sign_in("lan", PASSWORD).await;
    assert_eq!(answer.header("retry-after"), "21");
    commune.state.clock.advance(21_000);
    let answer = commune.browser().sign_in("lan", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_account_has_one_count_however_its_name_is_written() {
    let commune = commune().await;
    for typed in [
        "lan",
        "nghi-son/lan",
        " nghi-son / lan",
        "NGHI-SON/  Lan",
        "nghi-son /lan",
    ] {
        let answer = commune.browser().sign_in(typed, "đoán mò").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
    }
    let sixth = commune.browser().sign_in("lan ", "đoán mò").await;
    assert_eq!(sixth.status, StatusCode::UNPROCESSABLE_ENTITY);
    let waits = commune.browser().sign_in("nghi-son/ lan", PASSWORD).await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn guessing_elsewhere_keeps_nobody_out_of_where_they_signed_in_before() {
    let commune = commune().await;
    let (home, office) = ("2001:db8:1:1::7", "203.0.113.7");
    let mut known = commune.browser_at(home);
    known.sign_in("lan", PASSWORD).await;
    commune.browser_at(office).sign_in("lan", PASSWORD).await;
    // A hundred lines guess, until even a new line has to wait.
    for line in 0..100 {
        guess(&commune, &format!("198.51.100.{line}"), "đoán mò").await;
    }
    let (waits, is_in) = (StatusCode::TOO_MANY_REQUESTS, StatusCode::SEE_OTHER);
    let new = "198.51.100.200";
    assert_eq!(guess(&commune, new, PASSWORD).await, waits);
    // From a line used before, and in a browser used before, wherever it is.
    let same_line = "2001:db8:1:1::99";
    for known in [same_line, office] {
        assert_eq!(guess(&commune, known, PASSWORD).await, is_in, "{known}");
    }
    known.moves_to("198.51.100.201");
    assert_eq!(known.sign_in("lan", PASSWORD).await.status, is_in);
    // A forged cookie is not accepted.
    let mut signed = known.cookies.iter();
    let (name, value) = signed
        .find(|(name, _)| name.starts_with("tungnha_known"))
        .unwrap();
    let mut forged = commune.browser_at("198.51.100.202");
    let value = value.replace('.', ".0");
    forged.cookies.insert(name.clone(), value);
    assert_eq!(forged.sign_in("lan", PASSWORD).await.status, waits);
    // The wait ends by itself.
    commune.state.clock.advance(60_000);
    assert_eq!(guess(&commune, new, PASSWORD).await, is_in);
}

async fn second_holder(commune: &Commune, password: &str) -> CommuneId {
    let other = CommuneId::new("hai-thanh").unwrap();
    let made = commune.state.store.create_commune(other.clone(), Epoch(2));
    made.done().await.unwrap();
    let account = Account {
        commune: other.clone(),
        id: AccountId::new("lan").unwrap(),
        login: "lan".to_owned(),
        name: "Lan ở Hải Thanh".to_owned(),
        role: Role::Officer,
        password_hash: Some(password::hash(password, &Chance::seeded(9))),
        disabled: false,
        created: None,
    };
    let put = commune
        .state
        .store
        .write_to(&other, move |ledger| account.put(ledger.transaction()));
    put.done().await.unwrap();
    other
}

#[tokio::test]
async fn two_accounts_with_the_same_name_in_two_communes_can_both_sign_in() {
    let commune = commune().await;
    let other_password = "gõ từng nhà ở Hải Thanh";
    second_holder(&commune, other_password).await;
    for (typed, password, name) in [
        ("lan", PASSWORD, "Người lan"),
        ("lan", other_password, "Lan ở Hải Thanh"),
        ("nghi-son/lan", PASSWORD, "Người lan"),
        ("hai-thanh/lan", other_password, "Lan ở Hải Thanh"),
    ] {
        let mut browser = commune.browser();
        let answer = browser.sign_in(typed, password).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{typed}");
        let page = browser.get("/van-phong/tai-khoan").await.text;
        assert!(page.contains(name), "{typed}");
    }
    let wrong = commune.browser().sign_in("hai-thanh/lan", PASSWORD).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = account::doubles(&commune.state.store).unwrap();
    assert_eq!(told[0].0, "lan");
    assert_eq!(told[0].1.len(), 2);
}

#[tokio::test]
async fn open_sessions_are_shown_and_each_can_be_ended() {
    let commune = commune().await;
    let mut here = commune.signed_in("lan").await;
    let mut others = Vec::new();
    for _ in 0..3 {
        others.push(commune.signed_in("lan").await);
    }
    let page = here.get("/van-phong/tai-khoan").await.text;
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
    let csrf = csrf.split('"').next().unwrap().to_owned();
    let ids: Vec<&str> = page.split("name=\"session\" value=\"").skip(1).collect();
    assert_eq!(ids.len(), 4, "three sessions and all others: {page}");
    let id = ids[0].split('"').next().unwrap();
    let end = "/van-phong/tai-khoan/phien";
    here.post(end, &[("csrf", &csrf), ("session", id)]).await;
    let mut open = 0;
    for browser in &mut others {
        open += usize::from(browser.get("/van-phong/ho").await.status == StatusCode::OK);
    }
    assert_eq!(open, 2);
    here.post(end, &[("csrf", &csrf), ("session", "others")])
        .await;
    for browser in &mut others {
        let answer = browser.get("/van-phong/ho").await;
        assert!(answer.header("location").starts_with("/vao"));
    }
    assert_eq!(here.get("/van-phong/ho").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_password_that_others_guess_first_is_not_set() {
    let commune = commune().await;
    for (new, code) in [
        ("ngắn", "password-short"),
        ("matkhau123456", "password-common"),
        ("Người lan 1985", "password-names"),
    ] {
        let mut browser = commune.signed_in("lan").await;
        let page = browser.get("/van-phong/tai-khoan").await.text;
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
        let csrf = csrf.split('"').next().unwrap().to_owned();
        let fields = [
            ("csrf", csrf.as_str()),
            ("now", PASSWORD),
            ("new", new),
            ("again", new),
        ];
        let answer = browser.post("/van-phong/tai-khoan", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(code), "{new}: {}", answer.text);
    }
}

#[tokio::test]
async fn who_burned_an_address_s_share_waits_and_those_who_are_known_do_not() {
    let commune = Commune::with(Config::default());
    let commune = commune.with_account("lan", Role::Officer).await;
    let mut officer = commune.signed_in("lan").await;
    let here = Address([127, 0, 0, 1].into());
    commune.state.burned.add(here, Duration::from_secs(13));
    for path in ["/xa/nghi-son", "/vao", "/app/"] {
        let answer = commune.browser().get(path).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    }
    assert_eq!(officer.get("/van-phong/ho").await.status, StatusCode::OK);
    commune.state.clock.advance(60_000);
    let later = commune.browser().get("/xa/nghi-son").await;
    assert_eq!(later.status, StatusCode::OK);
}

#[tokio::test]
async fn many_sign_ins_at_once_wait_in_a_short_queue_or_are_told_when_to_come_again() {
    let commune = commune().await;
    let tries = (0..12).map(|number| {
        let mut browser = commune.browser();
        async move {
            browser
                .sign_in(&format!("nobody-{number}"), "đoán mò")
                .await
        }
    });
    let answers = futures::future::join_all(tries).await;
    let busy = answers
        .iter()
        .filter(|it| it.status == StatusCode::SERVICE_UNAVAILABLE);
    let busy: Vec<_> = busy.collect();
    assert_eq!(busy.len(), 6, "six of one address have a place");
    assert!(busy.iter().all(|it| it.header("retry-after") == "5"));
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
    let csrf = session.unwrap().unwrap().csrf.to_string();
    assert_eq!(
        browser.post("/ra", &[("csrf", &csrf)]).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(
        commune
            .state
            .sessions
            .find(&token, commune.state.clock.now())
            .unwrap()
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
    for cookie in answer.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-tungnha_"), "{cookie}");
        assert!(
            cookie.contains("; Path=/;") && cookie.ends_with("; Secure"),
            "{cookie}"
        );
    }
    // A cookie that another host of the domain may have set is no session.
    let mut other = commune.signed_in("lan").await;
    let token = other.cookies["__Host-tungnha_session"].clone();
    assert_eq!(other.get("/van-phong/ho").await.status, StatusCode::OK);
    other.cookies = [("tungnha_session".to_owned(), token)].into();
    assert!(
        other
            .get("/van-phong/ho")
            .await
            .header("location")
            .starts_with("/vao")
    );
    let year = "max-age=31536000";
    assert_eq!(answer.header("strict-transport-security"), year);
    let open = behind_a_proxy(false).browser().get("/vao").await;
    assert_eq!(open.header("strict-transport-security"), "");
}

#[tokio::test]
async fn guessing_many_accounts_is_stopped_by_the_address_that_the_proxy_saw() {
    // Whatever a browser adds in front, the proxy itself wrote the last address.
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
            let here = Address(here.parse().unwrap());
            let tried = commune.state.limits.sign_in_by_address.count_from(here);
            tried.unwrap();
        }
        let same = attempt(&commune, "192.0.2.1").await;
        assert_eq!(same, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(attempt(&commune, "192.0.2.2").await, elsewhere, "{behind}");
    }
}
