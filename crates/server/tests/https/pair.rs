//! Certificates made for one test, each its own authority.
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::CertificateDer;
use std::path::{Path, PathBuf};

pub struct Pair {
    pub der: CertificateDer<'static>,
    pub certificate: String,
    pub key: String,
}

impl Pair {
    pub fn new(name: &str) -> Self {
        Self::until(name, 2_099)
    }

    pub fn until(name: &str, year: i32) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        let signed = params.self_signed(&key).unwrap();
        Self {
            der: signed.der().clone(),
            certificate: signed.pem(),
            key: key.serialize_pem(),
        }
    }

    /// Writes the files over existing ones. Returns the flags that name both.
    pub fn write(&self, folder: &Path) -> [String; 4] {
        let (certificate, key) = paths(folder);
        std::fs::write(&certificate, &self.certificate).unwrap();
        std::fs::write(&key, &self.key).unwrap();
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        [
            "--tls-certificate".to_owned(),
            text(&certificate),
            "--tls-key".to_owned(),
            text(&key),
        ]
    }
}

pub fn paths(folder: &Path) -> (PathBuf, PathBuf) {
    (folder.join("chain.pem"), folder.join("key.pem"))
}
