//! Where a story takes place: SQLite in a folder, or a database on a private PostgreSQL server.
use std::path::Path;
use store::Database;

pub struct Home {
    pub database: Database,
    folder: tempfile::TempDir,
}

impl Home {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::Folder(folder.path().join("data"));
        Self { database, folder }
    }

    pub fn postgres() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = new_database(&folder.path().join("data"));
        Self { database, folder }
    }

    /// A folder for backups and other files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where a backup is restored to: the same folder, or a new PostgreSQL database.
    pub fn to_restore_into(&self) -> Database {
        match &self.database {
            Database::Folder(_) => self.database.clone(),
            Database::Postgres { folder, .. } => new_database(folder),
        }
    }
}

fn new_database(folder: &Path) -> Database {
    let url = private_postgres::shared().database().unwrap();
    Database::parse(&url, folder)
}
