//! Certificates from an ACME authority, which checks over TLS that a name is ours (RFC 8555 and RFC
//! 8737). They are kept in a folder and renewed in time.
use super::{Tls, Trouble, provider};
use futures::StreamExt;
use rustls::{ClientConfig, RootCertStore};
use rustls_acme::caches::DirCache;
use rustls_acme::{AcmeConfig, AcmeState, EventOk};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The default authority.
pub const LETS_ENCRYPT: &str = rustls_acme::acme::LETS_ENCRYPT_PRODUCTION_DIRECTORY;
/// The most names in one certificate. Each name is checked separately.
const NAMES_LIMIT: usize = 10;
const NAME_LIMIT_BYTES: usize = 253;
const LABEL_LIMIT_BYTES: usize = 63;

/// What is ordered from the authority.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Order {
    pub names: Vec<String>,
    /// An e-mail address that the authority may write to.
    pub contact: Option<String>,
    pub directory: String,
    pub folder: PathBuf,
}

impl Order {
    /// Checks what can be checked without asking anyone.
    ///
    /// # Errors
    /// Which of the settings is wrong.
    pub fn check(&self) -> Result<(), Trouble> {
        let wrong = self.names.iter().find(|name| !is_name(name));
        if let Some(name) = wrong.or(self.names.get(NAMES_LIMIT)) {
            return Err(Trouble::Name(name.clone()));
        }
        let contact = self.contact.iter().find(|it| !is_address(it));
        if let Some(contact) = contact {
            return Err(Trouble::Contact(contact.clone()));
        }
        match self.directory.starts_with("https://") {
            true => Ok(()),
            false => Err(Trouble::Directory(self.directory.clone())),
        }
    }

    /// The certificate that exists or will come, and a state that must be polled to get and renew
    /// it.
    ///
    /// # Errors
    /// When an order is wrong, its folder cannot be written, or no authority is trusted here.
    pub fn begin(&self) -> Result<(Tls, AcmeState<io::Error>), Trouble> {
        self.check()?;
        self.make_folder()?;
        let contact = self.contact.iter().map(|it| format!("mailto:{it}"));
        let state = AcmeConfig::new_with_client_config(&self.names, authorities()?)
            .directory(&self.directory)
            .contact(contact)
            .cache(DirCache::new(self.folder.clone()))
            .state();
        let mut tls = Tls::new(state.resolver());
        tls.challenges = Some(state.challenge_rustls_config());
        Ok((tls, state))
    }

    /// Makes the folder for the account's key and the certificate's key, readable by the owner
    /// only.
    fn make_folder(&self) -> Result<(), Trouble> {
        let made = store::owner_only::make_folder(&self.folder);
        let tried = made.and_then(|()| try_to_write(&self.folder));
        tried.map_err(|why| Trouble::Folder(self.folder.clone(), why.to_string()))
    }
}

/// Orders and renews certificates and logs the results, for ever.
pub async fn follow(mut state: AcmeState<io::Error>) {
    while let Some(event) = state.next().await {
        match event {
            Ok(EventOk::DeployedNewCert) => tracing::info!("a new certificate is in use"),
            Ok(EventOk::DeployedCachedCert) => tracing::info!("the kept certificate is in use"),
            Ok(EventOk::CertCacheStore | EventOk::AccountCacheStore) => {}
            Err(why) => {
                tracing::error!(%why, "no certificate from the authority; it is asked again");
            }
        }
    }
}

/// The authorities that this machine trusts. `SSL_CERT_FILE` names another file of them.
fn authorities() -> Result<Arc<ClientConfig>, Trouble> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(Trouble::NoRoots);
    }
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// Checks that the folder can be written now, not only when a certificate has come.
fn try_to_write(folder: &Path) -> io::Result<()> {
    let file = folder.join(".write-test");
    std::fs::write(&file, b"")?;
    std::fs::remove_file(&file)
}

/// Whether this is a name such as `tungnha.xa-nghi-son.vn`: no address, no wildcard, letters with
/// marks as `xn--`.
fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        let letters = label
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'-');
        let inside = !label.starts_with('-') && !label.ends_with('-');
        letters && inside && (1..=LABEL_LIMIT_BYTES).contains(&label.len())
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= NAME_LIMIT_BYTES
        && text.contains('.')
        && text.split('.').all(is_label)
        && !last.bytes().all(|it| it.is_ascii_digit())
}

fn is_address(text: &str) -> bool {
    let graphic = text.bytes().all(|it| it.is_ascii_graphic());
    let parts = text.split_once('@');
    graphic && parts.is_some_and(|(who, name)| !who.is_empty() && is_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(name: &str, contact: Option<&str>, directory: &str) -> Result<(), Trouble> {
        let order = Order {
            names: vec![name.to_owned()],
            contact: contact.map(str::to_owned),
            directory: directory.to_owned(),
            folder: PathBuf::new(),
        };
        order.check()
    }

    #[test]
    fn only_names_that_an_authority_can_check_over_tls_are_accepted() {
        for name in ["tungnha.xa.vn", "xn--x-ghi.vn", "a.b.c.example"] {
            assert_eq!(order(name, None, LETS_ENCRYPT), Ok(()), "{name}");
        }
        let long = format!("{}.vn", "a".repeat(64));
        for name in [
            "",
            "vn",
            "xã.vn",
            "*.xa.vn",
            "10.0.0.1",
            "::1",
            "a..vn",
            "-a.vn",
            "a.vn:443",
            "https://a.vn",
            &long,
        ] {
            assert_eq!(
                order(name, None, LETS_ENCRYPT),
                Err(Trouble::Name(name.to_owned()))
            );
        }
    }

    #[test]
    fn contact_and_directory_are_checked_before_anyone_is_asked() {
        assert_eq!(order("a.vn", Some("ky-thuat@xa.vn"), LETS_ENCRYPT), Ok(()));
        for contact in ["xa.vn", "@xa.vn", "a@", "mailto:a@b c.vn"] {
            let told = order("a.vn", Some(contact), LETS_ENCRYPT);
            assert_eq!(told, Err(Trouble::Contact(contact.to_owned())));
        }
        let plain = "http://acme.example/dir";
        assert_eq!(
            order("a.vn", None, plain),
            Err(Trouble::Directory(plain.to_owned()))
        );
    }
}
