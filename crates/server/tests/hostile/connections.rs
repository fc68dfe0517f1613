//! Clients that take their time, and many of them.
use super::edge::{Edge, PATIENCE, TOKEN, rest_of, status};
use std::process::Command;
use std::time::Instant;
use tokio::io::AsyncWriteExt;

const MANY: usize = 1_000;
/// Beyond what the process holds already.
const MEMORY_LIMIT_KB: u64 = 64 * 1024;

#[tokio::test]
async fn headers_that_never_end_are_not_waited_for() {
    let edge = Edge::new().await;
    let mut slow = edge.open().await;
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nx-slow: ")
        .await
        .unwrap();
    let began = Instant::now();
    let answer = rest_of(slow).await;
    assert!([0, 408].contains(&status(&answer)), "{answer}");
    assert!(began.elapsed() >= PATIENCE / 2);
    edge.is_alive().await;
}

#[tokio::test]
async fn a_body_that_never_comes_is_not_waited_for() {
    let edge = Edge::new().await;
    let mut slow = edge.open().await;
    let asked = format!(
        "POST /api/sync HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"
    );
    slow.write_all(asked.as_bytes()).await.unwrap();
    let answer = rest_of(slow).await;
    assert!([408, 503].contains(&status(&answer)), "{answer}");
    edge.is_alive().await;
}

#[tokio::test]
async fn a_thousand_open_connections_leave_room_for_phones() {
    // Both ends of each connection are in this process.
    let files = ["--nofile=4096:", "--pid", &std::process::id().to_string()].map(str::to_owned);
    assert!(
        Command::new("prlimit")
            .args(files)
            .status()
            .unwrap()
            .success()
    );
    let edge = Edge::new().await;
    let before = resident_kb();
    let mut open = Vec::new();
    for number in 0..MANY {
        let mut stream = edge.open().await;
        if number % 2 == 0 {
            stream.write_all(b"GET /healthz HTT").await.unwrap();
        }
        open.push(stream);
    }
    edge.is_alive().await;
    let grown = resident_kb().saturating_sub(before);
    assert!(grown < MEMORY_LIMIT_KB, "{grown} kB for {MANY} connections");
    for stream in open {
        let answer = rest_of(stream).await;
        assert!([0, 408].contains(&status(&answer)), "{answer}");
    }
    edge.is_alive().await;
}

/// Memory of this process, in which server and clients are.
fn resident_kb() -> u64 {
    let told = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = told
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    let number = line.split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}
