//! The store as its users see it: open, write, read.
use crate::Erased;
use crate::beside::Beside;
use crate::engine::Engine;
use crate::ledger::Ledger;
use crate::marker::Marker;
use crate::moment::Phones;
use crate::owner_only;
use crate::photos::Photos;
use crate::postgres::Postgres;
use crate::rows::{CommuneRow, DATA_VERSION, Rows, Transaction};
use crate::seal::Seal;
use crate::sqlite::Sqlite;
use crate::writer::{Pending, Writer};
use domain::{CommuneId, Kind, Millis, Record, RecordKey, Seq, Settings};
use rayon::prelude::*;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use sync::Epoch;

/// The database's file in its folder.
pub(crate) const FILE: &str = "tungnha.sqlite";
/// The photos' folder beside it.
pub(crate) const PHOTOS: &str = "photos";
/// Departures are kept for this many days. A phone with an older cursor starts over.
const DEPARTURE_DAYS: i64 = 180;

/// Cheap to clone: everything inside is shared.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) engine: Arc<Engine>,
    pub(crate) writer: Arc<Writer>,
    /// Files beside the database, among them the list of erasures: a restored backup must erase
    /// again.
    pub(crate) beside: Option<Arc<Beside>>,
    pub(crate) seal: Seal,
    pub(crate) phones: Phones,
    photos: Photos,
    /// The commune that [`Store::probe`] writes to.
    pub(crate) first: Arc<OnceLock<CommuneId>>,
    /// Snapshots read so far.
    snapshots: Arc<AtomicU64>,
}

impl Store {
    /// Opens the database in a folder. Creates both if they do not exist.
    pub fn open(folder: &Path) -> Rows<Self> {
        owner_only::make_folder(folder)?;
        owner_only::shut_ours(folder);
        crate::restore::finish(folder)?;
        let (file, marker) = (folder.join(FILE), Marker::of_folder(folder));
        // Checked first, because opening would create an empty file.
        marker.must_fit(file.metadata().is_ok_and(|it| it.len() > 0))?;
        Self::with_threads(Engine::Sqlite(Sqlite::open(&file)?), folder, marker)
    }

    /// Opens a PostgreSQL database by its URL. `folder` is for what is stored outside the database.
    pub fn connect(url: &str, folder: &Path) -> Rows<Self> {
        owner_only::make_folder(folder)?;
        owner_only::shut_ours(folder);
        let mut marker = None;
        let postgres = Postgres::open(url, |address, has_data| {
            let marker = marker.insert(Marker::of_address(folder, address));
            marker.must_fit(has_data)
        })?;
        let marker = marker.expect("opening asks for it");
        Self::with_threads(Engine::Postgres(Box::new(postgres)), folder, marker)
    }

    fn with_threads(engine: Engine, folder: &Path, marker: Marker) -> Rows<Self> {
        let beside = Arc::new(Beside::open(folder, marker, &engine)?);
        let engine = Arc::new(engine);
        let seal = Seal::default();
        let writer = Arc::new(Writer::threads(&engine, &beside, &seal)?);
        Ok(Self {
            engine,
            writer,
            beside: Some(beside),
            seal,
            phones: Phones::default(),
            photos: Photos::in_folder(&folder.join(PHOTOS))?,
            first: Arc::default(),
            snapshots: Arc::default(),
        })
    }

    /// Keeps the photos in another folder than the default one inside the data folder.
    pub fn with_photos_in(mut self, folder: &Path) -> Rows<Self> {
        self.photos = Photos::in_folder(folder)?;
        Ok(self)
    }

    /// Keeps the office's journal in another folder, best on another disk. Call this before
    /// anything is written.
    pub fn with_journal_in(self, folder: &Path) -> Self {
        if let Some(beside) = &self.beside {
            beside.journal.move_to(folder);
        }
        self
    }

    /// The folder of the office's journal; `None` for a store in memory.
    pub fn journal_folder(&self) -> Option<std::path::PathBuf> {
        self.beside.as_ref().map(|it| it.journal.folder())
    }

    /// Turns the office's journal on or off. It is off for invented data.
    pub fn keep_journal(&self, is_kept: bool) {
        if let Some(beside) = &self.beside {
            beside.journal.turn(is_kept);
        }
    }

    /// The files of photos.
    pub fn photos(&self) -> &Photos {
        &self.photos
    }

    /// A store in memory without threads: work runs at once, in the order of the calls.
    pub fn in_memory() -> Rows<Self> {
        Ok(Self::inline(Engine::Sqlite(Sqlite::in_memory()?)))
    }

    /// A store without threads, in memory or for reading a copy: work runs on the caller's thread.
    pub(crate) fn inline(engine: Engine) -> Self {
        let engine = Arc::new(engine);
        let seal = Seal::default();
        let writer = Arc::new(Writer::inline(engine.clone(), seal.clone()));
        Self {
            engine,
            writer,
            beside: None,
            seal,
            phones: Phones::default(),
            photos: Photos::in_memory(),
            first: Arc::default(),
            snapshots: Arc::default(),
        }
    }

