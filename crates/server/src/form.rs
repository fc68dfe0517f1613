//! Forms of people who did not sign in. Their size and the length of each field are checked before
//! anything in them is read or stored.
use crate::{AppState, PageError};
use axum::body::to_bytes;
use axum::extract::{Form, FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

/// The largest form. The longest request for help takes a third of it.
pub const PUBLIC_FORM_LIMIT_BYTES: usize = 32 * 1024;
/// The most fields of a form, and the longest name of a field.
const FIELDS_LIMIT: usize = 40;
const NAME_LIMIT_BYTES: usize = 40;
/// The longest text of one field, in characters.
pub const PUBLIC_FIELD_LIMIT_CHARS: usize = 4_000;

/// Use this instead of `axum::Form` for people who did not sign in.
#[derive(Debug)]
pub struct PublicForm<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for PublicForm<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, PageError> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, PUBLIC_FORM_LIMIT_BYTES)
            .await
            .map_err(|_| PageError::TooLarge)?;
        let again = || Request::from_parts(parts.clone(), body.clone().into());
        let fields = Form::<Vec<(String, String)>>::from_request(again(), state).await;
        let Form(fields) = fields.map_err(|why| match why.status() {
            // The limit of the route itself, if it is lower.
            StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
            _ => PageError::FormNotUnderstood,
        })?;
        within(&fields, FIELDS_LIMIT, PUBLIC_FIELD_LIMIT_CHARS)?;
        let Form(form) = Form::<T>::from_request(again(), state)
            .await
            .map_err(|_| PageError::FormNotUnderstood)?;
        Ok(Self(form))
    }
}

/// Checks that each field is within the limits. What a text may contain is checked by its type.
///
/// # Errors
/// Too large, if a field is not within the limits.
pub fn within(
    fields: &[(String, String)],
    fields_limit: usize,
    limit_chars: usize,
) -> Result<(), PageError> {
    let fits = |(name, value): &(String, String)| {
        name.len() <= NAME_LIMIT_BYTES && value.chars().take(limit_chars + 1).count() <= limit_chars
    };
    match fields.len() <= fields_limit && fields.iter().all(fits) {
        true => Ok(()),
        false => Err(PageError::TooLarge),
    }
}
