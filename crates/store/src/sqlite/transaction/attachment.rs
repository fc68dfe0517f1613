//! Rows of photos.
use super::SqliteTransaction;
use super::read::attachment_row;
use crate::rows::{AttachmentRow, Rows};
use domain::{CommuneId, PhotoId, PhotoOf};
use rusqlite::named_params;

const ATTACHMENT: &str = "SELECT id, household, body FROM attachment WHERE commune = :commune";

pub(super) fn one(
    rows: &mut SqliteTransaction<'_>,
    commune: &CommuneId,
    id: &PhotoId,
) -> Rows<Option<AttachmentRow>> {
    rows.one(
        &format!("{ATTACHMENT} AND id = :id"),
        named_params! {":commune": commune.as_str(), ":id": id.as_str()},
        attachment_row,
    )
}

pub(super) fn put(
    rows: &mut SqliteTransaction<'_>,
    commune: &CommuneId,
    row: &AttachmentRow,
) -> Rows<()> {
    rows.execute(
        "INSERT INTO attachment (commune, id, household, body) VALUES (:commune, :id, :household, :body)
         ON CONFLICT (commune, id) DO UPDATE SET household = excluded.household, body = excluded.body",
        named_params! {
            ":commune": commune.as_str(), ":id": row.id.as_str(),
            ":household": row.of.to_string(), ":body": row.body,
        },
    )?;
    Ok(())
}

pub(super) fn delete(
    rows: &mut SqliteTransaction<'_>,
    commune: &CommuneId,
    id: &PhotoId,
) -> Rows<()> {
    rows.execute(
        "DELETE FROM attachment WHERE commune = :commune AND id = :id",
        named_params! {":commune": commune.as_str(), ":id": id.as_str()},
    )?;
    Ok(())
}

pub(super) fn all(
    rows: &mut SqliteTransaction<'_>,
    commune: &CommuneId,
    of: Option<&PhotoOf>,
) -> Rows<Vec<AttachmentRow>> {
    match of {
        Some(of) => rows.all(
            &format!("{ATTACHMENT} AND household = :household ORDER BY id"),
            named_params! {":commune": commune.as_str(), ":household": of.to_string()},
            attachment_row,
        ),
        None => rows.all(
            &format!("{ATTACHMENT} ORDER BY id"),
            named_params! {":commune": commune.as_str()},
            attachment_row,
        ),
    }
}
