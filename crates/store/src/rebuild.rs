//! Writing records, figures and digests anew from the log, so that phones hear of what differed.
//!
//! A record whose body was not what the log says is given a new number of the commune's counter, as
//! if it had changed just now: then an ordinary sync brings it to whoever has the old one, and no
//! one else is told anything. The numbers given so stand beside the log and are part of the fold.
//!
//! A record is never rebuilt from a log in which an entry about it cannot be read.
use crate::columns::plain;
use crate::fold::{Fold, Totals};
use crate::rows::{DocumentRow, RecordRow, Rows, TallyRow, Transaction};
use crate::{Ledger, Pending, Store, StoreError, Unreadable, waiting};
use domain::{Area, CommuneId, Kind, Millis, Record, RecordKey, Seq};
use std::collections::BTreeMap;
use std::sync::Arc;
use sync::{Departure, Digest};

/// Documents with the numbers that rebuilds gave, by record.
const RENEWED: &str = "renewed";
/// More records than any commune has.
const ALL: usize = usize::MAX >> 1;

impl Store {
    /// Writes records, tallies and digests anew from the log. Records that differed from it, and
    /// those that it does not give at all, reach phones with their next sync.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] for a log with an entry that cannot be read.
    pub fn rebuild(&self, commune: CommuneId) -> Pending<()> {
        let owner = commune.clone();
        let known = self.unreadable();
        self.write_to(&owner, move |ledger| {
            ledger.row(&commune)?;
            ledger.flush(&commune)?;
            let fold = Fold::of(ledger.transaction(), &commune)?;
            if let Some(seq) = fold.unread.first() {
                return Err(StoreError::Unreadable(Unreadable::Entry(*seq)));
            }
            let last_seq = write_all(ledger, &commune, &fold)?;
            let old = ledger.row(&commune)?.generation;
            write_totals(ledger, &commune, old + 1, &fold.totals)?;
            ledger.transaction().drop_tallies(&commune, old)?;
            let row = ledger.row(&commune)?;
            row.generation = old + 1;
            row.measures = domain::MEASURES_VERSION;
            row.last_seq = last_seq;
            row.last_received = fold.last_received;
            known.forget(&commune);
            ledger.begin_anew(&commune, fold.settings)
        })
    }

    /// Rebuilds these records from the log, and the figures where they differ from it. No other
    /// record is touched.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where an entry on one of them cannot be read,
    /// [`StoreError::NoRecord`] for one that is not known at all.
    pub fn rebuild_records(&self, commune: CommuneId, keys: Vec<RecordKey>) -> Pending<()> {
        let owner = commune.clone();
        let known = self.unreadable();
        self.write_to(&owner, move |ledger| {
            ledger.row(&commune)?;
            ledger.flush(&commune)?;
            let fold = Fold::of(ledger.transaction(), &commune)?;
            must_tell_of(ledger.transaction(), (&commune, &fold), &keys)?;
            write_some(ledger, &commune, &fold, &keys)?;
            if ledger.row(&commune)?.counts_as_today() && fold.unread.is_empty() {
                mend_totals(ledger, &commune, &fold.totals)?;
            }
            known.forget(&commune);
            ledger.begin_anew(&commune, fold.settings)?;
            for key in &keys {
                ledger.stir(&commune, key.clone());
            }
            waiting::try_stirred(ledger)
        })
    }
}

/// Fails if an entry that touched one of these records cannot be read.
fn must_tell_of(
    rows: &mut dyn Transaction,
    (commune, fold): (&CommuneId, &Fold),
    keys: &[RecordKey],
) -> Rows<()> {
    let household = |key: &RecordKey| match key {
        RecordKey::Book(id) => RecordKey::Household(id.clone()),
        key => key.clone(),
    };
    for seq in &fold.unread {
        let touched = rows.touched(commune, Seq(seq.0.saturating_sub(1)), *seq)?;
        let tells = |key: &RecordKey| touched.iter().any(|(_, it)| *it == household(key));
        if keys.iter().any(tells) {
            return Err(StoreError::Unreadable(Unreadable::Entry(*seq)));
        }
    }
    Ok(())
}

/// The sequences given to records that are rebuilt.
struct Numbers {
    last: Seq,
    now: Millis,
}

/// Writes the records. Returns the last sequence number in use afterwards.
fn write_all(ledger: &mut Ledger<'_>, commune: &CommuneId, fold: &Fold) -> Rows<Seq> {
    let mut numbers = numbers(ledger, commune, fold)?;
    let counter = numbers.last;
    let rows = ledger.transaction();
    let mut digests = BTreeMap::<Area, Digest>::new();
    let stored = rows.changed(commune, None, Seq(0), ALL)?;
    let mut stored: BTreeMap<RecordKey, RecordRow> = stored
        .into_iter()
        .map(|row| (row.key.clone(), row))
        .collect();
    for (key, told) in &fold.records {
        let before = stored.remove(key);
        let row = write_one(rows, commune, (key, told), before.as_ref(), &mut numbers)?;
        digests.entry(row.area).or_default().add(key, row.seq);
    }
    for (_, row) in stored {
        remove_one(rows, commune, &row, &mut numbers)?;
    }
    for (area, old) in rows.digests(commune)? {
        let new = digests.entry(area).or_default();
        new.count = new.count.wrapping_sub(old.count);
        new.sum = new.sum.wrapping_sub(old.sum);
    }
    for (area, difference) in digests {
        rows.add_digest(commune, &area, difference)?;
    }
    Ok(match numbers.last == counter {
        true => fold.last_seq,
        false => numbers.last,
    })
}

