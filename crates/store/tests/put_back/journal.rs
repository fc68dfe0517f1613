//! The office's journal on disk: incomplete, without room, and with groups that were not committed.
use super::commune::*;
use super::home::Home;
use super::{backup, has_village, put_back, row, village};
use domain::household::VisitOutcome;
use domain::*;
use std::fs;
use std::io::Write;
use std::path::Path;
use store::*;
use sync::Outcome;

pub fn a_journal_with_an_incomplete_end_is_read_up_to_it_and_continued(home: &Home) {
    let commune = Commune::begin(home);
    let backup = backup(&commune, home);
    commune.append(village("mot"));
    let folder = commune.store.journal_folder().unwrap();
    drop(commune);
    let file = fs::read_dir(&folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let tear = || {
        let mut file = fs::OpenOptions::new().append(true).open(&file).unwrap();
        file.write_all("{\"what\":\"entry\",\"seq\":9,\"received_at\":5,\"en".as_bytes())
            .unwrap();
    };
    tear();
    let commune = Commune::reopen(&home.database);
    commune.append(village("hai"));
    drop(commune);
    tear();
    let place = home.to_restore_into();
    let restored = place.restore(&backup, NOW, || 77).unwrap();
    assert_eq!(restored.office.entries, 2);
    let commune = Commune::reopen(&place);
    assert!(has_village(&commune, "mot") && has_village(&commune, "hai"));
}

pub fn work_that_cannot_be_put_into_the_journal_is_not_acknowledged(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let before = row(&commune).last_seq;
    let place = home.folder().join("no-folder");
    fs::write(&place, "a file where the folder would be").unwrap();
    let store = commune.store.clone().with_journal_in(&place);
    let told = commune.start(commune.entry(village("moi"))).wait();
    assert!(told.is_err_and(|why| why.to_string().contains("no-folder")));
    assert_eq!(row(&commune).last_seq, before);
    // Work that a phone brings does not need the office's journal.
    let kept = commune.sync_entries(
        &phone,
        None,
        vec![commune.entry(visit("h1", VisitOutcome::Met))],
    );
    assert!(matches!(kept.receipts[0].outcome, Outcome::Kept { .. }));
    let other = home.folder().join("other-disk");
    let _store = store.with_journal_in(&other);
    assert!(matches!(
        commune.append(village("moi")),
        Outcome::Kept { .. }
    ));
    assert!(commune.journal().contains("moi"));
    commune.must_verify();
}

pub fn uncommitted_work_does_not_come_back(home: &Home) {
    let commune = Commune::begin(home);
    let backup = backup(&commune, home);
    let entry = commune.entry(village("khong"));
    let id = commune.id();
    // The group is on disk in the journal, and then the database fails because of a number given
    // twice.
    let broken = commune.store.write_to(&commune.id(), move |ledger| {
        let kept = ledger.append(Incoming {
            entry: entry.clone(),
            received_at: NOW,
            scope: None,
        })?;
        let Outcome::Kept { .. } = kept else {
            panic!("kept");
        };
        let mut twice = entry;
        twice.id = EntryId::made(NOW, [9; 10]);
        let row = EntryRow {
            seq: Seq(1),
            received_at: NOW,
            entry: twice,
        };
        ledger.transaction().put_entry(&id, &row, &[])
    });
    assert!(broken.wait().is_err());
    commune.append(village("co"));
    drop(commune);
    let place = home.to_restore_into();
    place.restore(&backup, NOW, || 77).unwrap();
    let commune = Commune::reopen(&place);
    assert!(has_village(&commune, "co") && !has_village(&commune, "khong"));
}

fn file_of(folder: &Path) -> std::path::PathBuf {
    let mut files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    files.find(|it| it.extension().is_some()).unwrap()
}

pub fn a_damaged_line_is_told_and_keeps_nothing_else_from_coming_back(home: &Home) {
    let commune = Commune::begin(home);
    let backup = backup(&commune, home);
    for id in ["mot", "hai", "ba"] {
        commune.append(village(id));
    }
    let file = file_of(&commune.store.journal_folder().unwrap());
    assert_eq!(
        commune.store.journal_faults().unwrap(),
        JournalFaults::default()
    );
    drop(commune);
    let mut text = fs::read_to_string(&file).unwrap();
    // A line of an older version that lacks a field. Such a line used to stop every restore.
    text += "{\"what\":\"document\",\"kind\":\"device\",\"commune\":\"nghi-son\",\"id\":\"may\",\"key\":\"\",\"body\":\"{\\\"id\\\":\\\"may\\\"}\"}\n{\"what\":\"end\",\"group\":99}\n";
    let mut bytes = text.clone().into_bytes();
    let place = text.find("\"hai\"").unwrap() + 2;
    bytes[place] ^= 1;
    fs::write(&file, bytes).unwrap();
    let place = home.to_restore_into();
    let restored = place.restore(&backup, NOW, || 77).unwrap();
    assert_eq!(restored.office.entries, 2);
    let commune = Commune::reopen(&place);
    assert!(has_village(&commune, "mot") && has_village(&commune, "ba"));
    assert!(!has_village(&commune, "hai"));
    let damaged = commune.store.journal_faults().unwrap().damaged;
    assert_eq!(damaged.len(), 2, "{damaged:?}");
    assert!(damaged[0].to_string().starts_with("office-2026-11.jsonl:"));
    assert_eq!(commune.store.notice_roll_back(NOW).unwrap(), []);
    commune.append(village("bon"));
    assert_eq!(commune.store.journal_faults().unwrap().damaged, damaged);
}

pub fn a_missing_journal_is_reported_until_a_backup_holds_all_of_it(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(village("mot"));
    let folder = commune.store.journal_folder().unwrap();
    let name = file_of(&folder).file_name().unwrap().to_owned();
    fs::remove_dir_all(&folder).unwrap();
    let missing = || commune.store.journal_faults().unwrap().missing;
    assert_eq!(missing(), [name.to_str().unwrap()]);
    let kept = home.folder().join("tungnha-2026-11-16.backup");
    assert_eq!(commune.store.backup_to_keep(&kept).unwrap(), []);
    assert_eq!(missing(), Vec::<String>::new());
    commune.append(village("hai"));
    assert!(commune.journal().contains("hai"));
    assert_eq!(missing(), Vec::<String>::new());
}

/// Each group was committed before the next was written, on either engine.
pub fn the_last_three_groups_of_the_office_do_not_count_as_uncommitted(home: &Home) {
    let commune = Commune::begin(home);
    let backup = backup(&commune, home);
    for id in ["mot", "hai", "ba"] {
        commune.append(village(id));
    }
    drop(commune);
    let commune = Commune::reopen(&put_back(home, &backup));
    assert_eq!(commune.store.notice_roll_back(NOW).unwrap(), [commune.id()]);
    assert_ne!(row(&commune).epoch, sync::Epoch(5));
    for id in ["mot", "hai", "ba"] {
        assert!(has_village(&commune, id));
    }
}

#[cfg(unix)]
#[test]
fn the_journal_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::sqlite();
    let commune = Commune::begin(&home);
    let folder = commune.store.journal_folder().unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for file in fs::read_dir(&folder).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
}
