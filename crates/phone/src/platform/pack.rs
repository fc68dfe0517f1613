//! Programs of the offline pack: fetched when first asked for, then called by name.

use super::window;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

#[derive(Clone, Debug)]
pub struct Program(JsValue);

impl Program {
    /// Fetches what `start.js` offers under this name.
    ///
    /// # Errors
    /// What the browser threw: most often that the pack is not here yet and there is no network.
    pub async fn fetch(name: &str) -> Result<Self, JsValue> {
        let fetch: Function = Reflect::get(&window(), &name.into())?.dyn_into()?;
        let fetching: Promise = fetch.call0(&JsValue::UNDEFINED)?.dyn_into()?;
        Ok(Self(JsFuture::from(fetching).await?))
    }

    /// # Errors
    /// What the program threw.
    pub fn call(&self, name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
        let function: Function = Reflect::get(&self.0, &name.into())?.dyn_into()?;
        let arguments: Array = arguments.iter().copied().collect();
        function.apply(&JsValue::UNDEFINED, &arguments)
    }
}
