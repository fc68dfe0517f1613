//! Backups from inside while others write, and coming back from one.
use crate::ledger::Incoming;
use crate::rows::Rows;
use crate::store::FILE;
use crate::{Erasure, Mismatch, Pending, Store, StoreError};
use domain::{
    AccountId, Certainty, CommuneId, DeviceId, Entry, EntryId, FORMAT, Kind, Millis, Operation,
    RULES, Record, ResidentErased, Seq,
};
use std::collections::BTreeMap;
use std::path::Path;
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
        self.engine.copy_to(file)?;
        let copy = crate::sqlite::Sqlite::open(file)?;
        let copy = Store::reading(copy);
        let mut mismatches = Vec::new();
        let mut safe = BTreeMap::new();
        for commune in copy.read(|rows| rows.communes())? {
            mismatches.extend(copy.verify(&commune)?);
            let row = copy.read(|rows| rows.commune(&commune))?;
            safe.insert(commune, row.map_or(Seq(0), |row| row.last_seq));
        }
        if mismatches.is_empty() {
            self.mark_safe(safe).wait()?;
        }
        Ok(mismatches)
    }

    /// A copy of everything as it is now, in memory: a backup for tests and the simulation.
    pub fn copy_in_memory(&self) -> Rows<Store> {
        Ok(Store::reading(self.engine.copy_in_memory()?))
    }

    /// Says that the database was restored: phones send their journals again.
    pub fn renew_epoch(&self, commune: CommuneId, epoch: Epoch) -> Pending<()> {
        self.write(move |ledger| {
            ledger.row(&commune)?.epoch = epoch;
            Ok(())
        })
    }

    /// Carries out erasures that this database does not know of; gives how many.
    pub fn erase_again(
        &self,
        erasures: Vec<Erasure>,
        now: Millis,
        mut random: impl FnMut() -> u64,
    ) -> Rows<usize> {
        let mut count = 0;
        for erasure in erasures {
            let mut bytes = [0; 10];
            bytes[..8].copy_from_slice(&random().to_be_bytes());
            count += usize::from(erase_one_again(self, erasure, now, bytes)?);
        }
        Ok(count)
    }

    fn mark_safe(&self, safe: BTreeMap<CommuneId, Seq>) -> Pending<()> {
        self.write(move |ledger| {
            for (commune, seq) in safe {
                let row = ledger.row(&commune)?;
                row.safe_seq = row.safe_seq.max(seq);
            }
            Ok(())
        })
    }
}

/// Puts a backup in the place of the database in `folder`: a new epoch, so that phones send their
/// journals again, and the erasures of the list carried out once more.
///
/// `random` gives fresh numbers for epochs and entry ids.
pub fn restore(
    folder: &Path,
    backup: &Path,
    now: Millis,
    mut random: impl FnMut() -> u64,
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
    let store = Store::open(folder)?;
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
    // Phones must hear of it even where this database has never heard of the resident.
    let known = erasure.clone();
    store
        .write(move |ledger| crate::erase::remember(ledger.transaction(), &known))
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
    let system = "he-thong";
    let entry = Entry {
        id: EntryId::made(now, random),
        commune: erasure.commune,
        author: AccountId::new(system).ok_or_else(|| StoreError::damaged("id", system))?,
        device: DeviceId::new(system).ok_or_else(|| StoreError::damaged("id", system))?,
        at: now,
        certainty: Certainty::Sure,
        format: FORMAT,
        rules: RULES,
        seen: BTreeMap::new(),
        operation: Operation::ResidentErased(ResidentErased {
            household: holder.unwrap_or(erasure.household),
            resident: erasure.resident,
        }),
    };
    let append = store.write(move |ledger| {
        ledger.append(Incoming {
            entry,
            received_at: now,
            scope: None,
        })
    });
    Ok(matches!(append.wait()?, sync::Outcome::Kept { .. }))
}
