//! The settings of HTTPS, and the values that follow from them when others are not set.
use super::Settings;
use crate::public_address::PublicAddress;
use crate::tls::acme::{LETS_ENCRYPT, Order};
use crate::tls::files::Files;
use crate::tls::{Certificates, Trouble};
use clap::Arg;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;

pub const HTTPS_PORT: u16 = 443;
const HTTP_PORT: u16 = 80;
/// The port behind a proxy, or for a trial.
const PLAIN_PORT: u16 = 8080;
/// Where certificates from an authority are kept, in the data folder.
const FOLDER: &str = "acme";

#[derive(Debug, clap::Args)]
pub struct Https {
    /// Certificate chain in PEM. The server then speaks HTTPS itself, and reads the file again when
    /// it changes.
    #[arg(long, value_name = "FILE", env = "TUNGNHA_TLS_CERTIFICATE")]
    tls_certificate: Option<PathBuf>,
    /// The certificate's private key in PEM, without a password.
    #[arg(long, value_name = "FILE", env = "TUNGNHA_TLS_KEY")]
    tls_key: Option<PathBuf>,
    /// The server's name, such as tungnha.your-commune.vn. It then speaks HTTPS itself with a
    /// certificate from Let's Encrypt, whose terms you agree to. Port 443 must be reachable under
    /// this name.
    #[arg(long, value_name = "NAME", value_delimiter = ',', env = "TUNGNHA_ACME")]
    acme: Vec<String>,
    /// E-mail address that the authority may write to.
    #[arg(long, value_name = "EMAIL", env = "TUNGNHA_ACME_CONTACT")]
    acme_contact: Option<String>,
    /// Address of the ACME directory of another authority than Let's Encrypt.
    #[arg(long, value_name = "URL", default_value = LETS_ENCRYPT, env = "TUNGNHA_ACME_DIRECTORY")]
    acme_directory: String,
    /// Port for plain HTTP, which only redirects to HTTPS. If not given, 80 when HTTPS is on 443. 0
    /// means none.
    #[arg(long, value_name = "PORT", env = "TUNGNHA_HTTP_PORT")]
    http_port: Option<u16>,
}

/// Why a setting that nobody set has its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Because {
    Files,
    Acme,
    Port,
    Default,
}

impl Settings {
    /// Whether this server speaks HTTPS itself.
    pub fn is_https(&self) -> bool {
        self.https.because() != Because::Default
    }

    /// # Errors
    /// When the settings contradict each other or make no sense.
    pub fn certificates(&self) -> Result<Option<Certificates>, Trouble> {
        let https = &self.https;
        let names = https.names();
        let files = match (&https.tls_certificate, &https.tls_key) {
            (None, None) if names.is_empty() => return Ok(None),
            (None, None) => None,
            (Some(_), Some(_)) if !names.is_empty() => return Err(Trouble::Both),
            (Some(certificate), Some(key)) => Some(Files {
                certificate: certificate.clone(),
                key: key.clone(),
            }),
            _ => return Err(Trouble::Half),
        };
        if let Some(files) = files {
            return Ok(Some(Certificates::Files(files)));
        }
        let order = Order {
            names,
            contact: https.acme_contact.clone().filter(|it| !it.is_empty()),
            directory: https.acme_directory.clone(),
            folder: self.place.data.join(FOLDER),
        };
        order.check()?;
        Ok(Some(Certificates::Acme(order)))
    }

    pub fn port(&self) -> (u16, Because) {
        let usual = if self.is_https() {
            HTTPS_PORT
        } else {
            PLAIN_PORT
        };
        (self.port.unwrap_or(usual), self.https.because())
    }

    /// With HTTPS all addresses of this machine, IPv4 and IPv6; otherwise only the machine itself.
    pub fn address(&self) -> (IpAddr, Because) {
        let usual = match self.is_https() {
            true => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
            false => IpAddr::V4(Ipv4Addr::LOCALHOST),
        };
        (self.address.unwrap_or(usual), self.https.because())
    }

