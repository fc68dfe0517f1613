//! Starts the app in the browser. On any other target the program is empty.
fn main() {
    #[cfg(target_arch = "wasm32")]
    phone::app::start();
}
