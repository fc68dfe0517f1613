//! Erased residents are nowhere: not in the log, in backups, or in what comes back.
use super::commune::*;
use super::home::Home;
use domain::household::Gone;
use domain::*;
use sync::Outcome;

fn erased(resident: &str) -> Operation {
    Operation::ResidentErased(ResidentErased {
        household: HouseholdId::new("h1").unwrap(),
        resident: ResidentId::new(resident).unwrap(),
    })
}

pub fn an_erased_resident_is_nowhere_and_the_log_still_verifies(home: &Home) {
    let commune = Commune::begin(home);
    assert!(commune.everything().contains("Đạt"));
    commune.append(erased("p2"));
    assert!(!commune.everything().contains("Đạt"));
    assert_eq!(commune.store.erasures().unwrap().len(), 1);
    commune.must_verify();
}

pub fn a_restored_backup_has_a_new_epoch_and_forgets_again(home: &Home) {
    let commune = Commune::begin(home);
    let backup = home.folder().join("copy");
    assert_eq!(commune.store.backup_to_keep(&backup).unwrap(), []);
    let phone = commune.enrol("an");
    let before = commune.sync(&phone, None);
    assert!(before.safe_seq > Seq(0));
    commune.append(erased("p2"));
    drop(commune);
    let mut next = 77;
    let place = home.to_restore_into();
    let random = || {
        next += 1;
        next
    };
    let restored = place.restore(&backup, NOW, random).unwrap();
    assert_eq!(restored.erased_again, 1);
    let commune = Commune::reopen(&place);
    assert!(!commune.everything().contains("Đạt"));
    let row = commune
        .store
        .read(|rows| rows.commune(&commune.id()))
        .unwrap()
        .unwrap();
    assert_ne!(row.epoch, before.epoch);
    commune.must_verify();
}

/// The backup is older than the resident, whom a phone added and the office then erased. The
/// phone's journal brings the resident back.
pub fn an_erased_resident_whom_a_journal_brings_back_is_erased_at_once(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(consent("h1"));
    let phone = commune.enrol("an");
    let backup = home.folder().join("copy");
    assert_eq!(commune.store.backup(&backup).unwrap(), []);
    let resident = ResidentId::new("p3").unwrap();
    let added = commune.entry(Operation::ResidentAdded(ResidentAdded {
        household: HouseholdId::new("h1").unwrap(),
        resident: resident.clone(),
        name: Personal::new(Name::new("Chị Thơm").unwrap()),
        born: Some(1990),
        listed: false,
    }));
    commune.sync_entries(&phone, None, vec![added.clone()]);
    assert!(commune.household("h1").resident(&resident).is_some());
    commune.append(erased("p3"));
    drop(commune);
    let place = home.to_restore_into();
    let restored = place.restore(&backup, NOW, || 77).unwrap();
    assert_eq!(restored.erased_again, 0);
    let commune = Commune::reopen(&place);
    let again = commune.sync_entries(&phone, None, vec![added]);
    assert!(matches!(again.receipts[0].outcome, Outcome::Kept { .. }));
    let household = commune.household("h1");
    assert_eq!(household.resident(&resident), None);
    assert_eq!(household.gone.get(&resident), Some(&Gone::Erased));
    assert!(!commune.everything().contains("Thơm"));
    commune.must_verify();
}