    /// The port that redirects to HTTPS, if there is one.
    pub fn http_port(&self) -> (Option<u16>, Because) {
        let follows = self.is_https() && self.port().0 == HTTPS_PORT;
        match (self.https.http_port, follows) {
            (Some(port), _) => (
                Some(port).filter(|it| *it != 0 && self.is_https()),
                Because::Port,
            ),
            (None, true) => (Some(HTTP_PORT), Because::Port),
            (None, false) => (None, Because::Default),
        }
    }
}

impl Settings {
    /// The beginning of absolute links.
    pub fn public_address(&self) -> Option<PublicAddress> {
        let named = || {
            let name = self.https.names().into_iter().next()?;
            PublicAddress::of_name(&name, self.port().0)
        };
        self.public_address.clone().or_else(named)
    }

    /// The value of a setting that nobody set and that follows from others.
    pub fn follows(&self, arg: &Arg) -> Option<(String, Because)> {
        match arg.get_id().as_str() {
            "port" => Some((self.port().0.to_string(), self.port().1)),
            "address" => Some((self.address().0.to_string(), self.address().1)),
            "public_address" => {
                let address = self.public_address()?;
                Some((address.to_string(), Because::Acme))
            }
            "http_port" => {
                let (port, because) = self.http_port();
                port.map(|port| (port.to_string(), because))
            }
            _ => None,
        }
    }
}

impl Https {
    fn because(&self) -> Because {
        match (&self.tls_certificate, &self.tls_key) {
            (None, None) if self.names().is_empty() => Because::Default,
            (None, None) => Because::Acme,
            _ => Because::Files,
        }
    }

    /// The names for the certificate. An empty variable names none.
    fn names(&self) -> Vec<String> {
        let names = self.acme.iter().map(|it| it.trim().to_lowercase());
        names.filter(|it| !it.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        settings: Settings,
    }

    fn settings(words: &str) -> Settings {
        let words = ["tungnha"].into_iter().chain(words.split_whitespace());
        Line::try_parse_from(words).unwrap().settings
    }

    #[test]
    fn ports_and_addresses_follow_from_https() {
        let files = "--tls-certificate c --tls-key k";
        for (words, address, port, http) in [
            ("", "127.0.0.1", 8080, None),
            ("--http-port 8000", "127.0.0.1", 8080, None),
            ("--acme xa.vn", "::", 443, Some(80)),
            (files, "::", 443, Some(80)),
            ("--acme xa.vn --http-port 0", "::", 443, None),
            ("--acme xa.vn --port 8443", "::", 8443, None),
            (
                "--acme xa.vn --port 8443 --http-port 8000 --address 10.0.0.1",
                "10.0.0.1",
                8443,
                Some(8000),
            ),
        ] {
            let settings = settings(words);
            let found = (
                settings.address().0.to_string(),
                settings.port().0,
                settings.http_port().0,
            );
            assert_eq!(found, (address.to_owned(), port, http), "{words}");
        }
    }

    #[test]
    fn contradicting_settings_are_reported() {
        for (words, code) in [
            ("--tls-certificate c", "tls-half"),
            ("--tls-key k", "tls-half"),
            (
                "--tls-certificate c --tls-key k --acme xa.vn",
                "tls-and-acme",
            ),
            ("--acme xa", "acme-name"),
            ("--acme xa.vn,*.xa.vn", "acme-name"),
            ("--acme xa.vn --acme-contact xa", "acme-contact"),
            ("--acme xa.vn --acme-directory http://a/", "acme-directory"),
        ] {
            let told = settings(words).certificates().unwrap_err();
            assert_eq!(told.code(), code, "{words}");
        }
    }

    #[test]
    fn cookies_are_for_https_only_wherever_it_is_spoken() {
        for (words, secure) in [
            ("", false),
            ("--behind-proxy", true),
            ("--acme xa.vn", true),
            ("--tls-certificate c --tls-key k", true),
        ] {
            assert_eq!(settings(words).config().secure_cookies, secure, "{words}");
        }
    }
}
