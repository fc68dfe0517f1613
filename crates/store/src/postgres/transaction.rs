//! One PostgreSQL transaction: writes are collected and sent together, and reads see them.
mod attachment;
mod document;
mod keyed;
mod rows;

use super::flush::{self, Statement};
use super::pending::{AllPending, Known, Pending};
use super::read::entry_row;
use super::talk::{Params, Talk};
use crate::office_journal::Notes;
use crate::rows::{EntryRow, Rows};
use crate::{KnownUnreadable, Unread};
use deadpool_postgres::ClientWrapper;
use domain::CommuneId;
use std::sync::atomic::AtomicU64;
use tokio_postgres::Row;

pub struct PostgresTransaction<'a> {
    talk: Talk<'a>,
    pending: AllPending,
    writes: bool,
    notes: Notes,
    unread: Unread,
}

const READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

type Flush = fn(&CommuneId, &mut Pending, &mut Vec<Statement>);

const FLUSHES: [Flush; 7] = [
    flush::commune,
    flush::entries,
    flush::records,
    flush::departures,
    flush::digests,
    flush::tallies,
    flush::documents,
];

impl<'a> PostgresTransaction<'a> {
    pub fn writing(
        client: &'a ClientWrapper,
        begin: String,
        (turns, known): (&'a AtomicU64, &KnownUnreadable),
    ) -> Self {
        Self {
            talk: Talk::new(client, begin, turns),
            pending: AllPending::new(),
            writes: true,
            notes: Notes::default(),
            unread: Unread::of(known),
        }
    }

    /// A transaction for reading, in which all reads see one snapshot.
    pub fn reading(
        client: &'a ClientWrapper,
        (turns, known): (&'a AtomicU64, &KnownUnreadable),
    ) -> Self {
        Self {
            talk: Talk::new(client, READING.to_owned(), turns),
            pending: AllPending::new(),
            writes: false,
            notes: Notes::default(),
            unread: Unread::of(known),
        }
    }

    /// A name by which other programs can read the same snapshot, as long as this lives.
    pub fn snapshot(&mut self) -> Rows<String> {
        let row = self.one("SELECT pg_export_snapshot()", &[])?;
        Ok(row
            .map(|row| row.try_get(0))
            .transpose()?
            .unwrap_or_default())
    }

    /// Writes what is left and commits.
    pub fn commit(mut self) -> Rows<()> {
        let mut last = Vec::new();
        for (commune, pending) in &mut self.pending {
            let statements = flush_all(commune, pending);
            // The communes one after the other; the last is sent together with the commit.
            let before = std::mem::replace(&mut last, statements);
            if !before.is_empty() {
                self.talk.say_all(before)?;
            }
        }
        self.talk.commit(last)
    }

    fn all(&mut self, sql: &str, params: Params<'_>) -> Rows<Vec<Row>> {
        self.talk.ask(sql, params)
    }

    fn one(&mut self, sql: &str, params: Params<'_>) -> Rows<Option<Row>> {
        Ok(self.all(sql, params)?.into_iter().next())
    }

    /// The readable entries among those asked for. The others are noted.
    fn readable_entries(
        &mut self,
        commune: &CommuneId,
        sql: &str,
        params: Params<'_>,
    ) -> Rows<Vec<EntryRow>> {
        let rows = self.all(sql, params)?;
        let rows = rows.iter().map(entry_row).collect::<Rows<_>>()?;
        Ok(self.unread.entries(commune, rows))
    }

    fn pending(&mut self, commune: &CommuneId) -> &mut Pending {
        self.pending.entry(commune.clone()).or_default()
    }

    fn known(&self, commune: &CommuneId) -> Option<&Known> {
        self.pending.get(commune).map(|it| &it.known)
    }

    /// Writes the pending rows of one table for a commune, before the table is read.
    fn settle(&mut self, commune: &CommuneId, flush: Flush) -> Rows<()> {
        let mut statements = Vec::new();
        if let Some(pending) = self.pending.get_mut(commune) {
            flush(commune, pending, &mut statements);
        }
        match statements.is_empty() {
            true => Ok(()),
            false => self.talk.say_all(statements),
        }
    }

    /// Writes the pending rows of one table for all communes, before the table is read.
    fn settle_each(&mut self, flush: Flush) -> Rows<()> {
        let waiting: Vec<CommuneId> = self.pending.keys().cloned().collect();
        waiting.iter().try_for_each(|it| self.settle(it, flush))
    }

    /// Writes the pending rows of a commune if there are many, to bound the memory used.
    fn settle_much(&mut self, commune: &CommuneId) -> Rows<()> {
        let pending = self.pending.entry(commune.clone()).or_default();
        match pending.is_much() {
            true => self.talk.say_all(flush_all(commune, pending)),
            false => Ok(()),
        }
    }

    fn settle_documents(&mut self, commune: &CommuneId, kind: &str) -> Rows<()> {
        let waits = self
            .pending
            .get(commune)
            .is_some_and(|it| it.documents.keys().any(|(other, _)| other == kind));
        match waits {
            true => self.settle(commune, flush::documents),
            false => Ok(()),
        }
    }
}

fn flush_all(commune: &CommuneId, pending: &mut Pending) -> Vec<Statement> {
    let mut statements = Vec::new();
    for flush in FLUSHES {
        flush(commune, pending, &mut statements);
    }
    statements
}
