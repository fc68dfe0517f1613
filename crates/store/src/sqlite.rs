//! The SQLite engine: one folder, nothing to set up.
mod transaction;

use crate::KnownUnreadable;
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
/// Prepared statements kept for each connection.
const STATEMENTS_KEPT: usize = 64;
/// How long a command beside the server waits for a lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The most page faults reported at once.
const FAULTS_LIMIT: usize = 5;
/// Pages in the write-ahead log before they are copied into the file, about 32 MB. Each copy stops
/// the writer, so a lower number stops it more often.
const CHECKPOINT_PAGES: i32 = 8_000;
/// Value of the file's `user_version` from which free pages hold nothing that was deleted. Older
/// files do hold it and are rewritten once.
const OVERWRITES: i32 = 1;

/// One writer and a few readers. In memory there is only one connection.
#[derive(Debug)]
pub(crate) struct Sqlite {
    /// Dropped before the writer. The last connection to close must be one that may write: it moves
    /// the write-ahead log into the file, so that a copy of the file is complete.
    readers: Vec<Mutex<Connection>>,
    writer: Mutex<Connection>,
    /// The write-ahead log still holds erased data, because someone was reading when it was to be
    /// emptied.
    must_empty_log: AtomicBool,
    unreadable: KnownUnreadable,
}

impl Sqlite {
    /// Opens or creates the file. `synchronous=FULL`, because NORMAL lost acknowledged work in a
    /// power cut.
    pub fn open(path: &Path) -> Rows<Self> {
        // Files that SQLite puts beside it have the same permissions as the file itself.
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
            // A process that ended may have left it full.
            must_empty_log: AtomicBool::new(true),
            unreadable: KnownUnreadable::default(),
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
            unreadable: KnownUnreadable::default(),
        })
    }

    /// Runs work in one transaction and commits it if the work succeeds.
    pub fn write<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> Rows<T>) -> Rows<T> {
        let mut connection = lock(&self.writer);
        let inner =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut transaction = SqliteTransaction::new(&inner, &self.unreadable);
        let done = work(&mut transaction)?;
        inner.commit()?;
        Ok(done)
    }

    /// Removes what was just erased from the write-ahead log too. If someone is reading, one of the
    /// next commits does it.
    pub fn leave_nothing_behind(&self) -> Rows<()> {
        self.must_empty_log.store(true, Ordering::Relaxed);
        self.empty_log_if_due()
    }

    /// Empties the write-ahead log if that is due. Does not wait for readers.
    pub fn empty_log_if_due(&self) -> Rows<()> {
        if !self.must_empty_log.load(Ordering::Relaxed) {
            return Ok(());
        }
        let writer = lock(&self.writer);
        writer.busy_timeout(Duration::ZERO)?;
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let is_busy = writer.query_row(sql, [], |row| row.get::<_, bool>(0));
        writer.busy_timeout(BUSY_TIMEOUT)?;
        // Busy may also come as an error, when another connection does the same.
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
        let mut transaction = SqliteTransaction::new(&inner, &self.unreadable);
        work(&mut transaction)
    }

    pub fn unreadable(&self) -> &KnownUnreadable {
        &self.unreadable
    }

    /// In memory whoever reads waits for whoever writes.
    pub fn readers(&self) -> usize {
        self.readers.len().max(1)
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

    /// An independent copy in memory.
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
            unreadable: KnownUnreadable::default(),
        })
    }

    /// Writes a consistent copy while others write. Its header is marked as that of a backup.
    pub fn copy_to(&self, file: &Path) -> Rows<()> {
        let connection = lock(self.readers.last().unwrap_or(&self.writer));
        connection.execute("VACUUM INTO ?1", [file.to_string_lossy()])?;
        drop(connection);
        let copy = Connection::open(file)?;
        copy.pragma_update(None, "application_id", APPLICATION_ID)?;
        Ok(copy.close().map_err(|(_, why)| why)?)
    }

    /// Opens a file that nobody changes for reading only. No other files are created beside it.
    pub fn look_into(file: &Path) -> Rows<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(unchanging(file), flags)?;
        connection.pragma_update(None, "cache_size", -16_000)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        Ok(Self {
            writer: Mutex::new(connection),
            readers: Vec::new(),
            must_empty_log: AtomicBool::new(false),
            unreadable: KnownUnreadable::default(),
        })
    }

    /// What SQLite itself finds wrong with a file; `None` if nothing.
    pub fn complaint(&self) -> Rows<Option<String>> {
        let sql = "PRAGMA integrity_check(1)";
        let told: String = lock(&self.writer).query_row(sql, [], |row| row.get(0))?;
        Ok(Some(told).filter(|it| it != "ok"))
    }
}

/// An SQLite URI for a file which says that nobody changes it.
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

/// Removes what older versions left in free pages. If there is no room for it now, the next start
/// tries again.
fn write_anew_once(writer: &Connection, is_new: bool) -> Rows<()> {
    if number(writer, "user_version")? >= i64::from(OVERWRITES) {
        return Ok(());
    }
    if !is_new {
        tracing::info!(
            "the database is written anew, once: older versions left erased words in it"
        );
        // The temporary copy is as large as all data, too large for memory.
        writer.pragma_update(None, "temp_store", "file")?;
        let done = writer.execute_batch("VACUUM");
        writer.pragma_update(None, "temp_store", "memory")?;
        done?;
    }
    Ok(writer.pragma_update(None, "user_version", OVERWRITES)?)
}

fn prepare(connection: &Connection, synchronous: &str) -> Rows<()> {
    // Without this, a statement with `LIMIT :limit` is planned again each time a value is bound to
    // it. That took a fifth of a sync.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "cache_size", -16_000)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    // Without this, erased data stay readable in the file: in place, in free pages, and in search
    // keys.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::RecordRow;
    use crate::{StoreError, Unreadable};
    use domain::{Area, CommuneId, HouseholdId, Kind, RecordKey, Seq};

    #[test]
    fn a_body_that_is_no_text_any_more_is_left_out() {
        let commune = CommuneId::new("nghi-son").unwrap();
        let sqlite = Sqlite::in_memory().unwrap();
        let key = |id: &str| RecordKey::Household(HouseholdId::new(id).unwrap());
        let put = sqlite.write(|rows| {
            for id in ["h1", "h2"] {
                let row = RecordRow {
                    key: key(id),
                    area: Area::Commune,
                    seq: Seq(1),
                    find: String::new(),
                    body: String::new(),
                };
                rows.put_record(&commune, &row)?;
            }
            Ok(())
        });
        put.unwrap();
        for spoilt in ["X'7bff'", "CAST(X'7bff' AS TEXT)", "7"] {
            let sql = format!("UPDATE record SET body = {spoilt}, find = {spoilt} WHERE id = 'h2'");
            lock(&sqlite.writer).execute(&sql, []).unwrap();
            let read = sqlite.read(|rows| {
                let all = rows.records(&commune, Kind::Household, None)?;
                let row = rows.record(&commune, &key("h2"))?.unwrap();
                Ok((all.len(), rows.read_row(&commune, &row)))
            });
            let (all, one) = read.unwrap();
            assert_eq!(all, 2, "{spoilt}");
            let what = Unreadable::Record(key("h2"));
            assert!(matches!(one, Err(StoreError::Unreadable(it)) if it == what));
        }
        assert_eq!(sqlite.unreadable().of(&commune).len(), 1);
    }
}
