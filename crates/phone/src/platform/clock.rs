//! The phone's clock, and waiting.

use super::window;
use domain::Millis;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The phone's clock.
pub fn now() -> Millis {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 are far below 2^53"
    )]
    Millis(js_sys::Date::now() as i64)
}

/// Milliseconds since the page was opened. Nobody can set this clock, so it reveals when the other
/// one jumps.
pub fn monotonic_ms() -> f64 {
    window()
        .performance()
        .map_or(0.0, |performance| performance.now())
}

/// Waits without blocking the page.
pub async fn wait_ms(duration_ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        // If the browser refuses a timer, there is no wait.
        if window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, duration_ms)
            .is_err()
        {
            drop(resolve.call0(&JsValue::UNDEFINED));
        }
    });
    drop(JsFuture::from(promise).await);
}
