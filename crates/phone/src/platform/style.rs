//! The style sheet of the screens in the offline pack.

use super::window;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Puts it on the page, once, by what `start.js` offers.
///
/// # Errors
/// What the browser threw: most often that the pack is not here yet and there is no network.
pub async fn fetch() -> Result<(), JsValue> {
    let fetch: Function = Reflect::get(&window(), &"tungnhaStyle".into())?.dyn_into()?;
    let fetching: Promise = fetch.call0(&JsValue::UNDEFINED)?.dyn_into()?;
    JsFuture::from(fetching).await.map(drop)
}
