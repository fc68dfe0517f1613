//! The address at which people find this server. It is a setting, because a request may claim
//! anything.
use crate::AppState;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use std::cell::Cell;
use std::fmt;
use std::str::FromStr;

tokio::task_local! {
    /// Whether the answer contains links made from the request's own host name.
    static LED: Cell<bool>;
}

/// The longest address.
const LIMIT_BYTES: usize = 200;

/// Scheme, host, and a port if it is not the usual one: `https://tungnha.xa-nghi-son.vn`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicAddress(String);

impl PublicAddress {
    /// The address of a server that speaks HTTPS itself: the first name in its certificate.
    pub fn of_name(name: &str, port: u16) -> Option<Self> {
        let port = match port {
            443 => String::new(),
            other => format!(":{other}"),
        };
        format!("https://{name}{port}").parse().ok()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a request used this host name.
    fn is_host(&self, host: Option<&HeaderValue>) -> bool {
        let told = host.and_then(|it| it.to_str().ok()).unwrap_or("");
        let (scheme, ours) = self.0.split_once("://").unwrap_or_default();
        let usual = if scheme == "https" { ":443" } else { ":80" };
        let told = told.strip_suffix(usual).unwrap_or(told);
        told.eq_ignore_ascii_case(ours)
    }
}

impl fmt::Display for PublicAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PublicAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "an address such as https://tungnha.your-commune.vn, nothing behind the name";
        let text = text.trim().trim_end_matches('/').to_lowercase();
        let uri: Uri = text.parse().map_err(|_| wrong)?;
        let scheme = uri.scheme_str().unwrap_or_default();
        let authority = uri.authority().ok_or(wrong)?;
        let usual = if scheme == "https" { 443 } else { 80 };
        let port = match authority.port_u16() {
            Some(port) if port != usual => format!(":{port}"),
            _ => String::new(),
        };
        let written = format!("{scheme}://{}{port}", authority.host());
        let is_plain = text == written || text == format!("{written}:{usual}");
        match is_plain && matches!(scheme, "http" | "https") && text.len() <= LIMIT_BYTES {
            true => Ok(Self(written)),
            false => Err(wrong),
        }
    }
}

/// The beginning of absolute links, printed codes and feeds. Without the setting it is what the
/// browser says, and then the answer must not be cached. That is noted here, so that no page has to
/// remember it.
pub fn base(state: &AppState, headers: &HeaderMap) -> String {
    if let Some(address) = &state.config.public_address {
        return address.to_string();
    }
    let _no_request = LED.try_with(|it| it.set(true));
    let host = headers.get(header::HOST);
    let host = host.and_then(|it| it.to_str().ok()).unwrap_or("localhost");
    let scheme = match state.config.secure_cookies {
        true => "https",
        false => "http",
    };
    format!("{scheme}://{host}")
}

/// Whether the request used a host name that is not this server's. Its answer must not be cached.
pub fn is_elsewhere(state: &AppState, headers: &HeaderMap) -> bool {
    let address = state.config.public_address.as_ref();
    address.is_some_and(|it| !it.is_host(headers.get(header::HOST)))
}

/// Runs a request's handler, and returns whether the answer has links made from the request's own
/// host name.
pub async fn watched<T>(answered: impl Future<Output = T>) -> (T, bool) {
    let watched = async { (answered.await, LED.with(Cell::get)) };
    LED.scope(Cell::new(false), watched).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_scheme_and_a_host() {
        for (text, written) in [
            ("https://xa.example", "https://xa.example"),
            (" https://XA.example/ ", "https://xa.example"),
            ("https://xa.example:443", "https://xa.example"),
            ("http://192.168.1.5:8080", "http://192.168.1.5:8080"),
        ] {
            assert_eq!(text.parse::<PublicAddress>().unwrap().as_str(), written);
        }
        for text in [
            "",
            "xa.example",
            "ftp://xa.example",
            "https://xa.example/tungnha",
            "https://xa.example?x=1",
            "https://lan@xa.example",
            "https://",
        ] {
            assert!(text.parse::<PublicAddress>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_host_is_ours_with_its_usual_port_and_in_any_case() {
        let ours: PublicAddress = "https://xa.example".parse().unwrap();
        for (host, is_ours) in [
            ("xa.example", true),
            ("XA.example:443", true),
            ("xa.example:8443", false),
            ("xa.example.evil.vn", false),
            ("", false),
        ] {
            let host = HeaderValue::from_static(host);
            assert_eq!(ours.is_host(Some(&host)), is_ours, "{host:?}");
        }
        assert!(!ours.is_host(None));
    }
}
