//! Files between upload and confirmation: in memory only, few, and not for long.
use axum::body::Bytes;
use domain::{AccountId, CommuneId, Millis};
use import::Mapping;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most files kept at once. The oldest is dropped first.
pub const UPLOADS_LIMIT: usize = 8;
/// The most bytes of all files together, the last one not counted.
const BYTES_LIMIT: usize = 40 * 1024 * 1024;
/// How long a file waits to be confirmed.
pub const UPLOAD_LIFE_MS: i64 = 60 * Millis::MINUTE;

#[derive(Clone, Debug)]
pub struct Upload {
    pub name: String,
    pub bytes: Bytes,
    pub mapping: Mapping,
    pub commune: CommuneId,
    pub account: AccountId,
    pub at: Millis,
}

#[derive(Default)]
pub struct Uploads(Mutex<BTreeMap<String, Upload>>);

impl fmt::Debug for Uploads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Uploads").field(&self.lock().len()).finish()
    }
}

impl Uploads {
    pub fn keep(&self, id: String, upload: Upload) {
        let mut kept = self.lock();
        kept.retain(|_, it| upload.at.0 - it.at.0 < UPLOAD_LIFE_MS);
        kept.insert(id, upload);
        let weight = |kept: &BTreeMap<String, Upload>| -> usize {
            kept.values().map(|it| it.bytes.len()).sum()
        };
        while kept.len() > UPLOADS_LIMIT || (kept.len() > 1 && weight(&kept) > BYTES_LIMIT) {
            let oldest = kept.iter().min_by_key(|(_, it)| it.at);
            let Some(oldest) = oldest.map(|(id, _)| id.clone()) else {
                break;
            };
            kept.remove(&oldest);
        }
    }

    pub fn find(&self, id: &str, now: Millis) -> Option<Upload> {
        let kept = self.lock();
        let upload = kept.get(id)?;
        (now.0 - upload.at.0 < UPLOAD_LIFE_MS).then(|| upload.clone())
    }

    pub fn forget(&self, id: &str) {
        self.lock().remove(id);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Upload>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upload(at: i64) -> Upload {
        Upload {
            name: "hộ.xlsx".to_owned(),
            bytes: Bytes::new(),
            mapping: Mapping::default(),
            commune: CommuneId::new("xa").unwrap(),
            account: AccountId::new("can-bo").unwrap(),
            at: Millis(at),
        }
    }

    #[test]
    fn few_uploads_are_kept_and_not_for_long() {
        let uploads = Uploads::default();
        for number in 0..=UPLOADS_LIMIT {
            uploads.keep(number.to_string(), upload(i64::try_from(number).unwrap()));
        }
        assert!(uploads.find("0", Millis(9)).is_none());
        assert!(uploads.find("1", Millis(9)).is_some());
        assert!(uploads.find("1", Millis(1 + UPLOAD_LIFE_MS)).is_none());
    }
}
