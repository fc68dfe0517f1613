//! Restores a backup, in one step or not at all.
//!
//! In a folder, everything is prepared beside the old database. Then a small file says what is to
//! be swapped, and whichever process opens the folder next finishes the swap. In PostgreSQL, a
//! guard stays in the database until everything is done; a process that finds it removes what was
//! loaded.
use crate::backup::bring_photos;
use crate::backup::file::{Content, Taken, take_out};
use crate::engine::Engine;
use crate::ledger::Ledger;
use crate::office_journal::{self, OfficeJournal, Replayed, replay};
use crate::photos::Photos;
use crate::postgres::{self, Postgres};
use crate::rows::Rows;
use crate::sqlite::Sqlite;
use crate::store::FILE;
use crate::{Erased, Store, StoreError, Unreadable, beside, durable, erase, move_all, owner_only};
use domain::{CommuneId, Millis, RecordKey};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use sync::Epoch;

/// The folder in which the new database is prepared.
const READY: &str = "restoring";
/// The file which says that the new database is ready, and what to rename the old one to.
const SWAP: &str = "restoring.swap";
/// The files of one SQLite database.
const ENDINGS: [&str; 3] = ["", "-wal", "-shm"];

/// What a restore needs.
#[derive(Clone, Copy, Debug)]
pub struct Return<'a> {
    pub backup: &'a Path,
    /// Where the photos beside the backup are copied to; `None` leaves them.
    pub photos: Option<&'a Path>,
    /// The folder of the office's journal; `None` for the default one in the data folder.
    pub journal: Option<&'a Path>,
    pub now: Millis,
}

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    pub communes: Vec<CommuneId>,
    /// Erasures made after the backup that were repeated.
    pub erased_again: usize,
    /// The office's work since the backup, brought back from its journal.
    pub office: Replayed,
    /// How many whole pictures were copied back.
    pub photos: usize,
    /// `false` for a backup of an older version, which has no checksum.
    pub is_proven: bool,
}

/// Replaces the database in `folder` with a backup and moves the old one aside. It starts a new
/// epoch, so that phones send their journals again, and repeats the listed erasures.
///
/// `random` returns fresh numbers for epochs and entry ids.
pub(crate) fn restore(
    folder: &Path,
    from: &Return<'_>,
    random: impl FnMut() -> u64,
) -> Rows<Restored> {
    owner_only::make_folder(folder)?;
    finish(folder)?;
    must_be_another(from.backup, folder)?;
    let ready = make_ready_folder(folder)?;
    let file = ready.join(FILE);
    let made = take_sqlite(from.backup, &file).and_then(|taken| {
        let store = Store::inline(Engine::Sqlite(Sqlite::open(&file)?));
        come_back(&store, folder, taken, from, random)
    });
    let made = made.and_then(|restored| {
        // Closing the database moved the write-ahead log into the file, so no log may be left
        // beside it.
        let log = durable::beside(&file, "-wal");
        if log.metadata().is_ok_and(|it| it.len() > 0) {
            return Err(StoreError::damaged(
                "restore",
                "the new database did not close",
            ));
        }
        File::open(&file)?.sync_all()?;
        durable::sync_folder(&ready)?;
        Ok(restored)
    });
    let restored = made.inspect_err(|_| {
        let _removed_at_the_next_run = durable::remove_folder_if_there(&ready);
    })?;
    durable::write_whole(&folder.join(SWAP), from.now.0.to_string().as_bytes())?;
    finish(folder)?;
    Ok(restored)
}

/// Loads a dump into an empty PostgreSQL database, as [`restore`] does for a folder.
pub(crate) fn restore_dump(
    url: &str,
    folder: &Path,
    from: &Return<'_>,
    random: impl FnMut() -> u64,
) -> Rows<Restored> {
    owner_only::make_folder(folder)?;
    let ready = make_ready_folder(folder)?;
    let dump = ready.join("dump");
    let taken = take_out(from.backup, &dump);
    let taken = taken.and_then(|it| must_be(it, Content::Dump).map(|()| it));
    let done = taken.and_then(|taken| {
        postgres::clear_half_restored(url)?;
        let loaded = postgres::load(url, &dump, &ready.join("script"));
        let done = loaded.and_then(|()| finish_dump(url, folder, taken, from, random));
        if done.is_err() {
            postgres::clear_half_restored(url)?;
        }
        done
    });
    durable::remove_folder_if_there(&ready)?;
    done
}

fn finish_dump(
    url: &str,
    folder: &Path,
    taken: Taken,
    from: &Return<'_>,
    random: impl FnMut() -> u64,
) -> Rows<Restored> {
    let engine = Engine::Postgres(Box::new(Postgres::open_restoring(url)?));
    let store = Store::inline(engine);
    let restored = come_back(&store, folder, taken, from, random)?;
    match &*store.engine {
        Engine::Postgres(it) => it.is_restored()?,
        Engine::Sqlite(_) => {}
    }
    Ok(restored)
}

fn make_ready_folder(folder: &Path) -> Rows<PathBuf> {
    let ready = folder.join(READY);
    durable::remove_folder_if_there(&ready)?;
    owner_only::make_folder(&ready)?;
    Ok(ready)
}

