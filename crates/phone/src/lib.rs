//! The field app: Leptos on WebAssembly.
//!
//! What decides is plain Rust, tested on any machine; what needs a browser compiles for WebAssembly only.

pub mod shelf;
pub mod vault;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod platform;
