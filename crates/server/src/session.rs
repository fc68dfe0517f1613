//! Who is signed in: sessions identified by a cookie, and the extractors that pages use.
mod form;
mod table;

pub use form::{CsrfForm, CsrfToken};
pub use table::{Ended, From, IDLE_MS, LONGEST_MS, Over, Session, Sessions};

use crate::account::AccountName;
use crate::{AppState, PageError, account, second_factor, share};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use domain::{AccountId, CommuneId, Millis, Role, Scope};
use store::{Rows, SecondFactor, Transaction};
use table::FoundSession;
use words::Language;

const COOKIE: &str = "tungnha_session";

/// Someone with an open session, and the language of the page.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub commune: CommuneId,
    pub account: AccountId,
    pub name: String,
    pub scope: Scope,
    pub language: Language,
    /// Goes into every form as the hidden field `csrf`.
    pub csrf: CsrfToken,
    /// The hash of the session's token.
    pub session: String,
}

/// A signed-in officer. Others are told that they may not see the page.
#[derive(Clone, Debug)]
pub struct Officer(pub SignedIn);

/// Someone who may read the commune's board: officers and the editorial board.
#[derive(Clone, Debug)]
pub struct BoardReader(pub SignedIn);

/// Someone of the province, who sees sums over communes but no personal data.
#[derive(Clone, Debug)]
pub struct ProvinceReader(pub SignedIn);

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        if let Some(known) = parts.extensions.get::<SignedIn>() {
            return Ok(known.clone());
        }
        let signed_out = || PageError::SignedOut {
            back_to: back_to(parts),
        };
        let token = token(state, &parts.headers).ok_or_else(signed_out)?;
        let now = state.clock.now();
        let needs_second = needs_second_factor(state, parts);
        let (sessions, asked) = (state.sessions.clone(), token.to_owned());
        let known = state.read(move |rows| {
            let known = Known::read(rows, &sessions, &asked, now, needs_second)?;
            Ok(known)
        });
        let known = known.await?.ok_or_else(signed_out)?;
        let session = state.sessions.keep_open(known.session, token, now);
        if known.lacks_second {
            return Err(PageError::SecondFactorNeeded);
        }
        let (account, scope) = (known.account, known.scope);
        let language = parts.extensions.get::<Language>().copied();
        let signed_in = SignedIn {
            commune: account.commune,
            account: account.id,
            name: account.name,
            scope,
            language: language.unwrap_or_default(),
            csrf: session.csrf,
            session: session.id,
        };
        parts.extensions.insert(signed_in.clone());
        share::is_known();
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

/// What is known of whoever has a token, all of one moment.
struct Known {
    session: FoundSession,
    account: store::Account,
    scope: Scope,
    /// A second factor is asked for, and there is none.
    lacks_second: bool,
}

impl Known {
    /// `None` where the session is over, or the account is.
    fn read(
        rows: &mut dyn Transaction,
        sessions: &Sessions,
        token: &str,
        now: Millis,
        needs_second: bool,
    ) -> Rows<Option<Self>> {
        let Some(session) = sessions.look(rows, token, now)? else {
            return Ok(None);
        };
        let name = AccountName {
            commune: session.session.commune.clone(),
            id: session.session.account.clone(),
        };
        let Some((account, scope)) = account::current(rows, &name, now.day())? else {
            return Ok(None);
        };
        let lacks_second = needs_second
            && second_factor::may_have(account.role)
            && SecondFactor::in_force(rows, &name.commune, &name.id)?.is_none();
        Ok(Some(Self {
            session,
            account,
            scope,
            lacks_second,
        }))
    }
}

/// Whether the commune requires a second factor that this account lacks. Then only the pages that
/// set it up are open.
fn needs_second_factor(state: &AppState, parts: &Parts) -> bool {
    let path = parts.uri.path();
    state.config.require_second_factor && path != "/ra" && !path.starts_with("/van-phong/tai-khoan")
}

/// Where to go after signing in: to the page asked for, or to the start if a form was sent.
fn back_to(parts: &Parts) -> String {
    if parts.method == axum::http::Method::GET {
        parts.uri.path().to_owned()
    } else {
        "/".to_owned()
    }
}

/// Browsers accept a cookie with this prefix only from this host and over HTTPS. It cannot be used
/// when the server speaks plain HTTP.
const HOST_ONLY: &str = "__Host-";

/// The cookie's name on this server.
fn name_of(state: &AppState, name: &str) -> String {
    let prefix = if state.config.secure_cookies {
        HOST_ONLY
    } else {
        ""
    };
    format!("{prefix}{name}")
}

/// The value of one of our cookies that grant access.
pub(crate) fn cookie<'a>(state: &AppState, headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    plain_cookie(headers, &name_of(state, name))
}

/// The value of any cookie.
pub(crate) fn plain_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The session's token, as the browser sent it.
pub(crate) fn token<'a>(state: &AppState, headers: &'a HeaderMap) -> Option<&'a str> {
    cookie(state, headers, COOKIE)
}

/// Whether the browser has an open session.
pub(crate) async fn is_open(state: &AppState, headers: &HeaderMap) -> bool {
    let Some(token) = token(state, headers).map(str::to_owned) else {
        return false;
    };
    let (sessions, now) = (state.sessions.clone(), state.clock.now());
    let looked = state.read(move |rows| Ok(sessions.look(rows, &token, now)?.is_some()));
    looked.await.unwrap_or(false)
}

/// Sets the session's cookie, until the browser is closed.
pub(crate) fn set_session(state: &AppState, token: &str) -> HeaderValue {
    set_cookie(state, COOKIE, token, None)
}

pub(crate) fn clear_session(state: &AppState) -> HeaderValue {
    set_cookie(state, COOKIE, "", Some(0))
}

/// Sets a cookie that scripts cannot read and other sites cannot send, for some seconds or until
/// the browser is closed.
pub(crate) fn set_cookie(
    state: &AppState,
    name: &str,
    value: &str,
    seconds: Option<i64>,
) -> HeaderValue {
    let name = name_of(state, name);
    let age = seconds.map_or_else(String::new, |it| format!("; Max-Age={it}"));
    let secure = if state.config.secure_cookies {
        "; Secure"
    } else {
        ""
    };
    let text = format!("{name}={value}; Path=/{age}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).expect("names and values are letters, digits, dots and hyphens")
}
