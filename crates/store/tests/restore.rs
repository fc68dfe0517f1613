//! Backups that are complete or not there, and restoring one in one step or not at all.
#[path = "conformance/commune.rs"]
#[expect(dead_code, reason = "the conformance stories use the rest")]
mod commune;
#[path = "conformance/home.rs"]
mod home;

use commune::*;
use domain::household::VisitOutcome;
use domain::*;
use home::Home;
use std::fs;
use std::path::{Path, PathBuf};
use store::{Database, StoreError, checksum};

const FILE: &str = "tungnha.sqlite";
/// Length of a backup's last line: a word, the checksum, the length.
const LINE_BYTES: usize = 100;

fn bytes(database: &Database) -> String {
    let store = database.open().unwrap();
    let communes = store.read(|rows| rows.communes()).unwrap();
    let sum = |id| store.read(|rows| checksum(rows, id)).unwrap();
    communes.iter().map(sum).collect::<Vec<_>>().join(" ")
}

/// The files in the data folder, without those that SQLite puts beside the database.
fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap();
    let names = files.map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|it| !it.contains("sqlite-")).collect();
    names.sort();
    names
}

/// A commune, a backup of it, and one more visit that is not in the backup.
fn begin(home: &Home) -> PathBuf {
    let commune = Commune::begin(home);
    commune.append(visit("h1", VisitOutcome::Met));
    let backup = home.folder().join("copy");
    assert_eq!(commune.store.backup(&backup).unwrap(), []);
    commune.append(visit("h2", VisitOutcome::Met));
    backup
}

fn epoch(database: &Database) -> sync::Epoch {
    let commune = Commune::reopen(database);
    let row = commune.store.read(|rows| rows.commune(&commune.id()));
    row.unwrap().unwrap().epoch
}

fn is_refused(place: &Database, backup: &Path, what: &str) {
    let told = place.restore(backup, NOW, || 77);
    let is_told = matches!(told, Err(StoreError::NotABackup(_)));
    assert!(is_told, "{what}: {told:?}");
}

/// The file is cut at many lengths, and bits are changed in many places and in every byte of the
/// last line.
fn a_file_that_is_no_whole_backup_changes_nothing(home: &Home) {
    let backup = begin(home);
    let place = home.to_restore_into();
    let (before, there) = (bytes(&home.database), names(home.database.folder()));
    let whole = fs::read(&backup).unwrap();
    let damaged = home.folder().join("damaged");
    let refused = |bytes: &[u8], what: &str| {
        fs::write(&damaged, bytes).unwrap();
        is_refused(&place, &damaged, what);
    };
    refused(b"", "empty");
    refused(b"not a backup", "text");
    let length = whole.len();
    let places = (0..length).step_by(length / 60 + 1);
    for at in places.clone().chain(length - LINE_BYTES..length) {
        let mut turned = whole.clone();
        turned[at] ^= 1 << (at % 8);
        refused(&turned, &format!("a bit of byte {at} of {length}"));
    }
    for at in places.chain(length - LINE_BYTES + 8..length) {
        refused(&whole[..at], &format!("cut at {at} of {length}"));
    }
    refused(&[&whole[..], b"more"].concat(), "longer");
    assert_eq!(names(home.database.folder()), there);
    assert_eq!(bytes(&home.database), before);
    place.restore(&backup, NOW, || 77).unwrap();
}

fn a_backup_of_an_older_version_is_restored_and_reported_as_unproven(home: &Home) {
    let backup = begin(home);
    let whole = fs::read(&backup).unwrap();
    let at = whole.windows(8).rposition(|it| it == b"\ntungnha").unwrap();
    let mut old = whole[..at].to_vec();
    if old.starts_with(b"SQLite") {
        // Only a file with the mark in its header must have the line at its end.
        fs::write(&backup, &old).unwrap();
        is_refused(&home.database, &backup, "marked and without its line");
        old[68..72].fill(0);
    }
    fs::write(&backup, &old).unwrap();
    let place = home.to_restore_into();
    let restored = place.restore(&backup, NOW, || 77).unwrap();
    assert!(!restored.is_proven);
    let commune = Commune::reopen(&place);
    assert_eq!(commune.household("h1").visits.len(), 1);
    commune.must_verify();
    drop(commune);
    fs::write(&backup, &old[..old.len() / 2]).unwrap();
    is_refused(&home.to_restore_into(), &backup, "cut");
}

