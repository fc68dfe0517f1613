//! Writing records, figures and digests anew from the log, so that phones hear of what differed.
//!
//! A record whose body was not what the log says is given a new number of the commune's counter, as
//! if it had changed just now: then an ordinary sync brings it to whoever has the old one, and no
//! one else is told anything. The numbers given so stand beside the log and are part of the fold.
use crate::columns::plain;
use crate::fold::Fold;
use crate::rows::{DocumentRow, RecordRow, Rows, TallyRow, Transaction};
use crate::{Ledger, Pending, Store, StoreError};
use domain::{Area, CommuneId, Kind, Record, RecordKey, Seq};
use std::collections::BTreeMap;
use sync::{Departure, Digest};

/// Numbers given by rebuilding, by the record that has one.
const RENEWED: &str = "renewed";
/// More records than any commune has.
const ALL: usize = usize::MAX >> 1;

impl Store {
    /// Writes records, tallies and digests anew from the log. Records that differed from it, and
    /// those that it does not give at all, reach phones with their next sync.
    pub fn rebuild(&self, commune: CommuneId) -> Pending<()> {
        let owner = commune.clone();
        self.write_to(&owner, move |ledger| {
            ledger.row(&commune)?;
            ledger.flush(&commune)?;
            let fold = Fold::of(ledger.transaction(), &commune)?;
            let last_seq = write_records(ledger, &commune, &fold)?;
            let last_received = fold.last_received;
            let old = ledger.row(&commune)?.generation;
            for ((period, place, measure, dimension), value) in fold.totals {
                let row = TallyRow {
                    period,
                    place,
                    measure,
                    dimension,
                    value,
                };
                ledger.transaction().add_tally(&commune, old + 1, &row)?;
            }
            ledger.transaction().drop_tallies(&commune, old)?;
            ledger.forget();
            let row = ledger.row(&commune)?;
            row.generation = old + 1;
            row.measures = domain::MEASURES_VERSION;
            row.last_seq = last_seq;
            row.last_received = last_received;
            Ok(())
        })
    }
}

/// Gives the last number that is in use afterwards.
fn write_records(ledger: &mut Ledger<'_>, commune: &CommuneId, fold: &Fold) -> Rows<Seq> {
    let (counter, now) = {
        let row = ledger.row(commune)?;
        (row.last_seq.max(fold.last_seq), row.last_received)
    };
    let rows = ledger.transaction();
    let (mut last, mut digests) = (counter, BTreeMap::<Area, Digest>::new());
    let stored = rows.changed(commune, None, Seq(0), ALL)?;
    let mut stored: BTreeMap<RecordKey, RecordRow> = stored
        .into_iter()
        .map(|row| (row.key.clone(), row))
        .collect();
    for (key, (record, seq)) in &fold.records {
        let before = stored.remove(key);
        let mut row = row_of(key, record, *seq);
        // No phone has a book.
        let on_phones = key.kind() != Kind::Book;
        if on_phones && !before.as_ref().is_some_and(|it| says(it, record)) {
            last = Seq(last.0 + 1);
            row.seq = last;
            renew(rows, commune, key, last)?;
        }
        digests
            .entry(row.area.clone())
            .or_default()
            .add(key, row.seq);
        if let Some(before) = before.as_ref().filter(|it| it.area != row.area) {
            let departure = Departure {
                key: key.clone(),
                seq: row.seq,
            };
            rows.put_departure(commune, &before.area, &departure, now)?;
        }
        if before.as_ref() != Some(&row) {
            rows.put_record(commune, &row)?;
        }
    }
    // The log does not give these.
    for (key, row) in stored {
        last = Seq(last.0 + 1);
        renew(rows, commune, &key, last)?;
        rows.delete_record(commune, &key)?;
        let departure = Departure { key, seq: last };
        rows.put_departure(commune, &row.area, &departure, now)?;
    }
    for (area, old) in rows.digests(commune)? {
        let new = digests.entry(area).or_default();
        new.count = new.count.wrapping_sub(old.count);
        new.sum = new.sum.wrapping_sub(old.sum);
    }
    for (area, difference) in digests {
        rows.add_digest(commune, &area, difference)?;
    }
    Ok(if last == counter { fold.last_seq } else { last })
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

/// Whether phones that have this row have the record: an older way to write the same is the same.
fn says(row: &RecordRow, record: &Record) -> bool {
    row.area == record.area() && row.read().is_ok_and(|stored| stored == *record)
}

fn renew(rows: &mut dyn Transaction, commune: &CommuneId, key: &RecordKey, seq: Seq) -> Rows<()> {
    let row = DocumentRow {
        commune: commune.clone(),
        id: key.to_string(),
        key: String::new(),
        body: seq.0.to_string(),
    };
    rows.put_document(RENEWED, &row)
}

/// The numbers that rebuilding gave, for whoever folds the log.
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