/// Refuses the live database as its own backup: the part in its write-ahead log would be lost.
fn must_be_another(backup: &Path, folder: &Path) -> Rows<()> {
    let backup = File::open(backup)?;
    let same = |ending: &&str| {
        let live = folder.join(format!("{FILE}{ending}")).metadata();
        live.is_ok_and(|live| durable::is_same_file(&backup, &live))
    };
    match ENDINGS.iter().any(same) {
        true => Err(StoreError::NotABackup(
            "it is the database itself".to_owned(),
        )),
        false => Ok(()),
    }
}

fn must_be(taken: Taken, content: Content) -> Rows<()> {
    let why = match content {
        _ if taken.content == content => return Ok(()),
        Content::Sqlite => "it is a dump of PostgreSQL, and these data are in a folder",
        Content::Dump => "it is of a SQLite folder, and these data are in PostgreSQL",
    };
    Err(StoreError::NotABackup(why.to_owned()))
}

fn take_sqlite(backup: &Path, file: &Path) -> Rows<Taken> {
    let taken = take_out(backup, file)?;
    must_be(taken, Content::Sqlite)?;
    let not = |why: String| StoreError::NotABackup(why);
    let looked = Sqlite::look_into(file).and_then(|it| it.complaint());
    match looked.map_err(|why| not(why.to_string()))? {
        Some(why) => Err(not(why)),
        None => Ok(taken),
    }
}

fn come_back(
    store: &Store,
    folder: &Path,
    taken: Taken,
    from: &Return<'_>,
    mut random: impl FnMut() -> u64,
) -> Rows<Restored> {
    let communes = store.read(|rows| rows.communes())?;
    if communes.is_empty() {
        return Err(StoreError::NotABackup(
            "there is no commune in it".to_owned(),
        ));
    }
    if !taken.is_proven {
        // Checks at least that all of it can be read.
        for commune in &communes {
            let read = store.read(|rows| move_all::checksum(rows, commune));
            read.map_err(|why| StoreError::NotABackup(why.to_string()))?;
        }
    }
    for commune in communes.clone() {
        store.renew_epoch(commune, Epoch(random())).wait()?;
    }
    mend(store, &communes)?;
    let erasures: Vec<Erased> = erase::read_list(&beside::erasures_in(folder))?;
    let erased_again = store.erase_again(erasures, from.now, random)?;
    let journal = from.journal.map(Path::to_owned);
    let journal = journal.unwrap_or_else(|| folder.join(office_journal::FOLDER));
    let groups = Arc::new(OfficeJournal::in_folder(&journal).read()?);
    let mut office = Replayed::default();
    for commune in communes.clone() {
        let (owner, groups) = (commune.clone(), groups.clone());
        let work = move |ledger: &mut Ledger<'_>| replay(ledger, &commune, &groups);
        office.add(store.write_to(&owner, work).wait()?);
    }
    let photos = match from.photos {
        Some(to) => bring_photos(from.backup, &Photos::in_folder(to)?, &communes)?,
        None => 0,
    };
    Ok(Restored {
        communes,
        erased_again,
        office,
        photos,
        is_proven: taken.is_proven,
    })
}

/// Rebuilds unreadable records, because erasures are repeated on records. Those that cannot be rebuilt
/// are reported by the recount that follows.
fn mend(store: &Store, communes: &[CommuneId]) -> Rows<()> {
    for commune in communes {
        let damaged = store.look_for_unreadable(commune)?.into_iter();
        let keys: Vec<RecordKey> = damaged.filter_map(Unreadable::record).collect();
        if keys.is_empty() {
            continue;
        }
        if let Err(why) = store.rebuild_records(commune.clone(), keys).wait() {
            tracing::error!(%commune, %why, "records of the backup stay damaged");
        }
    }
    Ok(())
}

/// Removes what a restore left that was interrupted before its swap. For the process that holds the
/// folder alone.
pub(crate) fn tidy(folder: &Path) -> Rows<()> {
    finish(folder)?;
    durable::remove_folder_if_there(&folder.join(READY))
}

/// Finishes a swap that was begun; the first process to come does it. Any step may have been done
/// already.
pub(crate) fn finish(folder: &Path) -> Rows<()> {
    let swap = folder.join(SWAP);
    let mut told = match OpenOptions::new().read(true).write(true).open(&swap) {
        Err(why) if why.kind() == ErrorKind::NotFound => return Ok(()),
        told => told?,
    };
    told.lock()?;
    if !swap.exists() {
        return Ok(());
    }
    let mut at = String::new();
    told.read_to_string(&mut at)?;
    let new = folder.join(READY).join(FILE);
    if new.exists() {
        for ending in ENDINGS {
            let old = folder.join(format!("{FILE}{ending}"));
            if old.exists() {
                fs::rename(&old, folder.join(format!("replaced-{at}-{FILE}{ending}")))?;
            }
        }
        // The old write-ahead log must be gone for good before another database gets its name.
        durable::sync_folder(folder)?;
        fs::rename(&new, folder.join(FILE))?;
        durable::sync_folder(folder)?;
    }
    durable::remove_folder_if_there(&folder.join(READY))?;
    durable::remove_if_there(&swap)?;
    durable::sync_folder(folder)
}