    /// Runs work of any commune in a transaction. The answer comes after the commit. If other work
    /// in the same commit fails, this work runs again, so it must do nothing but write.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger<'_>) -> Rows<T> + Clone + Send + 'static,
    ) -> Pending<T> {
        self.writer.submit(None, work)
    }

    /// Runs work of one commune in a transaction that it may share with other work of that commune.
    /// On PostgreSQL, several communes are written at the same time.
    pub fn write_to<T: Send + 'static>(
        &self,
        commune: &CommuneId,
        work: impl FnOnce(&mut Ledger<'_>) -> Rows<T> + Clone + Send + 'static,
    ) -> Pending<T> {
        self.writer.submit(Some(commune), work)
    }

    /// How many pieces of work wait for their commit.
    pub fn waiting(&self) -> usize {
        self.writer.waiting()
    }

    /// Reads one snapshot.
    pub fn read<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> Rows<T>) -> Rows<T> {
        self.snapshots.fetch_add(1, Ordering::Relaxed);
        self.engine.read(work)
    }

    /// How many snapshots [`Store::read`] has opened: whoever asks before and after something knows
    /// in how many moments it looked at the data.
    pub fn snapshots(&self) -> u64 {
        self.snapshots.load(Ordering::Relaxed)
    }

    /// How often a database over a network was asked and its answer waited for.
    pub fn turns(&self) -> u64 {
        self.engine.turns()
    }

    /// How many may read at once without waiting for each other.
    pub fn readers(&self) -> usize {
        self.engine.readers()
    }

    /// Reads all communes, as many at a time as there are processors, each in its own snapshot.
    pub fn read_each<T: Send>(
        &self,
        work: impl Fn(&mut dyn Transaction, &CommuneId) -> Rows<T> + Sync,
    ) -> Rows<Vec<T>> {
        let communes = self.read(|rows| rows.communes())?;
        let each = communes.par_iter();
        each.map(|commune| self.read(|rows| work(rows, commune)))
            .collect()
    }

    /// Creates a commune's row if there is none. `epoch` must be random.
    pub fn create_commune(&self, commune: CommuneId, epoch: Epoch) -> Pending<()> {
        let owner = commune.clone();
        self.write_to(&owner, move |ledger| {
            if ledger.transaction().commune(&commune)?.is_none() {
                let row = CommuneRow {
                    last_seq: Seq(0),
                    epoch,
                    safe_seq: Seq(0),
                    generation: 1,
                    counting_since: None,
                    last_received: Millis(0),
                    departures_pruned: Seq(0),
                    measures: domain::MEASURES_VERSION,
                    waiting: 0,
                    data: DATA_VERSION,
                };
                ledger.transaction().put_commune(&commune, &row)?;
            }
            Ok(())
        })
    }

    /// Deletes departures that were kept long enough. Phones with an older cursor start over.
    pub fn prune_departures(&self, commune: CommuneId, now: Millis) -> Pending<()> {
        let owner = commune.clone();
        self.write_to(&owner, move |ledger| {
            let before = Millis(now.0 - DEPARTURE_DAYS * Millis::DAY);
            let Some(last) = ledger.transaction().prune_departures(&commune, before)? else {
                return Ok(());
            };
            let row = ledger.row(&commune)?;
            row.departures_pruned = row.departures_pruned.max(last);
            Ok(())
        })
    }

    /// One record as it is now.
    ///
    /// # Errors
    /// [`crate::StoreError::Unreadable`] where it cannot be read.
    pub fn record(&self, commune: &CommuneId, key: &RecordKey) -> Rows<Option<(Record, Seq)>> {
        self.read(|rows| record(rows, commune, key))
    }

    /// The readable records of a kind. The others are noted ([`Store::unreadable`]).
    pub fn records(&self, commune: &CommuneId, kind: Kind) -> Rows<Vec<Record>> {
        self.read(|rows| records(rows, commune, kind))
    }

    /// All erasures so far, oldest first.
    pub fn erasures(&self) -> Rows<Vec<Erased>> {
        match &self.beside {
            Some(beside) => crate::erase::read_list(&beside.erasures),
            None => Ok(Vec::new()),
        }
    }
}

/// One record as it is now.
pub fn record(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    key: &RecordKey,
) -> Rows<Option<(Record, Seq)>> {
    let row = rows.record(commune, key)?;
    row.map(|row| Ok((rows.read_row(commune, &row)?, row.seq)))
        .transpose()
}

/// The commune's settings, or the defaults before anyone changed them.
pub fn settings(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Settings> {
    Ok(match record(rows, commune, &RecordKey::Settings)? {
        Some((Record::Settings(settings), _)) => *settings,
        _ => Settings::default(),
    })
}

/// All records of a kind.
pub fn records(rows: &mut dyn Transaction, commune: &CommuneId, kind: Kind) -> Rows<Vec<Record>> {
    rows.readable(commune, kind, None)
}
