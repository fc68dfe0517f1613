//! Folds the whole log from the beginning. `verify` compares the result with the database,
//! `rebuild` writes it.
use crate::columns::plain;
use crate::moment::log_ends;
use crate::rebuild::renewed;
use crate::rows::{Rows, TallyRow, Transaction};
use crate::{EntryRow, Store, StoreError, Unreadable};
use domain::{
    Area, Catalogue, CommuneId, Dimension, Measure, Millis, Period, Record, RecordKey, Records,
    Refusal, RefusalCode, Seq, Settings, Stamped, VillageId, apply, measures,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use sync::Digest;

/// Entries read at a time.
const FOLD_PAGE: usize = 1_000;
/// The most differences reported.
const MISMATCHES_LIMIT: usize = 50;

pub(crate) type Totals = BTreeMap<(Period, VillageId, Measure, Dimension), i64>;

/// A difference between the database and the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mismatch {
    pub what: String,
    /// The row that cannot be read, if that is the difference.
    pub unreadable: Option<(CommuneId, Unreadable)>,
}

impl Mismatch {
    fn of(what: String) -> Self {
        let unreadable = None;
        Self { what, unreadable }
    }

    /// Whether it is an unreadable record, which can be rebuilt from the log: a backup with it has
    /// lost nothing.
    pub fn is_mended_from_the_log(&self) -> bool {
        matches!(&self.unreadable, Some((_, Unreadable::Record(_))))
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

#[derive(Clone)]
pub(crate) struct Fold {
    /// Each record with the sequence number of the entry that changed it last, or with the higher
    /// number that a rebuild gave it.
    pub records: BTreeMap<RecordKey, (Arc<Record>, Seq)>,
    pub totals: Totals,
    /// Records that changed and are not counted in the totals yet, each as it was when last
    /// counted.
    uncounted: BTreeMap<RecordKey, Option<Arc<Record>>>,
    pub settings: Settings,
    catalogue: Catalogue,
    /// Entries that cannot be read. The fold lacks what they did.
    pub unread: Vec<Seq>,
    pub last_received: Millis,
    pub last_seq: Seq,
    /// Entries that the rules of their time accepted and today's rules refuse. They change nothing
    /// and are reported.
    refused: Vec<(Seq, RefusalCode)>,
}

impl Fold {
    pub fn of(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Self> {
        let settings = Settings::default();
        let mut fold = Fold {
            records: BTreeMap::new(),
            totals: Totals::new(),
            uncounted: BTreeMap::new(),
            catalogue: Catalogue::new(&settings),
            settings,
            last_received: Millis(0),
            last_seq: Seq(0),
            unread: Vec::new(),
            refused: Vec::new(),
        };
        fold.go_on(rows, commune)?;
        Ok(fold)
    }

    /// Folds the entries that follow those folded so far.
    pub fn go_on(&mut self, rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<()> {
        loop {
            let page = rows.all_entries(commune, self.last_seq, FOLD_PAGE)?;
            if page.is_empty() {
                self.count_changes();
                self.take_renewed(renewed(rows, commune)?);
                return Ok(());
            }
            for row in page {
                match row {
                    Ok(row) => self.step(row)?,
                    Err(seq) => {
                        self.unread.push(seq);
                        self.last_seq = seq;
                    }
                }
            }
        }
    }

    fn step(&mut self, mut row: EntryRow) -> Rows<()> {
        self.turn_week(row.received_at);
        let mut records = Records::default();
        records.gather(&row.entry.operation, |key| {
            let found = self.records.get(key);
            Rows::Ok(found.map(|(record, _)| record.clone()))
        })?;
        // Earlier versions kept the reason of a follow-up whether the household had agreed or not.
        row.entry.operation.leave_out(&records);
        let (entry, seq) = (&row.entry, row.seq);
        let changed = match apply(&records, Stamped { entry, seq }) {
            Ok(changed) => changed,
            Err(Refusal { code }) => {
                tracing::error!(seq = seq.0, %code, "an entry in the log is refused by today's rules");
                self.refused.push((seq, code));
                Vec::new()
            }
        };
        for record in changed {
            let key = record.key();
            let before = self.records.insert(key.clone(), (record.into(), row.seq));
            self.uncounted
                .entry(key)
                .or_insert_with(|| before.map(|(record, _)| record));
        }
        self.take_settings();
        self.last_seq = row.seq;
        self.last_received = log_ends(self.last_received, row.received_at);
        Ok(())
    }

    fn take_renewed(&mut self, renewed: Vec<(RecordKey, Seq)>) {
        for (key, seq) in renewed {
            if let Some((_, of)) = self.records.get_mut(&key) {
                *of = seq.max(*of);
            }
            self.last_seq = self.last_seq.max(seq);
        }
    }

    /// Counts changed records. A household visited a hundred times between two readings of the
    /// totals is counted once.
    fn count_changes(&mut self) {
        for (key, before) in std::mem::take(&mut self.uncounted) {
            if let Some(before) = before {
                self.count(&before, -1);
            }
            if let Some((record, _)) = self.records.get(&key) {
                let record = record.clone();
                self.count(&record, 1);
            }
        }
    }

    fn count(&mut self, record: &Record, sign: i64) {
        for it in measures(record, &self.settings, &self.catalogue) {
            *self
                .totals
                .entry((it.period, it.place, it.measure, it.dimension))
                .or_default() += sign * it.value;
        }
    }

    fn turn_week(&mut self, received_at: Millis) {
        let ended = self.last_received.day().week();
        if self.last_received == Millis(0) || received_at.day().week() <= ended {
            return;
        }
        self.count_changes();
        let now = self
            .totals
            .iter()
            .filter(|((period, ..), _)| *period == Period::Now);
        let week: Vec<_> = now
            .map(|((_, place, measure, dimension), value)| {
                (
                    (
                        Period::Week(ended),
                        place.clone(),
                        *measure,
                        dimension.clone(),
                    ),
                    *value,
                )
            })
            .collect();
        // The week may have been stored before, by a clock that was ahead and was then put right.
        self.totals
            .retain(|(period, ..), _| *period != Period::Week(ended));
        self.totals.extend(week);
    }

    fn take_settings(&mut self) {
        let settings = match self.records.get(&RecordKey::Settings) {
            Some((record, _)) => record.clone(),
            None => return,
        };
        let Record::Settings(settings) = &*settings else {
            return;
        };
        if **settings == self.settings {
            return;
        }
        self.count_changes();
        let recount = settings.counting != self.settings.counting;
        self.settings = (**settings).clone();
        self.catalogue = Catalogue::new(&self.settings);
        if recount {
            self.totals
                .retain(|(period, ..), _| matches!(period, Period::Week(_)));
            let records: Vec<_> = self.records.values().map(|it| it.0.clone()).collect();
            records.iter().for_each(|record| self.count(record, 1));
        }
    }

    fn digests(&self) -> BTreeMap<Area, Digest> {
        let mut digests: BTreeMap<Area, Digest> = BTreeMap::new();
        for (key, (record, seq)) in &self.records {
            digests.entry(record.area()).or_default().add(key, *seq);
        }
        digests
    }
}

impl Store {
    /// Recounts all communes. An empty result means that nothing differs.
    pub fn verify_all(&self) -> Rows<Vec<Mismatch>> {
        Ok(self.read_each(verify_some)?.concat())
    }

    /// Recounts a commune from the log. An empty result means that nothing differs.
    pub fn verify(&self, commune: &CommuneId) -> Rows<Vec<Mismatch>> {
        self.read(|rows| verify_some(rows, commune))
    }
}

fn verify_some(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Mismatch>> {
    let mut found = verify(rows, commune)?;
    found.truncate(MISMATCHES_LIMIT);
    Ok(found)
}

/// Recounts a commune within one snapshot; tells what cannot be read first.
pub(crate) fn verify(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Mismatch>> {
    let row = rows
        .commune(commune)?
        .ok_or_else(|| StoreError::NoCommune(commune.to_string()))?;
    let fold = Fold::of(rows, commune)?;
    let mut found: Vec<Mismatch> = Vec::new();
    for seq in &fold.unread {
        let what = Unreadable::Entry(*seq);
        found.push(Mismatch {
            what: format!("commune {commune}: {what} of the log cannot be read"),
            unreadable: Some((commune.clone(), what)),
        });
    }
    compare_records(rows, commune, &fold, &mut found)?;
    let mut others = Vec::new();
    if row.last_seq != fold.last_seq {
        others.push(format!(
            "counter says {}, log ends at {}",
            row.last_seq.0, fold.last_seq.0
        ));
    }
    for (seq, code) in &fold.refused {
        let seq = seq.0;
        others.push(format!(
            "entry {seq} of the log is refused by today's rules: {code}"
        ));
    }
    compare_tallies(
        rows.tallies(commune, row.generation, None)?,
        &fold,
        &mut others,
    );
    let digests: BTreeMap<Area, Digest> = rows
        .digests(commune)?
        .into_iter()
        .filter(|(_, digest)| *digest != Digest::default())
        .collect();
    if digests != fold.digests() {
        others.push("the digests of the scopes differ from the records".to_owned());
    }
    let waiting = rows.documents(commune, crate::waiting::WAITING)?.len();
    if usize::try_from(row.waiting) != Ok(waiting) {
        let says = row.waiting;
        others.push(format!(
            "counter says that {says} entries wait, {waiting} do"
        ));
    }
    found.extend(others.into_iter().map(Mismatch::of));
    Ok(found)
}

fn compare_records(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    fold: &Fold,
    found: &mut Vec<Mismatch>,
) -> Rows<()> {
    let (mut seen, mut differ) = (BTreeSet::new(), Vec::new());
    for row in rows.changed(commune, None, Seq(0), usize::MAX >> 1)? {
        if rows.read_row(commune, &row).is_err() {
            let what = Unreadable::Record(row.key.clone());
            found.push(Mismatch {
                what: format!("commune {commune}: record {what} cannot be read"),
                unreadable: Some((commune.clone(), what)),
            });
            seen.insert(row.key);
            continue;
        }
        let same = fold.records.get(&row.key).is_some_and(|(record, seq)| {
            row.read().is_ok_and(|stored| stored == **record)
                && *seq == row.seq
                && record.area() == row.area
                && plain(record.find()) == plain(row.find.clone())
        });
        if !same {
            differ.push(format!("record {} differs from the log", row.key));
        }
        seen.insert(row.key);
    }
    let missing = fold.records.keys().filter(|key| !seen.contains(*key));
    differ.extend(missing.map(|key| format!("record {key} is missing")));
    found.extend(differ.into_iter().map(Mismatch::of));
    Ok(())
}

fn compare_tallies(stored: Vec<TallyRow>, fold: &Fold, found: &mut Vec<String>) {
    let stored: Totals = stored
        .into_iter()
        .map(|row| {
            (
                (row.period, row.place, row.measure, row.dimension),
                row.value,
            )
        })
        .collect();
    let keys: BTreeSet<_> = stored.keys().chain(fold.totals.keys()).collect();
    for key in keys {
        let (says, counts) = (
            stored.get(key).copied().unwrap_or(0),
            fold.totals.get(key).copied().unwrap_or(0),
        );
        // A figure below zero is wrong on both sides, even if they agree.
        if says != counts || says < 0 || counts < 0 {
            let (period, place, measure, dimension) = key;
            let measure = measure.as_str();
            found.push(format!(
                "tally {period} {place} {measure} {dimension}: says {says}, the log counts {counts}"
            ));
        }
    }
}
