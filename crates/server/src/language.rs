//! Chooses the language of a page: Vietnamese, unless someone chose English.
use crate::{AppState, page};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use std::convert::Infallible;
use words::Language;

const COOKIE: &str = "tungnha_lang";
const COOKIE_SECONDS: u32 = 365 * 24 * 3600;

/// Finds the language, remembers a choice made with `?lang=`, and renders problems in it.
pub async fn choose(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let chosen = from_query(request.uri());
    let language = chosen
        .or_else(|| from_cookie(request.headers()))
        .unwrap_or_default();
    request.extensions_mut().insert(language);
    let response = next.run(request).await;
    let mut response = page::tell_problem(response, language);
    if let Some(cookie) = chosen.and_then(|it| cookie(it, state.config.secure_cookies)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn from_query(uri: &Uri) -> Option<Language> {
    uri.query()?
        .split('&')
        .find_map(|pair| Language::parse(pair.strip_prefix("lang=")?))
}

fn from_cookie(headers: &axum::http::HeaderMap) -> Option<Language> {
    Language::parse(crate::session::plain_cookie(headers, COOKIE)?)
}

fn cookie(language: Language, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!(
        "{COOKIE}={}; Path=/; Max-Age={COOKIE_SECONDS}; SameSite=Lax; HttpOnly{secure}",
        language.code()
    );
    HeaderValue::from_str(&text).ok()
}

impl FromRequestParts<AppState> for LanguageOf {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Infallible> {
        let language = parts.extensions.get::<Language>().copied();
        Ok(Self(language.unwrap_or_default()))
    }
}

/// The language in which the page is to be rendered.
#[derive(Clone, Copy, Debug)]
pub struct LanguageOf(pub Language);
