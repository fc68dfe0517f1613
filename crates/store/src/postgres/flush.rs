//! Writes pending rows: one statement for each table, with its rows as arrays. All are sent before
//! the first answer.
use super::pending::Pending;
use crate::columns::{number, to_json};
use crate::rows::KEYED_KINDS;
use domain::CommuneId;
use tokio_postgres::types::ToSql;

pub type Value = Box<dyn ToSql + Sync + Send>;

/// A statement and the values of its parameters. The first value is always the commune.
pub struct Statement {
    pub sql: &'static str,
    pub values: Vec<Value>,
}

impl Statement {
    pub fn new(sql: &'static str, commune: &CommuneId) -> Self {
        let values: Vec<Value> = vec![Box::new(commune.as_str().to_owned())];
        Self { sql, values }
    }

    pub fn with<T: ToSql + Sync + Send + 'static>(
        mut self,
        values: impl Iterator<Item = T>,
    ) -> Self {
        self.values.push(Box::new(values.collect::<Vec<T>>()));
        self
    }
}

pub fn commune(commune: &CommuneId, pending: &mut Pending, out: &mut Vec<Statement>) {
    let Some(row) = pending.row.take() else {
        return;
    };
    let sql = "INSERT INTO commune (commune, body) SELECT $1::text, unnest($2::text[])
        ON CONFLICT (commune) DO UPDATE SET body = excluded.body";
    out.push(Statement::new(sql, commune).with([to_json(&row)].into_iter()));
    pending.known.row = Some(Some(row));
}

pub fn entries(commune: &CommuneId, pending: &mut Pending, out: &mut Vec<Statement>) {
    let entries = std::mem::take(&mut pending.entries);
    if entries.is_empty() {
        return;
    }
    for (row, _) in &entries {
        // It may have been looked up and not found before it is written now.
        pending.known.entries.remove(&row.entry.id);
    }
    let touched = entries
        .iter()
        .flat_map(|(row, records)| records.iter().map(|it| (it.to_string(), number(row.seq))));
    let (records, seqs): (Vec<_>, Vec<_>) = touched.unzip();
    let rows = || entries.iter().map(|(row, _)| row);
    let sql = "INSERT INTO entry (commune, seq, id, author, device, at, received_at, body)
        SELECT $1::text, it.* FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[],
            $6::bigint[], $7::bigint[], $8::text[]) AS it";
    out.push(
        Statement::new(sql, commune)
            .with(rows().map(|it| number(it.seq)))
            .with(rows().map(|it| it.entry.id.to_string()))
            .with(rows().map(|it| it.entry.author.to_string()))
            .with(rows().map(|it| it.entry.device.to_string()))
            .with(rows().map(|it| it.entry.at.0))
            .with(rows().map(|it| it.received_at.0))
            .with(rows().map(|it| to_json(&it.entry))),
    );
    let sql = "INSERT INTO entry_record (commune, record, seq)
        SELECT $1::text, it.* FROM unnest($2::text[], $3::bigint[]) AS it
        ON CONFLICT (commune, record, seq) DO NOTHING";
    out.push(
        Statement::new(sql, commune)
            .with(records.into_iter())
            .with(seqs.into_iter()),
    );
}

pub fn records(commune: &CommuneId, pending: &mut Pending, out: &mut Vec<Statement>) {
    let records = std::mem::take(&mut pending.records);
    if records.is_empty() {
        return;
    }
    let sql = "INSERT INTO record (commune, kind, id, scope, seq, find, body)
        SELECT $1::text, it.* FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[],
            $6::text[], $7::text[]) AS it
        ON CONFLICT (commune, kind, id) DO UPDATE
        SET scope = excluded.scope, seq = excluded.seq, find = excluded.find, body = excluded.body";
    let rows = || records.values();
    let statement = Statement::new(sql, commune)
        .with(rows().map(|it| it.key.kind().as_str()))
        .with(rows().map(|it| it.key.id().to_owned()))
        .with(rows().map(|it| it.area.as_str().to_owned()))
        .with(rows().map(|it| number(it.seq)))
        .with(rows().map(|it| it.find.clone()));
    out.push(statement.with(records.into_values().map(|it| it.body)));
}

pub fn departures(commune: &CommuneId, pending: &mut Pending, out: &mut Vec<Statement>) {
    let departures = std::mem::take(&mut pending.departures);
    if departures.is_empty() {
        return;
    }
    let sql = "INSERT INTO departure (commune, scope, seq, kind, id, at)
        SELECT $1::text, it.* FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[],
            $6::bigint[]) AS it
        ON CONFLICT (commune, scope, seq, kind, id) DO NOTHING";
    let rows = || departures.iter();
    out.push(
        Statement::new(sql, commune)
            .with(rows().map(|(area, ..)| area.as_str().to_owned()))
            .with(rows().map(|(_, it, _)| number(it.seq)))
            .with(rows().map(|(_, it, _)| it.key.kind().as_str()))
            .with(rows().map(|(_, it, _)| it.key.id().to_owned()))
            .with(rows().map(|(.., at)| at.0)),
    );
}