/// Records whose rows differ from the log, or that only one of the two has.
pub(crate) fn differing(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    fold: &Fold,
) -> Rows<Vec<RecordKey>> {
    let mut left: BTreeMap<&RecordKey, _> = fold.records.iter().collect();
    let mut differ = Vec::new();
    for row in rows.changed(commune, None, Seq(0), ALL)? {
        let told = left.remove(&row.key);
        if !told.is_some_and(|(record, seq)| row_of(&row.key, record, *seq) == row) {
            differ.push(row.key);
        }
    }
    differ.extend(left.into_keys().cloned());
    Ok(differ)
}

pub(crate) fn write_some(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    fold: &Fold,
    keys: &[RecordKey],
) -> Rows<()> {
    let mut numbers = numbers(ledger, commune, fold)?;
    let rows = ledger.transaction();
    let mut digests = BTreeMap::<Area, Digest>::new();
    for key in keys {
        let before = rows.record(commune, key)?;
        let of_before = before.as_ref().map(|row| (row.area.clone(), row.seq));
        if let Some((area, seq)) = of_before {
            digests.entry(area).or_default().remove(key, seq);
        }
        match (fold.records.get(key), &before) {
            (Some(told), before) => {
                let told = (key, told);
                let row = write_one(rows, commune, told, before.as_ref(), &mut numbers)?;
                digests.entry(row.area).or_default().add(key, row.seq);
            }
            (None, Some(before)) => remove_one(rows, commune, before, &mut numbers)?,
            (None, None) => return Err(StoreError::NoRecord(key.clone())),
        }
    }
    for (area, difference) in digests {
        rows.add_digest(commune, &area, difference)?;
    }
    ledger.row(commune)?.last_seq = numbers.last;
    Ok(())
}

fn numbers(ledger: &mut Ledger<'_>, commune: &CommuneId, fold: &Fold) -> Rows<Numbers> {
    let row = ledger.row(commune)?;
    Ok(Numbers {
        last: row.last_seq.max(fold.last_seq),
        now: row.last_received,
    })
}

/// Writes a record as the log gives it, with a new sequence if phones have another version.
fn write_one(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    (key, (record, seq)): (&RecordKey, &(Arc<Record>, Seq)),
    before: Option<&RecordRow>,
    numbers: &mut Numbers,
) -> Rows<RecordRow> {
    let mut row = row_of(key, record, *seq);
    // No phone has books.
    let on_phones = key.kind() != Kind::Book;
    if on_phones && !before.is_some_and(|it| says(it, record)) {
        row.seq = numbers.renew(rows, commune, key)?;
    }
    if let Some(before) = before.filter(|it| it.area != row.area) {
        let departure = Departure {
            key: key.clone(),
            seq: row.seq,
        };
        rows.put_departure(commune, &before.area, &departure, numbers.now)?;
    }
    if before != Some(&row) {
        rows.put_record(commune, &row)?;
    }
    Ok(row)
}

/// Removes a record that the log does not give.
fn remove_one(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    row: &RecordRow,
    numbers: &mut Numbers,
) -> Rows<()> {
    let key = row.key.clone();
    let seq = numbers.renew(rows, commune, &key)?;
    rows.delete_record(commune, &key)?;
    let departure = Departure { key, seq };
    rows.put_departure(commune, &row.area, &departure, numbers.now)
}

pub(crate) fn write_totals(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    generation: i64,
    totals: &Totals,
) -> Rows<()> {
    for ((period, place, measure, dimension), value) in totals {
        let row = TallyRow {
            period: *period,
            place: place.clone(),
            measure: *measure,
            dimension: dimension.clone(),
            value: *value,
        };
        ledger.transaction().add_tally(commune, generation, &row)?;
    }
    Ok(())
}

/// Adds the differences between the log's figures and the stored ones: a recount that ran while a
/// record was unreadable has left it out.
fn mend_totals(ledger: &mut Ledger<'_>, commune: &CommuneId, totals: &Totals) -> Rows<()> {
    let generation = ledger.row(commune)?.generation;
    let mut differences = totals.clone();
    for row in ledger.transaction().tallies(commune, generation, None)? {
        let key = (row.period, row.place, row.measure, row.dimension);
        *differences.entry(key).or_default() -= row.value;
    }
    differences.retain(|_, value| *value != 0);
    write_totals(ledger, commune, generation, &differences)
}

fn row_of(key: &RecordKey, record: &Record, seq: Seq) -> RecordRow {
    RecordRow {
        key: key.clone(),
        area: record.area(),
        seq,
        find: plain(record.find()),
        body: record.to_json(),
    }
}

/// Whether phones with this row have the record. An older way of writing the same content counts as
/// the same.
fn says(row: &RecordRow, record: &Record) -> bool {
    row.area == record.area() && row.read().is_ok_and(|stored| stored == *record)
}

impl Numbers {
    fn renew(
        &mut self,
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        key: &RecordKey,
    ) -> Rows<Seq> {
        self.last = Seq(self.last.0 + 1);
        let row = DocumentRow {
            commune: commune.clone(),
            id: key.to_string(),
            key: String::new(),
            body: self.last.0.to_string(),
        };
        rows.put_document(RENEWED, &row)?;
        Ok(self.last)
    }
}

/// The numbers that rebuilds gave, for folding the log.
pub(crate) fn renewed(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
) -> Rows<Vec<(RecordKey, Seq)>> {
    let read = |row: DocumentRow| {
        let seq = row.body.parse().ok().map(Seq);
        let found = RecordKey::parse(&row.id).zip(seq);
        found.ok_or_else(|| StoreError::damaged("renewed", row.id))
    };
    rows.documents(commune, RENEWED)?
        .into_iter()
        .map(read)
        .collect()
}
