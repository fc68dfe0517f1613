//! An ACME authority on this machine: Debian's `pebble`, which resolves every name to this machine.
use super::client::Client;
use super::pair::Pair;
use super::running::free_port;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const MISSING: &str = "these tests need an ACME authority: install Debian's package pebble";
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Pebble {
    processes: [Child; 2],
    pair: Pair,
    port: u16,
    management: u16,
    /// The file of authorities that makes the authority itself trusted.
    pub roots: PathBuf,
}

impl Pebble {
    /// An authority that checks every name at this local port.
    pub fn new(folder: &Path, asked_port: u16) -> Self {
        let pair = Pair::new("localhost");
        let (roots, key) = (folder.join("pebble.pem"), folder.join("pebble.key"));
        std::fs::write(&roots, &pair.certificate).unwrap();
        std::fs::write(&key, &pair.key).unwrap();
        let [port, management, names, control] = [(); 4].map(|()| free_port());
        let config = serde_json::json!({"pebble": {
            "listenAddress": format!("127.0.0.1:{port}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": roots, "privateKey": key,
            "httpPort": 1, "tlsPort": asked_port,
        }});
        let file = folder.join("pebble.json");
        std::fs::write(&file, config.to_string()).unwrap();
        let names = format!("127.0.0.1:{names}");
        let answers = start(Command::new("pebble-challtestsrv").args([
            "-dns01",
            &names,
            "-management",
            &format!("127.0.0.1:{control}"),
            "-defaultIPv4",
            "127.0.0.1",
            "-defaultIPv6",
            "",
            "-http01",
            "",
            "-https01",
            "",
            "-tlsalpn01",
            "",
        ]));
        let mut command = Command::new("pebble");
        command
            .arg("-config")
            .arg(&file)
            .args(["-dnsserver", &names]);
        command
            .env("PEBBLE_VA_NOSLEEP", "1")
            .env("PEBBLE_WFE_NONCEREJECT", "0");
        let authority = start(&mut command);
        let made = Self {
            processes: [answers, authority],
            pair,
            port,
            management,
            roots,
        };
        made.wait();
        made
    }

    pub fn directory(&self) -> String {
        format!("https://localhost:{}/dir", self.port)
    }

    /// The root certificate that verifies its certificates.
    pub fn root(&self) -> CertificateDer<'static> {
        let mut client =
            Client::connect(self.management, "localhost", &[self.pair.der.clone()]).unwrap();
        let told = client.get("/roots/0").body;
        CertificateDer::from_pem_slice(told.as_bytes()).unwrap()
    }

    fn wait(&self) {
        let began = Instant::now();
        for port in [self.port, self.management] {
            while Client::connect(port, "localhost", &[self.pair.der.clone()]).is_err() {
                assert!(began.elapsed() < PATIENCE, "pebble does not answer");
                std::thread::yield_now();
            }
        }
    }
}

impl Drop for Pebble {
    fn drop(&mut self) {
        for process in &mut self.processes {
            let _gone = process.kill();
            let _waited = process.wait();
        }
    }
}

fn start(command: &mut Command) -> Child {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    quiet.spawn().expect(MISSING)
}
