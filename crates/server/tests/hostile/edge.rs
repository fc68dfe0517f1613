//! A server on a free local port, and clients that can write anything.
use domain::{AccountId, CommuneId, Day, DeviceId, Millis, Role};
use rustls::pki_types::{CertificateDer, ServerName};
use server::hops::Network;
use server::listen::{Patience, ServedPort, serve};
use server::tls::files::Files;
use server::{AppState, Chance, Clock, Config, router, secret};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::{Account, Device, DeviceState, Store};
use sync::Epoch;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsConnector;

pub const TOKEN: &str = "token-of-the-test";
/// How long this server waits for a client. Short, so that tests need not wait long.
pub const PATIENCE: Duration = Duration::from_millis(300);
/// Longer than anything here should take.
const LIMIT: Duration = Duration::from_secs(30);

pub struct Edge {
    pub address: SocketAddr,
    /// How clients speak TLS, if the server does.
    tls: Option<TlsConnector>,
    /// Dropping it asks the server to stop.
    stop: Option<oneshot::Sender<()>>,
    served: tokio::task::JoinHandle<()>,
}

/// A connection of a client.
pub trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

impl Edge {
    /// The same server twice: plain HTTP as behind a proxy, and TLS by itself.
    pub async fn both() -> [Self; 2] {
        [Self::serve(None).await, Self::tls().await]
    }

    /// A server that serves the phone app from a folder and also counts this machine's connections.
    pub async fn strict(phone: &Path) -> Self {
        Self::serve_with(None, Some(phone.to_owned()), Vec::new()).await
    }

    pub async fn tls() -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let signed = params.self_signed(&key).unwrap();
        Self::serve(Some((
            signed.pem(),
            key.serialize_pem(),
            signed.der().clone(),
        )))
        .await
    }

    /// Serves one commune with one enrolled phone.
    async fn serve(pair: Option<(String, String, CertificateDer<'static>)>) -> Self {
        Self::serve_with(pair, None, Network::HERE.to_vec()).await
    }

    async fn serve_with(
        pair: Option<(String, String, CertificateDer<'static>)>,
        phone: Option<PathBuf>,
        spared: Vec<Network>,
    ) -> Self {
        let now = Day::parse("2026-11-23").unwrap().start();
        let store = Store::in_memory().unwrap();
        let commune = CommuneId::new("nghi-son").unwrap();
        let made = store.create_commune(commune.clone(), Epoch(1)).done();
        made.await.unwrap();
        let put = store.write_to(&commune.clone(), move |ledger| {
            let rows = ledger.transaction();
            account(&commune).put(rows)?;
            device(&commune, now).put(rows)
        });
        put.done().await.unwrap();
        let config = Config {
            request_timeout: Some(PATIENCE * 3),
            phone,
            ..Config::default()
        };
        let state = AppState::new(store, config, Clock::fixed(now), Chance::seeded(1));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let patience = Patience {
            handshake: PATIENCE,
            headers: PATIENCE,
            reading: PATIENCE,
        };
        let tls = pair
            .as_ref()
            .map(|(certificate, key, _)| opened(certificate, key));
        let mut door = ServedPort::new(router(state), tls);
        door.patience = patience;
        door.spared = spared;
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(serve(listener, door, async {
            let _asked = stopped.await;
        }));
        Self {
            address,
            tls: pair.map(|(_, _, root)| connector(root)),
            stop: Some(stop),
            served,
        }
    }

    /// A connection without TLS.
    pub async fn open_raw(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    pub async fn open(&self) -> Box<dyn Wire> {
        let stream = self.open_raw().await;
        match &self.tls {
            None => Box::new(stream),
            Some(tls) => {
                let name = ServerName::try_from("localhost").unwrap();
                Box::new(tls.connect(name, stream).await.unwrap())
            }
        }
    }

    /// Asks the server to stop, and waits until it has.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        let stopped = tokio::time::timeout(LIMIT, self.served).await;
        stopped.unwrap().unwrap();
    }

    /// The answer until the server closes the connection.
    pub async fn answer_to(&self, bytes: &[u8]) -> String {
        let mut stream = self.open().await;
        // The server may close before everything is written.
        let _refused = stream.write_all(bytes).await;
        rest_of(stream).await
    }

    /// Sends a request that is the last on its connection. Returns its status.
    pub async fn status_of(&self, first_line: &str, headers: &str, body: &[u8]) -> u16 {
        let length = body.len();
        let mut bytes = format!(
            "{first_line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
        )
        .into_bytes();
        bytes.extend_from_slice(body);
        status(&self.answer_to(&bytes).await)
    }

    /// Sends a sync of the enrolled phone. Returns its status.
    pub async fn sync_status(&self, body: &[u8]) -> u16 {
        let headers =
            format!("Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n");
        self.status_of("POST /api/sync", &headers, body).await
    }

    /// Checks that the server still serves its normal clients.
    pub async fn is_alive(&self) {
        let clock = Day::parse("2026-11-23").unwrap().start().0;
        let body = format!(
            r#"{{"protocol":1,"app":"1","clock":{clock},"steady_since":{clock},"cursor":0}}"#
        );
        assert_eq!(self.sync_status(body.as_bytes()).await, 200);
    }
}

pub async fn rest_of(mut stream: impl Wire) -> String {
    let mut told = Vec::new();
    let read = tokio::time::timeout(LIMIT, stream.read_to_end(&mut told)).await;
    assert!(read.is_ok(), "the server keeps the connection open");
    String::from_utf8_lossy(&told).into_owned()
}

/// The status of an answer; 0 if the server closed without one.
pub fn status(answer: &str) -> u16 {
    let code = answer.split(' ').nth(1);
    code.and_then(|it| it.parse().ok()).unwrap_or(0)
}

fn opened(certificate: &str, key: &str) -> server::tls::Tls {
    let folder = tempfile::tempdir().unwrap();
    let (chain_pem, key_pem) = (
        folder.path().join("chain.pem"),
        folder.path().join("key.pem"),
    );
    std::fs::write(&chain_pem, certificate).unwrap();
    std::fs::write(&key_pem, key).unwrap();
    let files = Files {
        certificate: chain_pem,
        key: key_pem,
    };
    files.open().unwrap().tls()
}

fn connector(root: CertificateDer<'static>) -> TlsConnector {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(root).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

fn account(commune: &CommuneId) -> Account {
    Account {
        commune: commune.clone(),
        id: AccountId::new("quy").unwrap(),
        login: "quy".to_owned(),
        name: "Quý".to_owned(),
        role: Role::Member,
        password_hash: None,
        disabled: false,
        created: None,
    }
}

fn device(commune: &CommuneId, now: Millis) -> Device {
    Device {
        id: DeviceId::new("may-1").unwrap(),
        commune: commune.clone(),
        account: AccountId::new("quy").unwrap(),
        token_hash: secret::hash(TOKEN),
        enrolled_at: now,
        state: DeviceState::Active,
        was_stolen: false,
        last_contact: None,
        offset_ms: None,
        app: String::new(),
        unsent: 0,
        wrapped_key: None,
        left: None,
    }
}
