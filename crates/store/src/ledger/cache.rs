//! Records read lately with their figures, so that the record of a busy household is parsed once.
use domain::{Area, CommuneId, Figure, Record, RecordKey, Seq};
use std::collections::HashMap;
use std::sync::Arc;

/// The most records kept. At about 10 kB each, this is the memory that the server spends on speed.
const CACHE_LIMIT: usize = 2_048;

/// A record as it is in the database.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// Shared with whoever applies an entry to it.
    pub record: Arc<Record>,
    pub area: Area,
    pub seq: Seq,
    pub size_bytes: usize,
    pub figures: Arc<Vec<Figure>>,
}

#[derive(Debug)]
pub(crate) struct Cache {
    known: HashMap<(CommuneId, RecordKey), Known>,
    limit: usize,
}

impl Cache {
    /// The cache of one of several writers, which share the memory.
    pub fn one_of(writers: usize) -> Self {
        Self {
            known: HashMap::new(),
            limit: CACHE_LIMIT / writers.max(1),
        }
    }

    pub fn get(&self, commune: &CommuneId, key: &RecordKey) -> Option<&Known> {
        self.known.get(&(commune.clone(), key.clone()))
    }

    pub fn put(&mut self, commune: &CommuneId, known: Known) {
        if self.known.len() >= self.limit {
            self.known.clear();
        }
        self.known
            .insert((commune.clone(), known.record.key()), known);
    }

    pub fn clear(&mut self) {
        self.known.clear();
    }
}
