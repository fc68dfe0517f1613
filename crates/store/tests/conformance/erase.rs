//! Erased residents are nowhere: not in the log, in backups, or in what comes back.
use super::commune::*;
use super::home::Home;
use domain::household::Gone;
use domain::*;
use std::collections::BTreeSet;
use store::{DocumentRow, Ledger};
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

/// As the head whom someone typed, in the address, and as the maker of a product: no id says there
/// who is meant.
pub fn an_erased_name_leaves_every_text_of_the_household(home: &Home) {
    let commune = Commune::begin(home);
    let house = HouseholdId::new("h1").unwrap();
    let name = |text: &str| Some(Personal::new(Name::new(text).unwrap()));
    commune.append(consent("h1"));
    let corrected = HouseholdCorrected {
        head: name("Trần Hữu Đạt"),
        address: name("Nhà TRẦN HỮU ĐẠT, ngõ Giếng"),
        ..HouseholdCorrected::of(house.clone())
    };
    commune.append(Operation::HouseholdCorrected(Box::new(corrected)));
    commune.append(Operation::BusinessRegistered(BusinessRegistered {
        household: house,
        name: Label::new("Nước mắm Trần Hữu Đạt").unwrap(),
        trade: Label::new("Nước mắm").unwrap(),
        owner: None,
    }));
    commune.append(erased("p2"));
    let everything = commune.everything();
    assert!(!everything.contains("Đạt") && !everything.contains("ĐẠT"));
    let household = commune.household("h1");
    let trading = household.trading.as_ref().unwrap();
    let brand = trading.name.as_ref().map(Label::as_str);
    assert_eq!(brand, Some("Nước mắm …"));
    let address = household.address.as_ref().unwrap().reveal().unwrap();
    assert_eq!(address.as_str(), "Nhà …, ngõ Giếng");
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

/// One answer does not hold them all: the next goes on, and nobody is told twice.
pub fn every_phone_is_told_of_all_who_were_erased_however_many(home: &Home) {
    const ERASED: usize = 12_000;
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let before = commune.sync(&phone, None);
    commune.append(erased("p2"));
    let answer = commune.sync(&phone, Some(&before));
    assert_eq!(answer.erased, [ResidentId::new("p2").unwrap()]);
    assert_eq!(commune.sync(&phone, Some(&answer)).erased, []);
    let all = commune.sync(&phone, None).records.len();
    // As if the office had erased as many in years.
    let (id, last) = (commune.id(), answer.cursor.0 as usize);
    let put = move |ledger: &mut Ledger<'_>| {
        for number in 0..ERASED {
            let name = format!("x{number}");
            let row = DocumentRow {
                commune: id.clone(),
                id: format!("{:020}:{name}", 1 + number % last),
                key: "erased".to_owned(),
                body: name,
            };
            ledger.transaction().put_document("erased-in-order", &row)?;
        }
        Ok(())
    };
    commune.store.write_to(&commune.id(), put).wait().unwrap();
    let (mut told, mut records) = (BTreeSet::new(), 0);
    let mut answer = commune.sync(&phone, None);
    for _ in 0..10 {
        told.extend(answer.erased.iter().cloned());
        records += answer.records.len();
        assert!(answer.erased.len() <= 5_000, "{}", answer.erased.len());
        if !answer.more {
            break;
        }
        assert_eq!(answer.digest, None);
        answer = commune.sync(&phone, Some(&answer));
    }
    assert_eq!(told.len(), ERASED + 1);
    assert!(!answer.more && answer.digest.is_some());
    assert_eq!(records, all);
}

/// A phone may have begun the work before it was told, or found it in a book that lay aside.
pub fn who_brings_work_on_someone_erased_is_told_of_them_again(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(consent("h1"));
    let phone = commune.enrol("an");
    commune.append(erased("p2"));
    let answer = commune.sync(&phone, None);
    let Operation::VisitRecorded(visit) = visit("h1", domain::household::VisitOutcome::Met) else {
        panic!("a visit");
    };
    let p2 = ResidentId::new("p2").unwrap();
    let entry = commune.entry(Operation::VisitRecorded(Box::new(VisitRecorded {
        met: vec![p2.clone()],
        note: Some(Personal::new(Note::new("Bà Đạt dặn chiều đến").unwrap())),
        ..*visit
    })));
    for _ in 0..2 {
        let answer = commune.sync_entries(&phone, Some(&answer), vec![entry.clone()]);
        assert_eq!(answer.erased, [p2.clone()]);
    }
    assert!(!commune.everything().contains("dặn chiều"));
}
