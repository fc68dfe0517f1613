//! A commune that is open in this transaction: its row, and records that changed and are not
//! written yet.
use super::cache::Known;
use super::{Ledger, cache};
use crate::rows::{CommuneRow, DATA_VERSION, Rows, TallyRow};
use crate::{StoreError, Unreadable};
use domain::household::Status;
use domain::{
    Area, Catalogue, CommuneId, EntryId, Figure, HouseholdId, Millis, Period, Record, RecordKey,
    Seq, Settings, blank_told, measures,
};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug)]
pub(super) struct Open {
    pub row: CommuneRow,
    pub settings: Settings,
    /// The database has no settings for this commune.
    pub without_settings: bool,
    /// The settings cannot be read, so nothing can be judged or counted.
    pub unreadable_settings: bool,
    pub catalogue: Catalogue,
    pub dirty: BTreeMap<RecordKey, Dirty>,
}

/// A record that changed in this transaction, and what the database still holds of it.
#[derive(Debug)]
pub(super) struct Dirty {
    pub before: Option<Before>,
    pub record: Arc<Record>,
    pub seq: Seq,
    pub size_bytes: usize,
}

#[derive(Debug)]
pub(super) struct Before {
    pub area: Area,
    pub seq: Seq,
    pub figures: Arc<Vec<Figure>>,
}

impl Open {
    /// Takes settings that were just rebuilt.
    pub fn settings_are(&mut self, settings: Settings) {
        self.catalogue = Catalogue::new(&settings);
        self.settings = settings;
        (self.without_settings, self.unreadable_settings) = (false, false);
    }
}

