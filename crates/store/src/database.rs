//! Where a database is: a folder with SQLite, or a PostgreSQL server given by its URL.
use crate::engine::Engine;
use crate::restore::{Restored, Return, restore, restore_dump, tidy};
use crate::rows::Rows;
use crate::{Store, owner_only, postgres};
use domain::Millis;
use std::fmt;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

#[derive(Clone)]
pub enum Database {
    Folder(PathBuf),
    Postgres {
        url: String,
        /// Folder for what is stored outside the database, such as the list of erasures.
        folder: PathBuf,
    },
}

/// Held by the process that keeps records in memory. It would not see what a second writer writes.
#[derive(Debug)]
pub struct Alone {
    /// For a folder: a handle of the folder itself and one of the file `lock` in it.
    _files: Vec<File>,
    connection: Option<postgres::Alone>,
}

impl Alone {
    /// Makes the store write only while this is held. On PostgreSQL it ends with a connection, and
    /// then another server may take it.
    pub fn guard(&self, store: &Store) -> Rows<()> {
        if let (Some(alone), Engine::Postgres(engine)) = (&self.connection, &*store.engine) {
            engine.write_behind(alone.begin_term()?);
        }
        Ok(())
    }
}

impl Database {
    /// Reads a `postgres://` URL, or takes the text as a folder. `beside` is the folder for a URL's
    /// database.
    pub fn parse(text: &str, beside: &Path) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Database::Postgres {
                url: text.to_owned(),
                folder: beside.to_owned(),
            }
        } else {
            Database::Folder(text.into())
        }
    }

    /// Opens the database. Creates missing tables.
    pub fn open(&self) -> Rows<Store> {
        match self {
            Database::Folder(folder) => Store::open(folder),
            Database::Postgres { url, folder } => Store::connect(url, folder),
        }
    }

    /// Takes the database for this process alone; `None` while another process has it.
    pub fn alone(&self) -> Rows<Option<Alone>> {
        let folder = match self {
            Database::Folder(folder) => folder,
            Database::Postgres { url, .. } => {
                let taken = postgres::Alone::take(url)?;
                if taken.is_some() {
                    postgres::clear_half_restored(url)?;
                }
                return Ok(taken.map(|connection| Alone {
                    _files: Vec::new(),
                    connection: Some(connection),
                }));
            }
        };
        owner_only::make_folder(folder)?;
        let mut files = Vec::new();
        // The file can be deleted under a running server, the folder cannot; so both are locked.
        for file in [lock_file(folder)?, File::open(folder)?] {
            match file.try_lock() {
                Ok(()) => files.push(file),
                Err(TryLockError::WouldBlock) => return Ok(None),
                // Some file systems cannot lock folders; then the file alone must do.
                Err(TryLockError::Error(_)) if !files.is_empty() => {}
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
        }
        tidy(folder)?;
        Ok(Some(Alone {
            _files: files,
            connection: None,
        }))
    }

    /// Restores a backup: it starts a new epoch, so that phones send their journals again, and
    /// repeats the listed erasures. A PostgreSQL database must be empty; the database of a folder
    /// is moved aside. If the process ends at any moment, either all of it is done or nothing is.
    ///
    /// `random` returns fresh numbers for epochs and entry ids.
    ///
    /// # Errors
    /// [`StoreError::NotABackup`](crate::StoreError::NotABackup) if the file is no complete backup.
    /// Nothing was changed then.
    pub fn come_back(&self, from: &Return<'_>, random: impl FnMut() -> u64) -> Rows<Restored> {
        match self {
            Database::Folder(folder) => restore(folder, from, random),
            Database::Postgres { url, folder } => restore_dump(url, folder, from, random),
        }
    }

    /// Like [`Database::come_back`], but leaves photos where they are.
    pub fn restore(
        &self,
        backup: &Path,
        now: Millis,
        random: impl FnMut() -> u64,
    ) -> Rows<Restored> {
        let from = Return {
            backup,
            photos: None,
            journal: None,
            now,
        };
        self.come_back(&from, random)
    }

    /// The folder for what is stored outside the database.
    pub fn folder(&self) -> &Path {
        match self {
            Database::Folder(folder) | Database::Postgres { folder, .. } => folder,
        }
    }
}

fn lock_file(folder: &Path) -> Rows<File> {
    let mut options = owner_only::options();
    let options = options.write(true).create(true).truncate(true);
    Ok(options.open(folder.join("lock"))?)
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Leaves out the secret parts of a URL.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Database::Folder(folder) => write!(f, "{}", folder.display()),
            Database::Postgres { url, .. } => match postgres::Address::parse(url) {
                Ok(address) => write!(f, "{address:?}"),
                Err(_) => f.write_str("postgres"),
            },
        }
    }
}
