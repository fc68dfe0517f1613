//! Fetches in one round trip what a piece of work will need.
use super::flush::Statement;
use super::pending::{Known, Pending};
use super::read::{digest, document_row, entry_row, record_row};
use crate::columns::{area, json};
use crate::rows::{Ahead, Rows};
use domain::{CommuneId, EntryId, Kind};
use tokio_postgres::Row;

/// Puts the rows of an answer where they will be looked for.
type Reader = fn(&mut Known, &Ahead, &[Row]) -> Rows<()>;

/// The queries to send, each with the function that reads its answer. Skips what is known already
/// or about to be written.
pub fn ask(
    commune: &CommuneId,
    ahead: &Ahead,
    pending: &Pending,
    writes: bool,
) -> (Vec<Statement>, Vec<Reader>) {
    let (mut asked, mut readers): (Vec<_>, Vec<Reader>) = (Vec::new(), Vec::new());
    let mut ask = |statement: Statement, reader: Reader| {
        asked.push(statement);
        readers.push(reader);
    };
    let new = |sql| Statement::new(sql, commune);
    if ahead.commune && pending.row.is_none() && pending.known.row.is_none() {
        let sql = match writes {
            true => "SELECT body FROM commune WHERE commune = $1 FOR UPDATE",
            false => "SELECT body FROM commune WHERE commune = $1",
        };
        ask(new(sql), read_commune);
    }
    if !ahead.entries.is_empty() {
        let sql = "SELECT seq, received_at, body FROM entry
            WHERE commune = $1 AND id = ANY($2::text[])";
        let ids = ahead.entries.iter().map(EntryId::to_string);
        ask(new(sql).with(ids), read_entries);
    }
    if !ahead.records.is_empty() && pending.records.is_empty() {
        let sql = "SELECT kind, id, scope, seq, find, body FROM record WHERE commune = $1
            AND (kind, id) IN (SELECT * FROM unnest($2::text[], $3::text[]))";
        let kinds = ahead.records.iter().map(|it| it.kind().as_str());
        let ids = ahead.records.iter().map(|it| it.id().to_owned());
        ask(new(sql).with(kinds).with(ids), read_records);
    }
    if !ahead.documents.is_empty() {
        let sql = "SELECT commune, id, key, body, kind FROM document WHERE commune = $1
            AND (kind, id) IN (SELECT * FROM unnest($2::text[], $3::text[]))";
        let kinds = ahead.documents.iter().map(|it| it.0);
        let ids = ahead.documents.iter().map(|it| it.1.clone());
        ask(new(sql).with(kinds).with(ids), read_documents);
    }
    if !kinds(ahead, pending).is_empty() {
        let sql = "SELECT kind, id, scope, seq, find, body FROM record
            WHERE commune = $1 AND kind = ANY($2::text[]) ORDER BY kind, id";
        let kinds = kinds(ahead, pending).into_iter().map(Kind::as_str);
        ask(new(sql).with(kinds), read_records_of);
    }
    if !document_kinds(ahead, pending).is_empty() {
        let sql = "SELECT commune, id, key, body, kind FROM document
            WHERE commune = $1 AND kind = ANY($2::text[]) ORDER BY kind, id";
        let kinds = document_kinds(ahead, pending).into_iter();
        ask(new(sql).with(kinds), read_documents_of);
    }
    if ahead.digests && pending.digests.is_empty() {
        let sql = "SELECT scope, count, sum FROM scope_digest WHERE commune = $1 ORDER BY scope";
        ask(new(sql), read_digests);
    }
    (asked, readers)
}

fn kinds(ahead: &Ahead, pending: &Pending) -> Vec<Kind> {
    let waits = |kind: Kind| pending.records.keys().any(|key| key.kind() == kind);
    let all = ahead.kinds.iter().copied();
    all.filter(|kind| !pending.known.records_of.contains_key(kind) && !waits(*kind))
        .collect()
}

fn document_kinds(ahead: &Ahead, pending: &Pending) -> Vec<&'static str> {
    let waits = |kind: &str| pending.documents.keys().any(|(other, _)| other == kind);
    let all = ahead.document_kinds.iter().copied();
    all.filter(|kind| !pending.known.documents_of.contains_key(*kind) && !waits(kind))
        .collect()
}

fn read_commune(known: &mut Known, _: &Ahead, rows: &[Row]) -> Rows<()> {
    let row = rows.first();
    let row = row.map(|row| json("commune", row.try_get(0)?));
    known.row = Some(row.transpose()?);
    Ok(())
}

fn read_entries(known: &mut Known, ahead: &Ahead, rows: &[Row]) -> Rows<()> {
    let read: Vec<_> = rows.iter().map(entry_row).collect::<Rows<_>>()?;
    // The id of an unreadable entry is not known here, so each entry is then read alone.
    if read.iter().all(Result::is_ok) {
        let asked = ahead.entries.iter().map(|id| (*id, None));
        known.entries.extend(asked);
    }
    let readable = read.into_iter().flatten();
    let readable = readable.map(|row| (row.entry.id, Some(row)));
    known.entries.extend(readable);
    Ok(())
}

fn read_records(known: &mut Known, ahead: &Ahead, rows: &[Row]) -> Rows<()> {
    let asked = ahead.records.iter().map(|key| (key.clone(), None));
    known.records.extend(asked);
    for row in rows {
        let row = record_row(row)?;
        known.records.insert(row.key.clone(), Some(row));
    }
    Ok(())
}

/// What was written meanwhile is newer than what is read here.
fn read_documents(known: &mut Known, ahead: &Ahead, rows: &[Row]) -> Rows<()> {
    for (kind, id) in &ahead.documents {
        let key = ((*kind).to_owned(), id.clone());
        known.documents.insert(key, None);
    }
    for row in rows {
        let (kind, row) = (row.try_get(4)?, document_row(row)?);
        known.documents.insert((kind, row.id.clone()), Some(row));
    }
    Ok(())
}

fn read_records_of(known: &mut Known, ahead: &Ahead, rows: &[Row]) -> Rows<()> {
    for kind in &ahead.kinds {
        known.records_of.entry(*kind).or_default();
    }
    for row in rows {
        let row = record_row(row)?;
        known
            .records_of
            .entry(row.key.kind())
            .or_default()
            .push(row);
    }
    Ok(())
}

fn read_documents_of(known: &mut Known, ahead: &Ahead, rows: &[Row]) -> Rows<()> {
    for kind in &ahead.document_kinds {
        known.documents_of.entry((*kind).to_owned()).or_default();
    }
    for row in rows {
        let (kind, row): (String, _) = (row.try_get(4)?, document_row(row)?);
        known.documents_of.entry(kind).or_default().push(row);
    }
    Ok(())
}

fn read_digests(known: &mut Known, _: &Ahead, rows: &[Row]) -> Rows<()> {
    let read = |row: &Row| Ok((area(row.try_get(0)?)?, digest(row, 1)?));
    known.digests = Some(rows.iter().map(read).collect::<Rows<_>>()?);
    Ok(())
}
