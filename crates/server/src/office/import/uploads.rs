//! Lists that are being worked on, as they are read: in memory, few, and not for long. The draft in
//! the database outlives them.
use axum::body::Bytes;
use domain::{CommuneId, EntryId, Millis};
use import::{Mapping, Plan, Problem};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most files kept at once. The oldest is dropped first.
pub const UPLOADS_LIMIT: usize = 8;
/// The most bytes of all files together, the last one not counted.
const BYTES_LIMIT: usize = 40 * 1024 * 1024;
/// How long a file stays here unused.
pub const UPLOAD_LIFE_MS: i64 = 60 * Millis::MINUTE;

#[derive(Clone, Debug)]
pub struct Upload {
    pub bytes: Bytes,
    pub commune: CommuneId,
    pub at: Millis,
    /// As it was read last, and with which corrections.
    pub read: Option<(Mapping, Result<Arc<Plan>, Problem>)>,
}

#[derive(Default)]
pub struct Uploads {
    kept: Mutex<BTreeMap<EntryId, Upload>>,
    /// Drafts that are being read or written just now.
    busy: Mutex<BTreeSet<EntryId>>,
}

impl fmt::Debug for Uploads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Uploads")
            .field(&lock(&self.kept).len())
            .finish()
    }
}

/// Says that a draft is being worked on, until it is dropped.
#[derive(Debug)]
pub struct Busy(Arc<Uploads>, EntryId);

impl Drop for Busy {
    fn drop(&mut self) {
        lock(&self.0.busy).remove(&self.1);
    }
}

impl Uploads {
    pub fn keep(&self, id: EntryId, upload: Upload) {
        let mut kept = lock(&self.kept);
        kept.retain(|_, it| upload.at.0 - it.at.0 < UPLOAD_LIFE_MS);
        kept.insert(id, upload);
        let weight = |kept: &BTreeMap<EntryId, Upload>| -> usize {
            kept.values().map(|it| it.bytes.len()).sum()
        };
        while kept.len() > UPLOADS_LIMIT || (kept.len() > 1 && weight(&kept) > BYTES_LIMIT) {
            let oldest = kept.iter().min_by_key(|(_, it)| it.at);
            let Some(oldest) = oldest.map(|(id, _)| *id) else {
                break;
            };
            kept.remove(&oldest);
        }
    }

    pub fn find(&self, commune: &CommuneId, id: EntryId, now: Millis) -> Option<Upload> {
        let kept = lock(&self.kept);
        let upload = kept.get(&id).filter(|it| it.commune == *commune)?;
        (now.0 - upload.at.0 < UPLOAD_LIFE_MS).then(|| upload.clone())
    }

    /// Keeps how a list was read.
    pub fn was_read(&self, id: EntryId, mapping: Mapping, plan: Result<Arc<Plan>, Problem>) {
        if let Some(upload) = lock(&self.kept).get_mut(&id) {
            upload.read = Some((mapping, plan));
        }
    }

    pub fn forget(&self, id: EntryId) {
        lock(&self.kept).remove(&id);
    }

    /// None while someone else works on it.
    pub fn work_on(self: &Arc<Self>, id: EntryId) -> Option<Busy> {
        let free = lock(&self.busy).insert(id);
        free.then(|| Busy(self.clone(), id))
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> EntryId {
        EntryId::made(Millis(1), [number; 10])
    }

    #[test]
    fn few_uploads_are_kept_and_not_for_long() {
        let (uploads, commune) = (Arc::new(Uploads::default()), CommuneId::new("xa").unwrap());
        for number in 0..=UPLOADS_LIMIT {
            let upload = Upload {
                bytes: Bytes::new(),
                commune: commune.clone(),
                at: Millis(i64::try_from(number).unwrap()),
                read: None,
            };
            uploads.keep(id(u8::try_from(number).unwrap()), upload);
        }
        assert!(uploads.find(&commune, id(0), Millis(9)).is_none());
        assert!(uploads.find(&commune, id(1), Millis(9)).is_some());
        let other = CommuneId::new("khac").unwrap();
        assert!(uploads.find(&other, id(1), Millis(9)).is_none());
        assert!(
            uploads
                .find(&commune, id(1), Millis(1 + UPLOAD_LIFE_MS))
                .is_none()
        );
        let busy = uploads.work_on(id(1));
        assert!(busy.is_some() && uploads.work_on(id(1)).is_none());
        drop(busy);
        assert!(uploads.work_on(id(1)).is_some());
    }
}
