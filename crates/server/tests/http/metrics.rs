//! `/metrics`: who may read it, and that it shows only sums.
use super::browser::{Commune, monday_morning};
use super::enrol::enrol;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::Request;
use domain::Role;
use serde_json::json;
use server::{Config, router};
use std::net::SocketAddr;
use tower::ServiceExt;

const HERE: &str = "127.0.0.1:40000";
const ELSEWHERE: &str = "203.0.113.9:40000";

/// The status and the text of an answer.
async fn metrics(commune: &Commune, from: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let mut request = Request::get("/metrics");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let from: SocketAddr = from.parse().unwrap();
    let request = request.extension(ConnectInfo(from)).body(Body::empty());
    let answered = router(commune.state.clone())
        .oneshot(request.unwrap())
        .await;
    let (parts, body) = answered.unwrap().into_parts();
    let body = to_bytes(body, 1024 * 1024).await.unwrap();
    let text = String::from_utf8_lossy(&body).into_owned();
    (parts.status.as_u16(), text)
}

#[tokio::test]
async fn metrics_show_sums_and_nothing_about_any_person() {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    let code = commune.code_for("lan").await;
    let enrolled = enrol(&commune, &code, None).await.json();
    let token = enrolled["token"].as_str().unwrap();
    let clock = monday_morning();
    let sync = json!({"protocol": 1, "app": "0.1.0", "clock": clock, "steady_since": clock,
        "cursor": 0, "unsent": 12});
    let mut browser = commune.browser();
    let answer = browser.post_json("/api/sync", token, &sync).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    browser.get("/van-phong/ho/h-1?tim=bi-mat").await;

    let not_known = [("de", "1"), ("dap", ""), ("chon", "3")];
    browser.post("/tu-kiem-tra", &not_known).await;

    let (status, told) = metrics(&commune, HERE, &[]).await;
    assert_eq!(status, 200);
    for line in [
        r#"tungnha_requests_total{route="/api/sync",status="200"} 1"#,
        r#"tungnha_requests_total{route="/van-phong/ho/{id}",status="303"} 1"#,
        r#"tungnha_sync_seconds_count 1"#,
        r#"tungnha_self_check_answers_total{topic="dich-vu-cong",right="false"} 1"#,
        r#"tungnha_self_checks_total 0"#,
        r#"tungnha_writes_waiting 0"#,
        r#"tungnha_devices{unsent="10-99",last_contact="day"} 1"#,
    ] {
        assert!(told.lines().any(|it| it == line), "{line}\n{told}");
    }
    let size = told
        .lines()
        .find_map(|it| it.strip_prefix("tungnha_database_bytes "));
    assert!(size.unwrap().parse::<u64>().unwrap() > 10_000);
    for personal in ["h-1", "bi-mat", "lan\"", "nghi-son", "203.0.113"] {
        assert!(!told.contains(personal), "{personal}\n{told}");
    }
}

#[tokio::test]
async fn only_this_machine_and_holders_of_the_token_may_read_metrics() {
    let open = Commune::new();
    let closed = Commune::with(Config {
        metrics_token: Some("chuỗi-riêng".to_owned()),
        ..Config::default()
    });
    let passed_on = ("x-forwarded-for", "203.0.113.9");
    let right = ("authorization", "Bearer chuỗi-riêng");
    let wrong = ("authorization", "Bearer chuỗi");
    let empty = ("authorization", "Bearer ");
    for (commune, from, headers, status) in [
        (&open, HERE, &[][..], 200),
        (&open, "[::1]:40000", &[], 200),
        (&open, ELSEWHERE, &[], 404),
        (&open, HERE, &[passed_on], 404),
        (&open, ELSEWHERE, &[empty], 404),
        (&closed, ELSEWHERE, &[right], 200),
        (&closed, HERE, &[passed_on, right], 200),
        (&closed, ELSEWHERE, &[wrong], 404),
        (&closed, ELSEWHERE, &[empty], 404),
        (&closed, HERE, &[], 200),
    ] {
        let answered = metrics(commune, from, headers).await;
        assert_eq!(answered.0, status, "{from} {headers:?}");
    }
}
