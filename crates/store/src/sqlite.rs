//! The engine on SQLite: one folder, nothing to set up.
mod transaction;

use crate::backup::file::APPLICATION_ID;
use crate::rows::{Rows, Transaction};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
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
/// How long a command beside the server waits for its turn.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Most faults of pages told at once.
const FAULTS_LIMIT: usize = 5;
/// Pages of the write-ahead log before they are copied into the file, 32 MB: copying often stops
/// the writer often.
const CHECKPOINT_PAGES: i32 = 8_000;
/// In the file's `user_version`: no free page of it holds what was deleted. Files of before the
/// first do, and are written anew once.
const OVERWRITES: i32 = 1;

/// One writer and a few readers; in memory they are one.
#[derive(Debug)]
pub(crate) struct Sqlite {
    /// Dropped first: the last to close must be one that may write, so that it takes the log's
    /// pages into the file and a copy stands alone.
    readers: Vec<Mutex<Connection>>,
    writer: Mutex<Connection>,
    /// The write-ahead log still has what was erased: someone read when it was to be emptied.
    must_empty_log: AtomicBool,
}

impl Sqlite {
    /// Opens or makes the file. `synchronous=FULL`: NORMAL lost acknowledged work in a power cut.
    pub fn open(path: &Path) -> Rows<Self> {
        // What SQLite puts beside a file is as shut as the file itself.
        let mut options = crate::owner_only::options();
        options
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        let mut writer = Connection::open(path)?;
        let is_new = number(&writer, "page_count")? == 0;
        writer.pragma_update(None, "journal_mode", "wal")?;
        prepare(&writer, "full")?;
        migrate(&mut writer)?;
        if let Err(error) = write_anew_once(&writer, is_new) {
            tracing::warn!(%error, "erased words may be left in free pages; the next start tries again");
        }
        let mut readers = Vec::new();
        for _ in 0..READERS {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let reader = Connection::open_with_flags(path, flags)?;
            prepare(&reader, "full")?;
            readers.push(Mutex::new(reader));
        }
        let opened = Self {
            writer: Mutex::new(writer),
            readers,
            // A process that was ended may have left it.
            must_empty_log: AtomicBool::new(true),
        };
        if let Err(error) = opened.empty_log_if_due() {
            tracing::warn!(%error, "the write-ahead log could not be emptied");
        }
        Ok(opened)
    }

    /// For tests and the simulation.
    pub fn in_memory() -> Rows<Self> {
        let mut writer = Connection::open_in_memory()?;
        prepare(&writer, "off")?;
        migrate(&mut writer)?;
        Ok(Self {
            writer: Mutex::new(writer),
            readers: Vec::new(),
            must_empty_log: AtomicBool::new(false),
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

    /// What was just erased goes from the write-ahead log too; where someone reads, after one of
    /// the next commits.
    pub fn leave_nothing_behind(&self) -> Rows<()> {
        self.must_empty_log.store(true, Ordering::Relaxed);
        self.empty_log_if_due()
    }

    /// Does not wait for who reads.
    pub fn empty_log_if_due(&self) -> Rows<()> {
        if !self.must_empty_log.load(Ordering::Relaxed) {
            return Ok(());
        }
        let writer = lock(&self.writer);
        writer.busy_timeout(Duration::ZERO)?;
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let is_busy = writer.query_row(sql, [], |row| row.get::<_, bool>(0));
        writer.busy_timeout(BUSY_TIMEOUT)?;
        // As an error too: another connection may be at the same.
        let is_busy = match is_busy {
            Err(why) if why.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => true,
            told => told?,
        };
        self.must_empty_log.store(is_busy, Ordering::Relaxed);
        Ok(())
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
            must_empty_log: AtomicBool::new(false),
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
            must_empty_log: AtomicBool::new(false),
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

fn number(connection: &Connection, pragma: &str) -> Rows<i64> {
    Ok(connection.pragma_query_value(None, pragma, |row| row.get(0))?)
}

/// What versions before the first left in free pages goes. Where there is no room for it now, the
/// next start tries again.
fn write_anew_once(writer: &Connection, is_new: bool) -> Rows<()> {
    if number(writer, "user_version")? >= i64::from(OVERWRITES) {
        return Ok(());
    }
    if !is_new {
        tracing::info!(
            "the database is written anew, once: older versions left erased words in it"
        );
        // In memory it would be all of the data.
        writer.pragma_update(None, "temp_store", "file")?;
        let done = writer.execute_batch("VACUUM");
        writer.pragma_update(None, "temp_store", "memory")?;
        done?;
    }
    Ok(writer.pragma_update(None, "user_version", OVERWRITES)?)
}

fn prepare(connection: &Connection, synchronous: &str) -> Rows<()> {
    // Else a statement with `LIMIT :limit` is planned anew each time that a value is bound to it,
    // which was a fifth of a sync.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "cache_size", -16_000)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    // Else what is erased stays readable in the file: where it was, in free pages, in search keys.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(())
}

fn migrate(connection: &mut Connection) -> Rows<()> {
    embedded::migrations::runner().run(connection)?;
    Ok(())
}
