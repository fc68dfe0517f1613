//! The two engines behind one type: SQLite in a folder, PostgreSQL over a connection.
use crate::KnownUnreadable;
use crate::postgres::{Postgres, Term};
use crate::rows::{Rows, Transaction};
use crate::sqlite::Sqlite;

#[derive(Debug)]
pub(crate) enum Engine {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

impl Engine {
    /// Runs work in one transaction and commits it if the work succeeds.
    pub fn write<T>(
        &self,
        term: Term,
        work: impl FnOnce(&mut dyn Transaction) -> Rows<T>,
    ) -> Rows<T> {
        match self {
            Engine::Sqlite(it) => it.write(work),
            Engine::Postgres(it) => it.write(term, work),
        }
    }

    /// Called after a commit. `erased` says that it removed what may stay in no file. PostgreSQL
    /// needs nothing, because its own vacuum does that.
    pub fn committed(&self, erased: bool) -> Rows<()> {
        match self {
            Engine::Sqlite(it) if erased => it.leave_nothing_behind(),
            Engine::Sqlite(it) => it.empty_log_if_due(),
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// The term to write in. Records that were read in another term may be old, because another
    /// server may have written since.
    pub fn term(&self) -> Rows<Term> {
        match self {
            Engine::Sqlite(_) => Ok(None),
            Engine::Postgres(it) => it.term(),
        }
    }

    /// The unreadable rows found so far.
    pub fn unreadable(&self) -> &KnownUnreadable {
        match self {
            Engine::Sqlite(it) => it.unreadable(),
            Engine::Postgres(it) => it.unreadable(),
        }
    }

    /// Reads one snapshot.
    pub fn read<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> Rows<T>) -> Rows<T> {
        match self {
            Engine::Sqlite(it) => it.read(work),
            Engine::Postgres(it) => it.read(work),
        }
    }

    /// How often a database over a network was asked and waited for; in this process it is never.
    pub fn turns(&self) -> u64 {
        match self {
            Engine::Sqlite(_) => 0,
            Engine::Postgres(it) => it.turns(),
        }
    }

    /// How many may read at once without waiting for each other.
    pub fn readers(&self) -> usize {
        match self {
            Engine::Sqlite(it) => it.readers(),
            Engine::Postgres(_) => crate::postgres::READERS,
        }
    }

    /// How many writers work at once. A commune's work always goes to the same writer.
    pub fn writers(&self) -> usize {
        match self {
            Engine::Sqlite(_) => 1,
            Engine::Postgres(_) => crate::postgres::WRITERS,
        }
    }
}
