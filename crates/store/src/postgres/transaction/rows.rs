//! The store's rows as statements for PostgreSQL.
use super::{PostgresTransaction, attachment, document};
use crate::Unread;
use crate::columns::{area, commune_id, json, key, number, record_key, seq};
use crate::office_journal::Notes;
use crate::postgres::ahead;
use crate::postgres::flush;
use crate::postgres::read::{
    departure_row, digest, document_row, entry_row, limit, record_row, tally_row, texts,
};
use crate::postgres::sums;
use crate::postgres::talk::Params;
use crate::rows::{
    Ahead, AttachmentRow, CommuneRow, DocumentRow, EntryRow, RecordRow, Rows, Split, TallyRow,
    Transaction,
};
use domain::{
    Area, CommuneId, EntryId, Kind, Measure, Millis, Period, PhotoId, PhotoOf, RecordKey, Seq,
};
use sync::{Departure, Digest};
use tokio_postgres::Row;

const ENTRY: &str = "SELECT seq, received_at, body FROM entry WHERE commune = $1";
const RECORD: &str = "SELECT kind, id, scope, seq, find, body FROM record WHERE commune = $1";
const DOCUMENT: &str = document::DOCUMENT;

impl Transaction for PostgresTransaction<'_> {
    fn look_ahead(&mut self, commune: &CommuneId, ahead: &Ahead) -> Rows<()> {
        let pending = self.pending.entry(commune.clone()).or_default();
        let (asked, readers) = ahead::ask(commune, ahead, pending, self.writes);
        if asked.is_empty() {
            return Ok(());
        }
        let answers = self.talk.ask_all(asked)?;
        for (read, rows) in readers.into_iter().zip(answers) {
            read(&mut pending.known, ahead, &rows)?;
        }
        Ok(())
    }

    fn notes(&mut self) -> &mut Notes {
        &mut self.notes
    }

    fn unread(&mut self) -> &mut Unread {
        &mut self.unread
    }

    fn size_bytes(&mut self) -> Rows<u64> {
        let row = self.one("SELECT pg_database_size(current_database())", &[])?;
        let size = row.map(|row| row.try_get::<_, i64>(0)).transpose()?;
        Ok(size.unwrap_or_default().unsigned_abs())
    }

    fn communes(&mut self) -> Rows<Vec<CommuneId>> {
        let rows = self.all("SELECT commune FROM commune ORDER BY commune", &[])?;
        let mut all: Vec<CommuneId> = rows
            .iter()
            .map(|row| commune_id(row.try_get(0)?))
            .collect::<Rows<_>>()?;
        let made = self.pending.iter().filter(|(_, it)| it.row.is_some());
        all.extend(made.map(|(commune, _)| commune.clone()));
        all.sort();
        all.dedup();
        Ok(all)
    }

    /// A writer locks the row until its commit, so that numbers are given out in order.
    fn commune(&mut self, commune: &CommuneId) -> Rows<Option<CommuneRow>> {
        if let Some(row) = self.pending.get(commune).and_then(|it| it.row.as_ref()) {
            return Ok(Some(row.clone()));
        }
        if let Some(known) = self.known(commune).and_then(|it| it.row.as_ref()) {
            return Ok(known.clone());
        }
        let sql = match self.writes {
            true => "SELECT body FROM commune WHERE commune = $1 FOR UPDATE",
            false => "SELECT body FROM commune WHERE commune = $1",
        };
        let row = self.one(sql, &[&commune.as_str()])?;
        row.map(|row| json("commune", row.try_get(0)?)).transpose()
    }

    fn put_commune(&mut self, commune: &CommuneId, row: &CommuneRow) -> Rows<()> {
        self.pending(commune).row = Some(row.clone());
        Ok(())
    }

    fn entry(&mut self, commune: &CommuneId, id: EntryId) -> Rows<Option<EntryRow>> {
        if let Some(pending) = self.pending.get(commune) {
            if let Some(row) = pending.entry(id) {
                return Ok(Some(row.clone()));
            }
            if let Some(known) = pending.known.entries.get(&id) {
                return Ok(known.clone());
            }
        }
        let sql = format!("{ENTRY} AND id = $2");
        let row = self.one(&sql, &[&commune.as_str(), &id.to_string()])?;
        let row = row.as_ref().map(entry_row).transpose()?;
        self.unread.entry(commune, row)
    }

    fn put_entry(
        &mut self,
        commune: &CommuneId,
        row: &EntryRow,
        records: &[RecordKey],
    ) -> Rows<()> {
        let pending = self.pending(commune);
        pending.known.entries.remove(&row.entry.id);
        pending.entries.push((row.clone(), records.to_vec()));
        self.settle_much(commune)
    }

    fn rewrite_entry(&mut self, commune: &CommuneId, row: &EntryRow) -> Rows<()> {
        self.notes.entry_rewritten(&row.entry);
        self.settle(commune, flush::entries)?;
        self.pending(commune).known.entries.remove(&row.entry.id);
        let sql = "UPDATE entry SET body = $3 WHERE commune = $1 AND seq = $2";
        let body = crate::columns::to_json(&row.entry);
        self.all(sql, &[&commune.as_str(), &number(row.seq), &body])?;
        Ok(())
    }

    fn all_entries(
        &mut self,
        commune: &CommuneId,
        after: Seq,
        most: usize,
    ) -> Rows<Vec<Result<EntryRow, Seq>>> {
        self.settle(commune, flush::entries)?;
        let sql = format!("{ENTRY} AND seq > $2 ORDER BY seq LIMIT $3");
        let rows = self.all(&sql, &[&commune.as_str(), &number(after), &limit(most)])?;
        rows.iter().map(entry_row).collect()
    }

    fn empty_entry(&mut self, commune: &CommuneId, seq: Seq) -> Rows<()> {
        let sql = "UPDATE entry SET body = '' WHERE commune = $1 AND seq = $2";
        self.all(sql, &[&commune.as_str(), &number(seq)])?;
        Ok(())
    }

    fn history(
        &mut self,
        commune: &CommuneId,
        record: &RecordKey,
        most: usize,
    ) -> Rows<Vec<EntryRow>> {
        self.settle(commune, flush::entries)?;
        let sql = "SELECT entry.seq, entry.received_at, entry.body FROM entry_record JOIN entry
            ON entry.commune = entry_record.commune AND entry.seq = entry_record.seq
            WHERE entry_record.commune = $1 AND entry_record.record = $2
            ORDER BY entry_record.seq DESC LIMIT $3";
        let record = record.to_string();
        self.readable_entries(commune, sql, &[&commune.as_str(), &record, &limit(most)])
    }

    fn entries_naming(&mut self, commune: &CommuneId, text: &str) -> Rows<Vec<EntryRow>> {
        self.settle(commune, flush::entries)?;
        let sql = format!("{ENTRY} AND strpos(body, $2) > 0 ORDER BY seq");
        self.readable_entries(commune, &sql, &[&commune.as_str(), &text])
    }

    fn record(&mut self, commune: &CommuneId, key: &RecordKey) -> Rows<Option<RecordRow>> {
        if let Some(pending) = self.pending.get(commune) {
            if let Some(row) = pending.records.get(key) {
                return Ok(Some(row.clone()));
            }
            if let Some(known) = pending.known.records.get(key) {
                return Ok(known.clone());
            }
        }
        let sql = format!("{RECORD} AND kind = $2 AND id = $3");
        let kind = key.kind().as_str();
        let row = self.one(&sql, &[&commune.as_str(), &kind, &key.id()])?;
        row.as_ref().map(record_row).transpose()
    }

    fn record_of_each(&mut self, key: &RecordKey) -> Rows<Vec<(CommuneId, RecordRow)>> {
        for flush in [flush::commune, flush::records] {
            self.settle_each(flush)?;
        }
        let sql = "SELECT kind, id, scope, seq, find, record.body, commune.commune
            FROM commune JOIN record ON record.commune = commune.commune
            WHERE kind = $1 AND id = $2 ORDER BY commune.commune";
        let rows = self.all(sql, &[&key.kind().as_str(), &key.id()])?;
        let read = |row: &Row| Ok((commune_id(row.try_get(6)?)?, record_row(row)?));
        rows.iter().map(read).collect()
    }

    fn put_record(&mut self, commune: &CommuneId, row: &RecordRow) -> Rows<()> {
        let pending = self.pending(commune);
        pending.known.records.remove(&row.key);
        pending.known.records_of.remove(&row.key.kind());
        pending.records.insert(row.key.clone(), row.clone());
        self.settle_much(commune)
    }

    fn delete_record(&mut self, commune: &CommuneId, key: &RecordKey) -> Rows<()> {
        self.settle(commune, flush::records)?;
        let known = &mut self.pending(commune).known;
        known.records.remove(key);
        known.records_of.remove(&key.kind());
        let sql = "DELETE FROM record WHERE commune = $1 AND kind = $2 AND id = $3";
        let (kind, id) = (key.kind().as_str(), key.id());
        self.all(sql, &[&commune.as_str(), &kind, &id])?;
        Ok(())
    }

    fn changed(
        &mut self,
        commune: &CommuneId,
        areas: Option<&[Area]>,
        after: Seq,
        most: usize,
    ) -> Rows<Vec<RecordRow>> {
        self.settle(commune, flush::records)?;
        let (name, after, most) = (commune.as_str(), number(after), limit(most));
        let rows = match texts(areas, Area::as_str) {
            None => {
                let sql = format!("{RECORD} AND seq > $2 ORDER BY seq, kind, id LIMIT $3");
                self.all(&sql, &[&name, &after, &most])?
            }
            Some(areas) => {
                let sql = format!(
                    "{RECORD} AND seq > $2 AND scope = ANY($4) ORDER BY seq, kind, id LIMIT $3"
                );
                self.all(&sql, &[&name, &after, &most, &areas])?
            }
        };
        rows.iter().map(record_row).collect()
    }

    fn records(
        &mut self,
        commune: &CommuneId,
        kind: Kind,
        areas: Option<&[Area]>,
    ) -> Rows<Vec<RecordRow>> {
        if let (None, Some(known)) = (areas, self.known(commune))
            && let Some(known) = known.records_of.get(&kind)
        {
            return Ok(known.clone());
        }
        self.settle(commune, flush::records)?;
        let (name, kind) = (commune.as_str(), kind.as_str());
        let rows = match texts(areas, Area::as_str) {
            None => self.all(
                &format!("{RECORD} AND kind = $2 ORDER BY id"),
                &[&name, &kind],
            )?,
            Some(areas) => self.all(
                &format!("{RECORD} AND kind = $2 AND scope = ANY($3) ORDER BY id"),
                &[&name, &kind, &areas],
            )?,
        };
        rows.iter().map(record_row).collect()
    }

    fn put_departure(
        &mut self,
        commune: &CommuneId,
        area: &Area,
        departure: &Departure,
        at: Millis,
    ) -> Rows<()> {
        let row = (area.clone(), departure.clone(), at);
        self.pending(commune).departures.push(row);
        self.settle_much(commune)
    }

    fn departures(
        &mut self,
        commune: &CommuneId,
        areas: Option<&[Area]>,
        after: Seq,
        to: Seq,
    ) -> Rows<Vec<Departure>> {
        // For someone who sees the whole commune, nothing can leave it.
        let Some(areas) = texts(areas, Area::as_str) else {
            return Ok(Vec::new());
        };
        self.settle(commune, flush::departures)?;
        let sql = "SELECT kind, id, seq FROM departure WHERE commune = $1
            AND scope = ANY($2) AND seq > $3 AND seq <= $4 ORDER BY seq, kind, id";
        let params: Params<'_> = &[&commune.as_str(), &areas, &number(after), &number(to)];
        let read = |row: &Row| {
            Ok(Departure {
                key: key(row.try_get(0)?, row.try_get(1)?)?,
                seq: seq(row.try_get(2)?),
            })
        };
        self.all(sql, params)?.iter().map(read).collect()
    }

    fn prune_departures(&mut self, commune: &CommuneId, before: Millis) -> Rows<Option<Seq>> {
        self.settle(commune, flush::departures)?;
        let sql = "DELETE FROM departure WHERE commune = $1 AND at < $2 RETURNING seq";
        let rows = self.all(sql, &[&commune.as_str(), &before.0])?;
        let seqs: Vec<i64> = rows
            .iter()
            .map(|row| row.try_get(0))
            .collect::<Result<_, _>>()?;
        Ok(seqs.into_iter().max().map(seq))
    }

    fn add_digest(&mut self, commune: &CommuneId, area: &Area, difference: Digest) -> Rows<()> {
        let pending = self.pending(commune);
        pending.known.digests = None;
        let digests = &mut pending.digests;
        digests.entry(area.clone()).or_default().join(difference);
        Ok(())
    }

    fn digests(&mut self, commune: &CommuneId) -> Rows<Vec<(Area, Digest)>> {
        if let Some(known) = self.known(commune).and_then(|it| it.digests.as_ref()) {
            return Ok(known.clone());
        }
        self.settle(commune, flush::digests)?;
        let sql = "SELECT scope, count, sum FROM scope_digest WHERE commune = $1 ORDER BY scope";
        let read = |row: &Row| Ok((area(row.try_get(0)?)?, digest(row, 1)?));
        self.all(sql, &[&commune.as_str()])?
            .iter()
            .map(read)
            .collect()
    }

    fn add_tally(&mut self, commune: &CommuneId, generation: i64, row: &TallyRow) -> Rows<()> {
        self.pending(commune).add_tally(generation, row);
        self.settle_much(commune)
    }

    fn tallies(
        &mut self,
        commune: &CommuneId,
        generation: i64,
        period: Option<Period>,
    ) -> Rows<Vec<TallyRow>> {
        self.settle(commune, flush::tallies)?;
        let select = "SELECT period, place, measure, dimension, value FROM tally
            WHERE commune = $1 AND generation = $2 AND value <> 0";
        let order = "ORDER BY period, place, measure, dimension";
        let rows = match period {
            Some(period) => self.all(
                &format!("{select} AND period = $3 {order}"),
                &[&commune.as_str(), &generation, &period.to_string()],
            )?,
            None => self.all(
                &format!("{select} {order}"),
                &[&commune.as_str(), &generation],
            )?,
        };
        rows.iter().map(tally_row).collect()
    }

    fn tallies_of(
        &mut self,
        commune: &CommuneId,
        generation: i64,
        periods: &[Period],
    ) -> Rows<Vec<TallyRow>> {
        self.settle(commune, flush::tallies)?;
        let sql = "SELECT period, place, measure, dimension, value FROM tally
            WHERE commune = $1 AND generation = $2 AND value <> 0 AND period = ANY($3)
            ORDER BY period, place, measure, dimension";
        let periods: Vec<String> = periods.iter().map(ToString::to_string).collect();
        let rows = self.all(sql, &[&commune.as_str(), &generation, &periods])?;
        rows.iter().map(tally_row).collect()
    }

    fn tally_sums(
        &mut self,
        period: Period,
        measures: &[Measure],
        split: Split,
    ) -> Rows<Vec<(CommuneId, TallyRow)>> {
        for flush in [flush::commune, flush::tallies] {
            self.settle_each(flush)?;
        }
        let sql = sums::question(measures, split);
        let rows = self.all(&sql, &[&period.to_string()])?;
        let read = |row: &Row| Ok((commune_id(row.try_get(5)?)?, tally_row(row)?));
        rows.iter().map(read).collect()
    }

    fn drop_tallies(&mut self, commune: &CommuneId, generation: i64) -> Rows<()> {
        self.settle(commune, flush::tallies)?;
        let sql = "DELETE FROM tally WHERE commune = $1 AND generation = $2";
        self.all(sql, &[&commune.as_str(), &generation])?;
        Ok(())
    }

    fn document(&mut self, commune: &CommuneId, kind: &str, id: &str) -> Rows<Option<DocumentRow>> {
        document::one(self, commune, kind, id)
    }

    fn put_document(&mut self, kind: &str, row: &DocumentRow) -> Rows<()> {
        self.notes.document_put(kind, row);
        let key = (kind.to_owned(), row.id.clone());
        let pending = self.pending(&row.commune);
        pending.known.documents_of.remove(kind);
        pending.documents.insert(key, Some(row.clone()));
        self.settle_much(&row.commune)
    }

    fn delete_document(&mut self, commune: &CommuneId, kind: &str, id: &str) -> Rows<()> {
        self.notes.document_deleted(kind, commune, id);
        let key = (kind.to_owned(), id.to_owned());
        let pending = self.pending(commune);
        pending.known.documents_of.remove(kind);
        pending.documents.insert(key, None);
        Ok(())
    }

    fn documents(&mut self, commune: &CommuneId, kind: &str) -> Rows<Vec<DocumentRow>> {
        if let Some(known) = self.known(commune)
            && let Some(known) = known.documents_of.get(kind)
        {
            return Ok(known.clone());
        }
        self.settle_documents(commune, kind)?;
        let sql = format!("{DOCUMENT} AND kind = $2 ORDER BY id");
        let rows = self.all(&sql, &[&commune.as_str(), &kind])?;
        rows.iter().map(document_row).collect()
    }

    fn documents_after(
        &mut self,
        commune: &CommuneId,
        kind: &str,
        key: Option<&str>,
        after: &str,
        limit: usize,
    ) -> Rows<Vec<DocumentRow>> {
        self.settle_documents(commune, kind)?;
        document::after(self, (commune, kind), key, after, limit)
    }

    fn count_documents(&mut self, commune: &CommuneId, kind: &str) -> Rows<Vec<(String, usize)>> {
        self.settle_documents(commune, kind)?;
        document::count(self, commune, kind)
    }

    fn documents_keyed(&mut self, of: &CommuneId, kind: &str, key: &str) -> Rows<Vec<DocumentRow>> {
        self.find_of_key(of, kind, key)
    }

    fn documents_by_key(&mut self, kind: &str, key: &str) -> Rows<Vec<DocumentRow>> {
        self.find_by_key(kind, key)
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
        self.settle(commune, flush::entries)?;
        let sql = "SELECT seq, record FROM entry_record
            WHERE commune = $1 AND seq > $2 AND seq <= $3 ORDER BY seq, record";
        let rows = self.all(sql, &[&commune.as_str(), &number(after), &number(to)])?;
        let read = |row: &Row| Ok((seq(row.try_get(0)?), record_key(row.try_get(1)?)?));
        rows.iter().map(read).collect()
    }

    fn all_departures(&mut self, commune: &CommuneId) -> Rows<Vec<(Area, Departure, Millis)>> {
        self.settle(commune, flush::departures)?;
        let sql = "SELECT scope, kind, id, seq, at FROM departure
            WHERE commune = $1 ORDER BY scope, seq, kind, id";
        let rows = self.all(sql, &[&commune.as_str()])?;
        rows.iter().map(departure_row).collect()
    }

    fn all_documents(&mut self, commune: &CommuneId) -> Rows<Vec<(String, DocumentRow)>> {
        self.settle(commune, flush::documents)?;
        let sql = format!("{DOCUMENT} ORDER BY kind, id");
        let read = |row: &Row| Ok((row.try_get(4)?, document_row(row)?));
        self.all(&sql, &[&commune.as_str()])?
            .iter()
            .map(read)
            .collect()
    }
}
