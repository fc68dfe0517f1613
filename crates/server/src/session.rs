//! Who is signed in: sessions behind a cookie, and the extractors that pages ask for.
mod form;
mod table;

pub use form::{CsrfForm, CsrfToken};
pub use table::{Ended, IDLE_MS, LONGEST_MS, Over, SESSIONS_LIMIT, Session, Sessions};

use crate::account::AccountName;
use crate::{AppState, PageError, account, second_factor};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use domain::{AccountId, CommuneId, Role, Scope};
use words::Language;

const COOKIE: &str = "tungnha_session";

/// Someone with an open session, in the language of the page.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub commune: CommuneId,
    pub account: AccountId,
    pub name: String,
    pub scope: Scope,
    pub language: Language,
    /// Goes into every form as the hidden field `csrf`.
    pub csrf: CsrfToken,
}

/// A signed-in officer; anyone else is told that they may not.
#[derive(Clone, Debug)]
pub struct Officer(pub SignedIn);

/// Someone who may read the commune's board: officers and the editorial board.
#[derive(Clone, Debug)]
pub struct BoardReader(pub SignedIn);

/// Someone of the province, who sees sums over communes and nobody's data.
#[derive(Clone, Debug)]
pub struct ProvinceReader(pub SignedIn);

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        if let Some(known) = parts.extensions.get::<SignedIn>() {
            return Ok(known.clone());
        }
        let session = token(&parts.headers)
            .and_then(|token| state.sessions.find(token, state.clock.now()))
            .ok_or_else(|| PageError::SignedOut {
                back_to: back_to(parts),
            })?;
        let language = parts.extensions.get::<Language>().copied();
        let found = account::current(state, &session.account).map_err(PageError::internal)?;
        let (account, scope) = found.ok_or_else(|| PageError::SignedOut {
            back_to: back_to(parts),
        })?;
        if second_factor_missing(state, &account, parts)? {
            return Err(PageError::SecondFactorNeeded);
        }
        let signed_in = SignedIn {
            commune: account.commune,
            account: account.id,
            name: account.name,
            scope,
            language: language.unwrap_or_default(),
            csrf: session.csrf,
        };
        parts.extensions.insert(signed_in.clone());
        Ok(signed_in)
    }
}

impl FromRequestParts<AppState> for Officer {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        let signed_in = SignedIn::from_request_parts(parts, state).await?;
        match signed_in.scope.role {
            Role::Officer => Ok(Self(signed_in)),
            _ => Err(PageError::NotAllowed),
        }
    }
}

impl FromRequestParts<AppState> for BoardReader {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        let signed_in = SignedIn::from_request_parts(parts, state).await?;
        match signed_in.scope.role {
            Role::Officer | Role::Editor => Ok(Self(signed_in)),
            _ => Err(PageError::NotAllowed),
        }
    }
}

impl FromRequestParts<AppState> for ProvinceReader {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        let signed_in = SignedIn::from_request_parts(parts, state).await?;
        match signed_in.scope.role {
            Role::Province => Ok(Self(signed_in)),
            _ => Err(PageError::NotAllowed),
        }
    }
}

/// Where the commune asks for a second factor, all but the pages that set it up wait for it.
fn second_factor_missing(
    state: &AppState,
    account: &store::Account,
    parts: &Parts,
) -> Result<bool, PageError> {
    let path = parts.uri.path();
    let waits = state.config.require_second_factor && second_factor::may_have(account.role);
    if !waits || path == "/ra" || path.starts_with("/van-phong/tai-khoan") {
        return Ok(false);
    }
    let name = AccountName {
        commune: account.commune.clone(),
        id: account.id.clone(),
    };
    let known = second_factor::in_force(state, &name).map_err(PageError::internal)?;
    Ok(!known)
}

/// After signing in one comes back to the page that was asked for; after a form, to its start.
fn back_to(parts: &Parts) -> String {
    if parts.method == axum::http::Method::GET {
        parts.uri.path().to_owned()
    } else {
        "/".to_owned()
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The session's token, as the browser sent it.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, COOKIE)
}

/// Sets the session's cookie, for this browser's run only.
pub(crate) fn set_cookie(token: &str, secure: bool) -> HeaderValue {
    cookie_header(
        &format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict"),
        secure,
    )
}

pub(crate) fn clear_cookie(secure: bool) -> HeaderValue {
    cookie_header(
        &format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"),
        secure,
    )
}

pub(crate) fn cookie_header(text: &str, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{text}{secure}")).expect("tokens are base64 of the URL kind")
}
