//! Forms of people who did not sign in: small as a whole and bounded in each field, before anything
//! of them is looked at or kept.
use crate::{AppState, PageError};
use axum::body::to_bytes;
use axum::extract::{Form, FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

/// Largest form as a whole: a request for help of the longest kind takes a third of it.
pub const PUBLIC_FORM_LIMIT_BYTES: usize = 32 * 1024;
/// Fields of a form, and letters of the name of one.
const FIELDS_LIMIT: usize = 40;
const NAME_LIMIT_BYTES: usize = 40;
/// Letters of one field.
pub const PUBLIC_FIELD_LIMIT_CHARS: usize = 4_000;

/// Use it instead of `axum::Form` where nobody signed in.
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
            // The route's own limit, where it takes less.
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

/// Whether each field is within the limits; what kind of text belongs there is its type's to say.
///
/// # Errors
/// Too large, where one is not.
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
