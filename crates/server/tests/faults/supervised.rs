//! Started by systemd, the program tells when its port is open, that it answers, and that it stops.
use super::running::{Running, found};
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::Duration;

/// What is told next; a program that tells nothing fails the test instead of holding it.
fn next(told: &UnixDatagram) -> String {
    let mut bytes = [0; 256];
    let length = told.recv(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes[..length]).into_owned()
}

fn socket(at: &Path) -> UnixDatagram {
    let told = UnixDatagram::bind(at).unwrap();
    told.set_read_timeout(Some(Duration::from_secs(120)))
        .unwrap();
    told
}

#[test]
fn systemd_is_told_when_it_is_ready_that_it_answers_and_that_it_stops() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(found(&data));
    let at = folder.path().join("notify");
    let told = socket(&at);
    let variables = [
        ("NOTIFY_SOCKET", at.to_str().unwrap()),
        ("WATCHDOG_USEC", "60000"),
    ];
    let mut server = Running::serve_with(&data, &variables);
    assert_eq!(next(&told).trim(), "READY=1");
    assert!(server.is_open());
    for _ in 0..3 {
        assert_eq!(next(&told).trim(), "WATCHDOG=1");
    }
    server.ask_to_stop();
    while next(&told).trim() != "STOPPING=1" {}
    assert!(server.ended_well());
}

#[test]
fn what_an_older_version_counted_is_counted_anew_after_the_port_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let store = found(&data);
    let age = store.write(|ledger| {
        let rows = ledger.transaction();
        let mut row = rows.commune(&super::running::commune())?.unwrap();
        row.measures = 0;
        rows.put_commune(&super::running::commune(), &row)
    });
    age.wait().unwrap();
    drop(store);
    let server = Running::serve(&data);
    // Its first line told the address: the recount comes behind it.
    while !server
        .get("/metrics", "")
        .1
        .contains("tungnha_recount_left 0")
    {
        std::thread::yield_now();
    }
    let told = server.get("/metrics", "").1;
    assert!(told.contains("tungnha_recounted_total 1"), "{told}");
    drop(server);
    super::running::verifies(&data);
}
