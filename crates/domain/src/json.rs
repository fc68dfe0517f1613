//! Reading JSON: `serde_json`, and on the phone a reader a quarter of its size.
//!
//! The phone reads what its own server and its own shelf wrote: no fractions, no positions in
//! errors. What it is told is checked just as strictly.

#[cfg(any(test, target_arch = "wasm32"))]
mod scan;
#[cfg(any(test, target_arch = "wasm32"))]
mod small;
#[cfg(test)]
mod tests;

#[cfg(not(target_arch = "wasm32"))]
pub use serde_json::{Error as JsonProblem, from_str};

#[cfg(target_arch = "wasm32")]
pub use small::{JsonProblem, from_str};
