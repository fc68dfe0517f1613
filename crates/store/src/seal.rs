//! Seals account numbers before they are written, so that a copy of the database does not reveal
//! them.
use crate::rows::{RecordRow, Rows};
use crate::{Store, StoreError};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::household::PaymentAccount;
use domain::{AccountNumber, CommuneId, Entry, EntryId, Kind, Personal, Record, RefusalCode};
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

pub const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// How a sealed number begins in a record's body.
const SEALED: &str = "\"number\":\"sealed.";

/// The key that seals account numbers. It is in a file outside the database.
#[derive(Clone)]
pub struct AccountKey {
    cipher: XChaCha20Poly1305,
    nonces: [u8; KEY_BYTES],
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountKey")
    }
}

impl AccountKey {
    pub fn new(key: [u8; KEY_BYTES]) -> Self {
        let derive = |purpose: &str| -> [u8; KEY_BYTES] {
            Sha256::new()
                .chain_update(key)
                .chain_update(purpose)
                .finalize()
                .into()
        };
        Self {
            cipher: XChaCha20Poly1305::new(&derive("seal account numbers").into()),
            nonces: derive("nonces of account numbers"),
        }
    }

    /// Reads a key file of 64 hexadecimal digits.
    pub fn read(path: &Path) -> Rows<Self> {
        let text = std::fs::read_to_string(path)?;
        let wrong = || {
            let why = format!("{}: not 64 hexadecimal digits", path.display());
            StoreError::File(std::io::Error::new(std::io::ErrorKind::InvalidData, why))
        };
        let digits: Vec<u8> = (text.trim().chars())
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()
            .ok_or_else(wrong)?;
        let bytes: Vec<u8> = (digits.chunks_exact(2))
            .map(|pair| pair[0] << 4 | pair[1])
            .collect();
        match <[u8; KEY_BYTES]>::try_from(bytes) {
            Ok(key) if digits.len() == KEY_BYTES * 2 => Ok(Self::new(key)),
            _ => Err(wrong()),
        }
    }

    /// Seals a number. The same number of the same entry gives the same seal, so that both engines
    /// store the same bytes. The nonce is made of everything that is sealed, so it is never used
    /// for anything else.
    fn seal(&self, commune: &CommuneId, entry: EntryId, digits: &str) -> Option<AccountNumber> {
        let bound = bound_to(commune, entry);
        let nonce = Sha256::new()
            .chain_update(self.nonces)
            .chain_update(bound.as_bytes())
            .chain_update(digits.as_bytes())
            .finalize();
        let nonce: [u8; NONCE_BYTES] = nonce[..NONCE_BYTES].try_into().ok()?;
        let payload = Payload {
            msg: digits.as_bytes(),
            aad: bound.as_bytes(),
        };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
        let text = BASE64_URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat());
        AccountNumber::from_sealed(&text)
    }

    /// Seals the whole text of an entry that cannot be read, because it may contain an account
    /// number.
    fn seal_text(&self, commune: &CommuneId, entry: EntryId, text: &str) -> Option<String> {
        let bound = bound_to(commune, entry);
        let nonce = Sha256::new()
            .chain_update(self.nonces)
            .chain_update(b"entry")
            .chain_update(bound.as_bytes())
            .chain_update(text.as_bytes())
            .finalize();
        let nonce: [u8; NONCE_BYTES] = nonce[..NONCE_BYTES].try_into().ok()?;
        let payload = Payload {
            msg: text.as_bytes(),
            aad: bound.as_bytes(),
        };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(BASE64_URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    fn open_text(&self, commune: &CommuneId, entry: EntryId, sealed: &str) -> Option<String> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
        let bound = bound_to(commune, entry);
        let payload = Payload {
            msg: sealed,
            aad: bound.as_bytes(),
        };
        let text = self.cipher.decrypt(&XNonce::from(nonce), payload).ok()?;
        String::from_utf8(text).ok()
    }

    /// `None` if another key, commune or entry sealed it.
    fn open(
        &self,
        commune: &CommuneId,
        entry: EntryId,
        number: &AccountNumber,
    ) -> Option<AccountNumber> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(number.sealed()?).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
        let bound = bound_to(commune, entry);
        let payload = Payload {
            msg: sealed,
            aad: bound.as_bytes(),
        };
        let digits = self.cipher.decrypt(&XNonce::from(nonce), payload).ok()?;
        AccountNumber::new(std::str::from_utf8(&digits).ok()?).ok()
    }
}

/// What a seal is bound to, so that it cannot be opened as that of another entry.
fn bound_to(commune: &CommuneId, entry: EntryId) -> String {
    format!("{commune}/{entry}/")
}

/// The key, once it is set; shared by all that write and read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seal(Arc<OnceLock<AccountKey>>);

