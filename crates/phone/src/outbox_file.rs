//! The file with unsent work that people carry to the office; its format is [`sync::OutboxFile`].

use base64::{Engine, prelude::BASE64_STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use domain::Millis;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sync::{Identity, OUTBOX_FILE_LABEL, OutboxFile};

/// The file's JSON. `clocks` holds the phone's time now, and the time since which its clock has run
/// without a jump.
pub fn make(
    identity: &Identity,
    token: &str,
    entries: &[impl Serialize],
    clocks: (Millis, Millis),
    nonce: [u8; 24],
) -> String {
    let plain = serde_json::to_vec(entries).expect("plain data");
    let device = identity.device.as_str().as_bytes();
    let sealed = XChaCha20Poly1305::new(&key(token).into())
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: &plain,
                aad: device,
            },
        )
        .expect("an outbox in memory is far below the cipher's limit");
    let file = OutboxFile {
        format: 1,
        commune: identity.commune.clone(),
        device: identity.device.clone(),
        clock: clocks.0,
        steady_since: clocks.1,
        sealed: BASE64_STANDARD.encode([nonce.as_slice(), &sealed].concat()),
    };
    serde_json::to_string(&file).expect("plain data")
}

fn key(token: &str) -> [u8; 32] {
    let stored = Sha256::digest(token.as_bytes());
    Sha256::new()
        .chain_update(OUTBOX_FILE_LABEL)
        .chain_update(stored)
        .finalize()
        .into()
}
