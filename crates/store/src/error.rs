//! Errors below the rules. Refusals of the rules are not errors.
use crate::Unreadable;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("database: {0}")]
    Database(#[from] rusqlite::Error),
    /// The message of PostgreSQL.
    #[error("database: {0}")]
    Postgres(String, Trouble),
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    #[error("a writer has ended: restart the server")]
    WriterEnded,
    /// Work panicked. That is our fault; the panic itself is logged where panics are.
    #[error("the work panicked")]
    Panicked,
    /// The lock on the database was lost, or another server has taken it.
    #[error(
        "another server may have the database: nothing is written until the lock is held again"
    )]
    NotAlone,
    #[error("migration: {0}")]
    Migration(refinery::Error),
    /// A newer version wrote the database; older versions do not touch it.
    #[error(
        "the database was written by a newer version of tungnha ({0}): start that version, or \
         restore a backup from before it"
    )]
    Newer(String),
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    #[error("photo: {0}")]
    Photo(#[from] object_store::Error),
    /// Something in the database cannot be read as what it should be.
    #[error("damaged {what}: {why}")]
    Damaged { what: &'static str, why: String },
    /// The body of a row that is needed cannot be read.
    #[error("{0} cannot be read")]
    Unreadable(Unreadable),
    #[error("there is no record {0}, neither in the database nor in the log")]
    NoRecord(domain::RecordKey),
    #[error("there is no commune {0}")]
    NoCommune(String),
    /// Work named one commune and reached for another. Each writer owns its communes.
    #[error("work for commune {0} may not write to {1}")]
    OtherCommune(String, String),
    #[error("the database to move into is not empty")]
    NotEmpty,
    /// The office's journal could not be written. Office work is acknowledged only when it is in
    /// the journal.
    #[error("the office's journal in {}: {why}", folder.display())]
    Journal {
        folder: std::path::PathBuf,
        why: std::io::Error,
    },
    /// The file is not a usable backup. Nothing was changed.
    #[error("{0}")]
    NotABackup(String),
    /// The mark beside the data says that a database was here, but it is gone.
    #[error("there is no database any more where {} says that one has been", .0.display())]
    Gone(std::path::PathBuf),
    /// Another process is restoring a backup.
    #[error("a restore into this database is under way")]
    Restoring,
    /// A program that comes with PostgreSQL, such as pg_dump, failed.
    #[error("{0}")]
    Program(String),
    /// The writer has stopped, or the commit that carried the work failed.
    #[error("not committed: {why}")]
    NotCommitted { why: String, trouble: Trouble },
}

/// SQLSTATE raised by `must_be_writer`, a function of the migration.
const NOT_WRITER: &str = "TN001";

/// The fault of the machine behind an error, if someone can do something about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// No room is left, or none that may be used.
    Full,
    /// The folder or the file may not be written or opened.
    ReadOnly,
    /// What is on disk is not what was written.
    Damaged,
    /// The database cannot be reached, or another server has it.
    Away,
    /// The file to restore is not a complete backup.
    NotABackup,
    /// A database was here and is gone.
    Gone,
    Other,
}

impl StoreError {
    pub fn trouble(&self) -> Trouble {
        match self {
            StoreError::Database(error) => of_sqlite(error),
            StoreError::Migration(error) => std::error::Error::source(error)
                .and_then(|source| source.downcast_ref::<rusqlite::Error>())
                .map_or(Trouble::Other, of_sqlite),
            StoreError::File(error) | StoreError::Journal { why: error, .. } => {
                of_file(error.kind())
            }
            StoreError::Photo(error) => of_photo(error),
            StoreError::Damaged { .. } => Trouble::Damaged,
            StoreError::Postgres(_, trouble) => *trouble,
            StoreError::Unreachable(_) | StoreError::NotAlone => Trouble::Away,
            StoreError::NotABackup(_) => Trouble::NotABackup,
            StoreError::Gone(_) => Trouble::Gone,
            StoreError::NotCommitted { trouble, .. } => *trouble,
            _ => Trouble::Other,
        }
    }
}

fn of_sqlite(error: &rusqlite::Error) -> Trouble {
    use rusqlite::ErrorCode as Code;
    // Beyond a quota or a size limit, SQLite reports a failed write and not a full disk.
    let write_failed = error
        .sqlite_error()
        .is_some_and(|it| it.extended_code == rusqlite::ffi::SQLITE_IOERR_WRITE);
    match error.sqlite_error_code() {
        Some(Code::DiskFull) => Trouble::Full,
        Some(Code::SystemIoFailure) if write_failed => Trouble::Full,
        Some(Code::ReadOnly | Code::CannotOpen | Code::PermissionDenied) => Trouble::ReadOnly,
        Some(Code::DatabaseCorrupt | Code::NotADatabase) => Trouble::Damaged,
        _ => Trouble::Other,
    }
}

fn of_file(kind: std::io::ErrorKind) -> Trouble {
    use std::io::ErrorKind as Kind;
    match kind {
        Kind::StorageFull | Kind::FileTooLarge | Kind::QuotaExceeded => Trouble::Full,
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Trouble::ReadOnly,
        _ => Trouble::Other,
    }
}

/// Reads PostgreSQL's error codes; see its appendix A.
fn of_postgres(code: &str) -> Trouble {
    match code {
        // The disk is full.
        "53100" => Trouble::Full,
        // A standby, or a database that is set to read only.
        "25006" => Trouble::ReadOnly,
        "XX001" | "XX002" => Trouble::Damaged,
        // Too many connections, or the operator is stopping the database.
        "57P01" | "57P02" | "57P03" | "53300" => Trouble::Away,
        _ if code.starts_with("08") => Trouble::Away,
        _ => Trouble::Other,
    }
}

fn of_photo(error: &object_store::Error) -> Trouble {
    let mut source = std::error::Error::source(error);
    while let Some(why) = source {
        if let Some(file) = why.downcast_ref::<std::io::Error>() {
            return of_file(file.kind());
        }
        source = why.source();
    }
    Trouble::Other
}

impl StoreError {
    pub(crate) fn damaged(what: &'static str, why: impl std::fmt::Display) -> Self {
        StoreError::Damaged {
            what,
            why: format!("{why}"),
        }
    }
}

impl From<refinery::Error> for StoreError {
    fn from(error: refinery::Error) -> Self {
        match error.kind() {
            refinery::error::Kind::MissingVersion(migration) => {
                StoreError::Newer(migration.to_string())
            }
            _ => StoreError::Migration(error),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        if let Some(told) = error.as_db_error() {
            let (message, code) = (told.message(), told.code().code());
            return match code {
                NOT_WRITER => StoreError::NotAlone,
                _ => StoreError::Postgres(format!("{message} ({code})"), of_postgres(code)),
            };
        }
        // An error without an answer from the database means that the connection failed.
        let gone = |error: &tokio_postgres::Error| {
            let file = std::error::Error::source(error)?.downcast_ref::<std::io::Error>();
            file.map(|_| Trouble::Away)
        };
        let trouble = match error.is_closed() {
            true => Trouble::Away,
            false => gone(&error).unwrap_or(Trouble::Other),
        };
        match std::error::Error::source(&error) {
            Some(source) => StoreError::Postgres(format!("{error}: {source}"), trouble),
            None => StoreError::Postgres(error.to_string(), trouble),
        }
    }
}
