//! What this program is made of, and where its source is: `/ma-nguon`, as the AGPL asks.
use crate::page::render;
use crate::{AppState, LanguageOf};
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::fmt;
use std::str::FromStr;
use words::Language;

/// Licences of all that the binary and the phone app are built on; `cargo xtask notices` writes it.
pub static NOTICES: &str = include_str!("../assets/third-party.txt");

/// Where the source of this very program is, when nobody who changed it says otherwise.
const OURS: &str = env!("CARGO_PKG_REPOSITORY");
const LIMIT_BYTES: usize = 300;
const CACHING: &str = "public, max-age=3600";

/// Where whoever uses a server finds the source of what it runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceAddress(String);

impl SourceAddress {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for SourceAddress {
    fn default() -> Self {
        Self(OURS.to_owned())
    }
}

impl fmt::Display for SourceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SourceAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "an address such as https://git.your-commune.vn/tungnha";
        let text = text.trim();
        let uri: axum::http::Uri = text.parse().map_err(|_| wrong)?;
        let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
        let fits = is_web && uri.authority().is_some() && text.len() <= LIMIT_BYTES;
        fits.then(|| Self(text.to_owned())).ok_or(wrong)
    }
}

pub fn routes() -> axum::Router<AppState> {
    axum::Router::new()
        .route("/ma-nguon", get(show))
        .route("/ma-nguon/thu-vien.txt", get(notices))
}

#[derive(Template)]
#[template(path = "source.html")]
struct SourcePage {
    lang: Language,
    version: &'static str,
    source: SourceAddress,
}

async fn show(State(state): State<AppState>, LanguageOf(lang): LanguageOf) -> Response {
    let page = SourcePage {
        lang,
        version: env!("CARGO_PKG_VERSION"),
        source: state.config.source.clone(),
    };
    render(&page).into_response()
}

async fn notices() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, CACHING),
    ];
    (headers, NOTICES).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_somewhere_on_the_web() {
        for there in ["https://git.example.vn/tungnha", "http://10.0.0.2:3000/x"] {
            assert_eq!(
                there.parse().map(|it: SourceAddress| it.0),
                Ok(there.into())
            );
        }
        for nowhere in [
            "",
            "tungnha",
            "/ma-nguon",
            "javascript:alert(1)",
            "ftp://x/y",
        ] {
            assert!(nowhere.parse::<SourceAddress>().is_err(), "{nowhere}");
        }
        assert!(SourceAddress::default().as_str().starts_with("https://"));
    }
}
