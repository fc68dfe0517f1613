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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Incoming, Ledger};
    use crate::{Rows, Store};
    use domain::{
        DeviceId, Entry, EntryId, HouseholdId, MemberId, Millis, Operation, RECORD_LIMIT_BYTES,
        RefusalCode,
    };
    use serde_json::json;
    use sync::{Epoch, Outcome};

    const NOW: Millis = Millis(1_794_538_800_000);

    fn operation(name: &str, fields: serde_json::Value) -> Operation {
        serde_json::from_value(json!({ name: fields })).unwrap()
    }

    fn promised() -> Operation {
        let promise = json!({"due": NOW.day().to_string(), "reason": "ơ".repeat(500)});
        let visit = json!({"household": "h1", "outcome": "absent", "follow_up": promise});
        operation("VisitRecorded", visit)
    }

    /// Appends in one transaction with a cache that holds a single record.
    fn append(store: &Store, first: u64, operations: Vec<Operation>) -> Vec<Outcome> {
        let entry = |(number, operation): (u64, Operation)| {
            let mut random = [0; 10];
            random[2..].copy_from_slice(&number.to_be_bytes());
            Entry::new(
                EntryId::made(NOW, random),
                CommuneId::new("nghi-son").unwrap(),
                MemberId::new("an").unwrap(),
                DeviceId::new("may").unwrap(),
                NOW,
                operation,
            )
        };
        let entries = (first..).zip(operations).map(entry);
        let mut cache = Cache::one_of(CACHE_LIMIT);
        let written = store.engine.write(None, |transaction| {
            let mut ledger = Ledger::new(transaction, &mut cache, &store.seal);
            let outcomes: Rows<Vec<Outcome>> = entries
                .map(|entry| {
                    ledger.append(Incoming {
                        entry,
                        received_at: NOW,
                        scope: None,
                    })
                })
                .collect();
            ledger.close()?;
            outcomes
        });
        written.unwrap()
    }

    fn begun() -> Store {
        let store = Store::in_memory().unwrap();
        let commune = CommuneId::new("nghi-son").unwrap();
        store.create_commune(commune, Epoch(1)).wait().unwrap();
        let village = json!({"village": "dong", "name": "Thôn Đông", "order": 1});
        let household =
            json!({"household": "h1", "code": "1", "village": "dong", "head": "Bùi Thị Dưỡng"});
        let consent =
            json!({"household": "h1", "purpose": "register", "way": "tapped", "text_version": 1});
        let begun = [
            ("VillageDefined", village),
            ("HouseholdRegistered", household),
            ("ConsentGiven", consent),
        ];
        append(
            &store,
            0,
            begun.map(|(name, fields)| operation(name, fields)).into(),
        );
        store
    }

    #[test]
    fn a_record_is_within_its_limit_whatever_the_cache_has_forgotten() {
        for together in [1, 40] {
            let store = begun();
            let full = Outcome::Refused {
                code: RefusalCode::RecordTooLarge,
            };
            let mut first = 10;
            loop {
                let outcomes = append(&store, first, vec![promised(); together]);
                first += together as u64;
                let key = RecordKey::Household(HouseholdId::new("h1").unwrap());
                let (record, _) = store
                    .record(&CommuneId::new("nghi-son").unwrap(), &key)
                    .unwrap()
                    .unwrap();
                let size_bytes = record.to_json().len();
                assert!(size_bytes <= RECORD_LIMIT_BYTES, "{size_bytes}");
                if outcomes.contains(&full) {
                    break;
                }
            }
        }
    }
}