fn the_leftovers_of_an_interrupted_backup_are_removed_by_the_next(home: &Home) {
    let commune = Commune::begin(home);
    let folder = home.folder().join("backups");
    fs::create_dir(&folder).unwrap();
    for left in ["", "-journal", "-wal"] {
        let name = format!(".tungnha-backup.part{left}");
        fs::write(folder.join(name), "half of it").unwrap();
    }
    assert_eq!(commune.store.backup(&folder.join("a")).unwrap(), []);
    assert_eq!(names(&folder), ["a"]);
    // A backup that fails leaves nothing of itself. Here the photos cannot be copied.
    let photo = futures_of_a_photo(&commune);
    assert!(photo, "there is a photo to copy");
    fs::write(folder.join("photos"), "a file where the folder would be").unwrap();
    assert!(commune.store.backup(&folder.join("b")).is_err());
    assert_eq!(names(&folder), ["a", "photos"]);
}

/// Adds a row of a photo: that alone makes a backup look for the folder of photos.
fn futures_of_a_photo(commune: &Commune) -> bool {
    let row: store::AttachmentRow = store::AttachmentRow {
        id: PhotoId::new("a1").unwrap(),
        of: PhotoOf::Household(HouseholdId::new("h1").unwrap()),
        body: "{}".to_owned(),
    };
    let id = commune.id();
    let put = commune.store.write_to(&commune.id(), move |ledger| {
        ledger.transaction().put_attachment(&id, &row)
    });
    put.wait().is_ok()
}

fn only_a_backup_in_the_operator_s_set_lets_phones_forget_entries(home: &Home) {
    let commune = Commune::begin(home);
    let row = || {
        let row = commune.store.read(|rows| rows.commune(&commune.id()));
        row.unwrap().unwrap()
    };
    let file = |name: &str| home.folder().join(name);
    assert_eq!(commune.store.backup(&file("a")).unwrap(), []);
    assert_eq!(row().safe_seq, Seq(0));
    assert_eq!(commune.store.backup_to_keep(&file("b")).unwrap(), []);
    assert_eq!(
        (row().safe_seq > Seq(0), row().safe_seq),
        (true, row().last_seq)
    );
    assert!(
        commune.store.backup_to_keep(&file("b")).is_err(),
        "it is there"
    );
}

fn a_lost_database_is_not_replaced_by_an_empty_one(home: &Home) {
    drop(home.database.open().unwrap());
    // The database is still empty, so nobody misses it if it is lost.
    lose(home);
    let backup = begin(home);
    let mark = home.database.folder().join(mark(home));
    assert!(mark.exists());
    // A database of an older version gets its mark when it is next opened.
    fs::remove_file(&mark).unwrap();
    drop(home.database.open().unwrap());
    assert!(mark.exists());
    for _ in 0..2 {
        lose(home);
        let told = home.database.open();
        let named = |told| match told {
            Err(StoreError::Gone(file)) => Some(file),
            _ => None,
        };
        assert_eq!(named(told), Some(mark.clone()));
    }
    if let Database::Postgres { url, .. } = &home.database {
        // Tables without a commune, as an older version made them, do not matter.
        fs::rename(&mark, mark.with_extension("aside")).unwrap();
        drop(home.database.open().unwrap());
        fs::rename(mark.with_extension("aside"), &mark).unwrap();
        assert!(
            private_postgres::shared()
                .ask(url, "SELECT count(*) FROM commune")
                .is_ok()
        );
    }
    home.database.restore(&backup, NOW, || 77).unwrap();
    assert_eq!(epoch(&home.database), sync::Epoch(77));
    lose(home);
    fs::remove_file(&mark).unwrap();
    let anew = home.database.open().unwrap();
    assert!(anew.read(|rows| rows.communes()).unwrap().is_empty());
}

fn mark(home: &Home) -> String {
    let mut marks = names(home.database.folder()).into_iter();
    marks.find(|it| it.starts_with("has-data")).unwrap()
}

/// Loses the files or the tables, as when a disk is replaced.
fn lose(home: &Home) {
    match &home.database {
        Database::Folder(folder) => {
            for ending in ["", "-wal", "-shm"] {
                let _not_there = fs::remove_file(folder.join(format!("{FILE}{ending}")));
            }
        }
        Database::Postgres { url, .. } => {
            let anew = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
            private_postgres::shared().ask(url, anew).unwrap();
        }
    }
}

