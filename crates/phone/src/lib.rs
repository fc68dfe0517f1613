//! The field app: Leptos on WebAssembly.
//!
//! The logic is plain Rust and is tested on any machine. What needs a browser is compiled for
//! WebAssembly only.

pub mod answer;
pub mod aside;
pub mod book;
pub mod business;
pub mod device;
pub mod directive;
pub mod head;
pub mod newcomer;
pub mod outbox_file;
pub mod photo;
pub mod route;
pub mod shelf;
pub mod vault;
pub mod visit;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
mod component;
#[cfg(target_arch = "wasm32")]
mod part;
#[cfg(target_arch = "wasm32")]
pub mod platform;
#[cfg(target_arch = "wasm32")]
mod screen;
#[cfg(target_arch = "wasm32")]
mod session;
