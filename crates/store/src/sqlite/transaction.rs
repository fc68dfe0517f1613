//! The rows of one SQLite transaction. Parameters are bound by name: bound by number, they follow
//! the order of first appearance, which is easily wrong without an error.
mod attachment;
mod entry;
mod read;
mod sums;

use crate::columns::{area, commune_id, json, key, number, record_key, seq, to_json};
use crate::office_journal::Notes;
use crate::rows::{
    AttachmentRow, CommuneRow, DocumentRow, EntryRow, KEYED_KINDS, RecordRow, Rows, Split,
    TallyRow, Transaction,
};
use crate::{KnownUnreadable, StoreError, Unread};
use domain::{
    Area, CommuneId, EntryId, Kind, Measure, Millis, Period, PhotoId, PhotoOf, RecordKey, Seq,
};
use read::{digest, document_row, entry_row, in_areas, record_row, tally_row};
use rusqlite::{Connection, named_params};
use sync::{Departure, Digest};

pub(super) struct SqliteTransaction<'a> {
    connection: &'a Connection,
    notes: Notes,
    unread: Unread,
}

impl<'a> SqliteTransaction<'a> {
    pub fn new(connection: &'a Connection, known: &KnownUnreadable) -> Self {
        Self {
            connection,
            notes: Notes::default(),
            unread: Unread::of(known),
        }
    }
}

const ENTRY: &str = entry::ENTRY;
const RECORD: &str = "SELECT kind, id, scope, seq, find, body FROM record WHERE commune = :commune";

