//! Rows of the log.
use super::SqliteTransaction;
use super::read::entry_row;
use crate::columns::{number, to_json};
use crate::rows::{EntryRow, Rows};
use domain::{CommuneId, RecordKey, Seq};
use rusqlite::named_params;

pub(super) const ENTRY: &str = "SELECT seq, received_at, body FROM entry WHERE commune = :commune";

pub(super) fn put(
    rows: &SqliteTransaction<'_>,
    commune: &CommuneId,
    row: &EntryRow,
    records: &[RecordKey],
) -> Rows<()> {
    let entry = &row.entry;
    rows.execute(
        "INSERT INTO entry (commune, seq, id, author, device, at, received_at, body)
         VALUES (:commune, :seq, :id, :author, :device, :at, :received_at, :body)",
        named_params! {
            ":commune": commune.as_str(), ":seq": number(row.seq), ":id": entry.id.to_string(),
            ":author": entry.author.as_str(), ":device": entry.device.as_str(), ":at": entry.at.0,
            ":received_at": row.received_at.0, ":body": to_json(entry),
        },
    )?;
    for record in records {
        rows.execute(
            "INSERT INTO entry_record (commune, record, seq) VALUES (:commune, :record, :seq)
             ON CONFLICT (commune, record, seq) DO NOTHING",
            named_params! {":commune": commune.as_str(), ":record": record.to_string(), ":seq": number(row.seq)},
        )?;
    }
    Ok(())
}

/// Entries that touched a record, newest first; of an unreadable one its sequence.
pub(super) fn history(
    rows: &SqliteTransaction<'_>,
    commune: &CommuneId,
    record: &RecordKey,
    limit: usize,
) -> Rows<Vec<Result<EntryRow, Seq>>> {
    let sql = "SELECT entry.seq, entry.received_at, entry.body FROM entry_record JOIN entry
        ON entry.commune = entry_record.commune AND entry.seq = entry_record.seq
        WHERE entry_record.commune = :commune AND entry_record.record = :record
        ORDER BY entry_record.seq DESC LIMIT :limit";
    let params = named_params! {":commune": commune.as_str(), ":record": record.to_string(), ":limit": limit as i64};
    rows.all(sql, params, entry_row)
}

/// Entries whose body holds a text; of an unreadable one its sequence.
pub(super) fn naming(
    rows: &SqliteTransaction<'_>,
    commune: &CommuneId,
    text: &str,
) -> Rows<Vec<Result<EntryRow, Seq>>> {
    let sql = format!("{ENTRY} AND instr(body, :text) > 0 ORDER BY seq");
    let params = named_params! {":commune": commune.as_str(), ":text": text};
    rows.all(&sql, params, entry_row)
}
