//! The office's journal on disk: torn, without room, and of what was not committed.
use super::commune::*;
use super::home::Home;
use super::{backup, has_village, row, village};
use domain::household::Outcome as Door;
use domain::*;
use std::fs;
use std::io::Write;
use std::path::Path;
use store::*;
use sync::Outcome;

pub fn a_journal_whose_end_is_torn_is_read_up_to_there_and_written_on(home: &Home) {
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

pub fn what_cannot_be_put_into_the_journal_is_not_told_to_be_kept(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let before = row(&commune).last_seq;
    let place = home.folder().join("no-folder");
    fs::write(&place, "a file where the folder would be").unwrap();
    let store = commune.store.clone().with_journal_in(&place);
    let told = commune.start(commune.entry(village("moi"))).wait();
    assert!(told.is_err_and(|why| why.to_string().contains("no-folder")));
    assert_eq!(row(&commune).last_seq, before);
    // A phone's work does not need it.
    let kept = commune.sync_entries(&phone, None, vec![commune.entry(visit("h1", Door::Met))]);
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

pub fn what_was_not_committed_does_not_come_back(home: &Home) {
    let commune = Commune::begin(home);
    let backup = backup(&commune, home);
    let entry = commune.entry(village("khong"));
    let id = commune.id();
    // On disk in the journal, and then the database says no: the same number twice.
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
