//! How much storage is left, and whether the browser promises to keep the data.

use super::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageEstimate;

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Room {
    pub used_bytes: f64,
    pub quota_bytes: f64,
}

/// Asks the browser never to clear the app's data by itself. Returns whether it promised.
pub async fn ask_to_persist() -> bool {
    let Ok(asking) = window().navigator().storage().persist() else {
        return false;
    };
    JsFuture::from(asking)
        .await
        .is_ok_and(|answer| answer.is_truthy())
}

pub async fn is_persisted() -> bool {
    let Ok(asking) = window().navigator().storage().persisted() else {
        return false;
    };
    JsFuture::from(asking)
        .await
        .is_ok_and(|answer| answer.is_truthy())
}

pub async fn room() -> Option<Room> {
    let estimate = JsFuture::from(window().navigator().storage().estimate().ok()?)
        .await
        .ok()?;
    let estimate: StorageEstimate = estimate.unchecked_into();
    Some(Room {
        used_bytes: estimate.get_usage()?,
        quota_bytes: estimate.get_quota()?,
    })
}
