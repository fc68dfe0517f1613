//! Sealing values and wrapping the key that seals them, with XChaCha20-Poly1305.

use super::{Mixed, Purpose};
use crate::shelf::{Change, Table};
use base64::{Engine, prelude::BASE64_STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use std::fmt;

pub const NONCE_BYTES: usize = 24;

/// The key that seals everything on this phone.
#[derive(Clone)]
pub struct DataKey {
    bytes: [u8; 32],
    cipher: XChaCha20Poly1305,
}

impl DataKey {
    /// From 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self {
            bytes,
            cipher: XChaCha20Poly1305::new(&bytes.into()),
        }
    }

    /// Seals a value for one place; it opens in no other. `nonce` must be random and never used
    /// again.
    pub fn seal(&self, table: Table, key: &str, nonce: [u8; NONCE_BYTES], value: &[u8]) -> Vec<u8> {
        let place = place(table, key);
        let sealed = encrypt(&self.cipher, nonce, value, &place);
        [nonce.as_slice(), &sealed].concat()
    }

    /// Seals a text as the row with this key.
    pub fn seal_row(
        &self,
        table: Table,
        key: String,
        nonce: [u8; NONCE_BYTES],
        text: &str,
    ) -> Change {
        let value = self.seal(table, &key, nonce, text.as_bytes());
        Change::Put { table, key, value }
    }

    /// Opens what was sealed for this place; `None` if it was changed, moved, or sealed with
    /// another key.
    pub fn open(&self, table: Table, key: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES)?;
        decrypt(
            &self.cipher,
            nonce.try_into().ok()?,
            sealed,
            &place(table, key),
        )
    }

    /// Wraps this key, for the phone's own lock or for the server to keep.
    pub fn wrap(&self, purpose: Purpose, under: &Mixed, nonce: [u8; NONCE_BYTES]) -> Wrapped {
        let cipher = XChaCha20Poly1305::new(&under.0.into());
        let sealed = encrypt(&cipher, nonce, &self.bytes, purpose.label());
        Wrapped(BASE64_STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(secret)")
    }
}

/// The data key, wrapped: base64 of nonce and ciphertext.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wrapped(String);

impl Wrapped {
    pub fn unwrap(&self, purpose: Purpose, under: &Mixed) -> Option<DataKey> {
        let bytes = BASE64_STANDARD.decode(&self.0).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let cipher = XChaCha20Poly1305::new(&under.0.into());
        let key = decrypt(&cipher, nonce.try_into().ok()?, sealed, purpose.label())?;
        Some(DataKey::new(key.try_into().ok()?))
    }

    pub fn from_text(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn place(table: Table, key: &str) -> Vec<u8> {
    [table.name().as_bytes(), b"/", key.as_bytes()].concat()
}

fn encrypt(
    cipher: &XChaCha20Poly1305,
    nonce: [u8; NONCE_BYTES],
    msg: &[u8],
    aad: &[u8],
) -> Vec<u8> {
    cipher
        .encrypt(&XNonce::from(nonce), Payload { msg, aad })
        .expect("a value in memory is far below the cipher's limit of 256 GB")
}

fn decrypt(
    cipher: &XChaCha20Poly1305,
    nonce: [u8; NONCE_BYTES],
    msg: &[u8],
    aad: &[u8],
) -> Option<Vec<u8>> {
    cipher
        .decrypt(&XNonce::from(nonce), Payload { msg, aad })
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: [u8; NONCE_BYTES] = [7; NONCE_BYTES];

    #[test]
    fn a_sealed_value_opens_in_its_place_only() {
        let key = DataKey::new([1; 32]);
        let sealed = key.seal(Table::Record, "household:a", NONCE, b"B\xc3\xb9i");
        assert_eq!(
            key.open(Table::Record, "household:a", &sealed).unwrap(),
            b"B\xc3\xb9i"
        );
        assert_eq!(key.open(Table::Record, "household:b", &sealed), None);
        assert_eq!(key.open(Table::Draft, "household:a", &sealed), None);
        assert_eq!(
            DataKey::new([2; 32]).open(Table::Record, "household:a", &sealed),
            None
        );
    }

    #[test]
    fn a_changed_or_cut_value_does_not_open() {
        let key = DataKey::new([1; 32]);
        let mut sealed = key.seal(Table::Record, "a", NONCE, b"value");
        assert_eq!(key.open(Table::Record, "a", &sealed[..10]), None);
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        assert_eq!(key.open(Table::Record, "a", &sealed), None);
    }

    #[test]
    fn a_wrapping_opens_under_its_key_and_purpose_only() {
        let key = DataKey::new([1; 32]);
        let wrapped = key.wrap(Purpose::Recovery, &Mixed([3; 32]), NONCE);
        let again = wrapped.unwrap(Purpose::Recovery, &Mixed([3; 32])).unwrap();
        assert_eq!(again.bytes, key.bytes);
        assert!(wrapped.unwrap(Purpose::Recovery, &Mixed([4; 32])).is_none());
        assert!(wrapped.unwrap(Purpose::Pin, &Mixed([3; 32])).is_none());
        assert!(
            Wrapped::from_text("nonsense".into())
                .unwrap(Purpose::Pin, &Mixed([3; 32]))
                .is_none()
        );
    }
}
