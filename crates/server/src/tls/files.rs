//! Certificate files that are read again when they change or when someone asks. Open connections
//! keep the certificate that they began with.
use super::{Tls, Trouble, certificate};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};
use tokio::sync::Notify;

/// How often the files are checked, so that whoever renews them need not tell the server.
pub const LOOK_EVERY: Duration = Duration::from_secs(10);

/// The paths of certificate and key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Files {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Files {
    /// # Errors
    /// Which file is wrong and why.
    pub fn open(self) -> Result<Arc<Current>, Trouble> {
        let stamps = self.stamps();
        let shown = certificate::read(&self.certificate, &self.key)?;
        Ok(Arc::new(Current {
            files: self,
            shown: RwLock::new((Arc::new(shown), stamps)),
        }))
    }

    /// Changes whenever a file is written or replaced.
    fn stamps(&self) -> Stamps {
        [&self.certificate, &self.key].map(|file| {
            let told = std::fs::metadata(file).ok()?;
            Some((told.modified().ok()?, told.len()))
        })
    }
}

type Stamps = [Option<(SystemTime, u64)>; 2];

/// The pair in use, and the state of its files when they were read.
#[derive(Debug)]
pub struct Current {
    files: Files,
    shown: RwLock<(Arc<CertifiedKey>, Stamps)>,
}

impl Current {
    pub fn tls(self: &Arc<Self>) -> Tls {
        Tls::new(self.clone())
    }

    pub fn facts(&self) -> Option<certificate::Facts> {
        certificate::facts(&self.shown())
    }

    /// Reads the files again when they change or when `asked` is notified, for ever. A pair that is
    /// wrong or only half replaced is logged once, and the former pair stays in use.
    pub async fn follow(self: Arc<Self>, every: Duration, asked: Arc<Notify>) {
        let mut refused = None;
        loop {
            let was_asked = tokio::time::timeout(every, asked.notified()).await.is_ok();
            let stamps = self.files.stamps();
            let is_known = stamps == self.stamps() || refused == Some(stamps);
            if is_known && !was_asked {
                continue;
            }
            match self.read_again(stamps) {
                Ok(()) => {
                    refused = None;
                    let until = self.facts().map(|it| it.until.day().to_string());
                    tracing::info!(until, "the certificate was read again");
                }
                Err(why) => {
                    refused = Some(stamps);
                    tracing::error!(code = why.code(), %why, "the certificate before it stays");
                }
            }
        }
    }

    fn read_again(&self, stamps: Stamps) -> Result<(), Trouble> {
        let read = certificate::read(&self.files.certificate, &self.files.key)?;
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        *shown = (Arc::new(read), stamps);
        Ok(())
    }

    fn shown(&self) -> Arc<CertifiedKey> {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        shown.0.clone()
    }

    fn stamps(&self) -> Stamps {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).1
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.shown())
    }
}