impl Seal {
    /// Seals every account number in an entry. Without a key, such an entry may not be written.
    pub fn close(&self, entry: &mut Entry) -> Result<(), RefusalCode> {
        let (commune, id) = (&entry.commune, entry.id);
        let mut closed = Ok(());
        entry.operation.personal(&mut |_, value| {
            value.account_numbers(&mut |number| {
                if closed.is_ok() {
                    closed = self.close_number(commune, id, number);
                }
            });
        });
        closed
    }

    fn close_number(
        &self,
        commune: &CommuneId,
        id: EntryId,
        number: &mut Personal<AccountNumber>,
    ) -> Result<(), RefusalCode> {
        let Some(digits) = number.reveal().and_then(AccountNumber::digits) else {
            return Ok(());
        };
        let key = self.0.get().ok_or(RefusalCode::AccountKeyMissing)?;
        let sealed = key.seal(commune, id, digits);
        *number = Personal::new(sealed.ok_or(RefusalCode::AccountKeyMissing)?);
        Ok(())
    }

    /// Seals a whole text; `None` without a key.
    pub fn close_text(&self, commune: &CommuneId, entry: EntryId, text: &str) -> Option<String> {
        self.0.get()?.seal_text(commune, entry, text)
    }

    pub fn open_text(&self, commune: &CommuneId, entry: EntryId, sealed: &str) -> Option<String> {
        self.0.get()?.open_text(commune, entry, sealed)
    }

    fn number(&self, commune: &CommuneId, account: &PaymentAccount) -> Option<AccountNumber> {
        let number = account.number.reveal()?;
        match number.digits() {
            Some(_) => Some(number.clone()),
            None => self.0.get()?.open(commune, account.mark.entry, number),
        }
    }

    /// A record as phones get it: with the number opened, if this server has the key.
    pub fn opened(&self, commune: &CommuneId, mut row: RecordRow) -> Rows<RecordRow> {
        if row.key.kind() != Kind::Household || !row.body.contains(SEALED) {
            return Ok(row);
        }
        let Record::Household(mut household) = row.read()? else {
            return Ok(row);
        };
        if let Some(account) = household
            .trading
            .as_mut()
            .and_then(|it| it.account.as_mut())
            && let Some(number) = self.number(commune, account)
        {
            account.number = Personal::new(number);
            row.body = Record::Household(household).to_json();
        }
        Ok(row)
    }
}

impl Store {
    /// Sets the key, once. Without a key, no account number is accepted or opened.
    pub fn use_account_key(&self, key: AccountKey) {
        let _told_before = self.seal.0.set(key);
    }

    /// Whether account numbers can be recorded at all.
    pub fn has_account_key(&self) -> bool {
        self.seal.0.get().is_some()
    }

    /// The account number; `None` if it was erased or sealed with another key.
    pub fn account_number(
        &self,
        commune: &CommuneId,
        account: &PaymentAccount,
    ) -> Option<AccountNumber> {
        self.seal.number(commune, account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Millis;

    fn entry(random: u8) -> EntryId {
        EntryId::made(Millis(1), [random; 10])
    }

    #[test]
    fn a_seal_opens_only_with_its_key_at_its_place() {
        let commune = |text: &str| CommuneId::new(text).unwrap();
        let (key, other) = (AccountKey::new([1; 32]), AccountKey::new([2; 32]));
        let sealed = key.seal(&commune("a"), entry(1), "257678859").unwrap();
        assert!(!sealed.sealed().unwrap().contains("257678859"));
        assert_eq!(
            key.seal(&commune("a"), entry(1), "257678859").unwrap(),
            sealed
        );
        let opened = |key: &AccountKey, place: &str, id| key.open(&commune(place), id, &sealed);
        let number = AccountNumber::new("257678859").unwrap();
        assert_eq!(opened(&key, "a", entry(1)), Some(number));
        assert_eq!(opened(&key, "a", entry(2)), None);
        assert_eq!(opened(&key, "b", entry(1)), None);
        assert_eq!(opened(&other, "a", entry(1)), None);
        let short = AccountNumber::from_sealed("AAAA").unwrap();
        assert_eq!(key.open(&commune("a"), entry(1), &short), None);
    }

    #[test]
    fn a_key_file_holds_64_digits_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("account.key");
        for (text, good) in [
            (format!("{}\n", "0f".repeat(32)), true),
            ("0f".repeat(31), false),
            ("0f".repeat(33), false),
            (format!("{}0", "0f".repeat(32)), false),
            ("xy".repeat(32), false),
        ] {
            std::fs::write(&path, &text).unwrap();
            assert_eq!(AccountKey::read(&path).is_ok(), good, "{text}");
        }
    }
}
