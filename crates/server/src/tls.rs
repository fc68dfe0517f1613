//! HTTPS by the server itself, with certificate files that may be replaced at any time, or with
//! certificates from an ACME authority.
pub mod acme;
pub mod certificate;
pub mod files;
pub mod redirect;
pub mod trouble;

pub use trouble::Trouble;

use self::acme::Order;
use self::files::{Current, Files, LOOK_EVERY};
use domain::{Day, Millis};
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::server::{Acceptor, ResolvesServerCert};
use rustls_acme::{AcmeState, is_tls_alpn_challenge};
use std::io;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

/// The protocol offered in TLS. Connections speak HTTP/1.1.
const PROTOCOL: &[u8] = b"http/1.1";

/// Where certificates come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Certificates {
    Files(Files),
    Acme(Order),
}

impl Certificates {
    /// # Errors
    /// What keeps them from being used.
    pub fn open(self) -> Result<(Tls, Keeper), Trouble> {
        match self {
            Self::Files(files) => {
                let current = files.open()?;
                Ok((current.tls(), Keeper::Files(current)))
            }
            Self::Acme(order) => {
                let (tls, state) = order.begin()?;
                Ok((tls, Keeper::Acme(order, Box::new(state))))
            }
        }
    }
}

/// Keeps the certificate fresh while the server runs.
#[derive(Debug)]
pub enum Keeper {
    Files(Arc<Current>),
    Acme(Order, Box<AcmeState<io::Error>>),
}

impl Keeper {
    /// The day on which a certificate from a file expired, if it has by now.
    pub fn ended_before(&self, now: Millis) -> Option<Day> {
        let Self::Files(current) = self else {
            return None;
        };
        let until = current.facts()?.until;
        (until < now).then(|| until.day())
    }

    /// The certificate files, if certificates come from files.
    pub fn files(&self) -> Option<Arc<Current>> {
        match self {
            Self::Files(current) => Some(current.clone()),
            Self::Acme(..) => None,
        }
    }

    /// Runs for ever. Files are read again when `asked` is notified.
    pub async fn follow(self, asked: Arc<Notify>) {
        match self {
            Self::Files(current) => current.follow(LOOK_EVERY, asked).await,
            Self::Acme(_, state) => acme::follow(*state).await,
        }
    }
}

/// Cheap to clone: everything inside is shared.
#[derive(Clone, Debug)]
pub struct Tls {
    pages: Arc<ServerConfig>,
    /// Answers the authority when it checks that a name is ours.
    challenges: Option<Arc<ServerConfig>>,
}

impl Tls {
    /// Uses whichever certificate is current at the moment of each handshake.
    pub fn new(certificates: Arc<dyn ResolvesServerCert>) -> Self {
        let mut pages = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS 1.2 and 1.3")
            .with_no_client_auth()
            .with_cert_resolver(certificates);
        pages.alpn_protocols.push(PROTOCOL.to_vec());
        // Phones come back every few minutes. A session ticket saves both sides half of a
        // handshake.
        if let Ok(ticketer) = ring::Ticketer::new() {
            pages.ticketer = ticketer;
        }
        Self {
            pages: Arc::new(pages),
            challenges: None,
        }
    }

    /// Accepts a connection; `None` if it was an authority's check, which is answered here.
    ///
    /// # Errors
    /// When the client goes away or does not speak TLS, or there is no certificate yet.
    pub async fn accept(&self, stream: TcpStream) -> io::Result<Option<TlsStream<TcpStream>>> {
        let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
        match &self.challenges {
            Some(challenges) if is_tls_alpn_challenge(&hello.client_hello()) => {
                let mut answered = hello.into_stream(challenges.clone()).await?;
                answered.shutdown().await?;
                Ok(None)
            }
            _ => hello.into_stream(self.pages.clone()).await.map(Some),
        }
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}
