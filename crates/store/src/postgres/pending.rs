//! Rows that a transaction has to write, kept until they are read or committed.
use crate::rows::{CommuneRow, DocumentRow, EntryRow, RecordRow, TallyRow};
use domain::{
    Area, CommuneId, Dimension, EntryId, Kind, Measure, Millis, Period, RecordKey, VillageId,
};
use std::collections::{BTreeMap, HashMap};
use sync::{Departure, Digest};

/// The most rows kept before they are written.
pub const KEPT_LIMIT: usize = 2_000;

pub type TallyKey = (i64, Period, VillageId, Measure, Dimension);
/// Kind and id.
pub type DocumentKey = (String, String);

/// The pending rows of one commune. The maps hold each row once, because a statement may touch a
/// row only once.
#[derive(Debug, Default)]
pub struct Pending {
    pub row: Option<CommuneRow>,
    pub entries: Vec<(EntryRow, Vec<RecordKey>)>,
    pub records: BTreeMap<RecordKey, RecordRow>,
    pub departures: Vec<(Area, Departure, Millis)>,
    pub digests: BTreeMap<Area, Digest>,
    pub tallies: BTreeMap<TallyKey, i64>,
    /// `None` means that the document is to be deleted.
    pub documents: BTreeMap<DocumentKey, Option<DocumentRow>>,
    /// What the database said, as far as it was asked.
    pub known: Known,
}

#[derive(Debug, Default)]
pub struct Known {
    pub entries: HashMap<EntryId, Option<EntryRow>>,
    pub records: HashMap<RecordKey, Option<RecordRow>>,
    pub documents: HashMap<DocumentKey, Option<DocumentRow>>,
    pub row: Option<Option<CommuneRow>>,
    pub records_of: HashMap<Kind, Vec<RecordRow>>,
    pub documents_of: HashMap<String, Vec<DocumentRow>>,
    pub digests: Option<Vec<(Area, Digest)>>,
}

impl Pending {
    pub fn entry(&self, id: EntryId) -> Option<&EntryRow> {
        self.entries
            .iter()
            .map(|(row, _)| row)
            .find(|row| row.entry.id == id)
    }

    pub fn is_much(&self) -> bool {
        let rows = self.entries.len()
            + self.records.len()
            + self.departures.len()
            + self.tallies.len()
            + self.documents.len();
        rows >= KEPT_LIMIT
    }

    pub fn add_tally(&mut self, generation: i64, row: &TallyRow) {
        let (place, dimension) = (row.place.clone(), row.dimension.clone());
        let key = (generation, row.period, place, row.measure, dimension);
        *self.tallies.entry(key).or_default() += row.value;
    }
}

/// Sorted by commune, so that two transactions never wait for each other in a circle.
pub type AllPending = BTreeMap<CommuneId, Pending>;
