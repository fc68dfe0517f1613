//! Slow clients, and many of them.
use super::edge::{Edge, PATIENCE, TOKEN, rest_of, status};
use server::listen::CONNECTIONS_PER_ADDRESS;
use server::share::BYTES_PER_ADDRESS;
use std::process::Command;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

const MANY: usize = 1_000;
/// Memory beyond what the process uses already.
const MEMORY_LIMIT_KB: u64 = 64 * 1024;

#[tokio::test]
async fn headers_that_never_end_are_not_waited_for() {
    for edge in Edge::both().await {
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
}

#[tokio::test]
async fn a_body_that_never_comes_is_not_waited_for() {
    for edge in Edge::both().await {
        let mut slow = edge.open().await;
        let asked = format!(
            "POST /api/sync HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"
        );
        slow.write_all(asked.as_bytes()).await.unwrap();
        let answer = rest_of(slow).await;
        assert!([408, 503].contains(&status(&answer)), "{answer}");
        let comes_again = answer.to_ascii_lowercase().contains("retry-after:");
        assert_eq!(comes_again, status(&answer) == 503, "{answer}");
        edge.is_alive().await;
    }
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
    for edge in Edge::both().await {
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
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let length = 15 * 1024 * 1024;
    std::fs::write(folder.path().join("large.wasm"), vec![7; length]).unwrap();
    let edge = Edge::strict(folder.path()).await;
    let mut silent = edge.open_raw().await;
    let asked = b"GET /app/large.wasm HTTP/1.1\r\nHost: x\r\n\r\n";
    silent.write_all(asked).await.unwrap();
    silent.read_u8().await.unwrap();
    // Each of these takes as long as the server waits for a reader.
    for _ in 0..3 {
        let mut slow = edge.open_raw().await;
        slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nx: ")
            .await
            .unwrap();
        rest_of(slow).await;
    }
    let mut taken = Vec::new();
    let read = tokio::time::timeout(PATIENCE * 100, silent.read_to_end(&mut taken)).await;
    read.expect("the connection is closed").ok();
    assert!(taken.len() < length, "{} of {length}", taken.len());
    // A client that reads gets everything.
    let whole = edge
        .answer_to(b"GET /app/large.wasm HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await;
    assert!(whole.len() > length, "{}", whole.len());
}

#[tokio::test]
async fn connections_of_one_address_are_limited_and_others_can_connect() {
    let folder = tempfile::tempdir().unwrap();
    let edge = Edge::strict(folder.path()).await;
    let mut open = Vec::new();
    for _ in 0..CONNECTIONS_PER_ADDRESS {
        let mut stream = edge.open_raw().await;
        stream.write_all(b"GET /healthz HTT").await.unwrap();
        open.push(stream);
    }
    let one_more = edge.open_raw().await;
    assert_eq!(rest_of(one_more).await, "");
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 2], 0).into()).unwrap();
    let mut other = socket.connect(edge.address).await.unwrap();
    let asked = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    other.write_all(asked).await.unwrap();
    assert_eq!(status(&rest_of(other).await), 200);
    for stream in open {
        rest_of(stream).await;
    }
    edge.is_alive().await;
}

#[tokio::test]
async fn bytes_under_way_of_one_address_are_limited() {
    for edge in Edge::both().await {
        let piece = vec![b' '; 2 * 1024 * 1024];
        let many = BYTES_PER_ADDRESS / piece.len() + 4;
        let asked = format!(
            "POST /api/sync HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            piece.len() + 1
        );
        let send = async || {
            let mut stream = edge.open().await;
            stream.write_all(asked.as_bytes()).await.unwrap();
            let _refused = stream.write_all(&piece).await;
            rest_of(stream).await
        };
        let answers = futures::future::join_all((0..many).map(|_| send())).await;
        let refused = answers.iter().filter(|it| it.contains("retry-after"));
        assert!(refused.count() >= 4, "{answers:?}");
        edge.is_alive().await;
    }
}

#[tokio::test]
async fn a_stalled_handshake_delays_nobody_and_is_ended() {
    let edge = Edge::tls().await;
    let mut stalled = Vec::new();
    for begun in [
        &b""[..],
        b"\x16\x03\x01",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ] {
        let mut stream = edge.open_raw().await;
        stream.write_all(begun).await.unwrap();
        stalled.push(stream);
    }
    edge.is_alive().await;
    let began = Instant::now();
    for stream in stalled {
        assert_eq!(rest_of(stream).await, "");
    }
    assert!(began.elapsed() < PATIENCE * 10);
    edge.is_alive().await;
}

#[tokio::test]
async fn a_server_that_stops_waits_for_no_handshake() {
    let edge = Edge::tls().await;
    edge.is_alive().await;
    let stalled = edge.open_raw().await;
    let began = Instant::now();
    edge.stop().await;
    assert_eq!(rest_of(stalled).await, "");
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
}

#[tokio::test]
async fn plain_text_on_a_tls_port_gets_no_readable_answer() {
    let edge = Edge::tls().await;
    for bytes in [
        &b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"[..],
        &[0xff; 20_000],
        &[0x16; 20_000],
    ] {
        let mut stream = edge.open_raw().await;
        let _refused = stream.write_all(bytes).await;
        let told = rest_of(stream).await;
        assert!(!told.contains("HTTP"), "{told}");
    }
    edge.is_alive().await;
}

/// The memory of this process, which contains both server and clients.
fn resident_kb() -> u64 {
    let told = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = told
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    let number = line.split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}
