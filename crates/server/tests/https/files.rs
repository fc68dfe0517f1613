//! Certificate files: served, replaced, read again. Plain HTTP redirects to them.
use super::client::{Client, plain};
use super::pair::{Pair, paths};
use super::running::{Running, free_port};
use axum::Router;
use axum::routing::get;
use server::listen::{ServedPort, serve};
use server::tls::files::Files;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// How long a change may take to be noticed.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn pages_come_over_https_and_browsers_stay_there() {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::new("localhost");
    let server = Running::serve(&folder.path().join("data"), &pair.write(folder.path()), &[]);
    assert_eq!(server.address, format!("https://localhost:{}", server.port));
    let mut client = Client::connect(server.port, "localhost", &[pair.der]).unwrap();
    let told = client.get("/healthz");
    assert_eq!((told.status, told.body.as_str()), (200, "ok"));
    assert!(
        told.head
            .contains("strict-transport-security: max-age=31536000")
    );
    let chosen = client.ask("GET", "/?lang=en", "", "");
    let cookie = chosen.head.lines().find(|it| it.starts_with("set-cookie:"));
    assert!(cookie.unwrap().contains("; secure"), "{}", chosen.head);
}

#[test]
fn a_certificate_of_another_authority_or_name_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::new("localhost");
    let server = Running::serve(&folder.path().join("data"), &pair.write(folder.path()), &[]);
    let other = Pair::new("localhost");
    assert!(Client::connect(server.port, "localhost", &[other.der]).is_err());
    assert!(Client::connect(server.port, "xa.example", &[pair.der]).is_err());
}

#[test]
fn plain_http_redirects_to_https_and_accepts_no_data() {
    let folder = tempfile::tempdir().unwrap();
    let mut flags = Pair::new("localhost").write(folder.path()).to_vec();
    let port = free_port();
    flags.extend(["--http-port".to_owned(), port.to_string()]);
    let mut server = Running::serve(&folder.path().join("data"), &flags, &[]);
    assert!(server.line().contains(&port.to_string()));
    let led = plain(
        port,
        "GET /cho-so?q=mam HTTP/1.1\r\nHost: localhost\r\n\r\n",
    );
    let there = format!(
        "location: https://localhost:{}/cho-so?q=mam\r\n",
        server.port
    );
    assert_eq!(led.status, 308);
    assert!(led.head.contains(&there), "{}", led.head);
    let form = "POST /vao HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\na=bc";
    let told = plain(port, form);
    assert_eq!(told.status, 403);
    assert!(told.body.contains("https://"), "{}", told.body);
    server.signal("-TERM");
    assert!(server.ended_well());
}

#[test]
fn a_hangup_reads_new_files_and_drops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (Pair::new("localhost"), Pair::new("localhost"));
    let server = Running::serve(&folder.path().join("data"), &old.write(folder.path()), &[]);
    let roots = [old.der.clone(), new.der.clone()];
    let mut before = Client::connect(server.port, "localhost", &roots).unwrap();
    assert_eq!(before.get("/healthz").status, 200);
    new.write(folder.path());
    server.signal("-HUP");
    let began = Instant::now();
    loop {
        let mut now = Client::connect(server.port, "localhost", &roots).unwrap();
        assert_eq!(now.get("/healthz").status, 200);
        if now.shown() == new.der {
            break;
        }
        assert!(began.elapsed() < SOON, "the old certificate is still shown");
    }
    assert_eq!(before.shown(), old.der);
    assert_eq!(before.get("/healthz").status, 200);
}

#[test]
fn a_hangup_ends_no_server_without_certificates() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Running::serve(folder.path(), &[], &[]);
    server.signal("-HUP");
    let told = plain(
        server.port,
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    );
    assert_eq!(told.body, "ok");
    server.signal("-TERM");
    assert!(server.ended_well());
}

#[tokio::test]
async fn changed_certificate_files_are_read_automatically_once_both_have_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (Pair::new("localhost"), Pair::new("localhost"));
    old.write(folder.path());
    let (certificate, key) = paths(folder.path());
    let current = Files {
        certificate: certificate.clone(),
        key: key.clone(),
    }
    .open()
    .unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let app = Router::new().route("/", get(async || "here"));
    tokio::spawn(serve(
        listener,
        ServedPort::new(app, Some(current.tls())),
        std::future::pending(),
    ));
    tokio::spawn(current.follow(Duration::from_millis(5), Arc::new(Notify::new())));
    let roots = [old.der.clone(), new.der.clone()];
    let shown = move || {
        let roots = roots.clone();
        tokio::task::spawn_blocking(move || {
            Client::connect(port, "localhost", &roots).unwrap().shown()
        })
    };
    assert_eq!(shown().await.unwrap(), old.der);
    // The new certificate is there before its key, so the old pair stays in use.
    std::fs::write(&certificate, &new.certificate).unwrap();
    for _look in 0..10 {
        assert_eq!(shown().await.unwrap(), old.der);
    }
    std::fs::write(&key, &new.key).unwrap();
    let began = Instant::now();
    while shown().await.unwrap() != new.der {
        assert!(began.elapsed() < SOON, "the old certificate is still shown");
    }
}