impl Ledger<'_> {
    pub(super) fn open(&mut self, commune: &CommuneId) -> Rows<()> {
        if let Some(only) = &self.only
            && only != commune
        {
            let (only, other) = (only.to_string(), commune.to_string());
            return Err(StoreError::OtherCommune(only, other));
        }
        if self.open.contains_key(commune) {
            return Ok(());
        }
        let row = self.transaction.commune(commune)?;
        let row = row.ok_or_else(|| StoreError::NoCommune(commune.to_string()))?;
        let row = CommuneRow {
            data: DATA_VERSION,
            ..row.readable()?
        };
        let found = self.transaction.record(commune, &RecordKey::Settings)?;
        let without_settings = found.is_none();
        let settings = match found {
            Some(row) => self.transaction.read_row(commune, &row).ok(),
            None => Some(Record::Settings(Box::default())),
        };
        let unreadable_settings = settings.is_none();
        let settings = match settings {
            Some(Record::Settings(settings)) => *settings,
            _ => Settings::default(),
        };
        let catalogue = Catalogue::new(&settings);
        self.open.insert(
            commune.clone(),
            Open {
                row,
                settings,
                without_settings,
                unreadable_settings,
                catalogue,
                dirty: BTreeMap::new(),
            },
        );
        Ok(())
    }

    /// A record as it is now, changes of this transaction included.
    pub(super) fn current(
        &mut self,
        commune: &CommuneId,
        key: &RecordKey,
    ) -> Rows<Option<Arc<Record>>> {
        let open = self.opened(commune)?;
        if let Some(dirty) = open.dirty.get(key) {
            return Ok(Some(dirty.record.clone()));
        }
        // Every entry needs the settings. If there are none, the database is asked only once.
        if *key == RecordKey::Settings && open.without_settings {
            return Ok(None);
        }
        Ok(self.known(commune, key)?.map(|known| known.record))
    }

    /// A record as it is in the database, with its figures. Reading it a second time is cheap.
    fn known(&mut self, commune: &CommuneId, key: &RecordKey) -> Rows<Option<Known>> {
        if let Some(known) = self.cache.get(commune, key) {
            return Ok(Some(known.clone()));
        }
        let Some(row) = self.transaction.record(commune, key)? else {
            return Ok(None);
        };
        let record = Arc::new(self.transaction.read_row(commune, &row)?);
        let open = self.opened(commune)?;
        let figures = Arc::new(measures(&record, &open.settings, &open.catalogue));
        let known = cache::Known {
            record,
            area: row.area,
            seq: row.seq,
            size_bytes: row.body.len(),
            figures,
        };
        self.cache.put(commune, known.clone());
        Ok(Some(known))
    }

    /// The size of a record, estimated after entries of the same transaction. The cache may have been
    /// emptied since the record was read; then its size is measured.
    pub(super) fn size_of(
        &self,
        commune: &CommuneId,
        key: &RecordKey,
        record: Option<&Record>,
    ) -> usize {
        let open = self.open.get(commune);
        let dirty = open
            .and_then(|open| open.dirty.get(key))
            .map(|it| it.size_bytes);
        let known = || self.cache.get(commune, key).map(|known| known.size_bytes);
        let measured = || record.map_or(0, |record| record.to_json().len());
        dirty.or_else(known).unwrap_or_else(measured)
    }

    /// Removes from a household what a blanked entry had told it, without a new sequence number.
    pub(super) fn blank_record(
        &mut self,
        commune: &CommuneId,
        household: HouseholdId,
        entry: EntryId,
    ) -> Rows<()> {
        let mut key = RecordKey::Household(household);
        while let Some(record) = self.current(commune, &key)? {
            let Record::Household(household) = &*record else {
                return Ok(());
            };
            if let Status::MergedInto(next) = &household.status {
                key = RecordKey::Household(next.clone());
                continue;
            }
            let mut household = household.clone();
            if blank_told(&mut household, entry) {
                let seq = self.seq_of(commune, &key)?;
                self.change(commune, Record::Household(household), seq, 0)?;
            }
            return Ok(());
        }
        Ok(())
    }

    fn seq_of(&mut self, commune: &CommuneId, key: &RecordKey) -> Rows<Seq> {
        if let Some(dirty) = self.opened(commune)?.dirty.get(key) {
            return Ok(dirty.seq);
        }
        Ok(self.known(commune, key)?.map_or(Seq(0), |known| known.seq))
    }

    /// Takes a changed record. It is written when the group is complete.
    pub(super) fn change(
        &mut self,
        commune: &CommuneId,
        record: Record,
        seq: Seq,
        entry_bytes: usize,
    ) -> Rows<()> {
        let (key, record) = (record.key(), Arc::new(record));
        if self.opened(commune)?.unreadable_settings {
            return Err(StoreError::Unreadable(Unreadable::Record(
                RecordKey::Settings,
            )));
        }
        let mut size_bytes =
            self.size_of(commune, &key, Some(&record)) + entry_bytes + super::GROWTH_BYTES;
        if size_bytes > super::SURE_BYTES {
            size_bytes = record.to_json().len();
        }
        if key == RecordKey::Settings {
            self.opened(commune)?.without_settings = false;
        }
        if let Some(dirty) = self.opened(commune)?.dirty.get_mut(&key) {
            (dirty.record, dirty.seq, dirty.size_bytes) = (record, seq, size_bytes);
            return Ok(());
        }
        let before = self.known(commune, &key)?;
        let before = before.map(|it| Before {
            area: it.area,
            seq: it.seq,
            figures: it.figures,
        });
        self.opened(commune)?.dirty.insert(
            key,
            Dirty {
                before,
                record,
                seq,
                size_bytes,
            },
        );
        Ok(())
    }

    /// Before the first entry of a new week, stores the present figures as those of the week that
    /// ended.
    pub(super) fn turn_week(&mut self, commune: &CommuneId, received_at: Millis) -> Rows<()> {
        let row = &self.opened(commune)?.row;
        let ended = row.last_received.day().week();
        let generation = row.generation;
        // Figures of an older way of counting are not touched; the recount writes this week too.
        let is_new = received_at.day().week() > ended && row.counts_as_today();
        if row.last_received == Millis(0) || !is_new {
            return Ok(());
        }
        self.flush(commune)?;
        let mut week: BTreeMap<_, i64> = BTreeMap::new();
        let now = self
            .transaction
            .tallies(commune, generation, Some(Period::Now))?;
        // The week may have been stored before, by a clock that was ahead and was then put right.
        let kept = self
            .transaction
            .tallies(commune, generation, Some(Period::Week(ended)))?;
        let both = now.into_iter().map(|row| (row, 1));
        for (row, sign) in both.chain(kept.into_iter().map(|row| (row, -1))) {
            let key = (row.place, row.measure, row.dimension);
            *week.entry(key).or_default() += sign * row.value;
        }
        for ((place, measure, dimension), value) in week {
            let row = TallyRow {
                period: Period::Week(ended),
                place,
                measure,
                dimension,
                value,
            };
            if value != 0 {
                self.transaction.add_tally(commune, generation, &row)?;
            }
        }
        Ok(())
    }
}
