//! Payloads of VietQR, the QR code of Vietnam's bank transfers: encode, and decode strictly.
//!
//! Sources: EMVCo Merchant-Presented Mode 1.1; NAPAS, format of VietQR codes for NAPAS247, version
//! 1.0 (09/2021). Section numbers in this crate refer to the latter.

mod checksum;
mod decode;
mod encode;
mod object;
mod payment;
mod problem;

pub use checksum::checksum;
pub use decode::decode;
pub use encode::{AMOUNT_LIMIT_DONG, encode};
pub use payment::{Initiation, Payment, Service};
pub use problem::{Path, Problem};

/// Most digits or letters of an account or card number.
pub const ACCOUNT_LIMIT: usize = 19;
/// Most characters of a purpose, a bill number and each other part of field 62.
pub const ADDITIONAL_LIMIT: usize = 25;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
