//! The two engines as one: SQLite in a folder, PostgreSQL over a connection.
use crate::postgres::{Postgres, Term};
use crate::rows::{Rows, Transaction};
use crate::sqlite::Sqlite;

#[derive(Debug)]
pub(crate) enum Engine {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

impl Engine {
    /// Runs in one transaction that is committed when the work succeeds.
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

    /// After a commit. `erased` tells that it took away what must be in no file any more; on
    /// PostgreSQL its own vacuum sees to that.
    pub fn committed(&self, erased: bool) -> Rows<()> {
        match self {
            Engine::Sqlite(it) if erased => it.leave_nothing_behind(),
            Engine::Sqlite(it) => it.empty_log_if_due(),
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// The term to write in. What was read into memory in another may be old: another server may
    /// have written since.
    pub fn term(&self) -> Rows<Term> {
        match self {
            Engine::Sqlite(_) => Ok(None),
            Engine::Postgres(it) => it.term(),
        }
    }

    /// Reads one snapshot.
    pub fn read<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> Rows<T>) -> Rows<T> {
        match self {
            Engine::Sqlite(it) => it.read(work),
            Engine::Postgres(it) => it.read(work),
        }
    }

    /// How many may write at once, each commune's work always by the same one.
    pub fn writers(&self) -> usize {
        match self {
            Engine::Sqlite(_) => 1,
            Engine::Postgres(_) => crate::postgres::WRITERS,
        }
    }
}
