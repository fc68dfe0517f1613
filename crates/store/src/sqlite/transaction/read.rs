//! Queries SQLite and converts its rows to the store's rows.
use super::SqliteTransaction;
use crate::columns::{area, attachment, commune_id, json, key, seq, tally};
use crate::rows::{AttachmentRow, DocumentRow, EntryRow, RecordRow, Rows, TallyRow};
use domain::{Area, Millis, Seq};
use rusqlite::{Params, Row, named_params};
use sync::Digest;

impl SqliteTransaction<'_> {
    pub fn with_key(&self, kind: &str, key: &str) -> Rows<Vec<DocumentRow>> {
        let sql = "SELECT commune, id, key, body FROM document
            WHERE kind = :kind AND key = :key AND key <> '' ORDER BY commune, id";
        let params = named_params! {":kind": kind, ":key": key};
        self.all(sql, params, document_row)
    }

    pub fn execute(&self, sql: &str, params: impl Params) -> Rows<usize> {
        Ok(self.connection.prepare_cached(sql)?.execute(params)?)
    }

    pub fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Rows<T>,
    ) -> Rows<Option<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(read).transpose()
    }

    pub fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl Fn(&Row<'_>) -> Rows<T>,
    ) -> Rows<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }
}

pub fn digest(row: &Row<'_>, from: usize) -> Rows<Digest> {
    let (count, sum): (i64, i64) = (row.get(from)?, row.get(from + 1)?);
    Ok(Digest {
        count: count.cast_unsigned(),
        sum: sum.cast_unsigned(),
    })
}

/// The entry, or its sequence if it cannot be read.
pub fn entry_row(row: &Row<'_>) -> Rows<Result<EntryRow, Seq>> {
    let (seq, received_at) = (seq(row.get(0)?), Millis(row.get(1)?));
    let entry = json("entry", &body(row, 2)?);
    Ok(entry.map_or(Err(seq), |entry| {
        Ok(EntryRow {
            seq,
            received_at,
            entry,
        })
    }))
}

/// A body, or an empty text if the column does not hold text any more; reading that fails.
fn body(row: &Row<'_>, column: usize) -> Rows<String> {
    let found = row.get_ref(column)?;
    Ok(found.as_str().map(str::to_owned).unwrap_or_default())
}

pub fn record_row(row: &Row<'_>) -> Rows<RecordRow> {
    let (kind, id, scope): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    Ok(RecordRow {
        key: key(&kind, &id)?,
        area: area(&scope)?,
        seq: seq(row.get(3)?),
        find: body(row, 4)?,
        body: body(row, 5)?,
    })
}

pub fn tally_row(row: &Row<'_>) -> Rows<TallyRow> {
    let texts = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
    tally(&texts, row.get(4)?)
}

pub fn document_row(row: &Row<'_>) -> Rows<DocumentRow> {
    Ok(DocumentRow {
        commune: commune_id(&row.get::<_, String>(0)?)?,
        id: row.get(1)?,
        key: row.get(2)?,
        body: row.get(3)?,
    })
}

pub fn attachment_row(row: &Row<'_>) -> Rows<AttachmentRow> {
    attachment([row.get(0)?, row.get(1)?, row.get(2)?])
}

/// Areas are checked ids of `a-z0-9-`, or `*`, so they may stand in the statement.
pub fn in_areas(areas: Option<&[Area]>) -> String {
    match areas {
        None => String::new(),
        Some(areas) => {
            let list: Vec<String> = areas
                .iter()
                .map(|area| format!("'{}'", area.as_str()))
                .collect();
            format!(" AND scope IN ({})", list.join(", "))
        }
    }
}
