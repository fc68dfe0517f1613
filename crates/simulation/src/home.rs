//! Where the database of a seed is: in memory, in a folder, or on a private PostgreSQL server.
use crate::account::with_key;
use domain::Millis;
use private_postgres::PrivatePostgres;
use std::fs;
use std::path::{Path, PathBuf};
use store::{Database, Return, Rows, Store, StoreError, move_all};

/// A file system in memory, used where there is one, because a seed flushes to disk thousands of
/// times.
const IN_MEMORY: &str = "/dev/shm";
/// The database file and the files that SQLite puts beside it.
const FILES: [&str; 3] = ["tungnha.sqlite", "tungnha.sqlite-wal", "tungnha.sqlite-shm"];

#[derive(Debug, Default)]
pub enum Home {
    #[default]
    Memory,
    /// Has the files beside a database too: the list of erasures and the office's journal.
    Folder { folder: PathBuf, backups: u32 },
    /// Makes databases as they are needed and removes them at the end of the seed.
    Postgres {
        server: &'static PrivatePostgres,
        folder: PathBuf,
        made: Vec<String>,
    },
}

/// A backup: a copy in memory, or a file.
#[derive(Debug)]
pub(crate) enum Saved {
    Copy(Store),
    File(PathBuf),
}

impl Home {
    /// Runs every fourth seed in a folder and the others in memory.
    pub fn of(seed: u64) -> Self {
        if seed % 4 != 3 {
            return Home::Memory;
        }
        Home::Folder {
            folder: folder(seed),
            backups: 0,
        }
    }

    pub fn postgres(seed: u64) -> Self {
        Home::Postgres {
            server: private_postgres::shared(),
            folder: folder(seed),
            made: Vec::new(),
        }
    }

    /// Whether an office's journal is kept beside the database.
    pub(crate) fn has_journal(&self) -> bool {
        !matches!(self, Home::Memory)
    }

    /// Makes a new, empty store.
    pub fn store(&mut self) -> Rows<Store> {
        self.made().map(with_key)
    }

    fn made(&mut self) -> Rows<Store> {
        match self {
            Home::Memory => Store::in_memory(),
            Home::Folder { folder, .. } => Store::open(&data(folder)),
            Home::Postgres {
                server,
                folder,
                made,
            } => {
                let url = server.database().map_err(StoreError::File)?;
                made.push(url.clone());
                Store::connect(&url, folder)
            }
        }
    }

    /// Closes the store and opens the same database again.
    pub fn reopened(&mut self, store: Store) -> Rows<Store> {
        let store = match self {
            Home::Memory => store.copy_in_memory()?,
            Home::Folder { folder, .. } => {
                drop(store);
                Store::open(&data(folder))?
            }
            Home::Postgres { folder, made, .. } => {
                drop(store);
                let url = made.last().map_or("", String::as_str);
                Store::connect(url, folder)?
            }
        };
        Ok(with_key(store))
    }

    pub(crate) fn back_up(&mut self, store: &Store) -> Rows<Saved> {
        let Home::Folder { folder, backups } = self else {
            return store.copy_in_memory().map(Saved::Copy);
        };
        *backups += 1;
        let file = folder.join(format!("backup-{backups}"));
        let mismatches = store.backup_to_keep(&file)?;
        assert!(mismatches.is_empty(), "{mismatches:?}");
        Ok(Saved::File(file))
    }

    /// Restores a backup, in a folder by the server's own `restore`. The flag in the result says
    /// whether that is complete; if not, the caller must finish it. Without `journal` the office's
    /// journal is ignored.
    pub(crate) fn restored(
        &mut self,
        store: Store,
        (backup, journal, now): (&Saved, bool, Millis),
        random: impl FnMut() -> u64,
    ) -> Rows<(Store, bool)> {
        let (Home::Folder { folder, .. }, Saved::File(file)) = (&*self, backup) else {
            return Ok((self.put_back(store, backup)?, false));
        };
        drop(store);
        let nowhere = folder.join("no-journal");
        let from = Return {
            backup: file,
            photos: None,
            journal: (!journal).then_some(&*nowhere),
            now,
        };
        Database::Folder(data(folder)).come_back(&from, random)?;
        Ok((with_key(Store::open(&data(folder))?), true))
    }

    /// Replaces the database by the backup's, without telling the server.
    pub(crate) fn put_back(&mut self, store: Store, backup: &Saved) -> Rows<Store> {
        drop(store);
        match (&*self, backup) {
            (Home::Folder { folder, .. }, Saved::File(file)) => {
                let data = data(folder);
                for name in FILES {
                    remove(&data.join(name))?;
                }
                fs::copy(file, data.join(FILES[0]))?;
                Store::open(&data).map(with_key)
            }
            (Home::Memory, Saved::Copy(copy)) => copy.copy_in_memory().map(with_key),
            (_, Saved::Copy(copy)) => {
                let store = self.store()?;
                move_all(copy, &store)?;
                Ok(store)
            }
            (_, Saved::File(_)) => Err(StoreError::NotEmpty),
        }
    }
}

fn folder(seed: u64) -> PathBuf {
    let name = format!("tungnha-sim-{}-{seed}", std::process::id());
    match Path::new(IN_MEMORY).is_dir() {
        true => Path::new(IN_MEMORY).join(name),
        false => std::env::temp_dir().join(name),
    }
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

fn remove(file: &Path) -> std::io::Result<()> {
    match file.exists() {
        true => fs::remove_file(file),
        false => Ok(()),
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Home::Postgres { server, made, .. } = self {
            for url in made {
                let _left_for_the_end = server.remove(url);
            }
        }
        if let Home::Postgres { folder, .. } | Home::Folder { folder, .. } = self {
            let _not_made = fs::remove_dir_all(folder);
        }
    }
}
