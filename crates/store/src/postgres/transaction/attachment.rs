//! Rows of photos. They are few compared with entries and are written at once.
use super::PostgresTransaction;
use crate::postgres::read::attachment_row;
use crate::rows::{AttachmentRow, Rows};
use domain::{CommuneId, PhotoId, PhotoOf};

const ATTACHMENT: &str = "SELECT id, household, body FROM attachment WHERE commune = $1";

pub(super) fn one(
    rows: &mut PostgresTransaction<'_>,
    commune: &CommuneId,
    id: &PhotoId,
) -> Rows<Option<AttachmentRow>> {
    let sql = format!("{ATTACHMENT} AND id = $2");
    let row = rows.one(&sql, &[&commune.as_str(), &id.as_str()])?;
    row.as_ref().map(attachment_row).transpose()
}

pub(super) fn put(
    rows: &mut PostgresTransaction<'_>,
    commune: &CommuneId,
    row: &AttachmentRow,
) -> Rows<()> {
    let sql = "INSERT INTO attachment (commune, id, household, body) VALUES ($1, $2, $3, $4)
        ON CONFLICT (commune, id) DO UPDATE
        SET household = excluded.household, body = excluded.body";
    let (id, of) = (row.id.as_str(), row.of.to_string());
    rows.all(sql, &[&commune.as_str(), &id, &of, &row.body])?;
    Ok(())
}

pub(super) fn delete(
    rows: &mut PostgresTransaction<'_>,
    commune: &CommuneId,
    id: &PhotoId,
) -> Rows<()> {
    let sql = "DELETE FROM attachment WHERE commune = $1 AND id = $2";
    rows.all(sql, &[&commune.as_str(), &id.as_str()])?;
    Ok(())
}

pub(super) fn all(
    rows: &mut PostgresTransaction<'_>,
    commune: &CommuneId,
    of: Option<&PhotoOf>,
) -> Rows<Vec<AttachmentRow>> {
    let rows = match of {
        Some(of) => rows.all(
            &format!("{ATTACHMENT} AND household = $2 ORDER BY id"),
            &[&commune.as_str(), &of.to_string()],
        )?,
        None => rows.all(&format!("{ATTACHMENT} ORDER BY id"), &[&commune.as_str()])?,
    };
    rows.iter().map(attachment_row).collect()
}
