//! Reads documents, singly or in parts, and counts them.
use super::PostgresTransaction;
use crate::postgres::read::document_row;
use crate::rows::{DocumentRow, Rows};
use domain::CommuneId;
use tokio_postgres::Row;

pub(super) const DOCUMENT: &str =
    "SELECT commune, id, key, body, kind FROM document WHERE commune = $1";

pub(super) fn one(
    rows: &mut PostgresTransaction<'_>,
    commune: &CommuneId,
    kind: &str,
    id: &str,
) -> Rows<Option<DocumentRow>> {
    let key = (kind.to_owned(), id.to_owned());
    if let Some(pending) = rows.pending.get(commune) {
        if let Some(row) = pending.documents.get(&key) {
            return Ok(row.clone());
        }
        if let Some(known) = pending.known.documents.get(&key) {
            return Ok(known.clone());
        }
    }
    let sql = format!("{DOCUMENT} AND kind = $2 AND id = $3");
    let row = rows.one(&sql, &[&commune.as_str(), &kind, &id])?;
    let row = row.as_ref().map(document_row).transpose()?;
    if rows.writes {
        let known = &mut rows.pending(commune).known.documents;
        known.insert(key, row.clone());
    }
    Ok(row)
}

pub(super) fn after(
    rows: &mut PostgresTransaction<'_>,
    (commune, kind): (&CommuneId, &str),
    key: Option<&str>,
    after: &str,
    limit: usize,
) -> Rows<Vec<DocumentRow>> {
    let sql =
        format!("{DOCUMENT} AND kind = $2 AND id > $3 AND ($4 OR key = $5) ORDER BY id LIMIT $6");
    let (any, key) = (key.is_none(), key.unwrap_or_default());
    let limit = limit as i64;
    let rows = rows.all(
        &sql,
        &[&commune.as_str(), &kind, &after, &any, &key, &limit],
    )?;
    rows.iter().map(document_row).collect()
}

pub(super) fn count(
    rows: &mut PostgresTransaction<'_>,
    commune: &CommuneId,
    kind: &str,
) -> Rows<Vec<(String, usize)>> {
    let sql = "SELECT key, COUNT(*) FROM document WHERE commune = $1 AND kind = $2
        GROUP BY key ORDER BY key";
    let rows = rows.all(sql, &[&commune.as_str(), &kind])?;
    let count = |row: &Row| {
        let count: i64 = row.try_get(1)?;
        Ok((row.try_get(0)?, usize::try_from(count).unwrap_or(0)))
    };
    rows.iter().map(count).collect()
}
