//! The engine on SQLite: one folder, nothing to set up.
mod transaction;

use crate::backup::file::APPLICATION_ID;
use crate::rows::{Rows, Transaction};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use transaction::SqliteTransaction;

mod embedded {
    refinery::embed_migrations!("migrations/sqlite");
}

/// Connections for reading beside the one that writes.
const READERS: usize = 3;
/// Prepared statements kept by a connection.
const STATEMENTS_KEPT: usize = 64;
/// Most faults of pages told at once.
const FAULTS_LIMIT: usize = 5;
/// Pages of the write-ahead log before they are copied into the file, 32 MB: copying often stops
/// the writer often.
const CHECKPOINT_PAGES: i32 = 8_000;

/// One writer and a few readers; in memory they are one.
#[derive(Debug)]
pub(crate) struct Sqlite {
    /// Dropped first: the last to close must be one that may write, so that it takes the log's
    /// pages into the file and a copy stands alone.
    readers: Vec<Mutex<Connection>>,
    writer: Mutex<Connection>,
}

impl Sqlite {
    /// Opens or makes the file. `synchronous=FULL`: NORMAL lost acknowledged work in a power cut.
    pub fn open(path: &Path) -> Rows<Self> {
        let mut writer = Connection::open(path)?;
        writer.pragma_update(None, "journal_mode", "wal")?;
        prepare(&writer, "full")?;
        migrate(&mut writer)?;
        let mut readers = Vec::new();
        for _ in 0..READERS {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let reader = Connection::open_with_flags(path, flags)?;
            prepare(&reader, "full")?;
            readers.push(Mutex::new(reader));
        }
        Ok(Self {
            writer: Mutex::new(writer),
            readers,
        })
    }

    /// For tests and the simulation.
    pub fn in_memory() -> Rows<Self> {
        let mut writer = Connection::open_in_memory()?;
        prepare(&writer, "off")?;
        migrate(&mut writer)?;
        Ok(Self {
            writer: Mutex::new(writer),
            readers: Vec::new(),
        })
    }

    /// Runs in one transaction that is committed when the work succeeds.
    pub fn write<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> Rows<T>) -> Rows<T> {
        let mut connection = lock(&self.writer);
        let inner =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut transaction = SqliteTransaction::new(&inner);
        let done = work(&mut transaction)?;
        inner.commit()?;
        Ok(done)
    }

    /// Reads one snapshot.
    pub fn read<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> Rows<T>) -> Rows<T> {
        let free = self
            .readers
            .iter()
            .find_map(|reader| reader.try_lock().ok());
        let mut connection = match free {
            Some(free) => free,
            None => lock(self.readers.first().unwrap_or(&self.writer)),
        };
        let inner = connection.transaction()?;
        let mut transaction = SqliteTransaction::new(&inner);
        work(&mut transaction)
    }

    /// Reads all pages on a connection of its own, so that nobody waits for it.
    pub fn check_pages(&self) -> Rows<Vec<String>> {
        let path = lock(&self.writer).path().map(str::to_owned);
        let Some(path) = path.filter(|it| !it.is_empty()) else {
            return Ok(Vec::new());
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(path, flags)?;
        let sql = format!("PRAGMA quick_check({FAULTS_LIMIT})");
        let mut statement = reader.prepare(&sql)?;
        let told = statement.query_map([], |row| row.get::<_, String>(0))?;
        let told = told.collect::<Result<Vec<_>, _>>()?;
        Ok(told.into_iter().filter(|it| it != "ok").collect())
    }

    /// A copy of its own, in memory.
    pub fn copy_in_memory(&self) -> Rows<Self> {
        let mut copy = Connection::open_in_memory()?;
        let source = lock(&self.writer);
        rusqlite::backup::Backup::new(&source, &mut copy)?.run_to_completion(
            1_000,
            Duration::ZERO,
            None,
        )?;
        prepare(&copy, "off")?;
        Ok(Self {
            writer: Mutex::new(copy),
            readers: Vec::new(),
        })
    }

    /// Writes a consistent copy while others write, with the mark of a backup in its head.
    pub fn copy_to(&self, file: &Path) -> Rows<()> {
        let connection = lock(self.readers.last().unwrap_or(&self.writer));
        connection.execute("VACUUM INTO ?1", [file.to_string_lossy()])?;
        drop(connection);
        let copy = Connection::open(file)?;
        copy.pragma_update(None, "application_id", APPLICATION_ID)?;
        Ok(copy.close().map_err(|(_, why)| why)?)
    }

    /// Opens a file that nobody changes, for reading only; puts nothing beside it.
    pub fn look_into(file: &Path) -> Rows<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(unchanging(file), flags)?;
        connection.pragma_update(None, "cache_size", -16_000)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        Ok(Self {
            writer: Mutex::new(connection),
            readers: Vec::new(),
        })
    }

    /// What SQLite itself finds wrong with a file, `None` where nothing is.
    pub fn complaint(&self) -> Rows<Option<String>> {
        let sql = "PRAGMA integrity_check(1)";
        let told: String = lock(&self.writer).query_row(sql, [], |row| row.get(0))?;
        Ok(Some(told).filter(|it| it != "ok"))
    }
}

/// A file's address for SQLite that says that nobody changes it.
fn unchanging(file: &Path) -> String {
    use std::fmt::Write as _;
    let mut uri = "file:".to_owned();
    for byte in file.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(char::from(*byte));
            }
            other => write!(uri, "%{other:02X}").expect("a string takes whatever is written"),
        }
    }
    uri + "?immutable=1"
}

fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

fn prepare(connection: &Connection, synchronous: &str) -> Rows<()> {
    // Else a statement with `LIMIT :limit` is planned anew each time that a value is bound to it,
    // which was a fifth of a sync.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "cache_size", -16_000)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(())
}

fn migrate(connection: &mut Connection) -> Rows<()> {
    embedded::migrations::runner().run(connection)?;
    Ok(())
}
