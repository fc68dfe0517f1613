//! Hands a text to another app of the phone, or to the clipboard where the browser cannot.

use super::{name_of, window};
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What became of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Handed {
    /// The phone's own list of apps was shown, whatever was chosen there.
    Shared,
    Copied,
    Nowhere,
}

/// Must be called from a touch, or the browser refuses.
pub async fn share(title: &str, text: &str) -> Handed {
    if let Ok(asking) = asked(title, text) {
        let refused = JsFuture::from(asking).await.err();
        // Someone looked at the list and went back.
        if refused.is_none_or(|why| name_of(&why) == "AbortError") {
            return Handed::Shared;
        }
    }
    let Ok(copying) = copied(text) else {
        return Handed::Nowhere;
    };
    match JsFuture::from(copying).await {
        Ok(_) => Handed::Copied,
        Err(_) => Handed::Nowhere,
    }
}

fn asked(title: &str, text: &str) -> Result<Promise, JsValue> {
    let what = Object::new();
    Reflect::set(&what, &"title".into(), &title.into())?;
    Reflect::set(&what, &"text".into(), &text.into())?;
    let navigator = window().navigator();
    let share: Function = Reflect::get(&navigator, &"share".into())?.dyn_into()?;
    share.call1(&navigator, &what)?.dyn_into()
}

fn copied(text: &str) -> Result<Promise, JsValue> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into())?;
    let write: Function = Reflect::get(&clipboard, &"writeText".into())?.dyn_into()?;
    write.call1(&clipboard, &text.into())?.dyn_into()
}

/// The address at which this server shows a public page.
pub fn public(path: &str) -> String {
    let origin = window().location().origin().unwrap_or_default();
    format!("{origin}{path}")
}
