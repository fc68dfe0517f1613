//! The vault: what is kept on the phone is sealed by a data key, which a PIN and the device open together.
//!
//! ```text
//! PIN --Argon2id--> stretched --HMAC with the device's key--> mixed --XChaCha20-Poly1305--> data key
//! ```
//!
//! The device's key is made by WebCrypto and cannot be exported, so that a copy of the store alone
//! cannot be tried against all PINs elsewhere. The server keeps a second wrapping of the data key
//! under another key mixed by the device: a forgotten PIN is mended with a new enrolment code, and
//! what the server keeps is useless without the device.

mod pin;
mod seal;

pub use pin::{Pin, PinLock, PinProblem};
pub use seal::{DataKey, NONCE_BYTES, Wrapped};

use std::fmt;

/// What the device's own key is used for; each use has its own label.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    Pin,
    Recovery,
}

impl Purpose {
    pub fn label(self) -> &'static [u8] {
        match self {
            Purpose::Pin => b"tungnha pin 1",
            Purpose::Recovery => b"tungnha recovery 1",
        }
    }
}

/// A key that opens a wrapping. The device's key makes it each time; it is never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Mixed(pub [u8; 32]);

impl fmt::Debug for Mixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mixed(secret)")
    }
}

/// The bytes that are mixed for `purpose`: its label, then the secret.
pub fn message(purpose: Purpose, secret: &[u8]) -> Vec<u8> {
    [purpose.label(), secret].concat()
}
