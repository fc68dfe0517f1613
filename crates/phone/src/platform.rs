//! What the browser provides: storage, keys, time, randomness, the network, other tabs.

pub mod camera;
pub mod chance;
pub mod channel;
pub mod clock;
pub mod device_key;
pub mod file;
pub mod indexed;
pub mod network;
pub mod pack;
pub mod picture;
pub mod place;
pub mod qr;
pub mod share;
pub mod storage;
pub mod turn;
pub mod worker;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::Window;

/// The page's window. The app runs only in a page, so there always is one.
pub fn window() -> Window {
    web_sys::window().expect("the app is started by a page")
}

/// The name of the error that a browser call threw, such as `QuotaExceededError`.
pub fn name_of(problem: &JsValue) -> String {
    problem
        .dyn_ref::<web_sys::DomException>()
        .map(web_sys::DomException::name)
        .or_else(|| {
            problem
                .dyn_ref::<js_sys::Error>()
                .map(|error| String::from(error.name()))
        })
        .unwrap_or_else(|| "unknown".to_owned())
}
