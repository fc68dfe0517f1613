//! The field app: Leptos on WebAssembly.

#[cfg(target_arch = "wasm32")]
pub mod app;
