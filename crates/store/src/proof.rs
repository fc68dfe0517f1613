//! Proofs, given to phones, of what was in the log.
//!
//! A phone that brings one back tells the truth, so data that were put back to an earlier state are
//! noticed at once. No phone can forge one.
use crate::rows::{DocumentRow, Rows, Transaction};
use crate::{KEY_BYTES, Store, StoreError};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::{CommuneId, EntryId, Seq};
use sha2::{Digest as _, Sha256};
use sync::{Epoch, Proof};

const KIND: &str = "proof-key";
const ID: &str = "key";
const NONCE_BYTES: usize = 24;
const MAC_BYTES: usize = 16;

/// A commune's key. It is in the database, so that it is put back together with it.
pub(crate) struct ProofKey(XChaCha20Poly1305);

impl ProofKey {
    pub fn document() -> (&'static str, String) {
        (KIND, ID.to_owned())
    }

    /// `None` if no key was made yet; then nothing can be proven.
    pub fn get(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Option<Self>> {
        let Some(row) = rows.document(commune, KIND, ID)? else {
            return Ok(None);
        };
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&row.body);
        let key: Option<[u8; KEY_BYTES]> = bytes.ok().and_then(|it| it.try_into().ok());
        let key = key.ok_or_else(|| StoreError::damaged("proof key", "not 32 bytes"))?;
        Ok(Some(Self(XChaCha20Poly1305::new(&key.into()))))
    }

    /// A proof of the last entry of a log, for the phone that is answered now.
    pub fn prove_last(
        &self,
        rows: &mut dyn Transaction,
        (commune, epoch, last): (&CommuneId, Epoch, Seq),
    ) -> Rows<Option<Proof>> {
        let before = Seq(last.0.saturating_sub(1));
        let newest = rows.entries(commune, before, 1)?.pop();
        Ok(newest.map(|row| Proof {
            last: row.entry.id,
            mac: self.mac(commune, epoch, row.entry.id),
        }))
    }

    pub fn proves(&self, commune: &CommuneId, epoch: Epoch, proof: &Proof) -> bool {
        // Compares hashes, so that the time of the comparison says nothing about the tag, and a
        // forger must guess it whole.
        Sha256::digest(&proof.mac) == Sha256::digest(self.mac(commune, epoch, proof.last))
    }

    /// The authentication tag. It covers only commune, epoch and entry; each combination has its
    /// own nonce.
    fn mac(&self, commune: &CommuneId, epoch: Epoch, entry: EntryId) -> String {
        let about = format!("{commune} {} {entry}", epoch.0);
        let mut nonce = [0; NONCE_BYTES];
        nonce.copy_from_slice(&Sha256::digest(&about)[..NONCE_BYTES]);
        let payload = Payload {
            msg: b"",
            aad: about.as_bytes(),
        };
        let tag = self.0.encrypt(&XNonce::from(nonce), payload);
        let tag = tag.expect("nothing is never too long to seal");
        let bytes = tag.iter().take(MAC_BYTES);
        bytes.map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Store {
    /// Makes a key for each commune that has none. `random` returns fresh bytes. Call this when the
    /// server starts, before phones are answered.
    pub fn make_proof_keys(&self, mut random: impl FnMut() -> [u8; KEY_BYTES]) -> Rows<()> {
        for commune in self.read(|rows| rows.communes())? {
            let row = DocumentRow {
                commune: commune.clone(),
                id: ID.to_owned(),
                key: String::new(),
                body: BASE64_URL_SAFE_NO_PAD.encode(random()),
            };
            let owner = commune.clone();
            let made = self.write_to(&owner, move |ledger| {
                let rows = ledger.transaction();
                match rows.document(&commune, KIND, ID)? {
                    Some(_) => Ok(()),
                    None => rows.put_document(KIND, &row),
                }
            });
            made.wait()?;
        }
        Ok(())
    }
}
