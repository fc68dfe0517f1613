//! The field app: Leptos on WebAssembly.
