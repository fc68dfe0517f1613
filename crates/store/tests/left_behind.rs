//! Erased data must be in no file: not in the database, not beside it, and not in later backups.
#[path = "conformance/commune.rs"]
#[expect(dead_code, reason = "the conformance stories use the rest")]
mod commune;
#[path = "conformance/home.rs"]
#[expect(dead_code, reason = "the conformance stories use the rest")]
mod home;

use commune::*;
use domain::household::VisitOutcome;
use domain::*;
use home::Home;
use std::fs;
use std::path::{Path, PathBuf};
use store::*;

/// The name as it is written, as JSON may escape it, and as search stores it.
const NAME: [&str; 3] = [
    "Phùng Xuân Quế",
    "Ph\\u00f9ng Xu\\u00e2n Qu\\u1ebf",
    "phung xuan que",
];
const NOTE: &str = "hẹn bà Quế sau mùa gặt";
const ASKED: &str = "0987654321";

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}

/// The files that contain any of these words.
fn holding(folder: &Path, words: &[&str]) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        let bytes = fs::read(path).unwrap();
        let holds = |word: &&str| bytes.windows(word.len()).any(|it| it == word.as_bytes());
        words.iter().any(|word| holds(&word))
    };
    files(folder).into_iter().filter(holds).collect()
}

fn house(id: &str) -> HouseholdId {
    HouseholdId::new(id).unwrap()
}

/// Adds households whose records grow, move between pages and leave free pages, one of them with
/// the resident who will be erased.
fn fill(commune: &Commune) {
    for number in 0..60 {
        let id = format!("k{number}");
        let listed = ListedResident {
            resident: ResidentId::new(format!("q{number}")).unwrap(),
            name: Personal::new(Name::new(NAME[0]).unwrap()),
            born: Some(1950),
        };
        let residents = if number == 30 {
            vec![listed]
        } else {
            Vec::new()
        };
        commune.append(registered(&id, "dong", residents));
    }
    let note = "x".repeat(300);
    for round in 0..4 {
        for number in 0..60 {
            let id = format!("k{number}");
            let Operation::VisitRecorded(mut plain) = visit(&id, VisitOutcome::Met) else {
                panic!()
            };
            let words = if number == 30 { NOTE } else { note.as_str() };
            plain.note = Some(Personal::new(Note::new(words).unwrap()));
            if number == 30 {
                plain.met = vec![ResidentId::new("q30").unwrap()];
            }
            commune.append(Operation::VisitRecorded(plain));
            if round == 1 {
                commune.append(consent(&id));
            }
        }
    }
    commune.append(Operation::ResidentCorrected(ResidentCorrected {
        household: house("k30"),
        resident: ResidentId::new("q30").unwrap(),
        name: Some(Personal::new(Name::new(NAME[0]).unwrap())),
        born: Some(1951),
        listed: false,
    }));
}

fn erase(commune: &Commune) {
    commune.append(Operation::ResidentErased(ResidentErased {
        household: house("k30"),
        resident: ResidentId::new("q30").unwrap(),
    }));
}

#[test]
fn erased_data_are_in_no_file_and_in_no_later_backup() {
    let home = Home::sqlite();
    let commune = Commune::begin(&home);
    fill(&commune);
    assert!(!holding(home.folder(), &NAME).is_empty());
    erase(&commune);
    let nothing: [PathBuf; 0] = [];
    assert_eq!(holding(home.folder(), &NAME), nothing, "while it is open");
    let backup = home.folder().join("copy");
    assert_eq!(commune.store.backup(&backup).unwrap(), []);
    assert_eq!(holding(home.folder(), &NAME), nothing);
    drop(commune);
    assert_eq!(
        holding(home.folder(), &NAME),
        nothing,
        "after it was closed"
    );
}

#[test]
fn what_was_erased_during_a_read_leaves_the_files_with_a_later_commit() {
    let home = Home::sqlite();
    let commune = Commune::begin(&home);
    fill(&commune);
    let id = commune.id();
    let read = commune.store.read(|rows| {
        rows.commune(&id)?;
        erase(&commune);
        Ok(holding(home.folder(), &NAME))
    });
    assert!(!read.unwrap().is_empty(), "whoever reads still sees it");
    commune.append(visit("h1", VisitOutcome::Absent));
    assert_eq!(holding(home.folder(), &NAME), [] as [PathBuf; 0]);
}

#[test]
fn an_erased_asker_of_help_is_in_no_file() {
    let home = Home::sqlite();
    let commune = Commune::begin(&home);
    let help = HelpId::new("y1").unwrap();
    commune.append(Operation::HelpAsked(Box::new(HelpAsked {
        help: help.clone(),
        way: HelpWay::Door,
        topic: None,
        village: None,
        household: None,
        name: Some(Personal::new(Name::new("Chị Thơm").unwrap())),
        phone: Some(Personal::new(Phone::new(ASKED).unwrap())),
        words: Personal::new(Note::new("Không mở được VNeID").unwrap()),
    })));
    assert!(!holding(home.folder(), &["Thơm", ASKED]).is_empty());
    commune.append(Operation::HelpErased(HelpErased { help }));
    let left = holding(home.folder(), &["Thơm", ASKED]);
    assert_eq!(left, [] as [PathBuf; 0]);
}

/// The database is written as by versions that did not overwrite what they deleted.
#[test]
fn data_left_in_free_pages_by_an_older_version_are_removed_at_opening() {
    let home = Home::sqlite();
    drop(Commune::begin(&home));
    let Database::Folder(folder) = &home.database else {
        panic!()
    };
    let file = folder.join("tungnha.sqlite");
    let old = rusqlite::Connection::open(&file).unwrap();
    let body = NAME[0].repeat(2_000);
    old.execute_batch(&format!(
        "PRAGMA secure_delete = off; PRAGMA user_version = 0;
         INSERT INTO document VALUES ('nghi-son', 'other', '1', '', '{body}');
         DELETE FROM document WHERE kind = 'other';"
    ))
    .unwrap();
    drop(old);
    assert!(!holding(folder, &NAME).is_empty());
    let commune = Commune::reopen(&home.database);
    assert_eq!(holding(folder, &NAME), [] as [PathBuf; 0]);
    commune.must_verify();
}
