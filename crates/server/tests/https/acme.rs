//! Certificates through ACME, from a real authority on this machine.
use super::client::Client;
use super::pair::Pair;
use super::pebble::Pebble;
use super::running::{Running, free_port};
use rustls::pki_types::CertificateDer;
use std::path::Path;
use std::time::{Duration, Instant};

const NAME: &str = "tungnha.example";
/// The authority looks, thinks, and is asked again each second.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks this authority for a certificate, or shows the one that it kept.
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

/// Until the certificate is there no handshake succeeds.
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
fn a_certificate_comes_by_itself_and_is_kept() {
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

    // The authority is not there any more.
    drop(pebble);
    let again = serve(&data, free_port(), &directory, &roots);
    assert_eq!(connected(again.port, &root).shown(), client.shown());
}

#[test]
fn an_authority_that_is_not_there_keeps_the_server_waiting_and_alive() {
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
