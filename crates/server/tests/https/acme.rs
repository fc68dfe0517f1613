//! Certificates through ACME, from a real authority on this machine.
use super::client::Client;
use super::pair::Pair;
use super::pebble::Pebble;
use super::running::{Running, free_port};
use rustls::pki_types::CertificateDer;
use std::path::Path;
use std::time::{Duration, Instant};

const NAME: &str = "tungnha.example";
/// The authority checks, waits, and is asked again every second.
const PATIENCE: Duration = Duration::from_secs(60);

/// Serves with a certificate from this authority, or with the one that was kept.
fn serve(data: &Path, port: u16, directory: &str, roots: &Path) -> Running {
    let port = port.to_string();
    let contact = format!("ky-thuat@{NAME}");
    let flags = [
        ["--acme", NAME],
        ["--acme-contact", &contact],
        ["--acme-directory", directory],
        ["--port", &port],
    ];
    let flags: Vec<_> = flags.concat().into_iter().map(str::to_owned).collect();
    Running::serve(data, &flags, &[("SSL_CERT_FILE", roots)])
}

/// Connects as soon as the certificate is there. Until then no handshake succeeds.
fn connected(port: u16, root: &CertificateDer<'static>) -> Client {
    let began = Instant::now();
    loop {
        if let Ok(client) = Client::connect(port, NAME, std::slice::from_ref(root)) {
            return client;
        }
        assert!(began.elapsed() < PATIENCE, "no certificate came");
        std::thread::yield_now();
    }
}

#[test]
fn a_certificate_is_obtained_automatically_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let port = free_port();
    let pebble = Pebble::new(folder.path(), port);
    let (root, directory, roots) = (pebble.root(), pebble.directory(), pebble.roots.clone());
    let mut server = serve(&data, port, &directory, &roots);
    assert_eq!(server.address, format!("https://{NAME}:{port}"));
    let mut client = connected(port, &root);
    assert_eq!(client.get("/healthz").body, "ok");
    server.signal("-TERM");
    assert!(server.ended_well());

    // The authority has stopped.
    drop(pebble);
    let again = serve(&data, free_port(), &directory, &roots);
    assert_eq!(connected(again.port, &root).shown(), client.shown());
}

#[test]
fn the_server_waits_and_keeps_running_without_its_authority() {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::new("localhost");
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, &pair.certificate).unwrap();
    let directory = format!("https://localhost:{}/dir", free_port());
    let mut server = serve(&folder.path().join("data"), 0, &directory, &roots);
    assert!(Client::connect(server.port, NAME, &[pair.der]).is_err());
    server.signal("-TERM");
    assert!(server.ended_well());
}
