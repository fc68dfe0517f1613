//! Backups made while others write. Each is verified and complete, or is not there at all.
pub(crate) mod file;

use crate::engine::Engine;
use crate::office_journal::{self, Line};
use crate::photos::Photos;
use crate::rows::{Rows, Transaction};
use crate::sqlite::Sqlite;
use crate::store::PHOTOS;
use crate::{Mismatch, Pending, Store, StoreError, durable, owner_only};
use domain::{CommuneId, Millis, PhotoId, Seq};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use sync::Epoch;

/// Name of a backup while it is being written. If the process ends, the next backup in the folder
/// removes it.
const PART: &str = ".tungnha-backup.part";
/// Files that SQLite may put beside it.
const ENDINGS: [&str; 4] = ["", "-journal", "-wal", "-shm"];
/// Ending of the name of a copy that does not verify. It is kept so that someone can find out why.
const DIFFERS: &str = ".differs";

/// How far the log of each commune reaches in a backup, and in which epoch.
type Reach = BTreeMap<CommuneId, (Epoch, Seq)>;

impl Store {
    /// Writes a backup and verifies it. Returns what differs from the log; if anything does, no
    /// file has the given name. Phones are not told: someone may take this copy away.
    /// A record that cannot be read does not spoil the backup, because it can be rebuilt from the log; it
    /// is noted instead ([`Store::unreadable`]).
    ///
    /// # Errors
    /// When the file exists already or cannot be written. Nothing is left of it then.
    pub fn backup(&self, file: &Path) -> Rows<Vec<Mismatch>> {
        Ok(self.write_backup(file)?.0)
    }

    /// Like [`Store::backup`], for the operator's own set of backups: the entries in it count as
    /// safe, and phones may forget them.
    ///
    /// # Errors
    /// As for [`Store::backup`].
    pub fn backup_to_keep(&self, file: &Path) -> Rows<Vec<Mismatch>> {
        let (mismatches, reach) = self.write_backup(file)?;
        if mismatches.is_empty() {
            for (commune, reached) in reach {
                self.mark_safe(commune, reached).wait()?;
            }
            self.drop_old_journal()?;
            if let Some(beside) = &self.beside {
                beside.journal.forget_missing()?;
            }
        }
        Ok(mismatches)
    }

    /// Drops old months of the office's journal, if every backup that is still kept contains them.
    fn drop_old_journal(&self) -> Rows<usize> {
        let Some(beside) = &self.beside else {
            return Ok(0);
        };
        let until = Millis(office_journal::now().0 - office_journal::KEPT_DAYS * Millis::DAY);
        beside.journal.drop_before(until, |line| match line {
            Line::Entry { entry, .. } => self.read(|rows| {
                let safe = rows.commune(&entry.commune)?.map(|row| row.safe_seq);
                let found = rows.entry(&entry.commune, entry.id)?;
                Ok(matches!((found, safe), (Some(row), Some(safe)) if row.seq <= safe))
            }),
            _ => Ok(true),
        })
    }

    fn write_backup(&self, file: &Path) -> Rows<(Vec<Mismatch>, Reach)> {
        if file.exists() {
            return Err(StoreError::damaged(
                "backup",
                "the file is there already; give another name",
            ));
        }
        let folder = durable::folder_of(file);
        let part = folder.join(PART);
        let _turn = turn(&part)?;
        ENDINGS[1..]
            .iter()
            .try_for_each(|ending| durable::remove_if_there(&durable::beside(&part, ending)))?;
        let done = self.write_part(&part, file);
        let (found, reach) = match done {
            Ok(done) => done,
            Err(why) => {
                remove_part(&part)?;
                return Err(why);
            }
        };
        let (damaged, mismatches): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(Mismatch::is_mended_from_the_log);
        for (commune, what) in damaged.into_iter().filter_map(|it| it.unreadable) {
            self.unreadable().note(&commune, &what);
        }
        match mismatches.is_empty() {
            true => fs::rename(&part, file)?,
            false => fs::rename(&part, durable::beside(file, DIFFERS))?,
        }
        durable::sync_folder(folder)?;
        Ok((mismatches, reach))
    }

