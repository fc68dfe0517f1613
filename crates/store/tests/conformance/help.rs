//! Help requests: erased in the log, in backups, and in what comes back.
use super::commune::*;
use super::home::Home;
use domain::*;

fn asked() -> Operation {
    Operation::HelpAsked(Box::new(HelpAsked {
        help: HelpId::new("7k2m9x4p").unwrap(),
        way: HelpWay::Door,
        topic: None,
        village: None,
        household: Some(HouseholdId::new("h1").unwrap()),
        name: Some(Personal::new(Name::new("Chị Thơm").unwrap())),
        phone: Some(Personal::new(Phone::new("0912345678").unwrap())),
        words: Personal::new(Note::new("Không mở được VNeID").unwrap()),
    }))
}

fn is_forgotten(commune: &Commune) {
    let everything = commune.everything();
    for personal in ["Thơm", "0912345678", "Không mở được"] {
        assert!(!everything.contains(personal), "{personal}");
    }
    commune.must_verify();
}

pub fn an_erased_help_request_is_nowhere_and_stays_forgotten(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(asked());
    assert!(commune.everything().contains("Thơm"));
    let backup = home.folder().join("copy");
    assert_eq!(commune.store.backup(&backup).unwrap(), []);
    let help = HelpId::new("7k2m9x4p").unwrap();
    commune.append(Operation::HelpErased(HelpErased { help }));
    is_forgotten(&commune);
    drop(commune);
    let place = home.to_restore_into();
    let mut next = 77;
    let random = || {
        next += 1;
        next
    };
    let restored = place.restore(&backup, NOW, random).unwrap();
    assert_eq!(restored.erased_again, 1);
    is_forgotten(&Commune::reopen(&place));
}

/// The backup is older than the request. The journal of the phone that recorded it brings it again.
pub fn an_erased_request_that_a_journal_brings_is_erased_again(home: &Home) {
    let commune = Commune::begin(home);
    let backup = home.folder().join("copy");
    assert_eq!(commune.store.backup(&backup).unwrap(), []);
    commune.append(asked());
    let help = HelpId::new("7k2m9x4p").unwrap();
    commune.append(Operation::HelpErased(HelpErased { help }));
    drop(commune);
    let place = home.to_restore_into();
    let restored = place.restore(&backup, NOW, || 77).unwrap();
    assert_eq!(restored.erased_again, 0);
    let commune = Commune::reopen(&place);
    commune.append(asked());
    is_forgotten(&commune);
    let key = RecordKey::Help(HelpId::new("7k2m9x4p").unwrap());
    let found = commune.store.record(&commune.id(), &key).unwrap();
    let Some((Record::Help(help), _)) = found else {
        panic!("it is there, without its words");
    };
    assert_eq!((help.state, help.blanked), (HelpState::Erased, true));
}
