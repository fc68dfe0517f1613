//! When the program is asked to stop, it finishes the requests that have begun and keeps what it
//! acknowledged.
use super::running::{Running, commune, found, verifies, village};
use std::io::{BufRead, BufReader, Read, Write};
use store::Store;

#[test]
fn a_request_under_way_is_answered_and_kept_before_the_program_stops() {
    let folder = tempfile::tempdir().unwrap();
    drop(found(folder.path()));
    let mut server = Running::serve(folder.path());
    // The server has asked for the body, so the request has begun, but not all of it has arrived.
    let (head, body) = server.request(&[village(1)], "Expect: 100-continue\r\n");
    let mut stream = server.connect();
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    answer.read_line(&mut line).unwrap();
    assert_eq!(line.trim(), "HTTP/1.1 100 Continue");

    server.ask_to_stop();
    // Once it accepts no new connection, it has received the signal.
    while server.is_open() {
        std::thread::yield_now();
    }
    stream.write_all(body.as_bytes()).unwrap();
    let mut told = String::new();
    answer.read_to_string(&mut told).unwrap();
    assert!(
        told.contains("HTTP/1.1 200 OK") && told.contains("\"kept\""),
        "{told}"
    );
    assert!(server.ended_well());
    verifies(folder.path());
    let store = Store::open(folder.path()).unwrap();
    let row = store
        .read(|rows| rows.commune(&commune()))
        .unwrap()
        .unwrap();
    assert_eq!(row.last_seq.0, 1);
}

#[test]
fn a_message_that_cannot_be_printed_ends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    drop(found(folder.path()));
    let mut server = Running::serve_unheard(folder.path());
    let (status, told) = server.sync(&[village(1)]);
    assert_eq!(status, 200, "{told}");
    assert_eq!(told["receipts"][0]["outcome"], "kept", "{told}");
    server.ask_to_stop();
    assert!(server.ended_well());
    verifies(folder.path());
}
