//! Starts the app in the browser; on any other machine there is nothing to start.
fn main() {
    #[cfg(target_arch = "wasm32")]
    phone::app::start();
}
