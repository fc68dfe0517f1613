//! Rows whose bodies cannot be read. They are reported to the operator and stop nobody else.
//!
//! Reading many rows leaves the unreadable ones out. Reading one that is needed fails with
//! [`StoreError::Unreadable`]. Both note the row's key, never its content.
use crate::rows::{EntryRow, RecordRow, Rows, Transaction};
use crate::{Store, StoreError};
use domain::{CommuneId, Record, RecordKey, Seq};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most unreadable rows that are remembered. If there are more, the whole file is damaged.
const KNOWN_LIMIT: usize = 1_000;
/// Records read at a time by [`Store::look_for_unreadable`].
const LOOK_PAGE: usize = 500;

/// A row whose body cannot be read. It is written as `tungnha verify` prints it and as
/// `tungnha rebuild --record` takes it: `household:h1`, or `entry:17` of the log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Unreadable {
    Record(RecordKey),
    Entry(Seq),
}

impl Unreadable {
    pub fn record(self) -> Option<RecordKey> {
        match self {
            Unreadable::Record(key) => Some(key),
            Unreadable::Entry(_) => None,
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Record(key) => write!(f, "{key}"),
            Unreadable::Entry(seq) => write!(f, "entry:{}", seq.0),
        }
    }
}

/// The unreadable rows that one transaction met.
#[derive(Debug, Default)]
pub struct Unread {
    met: BTreeSet<(CommuneId, Unreadable)>,
    known: KnownUnreadable,
}

impl Unread {
    /// Each row is known as soon as it is met: a page that is rendered before its transaction ends
    /// reports what it could not read itself.
    pub(crate) fn of(known: &KnownUnreadable) -> Self {
        Self {
            met: BTreeSet::new(),
            known: known.clone(),
        }
    }

    pub fn note(&mut self, commune: &CommuneId, what: Unreadable) {
        self.known.note(commune, &what);
        self.met.insert((commune.clone(), what));
    }

    pub(crate) fn entries_of(&self, commune: &CommuneId) -> Vec<Seq> {
        let of = self.met.iter().filter(|(it, _)| it == commune);
        of.filter_map(|(_, what)| match what {
            Unreadable::Entry(seq) => Some(*seq),
            Unreadable::Record(_) => None,
        })
        .collect()
    }

    /// Gives the readable entries and notes the others.
    pub(crate) fn entries(
        &mut self,
        commune: &CommuneId,
        rows: Vec<Result<EntryRow, Seq>>,
    ) -> Vec<EntryRow> {
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            match row {
                Ok(row) => found.push(row),
                Err(seq) => self.note(commune, Unreadable::Entry(seq)),
            }
        }
        found
    }

    /// Gives an entry, or notes that it cannot be read.
    pub(crate) fn entry(
        &mut self,
        commune: &CommuneId,
        row: Option<Result<EntryRow, Seq>>,
    ) -> Rows<Option<EntryRow>> {
        row.transpose().map_err(|seq| {
            let what = Unreadable::Entry(seq);
            self.note(commune, what.clone());
            StoreError::Unreadable(what)
        })
    }

    /// Gives a record, or notes that it cannot be read.
    pub(crate) fn record(&mut self, commune: &CommuneId, row: &RecordRow) -> Rows<Record> {
        row.read().inspect_err(|_| {
            self.note(commune, Unreadable::Record(row.key.clone()));
        })
    }
}

/// The unreadable rows that all transactions of a database met, until they are mended. Cheap to
/// clone.
#[derive(Clone, Debug, Default)]
pub struct KnownUnreadable(Arc<Mutex<BTreeSet<(CommuneId, Unreadable)>>>);

impl KnownUnreadable {
    pub(crate) fn note(&self, commune: &CommuneId, what: &Unreadable) {
        let mut known = self.lock();
        if known.len() < KNOWN_LIMIT && known.insert((commune.clone(), what.clone())) {
            tracing::error!(%commune, %what, "a row of the database cannot be read and is left out");
        }
    }

    pub fn of(&self, commune: &CommuneId) -> Vec<Unreadable> {
        let known = self.lock();
        let of = known.iter().filter(|(it, _)| it == commune);
        of.map(|(_, what)| what.clone()).collect()
    }

    pub fn all(&self) -> Vec<(CommuneId, Unreadable)> {
        self.lock().iter().cloned().collect()
    }

    pub(crate) fn forget(&self, commune: &CommuneId) {
        self.lock().retain(|(it, _)| it != commune);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<(CommuneId, Unreadable)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// The unreadable rows found so far.
    pub fn unreadable(&self) -> KnownUnreadable {
        self.engine.unreadable().clone()
    }

    /// Reads every record of a commune once, a few at a time, and returns those that cannot be read.
    /// This is slow. Rows that were noted before and can be read by now are forgotten.
    pub fn look_for_unreadable(&self, commune: &CommuneId) -> Rows<Vec<Unreadable>> {
        let mut found = Vec::new();
        let mut after = Some(Seq(0));
        while let Some(from) = after {
            after = self.read(|rows| look(rows, commune, from, &mut found))?;
        }
        let known = self.unreadable();
        known.forget(commune);
        for what in &found {
            known.note(commune, what);
        }
        Ok(found)
    }
}

/// Looks at one page of records; returns the sequence to go on after while there is more.
fn look(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    after: Seq,
    found: &mut Vec<Unreadable>,
) -> Rows<Option<Seq>> {
    let mut page = rows.changed(commune, None, after, LOOK_PAGE)?;
    let Some(last) = page.last().map(|row| row.seq) else {
        return Ok(None);
    };
    let first = page.first().map_or(last, |row| row.seq);
    let is_all = page.len() < LOOK_PAGE;
    if !is_all && first < last {
        // More records with the last sequence may follow behind this page.
        page.retain(|row| row.seq < last);
    }
    let broken = page.iter().filter(|row| row.read().is_err());
    found.extend(broken.map(|row| Unreadable::Record(row.key.clone())));
    Ok(page.last().map(|row| row.seq).filter(|_| !is_all))
}