    /// Writes and verifies the copy, flushes it to disk, and copies the photos that it names.
    fn write_part(&self, part: &Path, file: &Path) -> Rows<(Vec<Mismatch>, Reach)> {
        let (mismatches, reach) = match &*self.engine {
            Engine::Sqlite(it) => {
                it.copy_to(part)?;
                Sqlite::look_into(part)?.read(verify_all)?
            }
            Engine::Postgres(it) => it.dump(part, verify_all)?,
        };
        file::seal(part)?;
        if mismatches.iter().all(Mismatch::is_mended_from_the_log) {
            self.copy_photos(&photos_beside(file))?;
        }
        Ok((mismatches, reach))
    }

    /// All backups share one folder of photos. Photos never change, so only new ones are copied.
    /// Photos that this store dropped are removed: no daily backup that is still kept names them.
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
        let communes: Vec<CommuneId> = known.keys().cloned().collect();
        self.photos().copy_missing(&beside, &communes)?;
        let kept = |commune: &CommuneId, photo: &PhotoId| {
            known.get(commune).is_none_or(|all| all.contains(photo))
        };
        beside.retain(kept)
    }

    /// After a restore, copies the photos that lie beside the backup and are missing here. Returns
    /// how many.
    pub fn bring_photos_back(&self, backup: &Path) -> Rows<usize> {
        let communes = self.read(|rows| rows.communes())?;
        bring_photos(backup, self.photos(), &communes)
    }

    /// A copy of everything in memory: a backup for tests and the simulation.
    pub fn copy_in_memory(&self) -> Rows<Store> {
        match &*self.engine {
            Engine::Sqlite(it) => Ok(Store::inline(Engine::Sqlite(it.copy_in_memory()?))),
            Engine::Postgres(_) => {
                let copy = Store::in_memory()?;
                crate::move_all(self, &copy)?;
                Ok(copy)
            }
        }
    }

    /// Sets a new epoch after a restore, so that phones send their journals again.
    pub fn renew_epoch(&self, commune: CommuneId, epoch: Epoch) -> Pending<()> {
        let owner = commune.clone();
        self.write_to(&owner, move |ledger| {
            ledger.row(&commune)?.epoch = epoch;
            Ok(())
        })
    }

    /// Marks entries as safe, unless the data were put back meanwhile: the numbers of the backup
    /// mean nothing in another epoch.
    fn mark_safe(&self, commune: CommuneId, (epoch, seq): (Epoch, Seq)) -> Pending<()> {
        let owner = commune.clone();
        self.write_to(&owner, move |ledger| {
            let row = ledger.row(&commune)?;
            if row.epoch == epoch {
                row.safe_seq = row.safe_seq.max(seq);
            }
            Ok(())
        })
    }
}

/// Copies the photos of these communes that lie beside a backup and are missing in `to`. Returns
/// how many.
pub(crate) fn bring_photos(backup: &Path, to: &Photos, of: &[CommuneId]) -> Rows<usize> {
    let folder = photos_beside(backup);
    match folder.is_dir() {
        true => Photos::in_folder(&folder)?.copy_missing(to, of),
        false => Ok(0),
    }
}

fn photos_beside(backup: &Path) -> PathBuf {
    backup.with_file_name(PHOTOS)
}

/// What differs from the log, and how far each commune reaches, in one snapshot.
fn verify_all(rows: &mut dyn Transaction) -> Rows<(Vec<Mismatch>, Reach)> {
    let (mut mismatches, mut reach) = (Vec::new(), Reach::new());
    for commune in rows.communes()? {
        mismatches.extend(crate::fold::verify(rows, &commune)?);
        if let Some(row) = rows.commune(&commune)? {
            reach.insert(commune, (row.epoch, row.last_seq));
        }
    }
    Ok((mismatches, reach))
}

/// The empty file that a backup is written into. It is locked, so that a second backup into the
/// same folder waits.
fn turn(part: &Path) -> Rows<File> {
    loop {
        let mut options = owner_only::options();
        let options = options.write(true).create(true).truncate(false);
        let file = options.open(part)?;
        // Some network file systems support no locks.
        let _held = file.lock();
        // If another process had its turn, this file was renamed to its final name meanwhile.
        let is_there = part
            .metadata()
            .is_ok_and(|it| durable::is_same_file(&file, &it));
        if is_there {
            file.set_len(0)?;
            return Ok(file);
        }
    }
}

fn remove_part(part: &Path) -> Rows<()> {
    ENDINGS
        .iter()
        .try_for_each(|ending| durable::remove_if_there(&durable::beside(part, ending)))
}
