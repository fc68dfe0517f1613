//! A household's business: its payment account, its QR code, its shops and what they sell.
//!
//! What decides is here; its screens are in the part of the program that is in the offline pack.

pub mod account;
pub mod bank;
pub mod code;
pub mod draft;
pub mod held;
mod lent;
pub mod sheet;
pub mod sticker;
pub mod title;

#[cfg(target_arch = "wasm32")]
pub mod desk;
#[cfg(target_arch = "wasm32")]
mod screen;

pub use lent::Lent;