macro_rules! on_both {
    ($($story:ident,)*) => {
        mod sqlite {
            $(#[test] fn $story() { super::$story(&super::Home::sqlite()); })*
        }
        mod postgres {
            $(#[test] fn $story() { super::$story(&super::Home::postgres()); })*
        }
    };
}

on_both! {
    a_file_that_is_no_whole_backup_changes_nothing,
    a_backup_of_an_older_version_is_restored_and_reported_as_unproven,
    the_leftovers_of_an_interrupted_backup_are_removed_by_the_next,
    only_a_backup_in_the_operator_s_set_lets_phones_forget_entries,
    a_lost_database_is_not_replaced_by_an_empty_one,
}

#[test]
fn an_empty_file_in_place_of_a_lost_database_is_left_alone() {
    let home = Home::sqlite();
    begin(&home);
    lose(&home);
    let file = home.database.folder().join(FILE);
    fs::write(&file, "").unwrap();
    assert!(matches!(home.database.open(), Err(StoreError::Gone(_))));
    assert_eq!(file.metadata().unwrap().len(), 0);
}

/// The process may have ended between any two steps of the swap.
#[test]
fn a_swap_that_was_begun_is_finished_by_whoever_opens_next() {
    for done in 0..5 {
        let home = Home::sqlite();
        let backup = begin(&home);
        let other = Database::Folder(home.folder().join("other"));
        other.restore(&backup, NOW, || 77).unwrap();
        let (folder, ready) = (
            home.database.folder().to_owned(),
            home.database.folder().join("restoring"),
        );
        fs::create_dir(&ready).unwrap();
        fs::rename(other.folder().join(FILE), ready.join(FILE)).unwrap();
        fs::write(folder.join("restoring.swap"), "5").unwrap();
        // The old database's write-ahead log, not yet moved into its file. The new database would
        // read it as its own.
        fs::write(folder.join(format!("{FILE}-wal")), "old log").unwrap();
        let aside = |ending: &str| {
            let from = folder.join(format!("{FILE}{ending}"));
            fs::rename(from, folder.join(format!("replaced-5-{FILE}{ending}"))).unwrap();
        };
        if done > 0 {
            aside("");
        }
        if done > 1 {
            aside("-wal");
        }
        if done > 2 {
            fs::rename(ready.join(FILE), folder.join(FILE)).unwrap();
        }
        if done > 3 {
            fs::remove_dir_all(&ready).unwrap();
        }
        assert_eq!(epoch(&home.database), sync::Epoch(77), "after {done} steps");
        Commune::reopen(&home.database).must_verify();
        let replaced = [
            format!("replaced-5-{FILE}"),
            format!("replaced-5-{FILE}-wal"),
        ];
        for old in replaced {
            assert!(folder.join(&old).exists(), "{old} after {done} steps");
        }
        assert!(!ready.exists() && !folder.join("restoring.swap").exists());
    }
}

#[test]
fn the_leftovers_of_a_restore_before_its_swap_are_no_database() {
    let home = Home::sqlite();
    begin(&home);
    let before = bytes(&home.database);
    let ready = home.database.folder().join("restoring");
    fs::create_dir(&ready).unwrap();
    fs::write(ready.join(FILE), "half of it").unwrap();
    assert_eq!(bytes(&home.database), before);
    drop(home.database.alone().unwrap().unwrap());
    assert!(!ready.exists());
    assert_eq!(bytes(&home.database), before);
}

/// The guard that comes with a loaded dump stays until everything is done.
#[test]
fn a_half_restored_postgres_database_is_empty_again_for_whoever_opens_it() {
    let home = Home::postgres();
    let backup = begin(&home);
    let place = home.to_restore_into();
    place.restore(&backup, NOW, || 77).unwrap();
    let Database::Postgres { url, .. } = &place else {
        panic!("it is on PostgreSQL");
    };
    let server = private_postgres::shared();
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    let guard = "CREATE TABLE restoring (since BIGINT)";
    server.ask(url, guard).unwrap();
    let held = place.alone().unwrap();
    assert_eq!(
        server.ask(url, tables).unwrap().trim(),
        "0",
        "whoever is alone removes it"
    );
    server.ask(url, guard).unwrap();
    assert!(matches!(place.open(), Err(StoreError::Restoring)));
    drop(held);
    let mut tries = 0;
    let opened = loop {
        match place.open() {
            Err(StoreError::Restoring) if tries < 1_000 => tries += 1,
            opened => break opened.unwrap(),
        }
    };
    assert!(opened.read(|rows| rows.communes()).unwrap().is_empty());
    drop(opened);
    lose_tables(url);
    place.restore(&backup, NOW, || 78).unwrap();
    assert_eq!(epoch(&place), sync::Epoch(78));
    Commune::reopen(&place).must_verify();
}

fn lose_tables(url: &str) {
    let anew = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
    private_postgres::shared().ask(url, anew).unwrap();
}
