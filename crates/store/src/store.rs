//! The store as its users see it: open, write, read.
use crate::ledger::{Cache, Ledger};
use crate::rows::{CommuneRow, Rows, Transaction};
use crate::sqlite::Sqlite;
use crate::writer::{Pending, Writer};
use crate::{Erasure, StoreError};
use domain::{CommuneId, Kind, Millis, Record, RecordKey, Seq};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use sync::Epoch;

/// The database's file in its folder.
pub(crate) const FILE: &str = "tungnha.sqlite";

/// Cheap to clone: everything inside is shared.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) engine: Arc<Sqlite>,
    writer: Arc<Writer>,
    /// Erasures stand outside the database, so that a restored backup can be made to forget again.
    pub(crate) erasures: Option<Arc<PathBuf>>,
}

impl Store {
    /// Opens the database in a folder, making both where they are not there.
    pub fn open(folder: &Path) -> Rows<Self> {
        std::fs::create_dir_all(folder)?;
        let engine = Arc::new(Sqlite::open(&folder.join(FILE))?);
        let erasures = Arc::new(folder.join("erasures.jsonl"));
        let writer = Arc::new(Writer::thread(engine.clone(), Some(erasures.clone()))?);
        Ok(Self {
            engine,
            writer,
            erasures: Some(erasures),
        })
    }

    /// In memory and without a thread of its own: work runs at once, in the order of the calls.
    pub fn in_memory() -> Rows<Self> {
        let engine = Arc::new(Sqlite::in_memory()?);
        let writer = Arc::new(Writer::inline(engine.clone(), Cache::default()));
        Ok(Self {
            engine,
            writer,
            erasures: None,
        })
    }

    /// For looking into a copy: nothing is written through it.
    pub(crate) fn reading(engine: Sqlite) -> Self {
        let engine = Arc::new(engine);
        let writer = Arc::new(Writer::inline(engine.clone(), Cache::default()));
        Self {
            engine,
            writer,
            erasures: None,
        }
    }

    /// Runs work in a transaction that others may share; the answer comes after the commit.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger<'_>) -> Rows<T> + Send + 'static,
    ) -> Pending<T> {
        self.writer.submit(work)
    }

    /// Reads one snapshot.
    pub fn read<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> Rows<T>) -> Rows<T> {
        self.engine.read(work)
    }

    /// Makes a commune's row where there is none; `epoch` is random.
    pub fn create_commune(&self, commune: CommuneId, epoch: Epoch) -> Pending<()> {
        self.write(move |ledger| {
            if ledger.transaction().commune(&commune)?.is_none() {
                let row = CommuneRow {
                    last_seq: Seq(0),
                    epoch,
                    safe_seq: Seq(0),
                    generation: 1,
                    counting_since: None,
                    last_received: Millis(0),
                    departures_pruned: Seq(0),
                };
                ledger.transaction().put_commune(&commune, &row)?;
            }
            Ok(())
        })
    }

    /// One record as it is now.
    pub fn record(&self, commune: &CommuneId, key: &RecordKey) -> Rows<Option<(Record, Seq)>> {
        self.read(|rows| {
            let row = rows.record(commune, key)?;
            row.map(|row| Ok((parse(&row)?, row.seq))).transpose()
        })
    }

    /// All records of a kind.
    pub fn records(&self, commune: &CommuneId, kind: Kind) -> Rows<Vec<Record>> {
        self.read(|rows| {
            rows.records(commune, kind, None)?
                .iter()
                .map(parse)
                .collect()
        })
    }

    /// Erasures so far, oldest first.
    pub fn erasures(&self) -> Rows<Vec<Erasure>> {
        match &self.erasures {
            Some(path) => crate::erase::read_list(path),
            None => Ok(Vec::new()),
        }
    }
}

pub(crate) fn parse(row: &crate::RecordRow) -> Rows<Record> {
    Record::from_json(row.key.kind(), &row.body)
        .map_err(|error| StoreError::damaged("record", error))
}
