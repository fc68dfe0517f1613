//! Requests that are too large, too deeply nested or broken, or that try to reach files.
use super::edge::{Edge, status};

#[tokio::test]
async fn bodies_over_their_limit_are_refused() {
    for edge in Edge::both().await {
        let large = vec![b' '; 4 * 1024 * 1024];
        assert_eq!(edge.sync_status(&large).await, 413);
        let json = "Content-Type: application/json\r\n";
        assert_eq!(edge.status_of("POST /api/enrol", json, &large).await, 413);
        edge.is_alive().await;
    }
}

#[tokio::test]
async fn oversized_forms_of_the_public_are_refused_before_anything_is_stored() {
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for edge in Edge::both().await {
        for path in [
            "/vao",
            "/vao/ma",
            "/nho-giup/nghi-son",
            "/lop/nghi-son/lop-1",
            "/tu-kiem-tra",
        ] {
            let first = format!("POST {path}");
            for body in [
                format!("name={}&password=x", "n".repeat(2_000_000)),
                format!("name={}&password=x", "n".repeat(5_000)),
                format!("{}=1&password=x", "n".repeat(500)),
                "a=1&".repeat(1_000),
            ] {
                let status = edge.status_of(&first, form, body.as_bytes()).await;
                assert_eq!(status, 413, "{path} {}", body.len());
            }
        }
        edge.is_alive().await;
    }
}

#[tokio::test]
async fn a_body_that_only_announces_a_huge_length_is_not_waited_for() {
    for edge in Edge::both().await {
        let asked = format!(
            "POST /api/sync HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n",
            super::edge::TOKEN
        );
        assert_eq!(status(&edge.answer_to(asked.as_bytes()).await), 503);
        edge.is_alive().await;
    }
}

#[tokio::test]
async fn unreadable_bodies_are_refused_as_not_understood() {
    for edge in Edge::both().await {
        let deep = "[".repeat(200_000);
        let deep_inside = format!(
            r#"{{"protocol":1,"app":"1","clock":1,"steady_since":1,"cursor":0,"entries":{}"#,
            r#"{"a":"#.repeat(100_000)
        );
        for body in [
            deep.as_bytes(),
            deep_inside.as_bytes(),
            b"\xff\xfe{}",
            br#"{"protocol":1,"app":"\xc3("#,
            br#"{"protocol":1e400,"app":"1"}"#,
            b"\0\0\0\0",
            b"",
        ] {
            assert_eq!(edge.sync_status(body).await, 400, "{:?}", body.get(..20));
        }
        edge.is_alive().await;
    }
}

#[tokio::test]
async fn floods_of_headers_are_refused() {
    for edge in Edge::both().await {
        let many: String = (0..2_000).map(|it| format!("x-{it}: y\r\n")).collect();
        assert_eq!(edge.status_of("GET /healthz", &many, b"").await, 431);
        let wide = format!("x-wide: {}\r\n", "y".repeat(200_000));
        assert_eq!(edge.status_of("GET /healthz", &wide, b"").await, 431);
        let long = format!("GET /{}", "y".repeat(200_000));
        assert!([414, 431].contains(&edge.status_of(&long, "", b"").await));
        edge.is_alive().await;
    }
}

#[tokio::test]
async fn no_path_leads_out_of_what_is_served() {
    for edge in Edge::both().await {
        for path in [
            "/assets/../Cargo.toml",
            "/assets/..%2f..%2fCargo.toml",
            "/assets/%2e%2e/%2e%2e/etc/passwd",
            "/assets//etc/passwd",
            "/app/..%5c..%5cetc%5cpasswd",
            "/app/../../etc/passwd",
            "/app/%00",
            "/app/....//....//etc/passwd",
            "/api/%ff%fe",
            "//etc/passwd",
        ] {
            let asked = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            let answer = edge.answer_to(asked.as_bytes()).await;
            let status = status(&answer);
            assert!((300..500).contains(&status), "{path}: {status}");
            assert!(!answer.contains("root:") && !answer.contains("[workspace]"));
        }
        edge.is_alive().await;
    }
}

#[tokio::test]
async fn requests_that_are_not_http_get_a_short_answer_or_none() {
    for edge in Edge::both().await {
        for bytes in [
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".as_slice(),
            b"GET / HTTP/9.9\r\n\r\n",
            b"POST /api/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            b"POST /api/sync HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
            b"\r\n\r\n\r\n\r\n",
        ] {
            let status = status(&edge.answer_to(bytes).await);
            let refused = [0, 400, 401, 408, 501, 505];
            assert!(refused.contains(&status), "{bytes:?}: {status}");
        }
        edge.is_alive().await;
    }
}
