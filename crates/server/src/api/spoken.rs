//! Reads a phone's request and finds out which of the two is too old when they speak different versions.
use super::ApiProblem;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sync::PROTOCOL;

/// A JSON body with a field `protocol`. When the body cannot be read, the protocol decides the answer:
/// nothing else of a newer request may be readable here.
#[derive(Debug)]
pub struct Spoken<T>(pub T);

#[derive(Deserialize)]
struct Version {
    protocol: u64,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Spoken<T> {
    type Rejection = ApiProblem;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiProblem> {
        let is_json = is_json(request.headers());
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|why: BytesRejection| ApiProblem::from(why))?;
        if !is_json {
            return Err(ApiProblem::JsonNotUnderstood);
        }
        match Json::<T>::from_bytes(&body) {
            Ok(Json(said)) => Ok(Self(said)),
            Err(why) => match serde_json::from_slice::<Version>(&body) {
                Ok(version) if version.protocol != u64::from(PROTOCOL) => {
                    Err(too(version.protocol))
                }
                _ => Err(why.into()),
            },
        }
    }
}

/// Checks that this server speaks the version of a request.
///
/// # Errors
/// Says which of the two is too old.
pub fn is_common(protocol: u16) -> Result<(), ApiProblem> {
    match protocol {
        1..=PROTOCOL => Ok(()),
        other => Err(too(other.into())),
    }
}

fn too(protocol: u64) -> ApiProblem {
    match protocol {
        0 => ApiProblem::AppTooOld,
        _ => ApiProblem::AppTooNew,
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|it| it.to_str().ok()).unwrap_or_default();
    kind.trim_start().starts_with("application/json")
}
