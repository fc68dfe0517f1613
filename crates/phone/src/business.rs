//! A household's business: its payment account, its QR code, its shops and what they sell.
//!
//! The logic is here. The screens are in a part of the program that the offline pack holds.

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
