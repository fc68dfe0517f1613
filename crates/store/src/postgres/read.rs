//! Converts rows of PostgreSQL to the store's rows.
use crate::columns::{area, attachment, commune_id, json, key, seq, tally};
use crate::rows::{AttachmentRow, DocumentRow, EntryRow, RecordRow, Rows, TallyRow};
use domain::{Area, Millis, Seq};
use sync::{Departure, Digest};
use tokio_postgres::Row;

/// The entry, or its sequence if it cannot be read.
pub fn entry_row(row: &Row) -> Rows<Result<EntryRow, Seq>> {
    let (seq, received_at) = (seq(row.try_get(0)?), Millis(row.try_get(1)?));
    let entry = json("entry", row.try_get(2)?);
    Ok(entry.map_or(Err(seq), |entry| {
        Ok(EntryRow {
            seq,
            received_at,
            entry,
        })
    }))
}

pub fn record_row(row: &Row) -> Rows<RecordRow> {
    Ok(RecordRow {
        key: key(row.try_get(0)?, row.try_get(1)?)?,
        area: area(row.try_get(2)?)?,
        seq: seq(row.try_get(3)?),
        find: row.try_get(4)?,
        body: row.try_get(5)?,
    })
}

pub fn tally_row(row: &Row) -> Rows<TallyRow> {
    let texts = [
        row.try_get(0)?,
        row.try_get(1)?,
        row.try_get(2)?,
        row.try_get(3)?,
    ];
    tally(&texts, row.try_get(4)?)
}

pub fn document_row(row: &Row) -> Rows<DocumentRow> {
    Ok(DocumentRow {
        commune: commune_id(row.try_get(0)?)?,
        id: row.try_get(1)?,
        key: row.try_get(2)?,
        body: row.try_get(3)?,
    })
}

pub fn attachment_row(row: &Row) -> Rows<AttachmentRow> {
    attachment([row.try_get(0)?, row.try_get(1)?, row.try_get(2)?])
}

pub fn digest(row: &Row, from: usize) -> Rows<Digest> {
    let (count, sum): (i64, i64) = (row.try_get(from)?, row.try_get(from + 1)?);
    Ok(Digest {
        count: count.cast_unsigned(),
        sum: sum.cast_unsigned(),
    })
}

pub fn texts<T>(values: Option<&[T]>, text: impl Fn(&T) -> &str) -> Option<Vec<&str>> {
    values.map(|values| values.iter().map(text).collect())
}

pub fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A departure, with the area that was left and the time.
pub fn departure_row(row: &Row) -> Rows<(Area, Departure, Millis)> {
    let departure = Departure {
        key: key(row.try_get(1)?, row.try_get(2)?)?,
        seq: seq(row.try_get(3)?),
    };
    Ok((area(row.try_get(0)?)?, departure, Millis(row.try_get(4)?)))
}
