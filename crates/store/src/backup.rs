//! Backups from inside while others write, and coming back from one.
use crate::engine::Engine;
use crate::ledger::Incoming;
use crate::photos::Photos;
use crate::rows::{Rows, Transaction};
use crate::sqlite::Sqlite;
use crate::store::{FILE, PHOTOS};
use crate::{Erased, Erasure, HelpErasure, Mismatch, Pending, Store, StoreError};
use domain::{
    CommuneId, HelpErased, Kind, Millis, Operation, PhotoId, Record, RecordKey, ResidentErased, Seq,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use sync::Epoch;

/// What coming back from a backup did.
#[derive(Debug)]
pub struct Restored {
    pub communes: Vec<CommuneId>,
    /// Erasures from after the backup that were carried out again.
    pub erased_again: usize,
}

impl Store {
    /// Writes a backup, verifies it, and tells the phones up to where it is safe.
    ///
    /// # Errors
    /// When the file is there already, or the copy does not verify.
    pub fn backup(&self, file: &Path) -> Rows<Vec<Mismatch>> {
        if file.exists() {
            return Err(StoreError::damaged(
                "backup",
                "the file is there already; give another name",
            ));
        }
        let (mismatches, safe) = match &*self.engine {
            Engine::Sqlite(it) => {
                it.copy_to(file)?;
                // Phones forget what is safe: it must be on disk before they are told.
                std::fs::File::open(file)?.sync_all()?;
                Store::inline(Sqlite::open(file)?).read(verify_all)?
            }
            Engine::Postgres(it) => it.dump(file, verify_all)?,
        };
        if mismatches.is_empty() {
            self.copy_photos(&photos_beside(file))?;
            for (commune, seq) in safe {
                self.mark_safe(commune, seq).wait()?;
            }
        }
        Ok(mismatches)
    }

    /// One folder of photos stands beside all backups: a photo never changes, so only what is new
    /// is copied. What this store dropped goes: no backup that is kept by the day names it.
    fn copy_photos(&self, folder: &Path) -> Rows<()> {
        let mut known: BTreeMap<CommuneId, BTreeSet<PhotoId>> = BTreeMap::new();
        self.read(|rows| {
            for commune in rows.communes()? {
                let all = rows.attachments(&commune, None)?;
                known.insert(commune, all.into_iter().map(|it| it.id).collect());
            }
            Ok(())
        })?;
        if known.values().all(BTreeSet::is_empty) && !folder.is_dir() {
            return Ok(());
        }
        let beside = Photos::in_folder(folder)?;
        self.photos().copy_missing(&beside)?;
        let kept = |commune: &CommuneId, photo: &PhotoId| {
            known.get(commune).is_none_or(|all| all.contains(photo))
        };
        beside.retain(kept)
    }

    /// After coming back from a backup: the photos that stand beside it and are not here.
    pub fn bring_photos_back(&self, backup: &Path) -> Rows<usize> {
        let folder = photos_beside(backup);
        match folder.is_dir() {
            true => Photos::in_folder(&folder)?.copy_missing(self.photos()),
            false => Ok(0),
        }
    }

    /// A copy of everything as it is now, in memory: a backup for tests and the simulation.
    pub fn copy_in_memory(&self) -> Rows<Store> {
        match &*self.engine {
            Engine::Sqlite(it) => Ok(Store::inline(it.copy_in_memory()?)),
            Engine::Postgres(_) => {
                let copy = Store::in_memory()?;
                crate::move_all(self, &copy)?;
                Ok(copy)
            }
        }
    }

    /// Says that the database was restored: phones send their journals again.
    pub fn renew_epoch(&self, commune: CommuneId, epoch: Epoch) -> Pending<()> {
        let owner = commune.clone();
        self.write_to(&owner, move |ledger| {
            ledger.row(&commune)?.epoch = epoch;
            Ok(())
        })
    }

    /// Carries out erasures that this database does not know of; gives how many.
    pub fn erase_again(
        &self,
        erasures: Vec<Erased>,
        now: Millis,
        mut random: impl FnMut() -> u64,
    ) -> Rows<usize> {
        let mut count = 0;
        for erasure in erasures {
            let mut bytes = [0; 10];
            bytes[..8].copy_from_slice(&random().to_be_bytes());
            let again = match erasure {
                Erased::Resident(it) => erase_one_again(self, it, now, bytes)?,
                Erased::Help(it) => erase_help_again(self, it, now, bytes)?,
            };
            count += usize::from(again);
        }
        Ok(count)
    }

    fn mark_safe(&self, commune: CommuneId, seq: Seq) -> Pending<()> {
        let owner = commune.clone();
        self.write_to(&owner, move |ledger| {
            let row = ledger.row(&commune)?;
            row.safe_seq = row.safe_seq.max(seq);
            Ok(())
        })
    }
}

fn photos_beside(backup: &Path) -> PathBuf {
    backup.with_file_name(PHOTOS)
}

/// What differs, and up to where each commune reaches, in one snapshot.
fn verify_all(rows: &mut dyn Transaction) -> Rows<(Vec<Mismatch>, BTreeMap<CommuneId, Seq>)> {
    let (mut mismatches, mut reach) = (Vec::new(), BTreeMap::new());
    for commune in rows.communes()? {
        mismatches.extend(crate::fold::verify(rows, &commune)?);
        let row = rows.commune(&commune)?;
        reach.insert(commune, row.map_or(Seq(0), |row| row.last_seq));
    }
    Ok((mismatches, reach))
}

/// Puts a dump into an empty PostgreSQL database, as [`restore`] does for a folder.
pub fn restore_dump(
    url: &str,
    folder: &Path,
    dump: &Path,
    now: Millis,
    random: impl FnMut() -> u64,
) -> Rows<Restored> {
    crate::postgres::restore(url, dump)?;
    come_back(&Store::connect(url, folder)?, now, random)
}

/// Puts a backup in the place of the database in `folder`: a new epoch, so that phones send their
/// journals again, and the erasures of the list carried out once more.
///
/// `random` gives fresh numbers for epochs and entry ids.
pub fn restore(
    folder: &Path,
    backup: &Path,
    now: Millis,
    random: impl FnMut() -> u64,
) -> Rows<Restored> {
    std::fs::create_dir_all(folder)?;
    let file = folder.join(FILE);
    for old in ["", "-wal", "-shm"] {
        let path = folder.join(format!("{FILE}{old}"));
        if path.exists() {
            std::fs::rename(
                &path,
                folder.join(format!("replaced-{}-{FILE}{old}", now.0)),
            )?;
        }
    }
    std::fs::copy(backup, &file)?;
    come_back(&Store::open(folder)?, now, random)
}

fn come_back(store: &Store, now: Millis, mut random: impl FnMut() -> u64) -> Rows<Restored> {
    let communes = store.read(|rows| rows.communes())?;
    for commune in communes.clone() {
        store.renew_epoch(commune, Epoch(random())).wait()?;
    }
    let erased_again = store.erase_again(store.erasures()?, now, random)?;
    Ok(Restored {
        communes,
        erased_again,
    })
}

fn erase_one_again(store: &Store, erasure: Erasure, now: Millis, random: [u8; 10]) -> Rows<bool> {
    // Phones must hear of it even where this database's log has never heard of the resident; work
    // that names them may be held in it all the same.
    let known = erasure.clone();
    store
        .write_to(&erasure.commune, move |ledger| {
            crate::erase::remember(ledger.transaction(), &known)?;
            crate::hold::blank_held(ledger.transaction(), &known.commune, &known.resident)
        })
        .wait()?;
    let named =
        store.read(|rows| rows.entries_naming(&erasure.commune, erasure.resident.as_str()))?;
    let done = |operation: &Operation| matches!(operation, Operation::ResidentErased(it) if it.resident == erasure.resident);
    if named.is_empty() || named.iter().any(|row| done(&row.entry.operation)) {
        return Ok(false);
    }
    // The backup may be from before a move or a merger: they are erased where they are in it.
    let holder = store
        .records(&erasure.commune, Kind::Household)?
        .into_iter()
        .find_map(|record| match record {
            Record::Household(it) if it.resident(&erasure.resident).is_some() => Some(it.id),
            _ => None,
        });
    let erased = Operation::ResidentErased(ResidentErased {
        household: holder.unwrap_or(erasure.household),
        resident: erasure.resident,
    });
    append_ours(store, &erasure.commune, erased, now, random)
}

/// A request that this database does not know, or has forgotten, needs no second erasing.
fn erase_help_again(
    store: &Store,
    erasure: HelpErasure,
    now: Millis,
    random: [u8; 10],
) -> Rows<bool> {
    let known = erasure.clone();
    let forget = move |ledger: &mut crate::Ledger<'_>| {
        crate::erase::rewrite_help(ledger.transaction(), &known)
    };
    store.write_to(&erasure.commune, forget).wait()?;
    let key = RecordKey::Help(erasure.help.clone());
    match store.record(&erasure.commune, &key)? {
        Some((Record::Help(help), _)) if !help.blanked => {}
        _ => return Ok(false),
    }
    let erased = Operation::HelpErased(HelpErased { help: erasure.help });
    append_ours(store, &erasure.commune, erased, now, random)
}

fn append_ours(
    store: &Store,
    commune: &CommuneId,
    operation: Operation,
    now: Millis,
    random: [u8; 10],
) -> Rows<bool> {
    let entry = crate::erase::ours(commune, operation, now, random)?;
    let append = store.write_to(commune, move |ledger| {
        ledger.append(Incoming {
            entry,
            received_at: now,
            scope: None,
        })
    });
    Ok(matches!(append.wait()?, sync::Outcome::Kept { .. }))
}