/// Adds to digests. The sums wrap at 64 bits, which PostgreSQL's own sums do not.
pub fn digests(commune: &CommuneId, pending: &mut Pending, out: &mut Vec<Statement>) {
    let digests = std::mem::take(&mut pending.digests);
    if digests.is_empty() {
        return;
    }
    let sql = "INSERT INTO scope_digest (commune, scope, count, sum)
        SELECT $1::text, it.* FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS it
        ON CONFLICT (commune, scope) DO UPDATE SET count = scope_digest.count + excluded.count,
            sum = ((scope_digest.sum::numeric + excluded.sum::numeric + 27670116110564327424)
                % 18446744073709551616 - 9223372036854775808)::bigint";
    out.push(
        Statement::new(sql, commune)
            .with(digests.keys().map(|area| area.as_str().to_owned()))
            .with(digests.values().map(|it| it.count.cast_signed()))
            .with(digests.values().map(|it| it.sum.cast_signed())),
    );
}

pub fn tallies(commune: &CommuneId, pending: &mut Pending, out: &mut Vec<Statement>) {
    let mut tallies = std::mem::take(&mut pending.tallies);
    tallies.retain(|_, value| *value != 0);
    if tallies.is_empty() {
        return;
    }
    let sql = "INSERT INTO tally (commune, generation, period, place, measure, dimension, value)
        SELECT $1::text, it.* FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[],
            $6::text[], $7::bigint[]) AS it
        ON CONFLICT (commune, generation, period, place, measure, dimension)
        DO UPDATE SET value = tally.value + excluded.value";
    out.push(
        Statement::new(sql, commune)
            .with(tallies.keys().map(|it| it.0))
            .with(tallies.keys().map(|it| it.1.to_string()))
            .with(tallies.keys().map(|it| it.2.to_string()))
            .with(tallies.keys().map(|it| it.3.as_str()))
            .with(tallies.keys().map(|it| it.4.to_string()))
            .with(tallies.values().copied()),
    );
}

pub fn documents(commune: &CommuneId, pending: &mut Pending, out: &mut Vec<Statement>) {
    let (mut gone, mut kept) = (Vec::new(), Vec::new());
    let (mut gone_keys, mut new_keys) = (Vec::new(), Vec::new());
    for (key, row) in std::mem::take(&mut pending.documents) {
        let before = pending.known.documents.insert(key.clone(), row.clone());
        let before = before.flatten().map(|it| it.key);
        let keyed = KEYED_KINDS.contains(&key.0.as_str());
        match row {
            Some(row) => {
                // The table shared by all communes is written only for new keys, so that a sync
                // does not touch it.
                if keyed && before.as_ref() != Some(&row.key) {
                    new_keys.push((key.clone(), row.key.clone()));
                }
                kept.push((key, row));
            }
            None => {
                if keyed {
                    gone_keys.push(key.clone());
                }
                gone.push(key);
            }
        }
    }
    let sql = "DELETE FROM document WHERE commune = $1
        AND (kind, id) IN (SELECT * FROM unnest($2::text[], $3::text[]))";
    out.extend(delete(sql, commune, gone));
    let sql = "DELETE FROM document_key WHERE commune = $1
        AND (kind, id) IN (SELECT * FROM unnest($2::text[], $3::text[]))";
    out.extend(delete(sql, commune, gone_keys));
    if !kept.is_empty() {
        let sql = "INSERT INTO document (commune, kind, id, key, body)
            SELECT $1::text, it.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS it
            ON CONFLICT (commune, kind, id) DO UPDATE SET key = excluded.key, body = excluded.body";
        out.push(
            Statement::new(sql, commune)
                .with(kept.iter().map(|((kind, _), _)| kind.clone()))
                .with(kept.iter().map(|((_, id), _)| id.clone()))
                .with(kept.iter().map(|(_, row)| row.key.clone()))
                .with(kept.iter().map(|(_, row)| row.body.clone())),
        );
    }
    if !new_keys.is_empty() {
        let sql = "INSERT INTO document_key (commune, kind, id, key)
            SELECT $1::text, it.* FROM unnest($2::text[], $3::text[], $4::text[]) AS it
            ON CONFLICT (commune, kind, id) DO UPDATE SET key = excluded.key";
        out.push(
            Statement::new(sql, commune)
                .with(new_keys.iter().map(|((kind, _), _)| kind.clone()))
                .with(new_keys.iter().map(|((_, id), _)| id.clone()))
                .with(new_keys.iter().map(|(_, key)| key.clone())),
        );
    }
}

fn delete(
    sql: &'static str,
    commune: &CommuneId,
    keys: Vec<(String, String)>,
) -> Option<Statement> {
    let (kinds, ids): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
    let statement = Statement::new(sql, commune);
    (!ids.is_empty()).then(|| statement.with(kinds.into_iter()).with(ids.into_iter()))
}
