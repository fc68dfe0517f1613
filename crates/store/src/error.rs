//! What can go wrong below the rules; refusals are no errors.

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("database: {0}")]
    Database(#[from] rusqlite::Error),
    /// PostgreSQL's own words.
    #[error("database: {0}")]
    Postgres(String),
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    #[error("migration: {0}")]
    Migration(#[from] refinery::Error),
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// Something in the database cannot be read as what it should be.
    #[error("damaged {what}: {why}")]
    Damaged { what: &'static str, why: String },
    #[error("there is no commune {0}")]
    NoCommune(String),
    /// Work for one commune reached for another: a writer owns its communes.
    #[error("work for commune {0} may not write to {1}")]
    OtherCommune(String, String),
    #[error("the database to move into is not empty")]
    NotEmpty,
    /// A program that PostgreSQL brings, such as pg_dump.
    #[error("{0}")]
    Program(String),
    /// The writer has stopped, or the commit that carried the work failed.
    #[error("not committed: {0}")]
    NotCommitted(String),
}

impl StoreError {
    pub(crate) fn damaged(what: &'static str, why: impl std::fmt::Display) -> Self {
        StoreError::Damaged {
            what,
            why: format!("{why}"),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(told) => {
                StoreError::Postgres(format!("{} ({})", told.message(), told.code().code()))
            }
            None => match std::error::Error::source(&error) {
                Some(source) => StoreError::Postgres(format!("{error}: {source}")),
                None => StoreError::Postgres(error.to_string()),
            },
        }
    }
}
