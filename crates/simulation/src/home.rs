//! Where a seed's database is: in memory, or on a private PostgreSQL server.
use crate::account::with_key;
use private_postgres::PrivatePostgres;
use std::path::PathBuf;
use store::{Rows, Store, StoreError, move_all};

#[derive(Debug, Default)]
pub enum Home {
    #[default]
    Memory,
    /// Databases are made as they are needed, and removed with the seed.
    Postgres {
        server: &'static PrivatePostgres,
        folder: PathBuf,
        made: Vec<String>,
    },
}

impl Home {
    pub fn postgres(seed: u64) -> Self {
        let name = format!("tungnha-sim-{}-{seed}", std::process::id());
        Home::Postgres {
            server: private_postgres::shared(),
            folder: std::env::temp_dir().join(name),
            made: Vec::new(),
        }
    }

    /// A new, empty store.
    pub fn store(&mut self) -> Rows<Store> {
        self.made().map(with_key)
    }

    fn made(&mut self) -> Rows<Store> {
        match self {
            Home::Memory => Store::in_memory(),
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

    /// The same database, opened anew.
    pub fn reopened(&mut self, store: &Store) -> Rows<Store> {
        if let Home::Postgres { folder, made, .. } = self
            && let Some(url) = made.last()
        {
            return Store::connect(url, folder).map(with_key);
        }
        store.copy_in_memory().map(with_key)
    }

    /// A store that holds what a backup holds.
    pub fn restored(&mut self, backup: &Store) -> Rows<Store> {
        if let Home::Memory = self {
            return backup.copy_in_memory().map(with_key);
        }
        let store = self.store()?;
        move_all(backup, &store)?;
        Ok(store)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let Home::Postgres {
            server,
            folder,
            made,
        } = self
        else {
            return;
        };
        for url in made {
            let _left_for_the_end = server.remove(url);
        }
        let _not_made = std::fs::remove_dir_all(folder);
    }
}
