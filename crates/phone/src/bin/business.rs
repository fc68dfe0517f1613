//! The screens of a household's business; a program apart, in the offline pack.

#[cfg(target_arch = "wasm32")]
mod business {
    use phone::business::desk;
    use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
    use web_sys::HtmlElement;

    /// Draws a screen into `place`; `host` is what the app lends.
    #[wasm_bindgen]
    pub fn open(place: HtmlElement, host: JsValue, language: String, part: String) {
        desk::open(place, host, language, part);
    }

    /// Something was recorded or received.
    #[wasm_bindgen]
    pub fn refresh() {
        desk::refresh();
    }

    #[wasm_bindgen]
    pub fn close() {
        desk::close();
    }
}

fn main() {}
