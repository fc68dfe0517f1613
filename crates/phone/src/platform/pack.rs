//! Files of the offline pack that are not code. `start.js` knows their names and fetches them.

use super::window;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Adds the style sheet of the later screens to the page, once.
///
/// # Errors
/// What the browser threw; mostly that the pack is not here yet and there is no network.
pub async fn fetch_style() -> Result<(), JsValue> {
    ask("tungnhaStyle").await.map(drop)
}

/// The teaching cards as JSON.
///
/// # Errors
/// As for [`fetch_style`].
pub async fn fetch_lessons() -> Result<String, JsValue> {
    let text = ask("tungnhaLessons").await?;
    text.as_string().ok_or(JsValue::UNDEFINED)
}

async fn ask(name: &str) -> Result<JsValue, JsValue> {
    let fetch: Function = Reflect::get(&window(), &name.into())?.dyn_into()?;
    let fetching: Promise = fetch.call0(&JsValue::UNDEFINED)?.dyn_into()?;
    JsFuture::from(fetching).await
}
