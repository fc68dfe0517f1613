//! Queries SQLite and converts its rows to the store's rows.
use super::SqliteTransaction;
use crate::columns::{area, attachment, commune_id, json, key, seq, tally};
use crate::rows::{AttachmentRow, DocumentRow, EntryRow, RecordRow, Rows, TallyRow};
use domain::{Area, Millis};
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

pub fn entry_row(row: &Row<'_>) -> Rows<EntryRow> {
    let body: String = row.get(2)?;
    Ok(EntryRow {
        seq: seq(row.get(0)?),
        received_at: Millis(row.get(1)?),
        entry: json("entry", &body)?,
    })
}

pub fn record_row(row: &Row<'_>) -> Rows<RecordRow> {
    let (kind, id, scope): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    Ok(RecordRow {
        key: key(&kind, &id)?,
        area: area(&scope)?,
        seq: seq(row.get(3)?),
        find: row.get(4)?,
        body: row.get(5)?,
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