impl Transaction for SqliteTransaction<'_> {
    fn notes(&mut self) -> &mut Notes {
        &mut self.notes
    }

    fn unread(&mut self) -> &mut Unread {
        &mut self.unread
    }

    fn size_bytes(&mut self) -> Rows<u64> {
        let sql = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
        let size = self.one(sql, [], |row| Ok(row.get::<_, i64>(0)?))?;
        Ok(size.unwrap_or_default().unsigned_abs())
    }

    fn communes(&mut self) -> Rows<Vec<CommuneId>> {
        self.all("SELECT commune FROM commune ORDER BY commune", [], |row| {
            commune_id(&row.get::<_, String>(0)?)
        })
    }

    fn commune(&mut self, commune: &CommuneId) -> Rows<Option<CommuneRow>> {
        let sql = "SELECT body FROM commune WHERE commune = :commune";
        self.one(sql, named_params! {":commune": commune.as_str()}, |row| {
            json("commune", &row.get::<_, String>(0)?)
        })
    }

    fn put_commune(&mut self, commune: &CommuneId, row: &CommuneRow) -> Rows<()> {
        let sql = "INSERT INTO commune (commune, body) VALUES (:commune, :body)
            ON CONFLICT (commune) DO UPDATE SET body = excluded.body";
        self.execute(
            sql,
            named_params! {":commune": commune.as_str(), ":body": to_json(row)},
        )?;
        Ok(())
    }

    fn entry(&mut self, commune: &CommuneId, id: EntryId) -> Rows<Option<EntryRow>> {
        let sql = "SELECT seq, received_at, body FROM entry WHERE commune = :commune AND id = :id";
        let params = named_params! {":commune": commune.as_str(), ":id": id.to_string()};
        let row = self.one(sql, params, entry_row)?;
        self.unread.entry(commune, row)
    }

    fn put_entry(
        &mut self,
        commune: &CommuneId,
        row: &EntryRow,
        records: &[RecordKey],
    ) -> Rows<()> {
        entry::put(self, commune, row, records)
    }

    fn rewrite_entry(&mut self, commune: &CommuneId, row: &EntryRow) -> Rows<()> {
        self.notes.entry_rewritten(&row.entry);
        let sql = "UPDATE entry SET body = :body WHERE commune = :commune AND seq = :seq";
        let body = to_json(&row.entry);
        self.execute(
            sql,
            named_params! {":body": body, ":commune": commune.as_str(), ":seq": number(row.seq)},
        )?;
        Ok(())
    }

    fn empty_entry(&mut self, commune: &CommuneId, seq: Seq) -> Rows<()> {
        let sql = "UPDATE entry SET body = '' WHERE commune = :commune AND seq = :seq";
        let params = named_params! {":commune": commune.as_str(), ":seq": number(seq)};
        self.execute(sql, params)?;
        Ok(())
    }

    fn all_entries(
        &mut self,
        commune: &CommuneId,
        after: Seq,
        limit: usize,
    ) -> Rows<Vec<Result<EntryRow, Seq>>> {
        let sql = format!("{ENTRY} AND seq > :after ORDER BY seq LIMIT :limit");
        let params = named_params! {":commune": commune.as_str(), ":after": number(after), ":limit": limit as i64};
        self.all(&sql, params, entry_row)
    }

    fn history(
        &mut self,
        commune: &CommuneId,
        record: &RecordKey,
        limit: usize,
    ) -> Rows<Vec<EntryRow>> {
        let rows = entry::history(self, commune, record, limit)?;
        Ok(self.unread.entries(commune, rows))
    }

    fn entries_naming(&mut self, commune: &CommuneId, text: &str) -> Rows<Vec<EntryRow>> {
        let rows = entry::naming(self, commune, text)?;
        Ok(self.unread.entries(commune, rows))
    }

    fn record(&mut self, commune: &CommuneId, key: &RecordKey) -> Rows<Option<RecordRow>> {
        let sql = format!("{RECORD} AND kind = :kind AND id = :id");
        let kind = key.kind().as_str();
        self.one(
            &sql,
            named_params! {":commune": commune.as_str(), ":kind": kind, ":id": key.id()},
            record_row,
        )
    }

    fn record_of_each(&mut self, key: &RecordKey) -> Rows<Vec<(CommuneId, RecordRow)>> {
        // Reads the communes first, then each one's record by its key.
        let sql = "SELECT kind, id, scope, seq, find, record.body, commune.commune
            FROM commune CROSS JOIN record ON record.commune = commune.commune
            WHERE kind = :kind AND id = :id ORDER BY commune.commune";
        let params = named_params! {":kind": key.kind().as_str(), ":id": key.id()};
        self.all(sql, params, |row| {
            Ok((commune_id(&row.get::<_, String>(6)?)?, record_row(row)?))
        })
    }

    fn put_record(&mut self, commune: &CommuneId, row: &RecordRow) -> Rows<()> {
        self.execute(
            "INSERT INTO record (commune, kind, id, scope, seq, find, body)
             VALUES (:commune, :kind, :id, :scope, :seq, :find, :body)
             ON CONFLICT (commune, kind, id) DO UPDATE
             SET scope = excluded.scope, seq = excluded.seq, find = excluded.find, body = excluded.body",
            named_params! {
                ":commune": commune.as_str(), ":kind": row.key.kind().as_str(), ":id": row.key.id(),
                ":scope": row.area.as_str(), ":seq": number(row.seq), ":find": row.find, ":body": row.body,
            },
        )?;
        Ok(())
    }

    fn delete_record(&mut self, commune: &CommuneId, key: &RecordKey) -> Rows<()> {
        self.execute(
            "DELETE FROM record WHERE commune = :commune AND kind = :kind AND id = :id",
            named_params! {
                ":commune": commune.as_str(), ":kind": key.kind().as_str(), ":id": key.id(),
            },
        )?;
        Ok(())
    }

    fn changed(
        &mut self,
        commune: &CommuneId,
        areas: Option<&[Area]>,
        after: Seq,
        limit: usize,
    ) -> Rows<Vec<RecordRow>> {
        let sql = format!(
            "{RECORD}{} AND seq > :after ORDER BY seq, kind, id LIMIT :limit",
            in_areas(areas)
        );
        let params = named_params! {":commune": commune.as_str(), ":after": number(after), ":limit": limit as i64};
        self.all(&sql, params, record_row)
    }

    fn records(
        &mut self,
        commune: &CommuneId,
        kind: Kind,
        areas: Option<&[Area]>,
    ) -> Rows<Vec<RecordRow>> {
        let sql = format!("{RECORD} AND kind = :kind{} ORDER BY id", in_areas(areas));
        self.all(
            &sql,
            named_params! {":commune": commune.as_str(), ":kind": kind.as_str()},
            record_row,
        )
    }

    fn put_departure(
        &mut self,
        commune: &CommuneId,
        area: &Area,
        departure: &Departure,
        at: Millis,
    ) -> Rows<()> {
        self.execute(
            "INSERT INTO departure (commune, scope, seq, kind, id, at) VALUES (:commune, :scope, :seq, :kind, :id, :at)
             ON CONFLICT (commune, scope, seq, kind, id) DO NOTHING",
            named_params! {
                ":commune": commune.as_str(), ":scope": area.as_str(), ":seq": number(departure.seq),
                ":kind": departure.key.kind().as_str(), ":id": departure.key.id(), ":at": at.0,
            },
        )?;
        Ok(())
    }

    fn departures(
        &mut self,
        commune: &CommuneId,
        areas: Option<&[Area]>,
        after: Seq,
        to: Seq,
    ) -> Rows<Vec<Departure>> {
        // For someone who sees the whole commune, nothing can leave it.
        if areas.is_none() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT kind, id, seq FROM departure WHERE commune = :commune{} AND seq > :after AND seq <= :to ORDER BY seq, kind, id",
            in_areas(areas)
        );
        let params = named_params! {":commune": commune.as_str(), ":after": number(after), ":to": number(to)};
        self.all(&sql, params, |row| {
            let (kind, id): (String, String) = (row.get(0)?, row.get(1)?);
            Ok(Departure {
                key: key(&kind, &id)?,
                seq: seq(row.get(2)?),
            })
        })
    }

    fn prune_departures(&mut self, commune: &CommuneId, before: Millis) -> Rows<Option<Seq>> {
        let params = named_params! {":commune": commune.as_str(), ":before": before.0};
        let sql = "SELECT seq FROM departure WHERE commune = :commune AND at < :before ORDER BY seq DESC LIMIT 1";
        let last = self.one(sql, params, |row| Ok(seq(row.get(0)?)))?;
        self.execute(
            "DELETE FROM departure WHERE commune = :commune AND at < :before",
            params,
        )?;
        Ok(last)
    }

    fn add_digest(&mut self, commune: &CommuneId, area: &Area, difference: Digest) -> Rows<()> {
        let params = named_params! {":commune": commune.as_str(), ":scope": area.as_str()};
        let sql = "SELECT count, sum FROM scope_digest WHERE commune = :commune AND scope = :scope";
        let mut digest = self
            .one(sql, params, |row| digest(row, 0))?
            .unwrap_or_default();
        digest.join(difference);
        self.execute(
            "INSERT INTO scope_digest (commune, scope, count, sum) VALUES (:commune, :scope, :count, :sum)
             ON CONFLICT (commune, scope) DO UPDATE SET count = excluded.count, sum = excluded.sum",
            named_params! {
                ":commune": commune.as_str(), ":scope": area.as_str(),
                ":count": digest.count.cast_signed(), ":sum": digest.sum.cast_signed(),
            },
        )?;
        Ok(())
    }

    fn digests(&mut self, commune: &CommuneId) -> Rows<Vec<(Area, Digest)>> {
        let sql =
            "SELECT scope, count, sum FROM scope_digest WHERE commune = :commune ORDER BY scope";
        self.all(sql, named_params! {":commune": commune.as_str()}, |row| {
            Ok((area(&row.get::<_, String>(0)?)?, digest(row, 1)?))
        })
    }

    fn add_tally(&mut self, commune: &CommuneId, generation: i64, row: &TallyRow) -> Rows<()> {
        let value: Option<i64> = self.one(
            "INSERT INTO tally (commune, generation, period, place, measure, dimension, value)
             VALUES (:commune, :generation, :period, :place, :measure, :dimension, :value)
             ON CONFLICT (commune, generation, period, place, measure, dimension)
             DO UPDATE SET value = tally.value + excluded.value RETURNING value",
            named_params! {
                ":commune": commune.as_str(), ":generation": generation, ":period": row.period.to_string(),
                ":place": row.place.as_str(), ":measure": row.measure.as_str(),
                ":dimension": row.dimension.to_string(), ":value": row.value,
            },
            |row| Ok(row.get(0)?),
        )?;
        match value {
            // A release build goes on serving the office, and `verify` reports it.
            Some(below) if below < 0 && cfg!(debug_assertions) => Err(StoreError::damaged(
                "tally",
                format!("{below} after a difference: {row:?}"),
            )),
            _ => Ok(()),
        }
    }

    fn tallies(
        &mut self,
        commune: &CommuneId,
        generation: i64,
        period: Option<Period>,
    ) -> Rows<Vec<TallyRow>> {
        let select = "SELECT period, place, measure, dimension, value FROM tally
            WHERE commune = :commune AND generation = :generation AND value <> 0";
        let order = "ORDER BY period, place, measure, dimension";
        match period {
            Some(period) => self.all(
                &format!("{select} AND period = :period {order}"),
                named_params! {":commune": commune.as_str(), ":generation": generation, ":period": period.to_string()},
                tally_row,
            ),
            None => self.all(
                &format!("{select} {order}"),
                named_params! {":commune": commune.as_str(), ":generation": generation},
                tally_row,
            ),
        }
    }

    fn tally_sums(
        &mut self,
        period: Period,
        measures: &[Measure],
        split: Split,
    ) -> Rows<Vec<(CommuneId, TallyRow)>> {
        let mut sums = Vec::new();
        for sql in sums::questions(measures, split) {
            let params = named_params! {":period": period.to_string()};
            sums.extend(self.all(&sql, params, |row| {
                Ok((commune_id(&row.get::<_, String>(5)?)?, tally_row(row)?))
            })?);
        }
        Ok(sums)
    }

    fn drop_tallies(&mut self, commune: &CommuneId, generation: i64) -> Rows<()> {
        let sql = "DELETE FROM tally WHERE commune = :commune AND generation = :generation";
        self.execute(
            sql,
            named_params! {":commune": commune.as_str(), ":generation": generation},
        )?;
        Ok(())
    }

    fn document(&mut self, commune: &CommuneId, kind: &str, id: &str) -> Rows<Option<DocumentRow>> {
        let sql = "SELECT commune, id, key, body FROM document WHERE commune = :commune AND kind = :kind AND id = :id";
        self.one(
            sql,
            named_params! {":commune": commune.as_str(), ":kind": kind, ":id": id},
            document_row,
        )
    }

    fn put_document(&mut self, kind: &str, row: &DocumentRow) -> Rows<()> {
        self.notes.document_put(kind, row);
        self.execute(
            "INSERT INTO document (commune, kind, id, key, body) VALUES (:commune, :kind, :id, :key, :body)
             ON CONFLICT (commune, kind, id) DO UPDATE SET key = excluded.key, body = excluded.body",
            named_params! {
                ":commune": row.commune.as_str(), ":kind": kind, ":id": row.id, ":key": row.key, ":body": row.body,
            },
        )?;
        Ok(())
    }

    fn delete_document(&mut self, commune: &CommuneId, kind: &str, id: &str) -> Rows<()> {
        self.notes.document_deleted(kind, commune, id);
        let sql = "DELETE FROM document WHERE commune = :commune AND kind = :kind AND id = :id";
        self.execute(
            sql,
            named_params! {":commune": commune.as_str(), ":kind": kind, ":id": id},
        )?;
        Ok(())
    }

    fn documents(&mut self, commune: &CommuneId, kind: &str) -> Rows<Vec<DocumentRow>> {
        let sql = "SELECT commune, id, key, body FROM document WHERE commune = :commune AND kind = :kind ORDER BY id";
        self.all(
            sql,
            named_params! {":commune": commune.as_str(), ":kind": kind},
            document_row,
        )
    }

    fn documents_after(
        &mut self,
        commune: &CommuneId,
        kind: &str,
        key: Option<&str>,
        after: &str,
        limit: usize,
    ) -> Rows<Vec<DocumentRow>> {
        let sql = "SELECT commune, id, key, body FROM document
            WHERE commune = :commune AND kind = :kind AND id > :after AND (:any = 1 OR key = :key)
            ORDER BY id LIMIT :limit";
        let params = named_params! {
            ":commune": commune.as_str(), ":kind": kind, ":after": after,
            ":any": i64::from(key.is_none()), ":key": key.unwrap_or_default(), ":limit": limit as i64,
        };
        self.all(sql, params, document_row)
    }

    fn count_documents(&mut self, commune: &CommuneId, kind: &str) -> Rows<Vec<(String, usize)>> {
        let sql = "SELECT key, COUNT(*) FROM document WHERE commune = :commune AND kind = :kind
            GROUP BY key ORDER BY key";
        let params = named_params! {":commune": commune.as_str(), ":kind": kind};
        self.all(sql, params, |row| {
            let count: i64 = row.get(1)?;
            Ok((row.get(0)?, usize::try_from(count).unwrap_or(0)))
        })
    }

    fn attachment(&mut self, commune: &CommuneId, id: &PhotoId) -> Rows<Option<AttachmentRow>> {
        attachment::one(self, commune, id)
    }

    fn put_attachment(&mut self, commune: &CommuneId, row: &AttachmentRow) -> Rows<()> {
        attachment::put(self, commune, row)
    }

    fn delete_attachment(&mut self, commune: &CommuneId, id: &PhotoId) -> Rows<()> {
        attachment::delete(self, commune, id)
    }

    fn attachments(
        &mut self,
        commune: &CommuneId,
        of: Option<&PhotoOf>,
    ) -> Rows<Vec<AttachmentRow>> {
        attachment::all(self, commune, of)
    }

    fn touched(&mut self, commune: &CommuneId, after: Seq, to: Seq) -> Rows<Vec<(Seq, RecordKey)>> {
        let sql = "SELECT seq, record FROM entry_record
            WHERE commune = :commune AND seq > :after AND seq <= :to ORDER BY seq, record";
        let params = named_params! {":commune": commune.as_str(), ":after": number(after), ":to": number(to)};
        self.all(sql, params, |row| {
            Ok((seq(row.get(0)?), record_key(&row.get::<_, String>(1)?)?))
        })
    }

    fn all_departures(&mut self, commune: &CommuneId) -> Rows<Vec<(Area, Departure, Millis)>> {
        let sql = "SELECT scope, kind, id, seq, at FROM departure
            WHERE commune = :commune ORDER BY scope, seq, kind, id";
        self.all(sql, named_params! {":commune": commune.as_str()}, |row| {
            let texts: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
            let departure = Departure {
                key: key(&texts[1], &texts[2])?,
                seq: seq(row.get(3)?),
            };
            Ok((area(&texts[0])?, departure, Millis(row.get(4)?)))
        })
    }

    fn all_documents(&mut self, commune: &CommuneId) -> Rows<Vec<(String, DocumentRow)>> {
        let sql = "SELECT commune, id, key, body, kind FROM document
            WHERE commune = :commune ORDER BY kind, id";
        self.all(sql, named_params! {":commune": commune.as_str()}, |row| {
            Ok((row.get(4)?, document_row(row)?))
        })
    }

    fn documents_keyed(&mut self, of: &CommuneId, kind: &str, key: &str) -> Rows<Vec<DocumentRow>> {
        let found = self.with_key(kind, key)?.into_iter();
        Ok(found.filter(|it| it.commune == *of).collect())
    }

    fn documents_by_key(&mut self, kind: &str, key: &str) -> Rows<Vec<DocumentRow>> {
        debug_assert!(KEYED_KINDS.contains(&kind), "{kind} is not found by key");
        self.with_key(kind, key)
    }
}
