//! Signing in at `/vao` and out at `/ra`.
mod code;

use crate::LanguageOf;
use crate::account::{self, AccountName};
use crate::limit::Address;
use crate::office::log::{Did, sign_ins};
use crate::page::render;
use crate::session::{self, CsrfForm};
use crate::{AppState, PageError, second_factor};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use words::Language;

/// Where one lands without having asked for a page.
pub const OFFICE: &str = "/van-phong";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/vao", get(show).post(sign_in))
        .route("/vao/ma", get(code::show).post(code::check))
        .route("/ra", post(sign_out))
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    lang: Language,
    next: &'a str,
    name: &'a str,
    wrong: bool,
}

#[derive(Deserialize)]
struct Asked {
    tiep: Option<String>,
}

async fn show(Query(asked): Query<Asked>, LanguageOf(lang): LanguageOf) -> Response {
    render(&SignInPage {
        lang,
        next: local_path(asked.tiep.as_deref()),
        name: "",
        wrong: false,
    })
}

#[derive(Deserialize)]
struct Credentials {
    name: String,
    password: String,
    next: Option<String>,
}

async fn sign_in(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    Address(address): Address,
    headers: HeaderMap,
    Form(given): Form<Credentials>,
) -> Result<Response, PageError> {
    if !from_our_page(&headers) {
        return Err(PageError::FormExpired);
    }
    let name = given.name.trim().to_lowercase();
    let next = local_path(given.next.as_deref());
    state
        .limits
        .sign_in_by_address
        .count(&address.to_string())?;
    let known = account::named(&state, &name).map_err(PageError::internal)?;
    let whose = known.as_ref().map(AccountName::of);
    let refused = || match &whose {
        Some(who) => sign_ins::refused(&state, Some(who), Did::RefusedPassword),
        None => sign_ins::refused(&state, None, Did::RefusedName),
    };
    if let Err(too_many) = state.limits.sign_in_by_account.count(&name) {
        refused();
        return Err(too_many.into());
    }
    match check(&state, known, given.password).await? {
        None => {
            refused();
            let page = SignInPage {
                lang,
                next,
                name: &name,
                wrong: true,
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)).into_response())
        }
        Some(account)
            if second_factor::in_force(&state, &account).map_err(PageError::internal)? =>
        {
            Ok(code::ask(&state, account, next))
        }
        Some(account) => {
            sign_ins::keep(&state, &account, Did::SignedIn).await?;
            Ok(open_session(&state, &headers, account, next))
        }
    }
}

/// The account, if name and password fit; an unknown name takes as long as a wrong password.
async fn check(
    state: &AppState,
    known: Option<store::Account>,
    password: String,
) -> Result<Option<AccountName>, PageError> {
    let hash = known
        .as_ref()
        .and_then(|account| account.password_hash.clone());
    let right = state.passwords.check(password, hash).await;
    let right = right.map_err(|_| PageError::Busy)?;
    let known = known.filter(|_| right);
    Ok(known.as_ref().map(AccountName::of))
}

/// A new token at each sign-in: one that was there before is closed.
fn open_session(
    state: &AppState,
    headers: &HeaderMap,
    account: AccountName,
    next: &str,
) -> Response {
    if let Some(old) = session::token(headers) {
        state.sessions.close(old);
    }
    let token = state
        .sessions
        .open(account, state.clock.now(), &state.chance);
    let cookie = session::set_cookie(&token, state.config.secure_cookies);
    ([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response()
}

#[derive(Deserialize)]
struct Nothing {}

async fn sign_out(
    State(state): State<AppState>,
    headers: HeaderMap,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, PageError> {
    let closed = session::token(&headers).and_then(|token| state.sessions.close(token));
    if let Some(who) = closed {
        // Whoever goes is gone, also where the log has no room: that is logged where it fails.
        let _kept = sign_ins::keep(&state, &who, Did::SignedOut).await;
    }
    let cookie = session::clear_cookie(state.config.secure_cookies);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

/// Only a path on this server; anything else leads to the office.
fn local_path(asked: Option<&str>) -> &str {
    asked
        .filter(|path| path.starts_with('/') && !path.starts_with("//") && path.len() <= 200)
        .filter(|path| {
            path.bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        })
        .unwrap_or(OFFICE)
}

/// Before there is a session to hold a token, the browser itself says where a form came from.
pub(crate) fn from_our_page(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
    if let Some(site) = text("sec-fetch-site") {
        return site == b"same-origin" || site == b"none";
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => {
            origin.strip_prefix(b"https://") == Some(host)
                || origin.strip_prefix(b"http://") == Some(host)
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_server_are_gone_back_to() {
        for path in [
            "//evil.example",
            "https://evil.example",
            "/\\evil",
            "",
            "/a b",
        ] {
            assert_eq!(local_path(Some(path)), OFFICE, "{path}");
        }
        assert_eq!(local_path(Some("/van-phong/ho")), "/van-phong/ho");
    }

    #[test]
    fn a_form_from_another_site_is_seen() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            let pairs = pairs.iter().map(|(name, value)| {
                let name = axum::http::HeaderName::from_static(name);
                (name, HeaderValue::from_static(value))
            });
            pairs.collect::<HeaderMap>()
        };
        let host = ("host", "xa.example");
        assert!(!from_our_page(&headers(&[
            host,
            ("sec-fetch-site", "cross-site")
        ])));
        assert!(!from_our_page(&headers(&[
            host,
            ("origin", "https://evil.example")
        ])));
        assert!(!from_our_page(&headers(&[host, ("origin", "null")])));
        assert!(from_our_page(&headers(&[
            host,
            ("origin", "https://xa.example")
        ])));
        assert!(from_our_page(&headers(&[host])));
    }
}
