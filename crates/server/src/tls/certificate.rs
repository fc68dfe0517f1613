//! Reads a certificate and its key from two PEM files.
use super::{Trouble, provider};
use domain::Millis;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use std::path::Path;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

/// A chain and a key take a few kilobytes.
const FILE_LIMIT_BYTES: u64 = 256 * 1024;

/// Reads both files and checks that they belong together.
///
/// # Errors
/// Which file is wrong and why.
pub fn read(certificate: &Path, key: &Path) -> Result<CertifiedKey, Trouble> {
    let (chain_pem, key_pem) = (contents(certificate)?, contents(key)?);
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&chain_pem).collect();
    let chain = chain.unwrap_or_default();
    let wrong = || Trouble::NoCertificate(certificate.to_owned());
    let first = chain.first().ok_or_else(wrong)?;
    X509Certificate::from_der(first).map_err(|_| wrong())?;
    let no_key = || Trouble::NoKey(key.to_owned());
    let der = PrivateKeyDer::from_pem_slice(&key_pem).map_err(|_| no_key())?;
    match CertifiedKey::from_der(chain, der, &provider()) {
        Ok(both) => Ok(both),
        Err(rustls::Error::InconsistentKeys(_)) => Err(Trouble::KeyOfAnother {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
        }),
        Err(rustls::Error::InvalidCertificate(_)) => Err(wrong()),
        Err(_) => Err(no_key()),
    }
}

/// What people want to know about a certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    pub names: Vec<String>,
    pub until: Millis,
}

/// `None` if it cannot be read as a certificate.
pub fn facts(both: &CertifiedKey) -> Option<Facts> {
    let (_, read) = X509Certificate::from_der(both.cert.first()?).ok()?;
    let names = match read.subject_alternative_name().ok()? {
        Some(all) => all.value.general_names.iter().filter_map(name).collect(),
        None => Vec::new(),
    };
    let until = Millis(read.validity().not_after.timestamp() * 1_000);
    Some(Facts { names, until })
}

fn name(general: &GeneralName<'_>) -> Option<String> {
    match general {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        _ => None,
    }
}

fn contents(file: &Path) -> Result<Vec<u8>, Trouble> {
    let unreadable = |why: String| Trouble::Unreadable(file.to_owned(), why);
    let size = std::fs::metadata(file).map(|it| it.len());
    let size = size.map_err(|why| unreadable(why.to_string()))?;
    if size > FILE_LIMIT_BYTES {
        return Err(unreadable(format!("{size} bytes")));
    }
    std::fs::read(file).map_err(|why| unreadable(why.to_string()))
}
