//! What can go wrong below the rules; refusals are no errors.

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("database: {0}")]
    Database(#[from] rusqlite::Error),
    #[error("migration: {0}")]
    Migration(#[from] refinery::Error),
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// Something in the database cannot be read as what it should be.
    #[error("damaged {what}: {why}")]
    Damaged { what: &'static str, why: String },
    #[error("there is no commune {0}")]
    NoCommune(String),
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
