//! Identifies the phone by its token in `Authorization: Bearer …`.
use super::ApiProblem;
use crate::{AppState, secret, share};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use domain::{CommuneId, DeviceId};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::{Device, Store, StoreError};

/// The most tokens remembered, at about 200 bytes each. A province has 40,000 phones.
const KNOWN_LIMIT: usize = 100_000;

/// A device that was enrolled here. The store decides whether it may still be used.
#[derive(Debug)]
pub struct KnownDevice(pub Device);

/// Remembers which device a token hash belongs to, because looking it up over a network takes a
/// round trip. The device itself is read from the database each time.
#[derive(Debug, Default)]
pub struct Tokens(Mutex<HashMap<String, (CommuneId, DeviceId)>>);

impl Tokens {
    /// The device with this token, as it is in the database now.
    fn device(&self, store: &Store, hash: &str) -> Result<Option<Device>, StoreError> {
        let known = self.known(|known| known.get(hash).cloned());
        if let Some((commune, id)) = known {
            let device = store.read(|rows| Device::get(rows, &commune, &id))?;
            if let Some(device) = device.filter(|it| it.token_hash == hash) {
                return Ok(Some(device));
            }
        }
        let device = store.read(|rows| Device::by_token(rows, hash))?;
        if let Some(device) = &device {
            let place = (device.commune.clone(), device.id.clone());
            self.known(|known| {
                if known.len() >= KNOWN_LIMIT {
                    known.clear();
                }
                known.insert(hash.to_owned(), place);
            });
        }
        Ok(device)
    }

    fn known<T>(&self, ask: impl FnOnce(&mut HashMap<String, (CommuneId, DeviceId)>) -> T) -> T {
        ask(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl FromRequestParts<AppState> for KnownDevice {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiProblem> {
        let hash = token_hash(&parts.headers).ok_or(ApiProblem::TokenUnknown)?;
        let device = state.tokens.device(&state.store, &hash);
        let device = device?.ok_or(ApiProblem::TokenUnknown)?;
        share::is_known();
        Ok(Self(device))
    }
}

fn token_hash(headers: &HeaderMap) -> Option<String> {
    let token = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    Some(secret::hash(token.strip_prefix("Bearer ")?.trim()))
}

/// Whether the request comes from a phone that is enrolled here.
pub fn is_enrolled(state: &AppState, headers: &HeaderMap) -> bool {
    let hash = token_hash(headers);
    hash.is_some_and(|hash| matches!(state.tokens.device(&state.store, &hash), Ok(Some(_))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use sync::Epoch;

    #[tokio::test]
    async fn a_remembered_token_is_checked_against_the_device_again() {
        let store = Store::in_memory().unwrap();
        let commune = CommuneId::new("nghi-son").unwrap();
        let made = store.create_commune(commune.clone(), Epoch(1));
        made.done().await.unwrap();
        let put = async |token_hash: &str| {
            let device: Device =
                serde_json::from_value(json!({"id": "may-1", "commune": "nghi-son",
                "account": "quy", "token_hash": token_hash, "enrolled_at": 0, "state": "active"}))
                .unwrap();
            let written = store.write_to(&commune, move |it| device.put(it.transaction()));
            written.done().await.unwrap();
        };
        let tokens = Tokens::default();
        let is_known = |hash: &str| tokens.device(&store, hash).unwrap().is_some();
        assert!(!is_known("a"));
        put("a").await;
        assert!(is_known("a") && is_known("a"));
        put("b").await;
        assert!(!is_known("a") && is_known("b"));
    }
}
