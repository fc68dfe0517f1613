//! Which phone speaks: the token in `Authorization: Bearer …`.
use super::ApiProblem;
use crate::{AppState, secret, share};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use domain::{CommuneId, DeviceId};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::{Device, Store, StoreError};

/// A province has 40,000; some 200 bytes each.
const KNOWN_LIMIT: usize = 100_000;

/// A device that was enrolled here; whether it may go on, the store says.
#[derive(Debug)]
pub struct KnownDevice(pub Device);

/// Whose token a hash is, as found before: over a network looking it up is a turn of its own.
/// Only a way to the device, which says itself whose it is.
#[derive(Debug, Default)]
pub struct Tokens(Mutex<HashMap<String, (CommuneId, DeviceId)>>);

impl Tokens {
    /// The device with this token, as the database has it now.
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

/// Whether a phone that is enrolled here asks.
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
    async fn a_token_found_before_is_asked_of_the_device_again() {
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
