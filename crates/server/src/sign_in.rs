//! Signing in at `/vao` and out at `/ra`.
mod code;
mod halfway;
mod place;

pub use halfway::Halfway;

use crate::LanguageOf;
use crate::account::{self, AccountName};
use crate::form::PublicForm;
use crate::limit::{Address, OF_ACCOUNT};
use crate::office::log::{Did, sign_ins};
use crate::page::render;
use crate::session::{self, CsrfForm};
use crate::{AppState, PageError, second_factor};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::CommuneId;
use place::Tries;
use serde::Deserialize;
use store::{Rows, Transaction};
use words::Language;

/// With how many accounts of the same name a password is tried, if several communes use the name.
const DOUBLES_LIMIT: usize = 4;

/// The page after signing in, if no other was asked for.
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
struct SignInQuery {
    tiep: Option<String>,
}

async fn show(Query(asked): Query<SignInQuery>, LanguageOf(lang): LanguageOf) -> Response {
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
    address: Address,
    headers: HeaderMap,
    PublicForm(given): PublicForm<Credentials>,
) -> Result<Response, PageError> {
    if !from_our_page(&headers) {
        return Err(PageError::FormExpired);
    }
    let name = given.name.trim().to_lowercase();
    let next = local_path(given.next.as_deref());
    let (typed, sent) = (name.clone(), headers.clone());
    let read = state.window(lang, move |window| {
        let known = account::named(window.rows, &typed)?;
        let place = place::of(window, &known, &sent, address)?;
        Ok((known, place, only_commune(window.rows)?))
    });
    let (known, place, only) = read.await?;
    let refused = |known: &[store::Account]| {
        for account in known {
            let (commune, id) = (&account.commune, Some(&account.id));
            sign_ins::refused(&state, commune, id, Did::RefusedPassword);
        }
        if let (true, Some(only)) = (known.is_empty(), &only) {
            sign_ins::refused(&state, only, None, Did::RefusedName);
        }
    };
    // Counted under the account's own name, however it was typed, so that each account has one
    // count.
    let counted = known.first().map_or(&name, |account| &account.login);
    let tries = match Tries::begin(&state, (counted, OF_ACCOUNT), (&place, address)) {
        Ok(tries) => tries,
        Err(too_many) => {
            refused(&known);
            return Err(too_many.into());
        }
    };
    let fitting = match fitting(&state, &known, given.password).await {
        Ok(fitting) => fitting,
        Err(busy) => {
            tries.were_none(&state);
            return Err(busy);
        }
    };
    let Some(account) = fitting else {
        // The visitor is refused already, so the result of this count does not matter.
        let _counted = state.limits.sign_in_by_address.count_from(address);
        refused(&known);
        let page = SignInPage {
            lang,
            next,
            name: &name,
            wrong: true,
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)).into_response());
    };
    tries.were_none(&state);
    let who = AccountName::of(&account);
    if second_factor::in_force(&state, &who).await? {
        return Ok(code::ask(&state, who, next));
    }
    sign_ins::keep(&state, &who, Did::SignedIn).await?;
    open_session(&state, (&headers, address), &account, next).await
}

/// Whose log takes what belongs to no account: on a server of several communes none does.
fn only_commune(rows: &mut dyn Transaction) -> Rows<Option<CommuneId>> {
    let mut all = rows.communes()?;
    Ok(all.pop().filter(|_| all.is_empty()))
}

/// The account that name and password fit. An unknown name takes as long as a wrong password. If
/// two communes use the same name, the password decides.
async fn fitting(
    state: &AppState,
    known: &[store::Account],
    password: String,
) -> Result<Option<store::Account>, PageError> {
    if known.is_empty() {
        state.passwords.check(password, None).await?;
        return Ok(None);
    }
    let mut fitting = Vec::new();
    for account in known.iter().take(DOUBLES_LIMIT) {
        let hash = account.password_hash.clone();
        if state.passwords.check(password.clone(), hash).await? {
            fitting.push(account.clone());
        }
    }
    let one = fitting.pop();
    Ok(one.filter(|_| fitting.is_empty()))
}

/// Opens a session with a new token and closes the browser's former session.
async fn open_session(
    state: &AppState,
    (headers, address): (&HeaderMap, Address),
    account: &store::Account,
    next: &str,
) -> Result<Response, PageError> {
    if let Some(old) = session::token(state, headers) {
        let closed = state.sessions.close(old).await;
        closed.map_err(PageError::internal)?;
    }
    let (who, from) = (
        AccountName::of(account),
        place::from(account, headers, address),
    );
    let now = state.clock.now();
    let token = state.sessions.open(who, from, now, &state.chance).await;
    let token = token.map_err(PageError::not_logged)?;
    let mut answer = Redirect::to(next).into_response();
    let cookies = [
        Some(session::set_session(state, &token)),
        place::cookie(state, account),
    ];
    for cookie in cookies.into_iter().flatten() {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

#[derive(Deserialize)]
struct Nothing {}

async fn sign_out(
    State(state): State<AppState>,
    headers: HeaderMap,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, PageError> {
    let closed = match session::token(&state, &headers) {
        Some(token) => state.sessions.close(token).await,
        None => Ok(None),
    };
    if let Some(who) = closed.map_err(PageError::internal)? {
        // Signing out always works. If it cannot be logged, that failure is logged where it
        // happens.
        let _kept = sign_ins::keep(&state, &who, Did::SignedOut).await;
    }
    let cookie = session::clear_session(&state);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

/// A path on this server; anything else leads to the office.
fn local_path(asked: Option<&str>) -> &str {
    asked
        .filter(|path| path.starts_with('/') && !path.starts_with("//") && path.len() <= 200)
        .filter(|path| {
            path.bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        })
        .unwrap_or(OFFICE)
}

/// Whether a form came from our own page. Before signing in there is no session token, so this
/// relies on what the browser says.
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
    fn sign_in_returns_only_to_paths_of_this_server() {
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
    fn a_form_from_another_site_is_recognised() {
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
