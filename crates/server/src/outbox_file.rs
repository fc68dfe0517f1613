//! Opens a phone's file of unsent work; [`sync::OutboxFile`] says how it is sealed.
use base64::{Engine, prelude::BASE64_STANDARD};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use domain::Millis;
use sha2::{Digest, Sha256};
use store::Device;
use sync::{Brought, OUTBOX_FILE_LABEL, OutboxFile};

const NONCE_BYTES: usize = 24;

/// The entries in the file, each read as far as possible, if this device made the file and nobody
/// has changed it.
pub fn open(file: &OutboxFile, device: &Device) -> Option<Vec<Brought>> {
    let sealed = BASE64_STANDARD.decode(&file.sealed).ok()?;
    let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES)?;
    let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
    let cipher = XChaCha20Poly1305::new(&key(&device.token_hash)?.into());
    let aad = file.device.as_str().as_bytes();
    let plain = cipher
        .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad })
        .ok()?;
    serde_json::from_slice(&plain).ok()
}

/// The time that the phone's clock would show now, from its last contact. So the days on which the
/// file was carried do not count as a wrong clock.
pub fn clock(device: &Device, now: Millis) -> Millis {
    Millis(now.0 - device.offset_ms.unwrap_or(0))
}

fn key(token_hash: &str) -> Option<[u8; 32]> {
    let mut stored = [0; 32];
    for (place, byte) in stored.iter_mut().enumerate() {
        *byte = u8::from_str_radix(token_hash.get(place * 2..place * 2 + 2)?, 16).ok()?;
    }
    let key = Sha256::new()
        .chain_update(OUTBOX_FILE_LABEL)
        .chain_update(stored);
    Some(key.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret;
    use domain::{AccountId, CommuneId, DeviceId};
    use store::DeviceState;

    fn device(token: &str) -> Device {
        Device {
            id: DeviceId::new("may-1").unwrap(),
            commune: CommuneId::new("nghi-son").unwrap(),
            account: AccountId::new("quy").unwrap(),
            token_hash: secret::hash(token),
            enrolled_at: Millis(0),
            state: DeviceState::Active,
            was_stolen: false,
            last_contact: None,
            offset_ms: Some(-1_000),
            app: String::new(),
            unsent: 0,
            wrapped_key: None,
            left: None,
        }
    }

    /// Seals a file as the phone does.
    fn sealed(token: &str, plain: &[u8]) -> OutboxFile {
        let stored = Sha256::digest(token.as_bytes());
        let key = Sha256::new()
            .chain_update(OUTBOX_FILE_LABEL)
            .chain_update(stored)
            .finalize();
        let nonce = [3; NONCE_BYTES];
        let payload = Payload {
            msg: plain,
            aad: b"may-1",
        };
        let key: [u8; 32] = key.into();
        let cipher = XChaCha20Poly1305::new(&key.into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).unwrap();
        OutboxFile {
            format: 1,
            commune: CommuneId::new("nghi-son").unwrap(),
            device: DeviceId::new("may-1").unwrap(),
            clock: Millis(0),
            steady_since: Millis(0),
            sealed: BASE64_STANDARD.encode([nonce.as_slice(), &sealed].concat()),
        }
    }

    #[test]
    fn only_the_files_of_the_device_open() {
        let file = sealed("token", b"[]");
        assert!(open(&file, &device("token")).is_some_and(|it| it.is_empty()));
        assert!(open(&file, &device("another")).is_none());
        let moved = OutboxFile {
            device: DeviceId::new("may-2").unwrap(),
            ..file
        };
        assert!(open(&moved, &device("token")).is_none());
    }

    #[test]
    fn an_entry_that_cannot_be_read_keeps_no_other_from_coming() {
        let entries = br#"[{"id": "01940000-0000-7000-8000-000000000001", "operation": {"MoonVisited": {}}}, 7]"#;
        let opened = open(&sealed("token", entries), &device("token")).unwrap();
        let ids: Vec<bool> = opened.iter().map(|it| it.id().is_some()).collect();
        assert_eq!(ids, [true, false]);
    }

    #[test]
    fn a_phone_that_is_ahead_stays_ahead() {
        assert_eq!(clock(&device("token"), Millis(5_000)), Millis(6_000));
    }
}
