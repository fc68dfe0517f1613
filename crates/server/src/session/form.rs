//! Forms that only our own pages can send: each carries a token of the session in a hidden field.
use super::SignedIn;
use crate::{AppState, PageError, form};
use axum::body::{Bytes, to_bytes};
use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::is_hidden;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

/// The largest form without files.
pub const FORM_LIMIT_BYTES: usize = 256 * 1024;
/// The most fields. The longest form lists a village's households to share out.
const FIELDS_LIMIT: usize = 4_000;
/// The longest field in characters: the text of a bulletin.
const FIELD_LIMIT_CHARS: usize = 20_000;
/// The hidden field that carries the token.
pub const FIELD: &str = "csrf";

/// The token of a session that its forms carry.
#[derive(Clone, PartialEq, Eq)]
pub struct CsrfToken(String);

impl CsrfToken {
    /// Derived from the session's own token, which nobody else has, so that it need not be stored.
    pub fn of(token: &str) -> Self {
        let digest = Sha256::digest(format!("form of {token}"));
        Self(BASE64_URL_SAFE_NO_PAD.encode(digest))
    }

    /// Compares in constant time. For forms with files, which are read part by part.
    pub fn check(&self, sent: &str) -> Result<(), PageError> {
        if bool::from(self.0.as_bytes().ct_eq(sent.as_bytes())) {
            Ok(())
        } else {
            Err(PageError::FormExpired)
        }
    }
}

/// For the hidden field of a form.
impl fmt::Display for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfToken(secret)")
    }
}

/// A form of a signed-in person, with a valid token. Use it instead of `axum::Form`.
///
/// Use `T = Vec<(String, String)>` for fields that may come several times.
#[derive(Debug)]
pub struct CsrfForm<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for CsrfForm<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let signed_in = SignedIn::from_request_parts(&mut parts, state).await?;
        let body = to_bytes(body, FORM_LIMIT_BYTES)
            .await
            .map_err(|_| PageError::TooLarge)?;
        let again = |body: &Bytes| Request::from_parts(parts.clone(), body.clone().into());
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(again(&body), state)
            .await
            .map_err(|_| PageError::FormNotUnderstood)?;
        form::within(&fields, FIELDS_LIMIT, FIELD_LIMIT_CHARS)?;
        let sent = fields.iter().find(|(name, _)| name == FIELD);
        signed_in.csrf.check(sent.map_or("", |(_, value)| value))?;
        if fields.iter().any(|(_, value)| value.contains(is_hidden)) {
            return Err(PageError::TextNotPlain);
        }
        let Form(form) = Form::<T>::from_request(again(&body), state)
            .await
            .map_err(|_| PageError::FormNotUnderstood)?;
        Ok(Self(form))
    }
}
