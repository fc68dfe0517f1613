//! Forms that only our own pages can send: each carries the session's token in a hidden field.
use super::SignedIn;
use crate::clock::Chance;
use crate::{AppState, PageError};
use axum::body::{Bytes, to_bytes};
use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::is_hidden;
use serde::de::DeserializeOwned;
use std::fmt;
use subtle::ConstantTimeEq;

/// Largest form without files.
pub const FORM_LIMIT_BYTES: usize = 256 * 1024;
/// The hidden field that carries the token.
pub const FIELD: &str = "csrf";

/// A session's synchroniser token.
#[derive(Clone, PartialEq, Eq)]
pub struct CsrfToken(String);

impl CsrfToken {
    pub fn new(chance: &Chance) -> Self {
        Self(BASE64_URL_SAFE_NO_PAD.encode(chance.bytes::<24>()))
    }

    /// Compares in constant time; for forms with files, which are read part by part.
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

/// A form of a signed-in person whose token was right; use it instead of `axum::Form`.
///
/// A field that may come several times is read with `T = Vec<(String, String)>`.
#[derive(Debug)]
pub struct CsrfForm<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for CsrfForm<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let signed_in = SignedIn::from_request_parts(&mut parts, state).await?;
        let body = to_bytes(body, FORM_LIMIT_BYTES)
            .await
            .map_err(|_| PageError::FormNotUnderstood)?;
        let again = |body: &Bytes| Request::from_parts(parts.clone(), body.clone().into());
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(again(&body), state)
            .await
            .map_err(|_| PageError::FormNotUnderstood)?;
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
