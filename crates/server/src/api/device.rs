//! Which phone speaks: the token in `Authorization: Bearer …`.
use super::ApiProblem;
use crate::{AppState, secret};
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use store::Device;

/// A device that was enrolled here; whether it may go on, the store says.
#[derive(Debug)]
pub struct KnownDevice(pub Device);

impl FromRequestParts<AppState> for KnownDevice {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiProblem> {
        let header = parts.headers.get(header::AUTHORIZATION);
        let token = header
            .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
            .ok_or(ApiProblem::TokenUnknown)?;
        let hash = secret::hash(token.trim());
        let device = state.store.read(|rows| Device::by_token(rows, &hash));
        device?.map(Self).ok_or(ApiProblem::TokenUnknown)
    }
}
