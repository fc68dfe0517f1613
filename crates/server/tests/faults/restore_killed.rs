//! `tungnha restore` killed with SIGKILL at several points: the old state or the new one is left.
use super::running::{append, commune, village};
use domain::EntryId;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use store::{Database, Store, StoreError, checksum};
use sync::Epoch;

/// Waits for a file that shows how far the restore has come, then kills it, unless it ends by
/// itself.
fn kill_at(database: &Database, backup: &Path, sign: Option<&Path>) {
    let mut process = restore(database, backup).spawn().unwrap();
    while sign.is_some_and(|sign| !sign.exists()) && process.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let _it_may_be_done = process.kill();
    process.wait().unwrap();
}

fn restore(database: &Database, backup: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tungnha"));
    command.arg("restore").arg(backup);
    command.arg("--data").arg(database.folder());
    command
        .env("TUNGNHA_LANG", "en")
        .env_remove("TUNGNHA_DATABASE");
    if let Database::Postgres { url, .. } = database {
        command.env("TUNGNHA_DATABASE", url);
    }
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn bytes(store: &Store) -> String {
    store.read(|rows| checksum(rows, &commune())).unwrap()
}

/// Opens the database. A program that outlived its parent may still hold it for a while.
fn open(database: &Database) -> Store {
    let mut tries = 0;
    loop {
        match database.open() {
            Err(StoreError::Restoring | StoreError::Migration(_) | StoreError::Postgres(..))
                if tries < 200 =>
            {
                tries += 1;
            }
            opened => return opened.unwrap(),
        }
    }
}

/// Makes a backup and one office entry after it, and returns both.
fn begin(database: &Database, folder: &Path) -> (PathBuf, EntryId) {
    let store = database.open().unwrap();
    let made = store.create_commune(commune(), Epoch(1));
    made.wait().unwrap();
    for number in 0..50 {
        append(&store, village(number));
    }
    let backup = folder.join("backup");
    assert_eq!(store.backup(&backup).unwrap(), []);
    let late = village(99);
    let id = late.id;
    append(&store, late);
    (backup, id)
}

fn is_new(store: &Store, late: EntryId) -> bool {
    let (row, entry) = store
        .read(|rows| Ok((rows.commune(&commune())?, rows.entry(&commune(), late)?)))
        .unwrap();
    assert_eq!(store.verify(&commune()).unwrap(), []);
    let is_new = row.unwrap().epoch != Epoch(1);
    assert!(
        !is_new || entry.is_some(),
        "a new epoch without the office's work"
    );
    is_new
}

#[test]
fn a_killed_restore_in_a_folder_leaves_the_old_state_or_the_new_one() {
    for sign in [
        None,
        Some("restoring"),
        Some("restoring/tungnha.sqlite-wal"),
        Some("restoring.swap"),
        Some("restoring.swap.part"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::Folder(folder.path().join("data"));
        let (backup, late) = begin(&database, folder.path());
        let old = bytes(&open(&database));
        let sign = sign.map(|it| database.folder().join(it));
        kill_at(&database, &backup, sign.as_deref());
        let store = open(&database);
        if !is_new(&store, late) {
            assert_eq!(bytes(&store), old, "at {sign:?}");
            drop(store);
            assert!(restore(&database, &backup).status().unwrap().success());
            assert!(is_new(&open(&database), late));
        }
    }
}

#[test]
fn a_killed_restore_in_postgres_leaves_an_empty_database_or_the_new_state() {
    let server = private_postgres::shared();
    let folder = tempfile::tempdir().unwrap();
    let place = || Database::parse(&server.database().unwrap(), &folder.path().join("data"));
    let (backup, late) = begin(&place(), folder.path());
    for sign in [None, Some("restoring/dump"), Some("restoring/script")] {
        let database = place();
        let sign = sign.map(|it| database.folder().join(it));
        kill_at(&database, &backup, sign.as_deref());
        let store = open(&database);
        let communes = store.read(|rows| rows.communes()).unwrap();
        assert!(communes.is_empty() || is_new(&store, late), "at {sign:?}");
        drop(store);
        if communes.is_empty() {
            let mut tries = 0;
            while !restore(&database, &backup).status().unwrap().success() {
                tries += 1;
                assert!(tries < 50, "it cannot be restored any more, at {sign:?}");
            }
            assert!(is_new(&open(&database), late));
        }
    }
}

/// As if the restore had ended after loading the content: the guard is still there.
#[test]
fn a_database_with_the_restore_guard_counts_as_empty() {
    let server = private_postgres::shared();
    let folder = tempfile::tempdir().unwrap();
    let url = server.database().unwrap();
    let database = Database::parse(&url, &folder.path().join("data"));
    let (backup, late) = begin(&database, folder.path());
    let other_url = server.database().unwrap();
    let other = Database::parse(&other_url, database.folder());
    assert!(restore(&other, &backup).status().unwrap().success());
    let guard = "CREATE TABLE restoring (since BIGINT)";
    server.ask(&other_url, guard).unwrap();
    assert!(
        restore(&other, &backup).status().unwrap().success(),
        "once more just works"
    );
    assert!(is_new(&open(&other), late));
}
