//! Waiting work loses what it says of someone whom the office erases.
use super::commune::*;
use super::home::Home;
use super::waiting::{documents, fates, house, met, send, waiting, waits};
use domain::household::VisitOutcome;
use domain::*;
use serde_json::json;
use store::*;
use sync::{Outcome, Why};

pub fn waiting_work_loses_what_it_says_of_an_erased_resident(home: &Home) {
    forgets(&Commune::begin(home), false);
}

pub fn sealed_waiting_work_is_erased_too(home: &Home) {
    let commune = Commune::begin(home);
    commune
        .store
        .use_account_key(AccountKey::new([3; KEY_BYTES]));
    forgets(&commune, true);
}

fn forgets(commune: &Commune, sealed: bool) {
    let phone = commune.enrol("an");
    let sung = || {
        let mut entry =
            serde_json::to_value(commune.entry(visit("h1", VisitOutcome::Absent))).unwrap();
        entry["operation"] = json!({ "Sung": { "by": "p2", "words": "Đạt hát rất hay" } });
        entry
    };
    let told = commune.entry(met("x1", "p2", "Đạt đi bộ đội"));
    commune.sync_entries(&phone, None, vec![told]);
    let told = send(commune, &phone, &[sung()], true);
    assert_eq!(told, [Some(waits(Why::Reader))]);
    assert!(documents(commune).contains("bộ đội"));
    assert_eq!(documents(commune).contains("hát"), !sealed);
    let before = documents(commune);
    commune.append(Operation::ResidentErased(ResidentErased {
        household: house("h1"),
        resident: ResidentId::new("p2").unwrap(),
    }));
    assert_eq!(waiting(commune).len(), 2);
    let left = documents(commune);
    assert!(!left.contains("bộ đội") && !left.contains("hát"), "{left}");
    assert_ne!(left, before);
    // When a phone that was not told sends it again, nothing comes back.
    send(commune, &phone, &[sung()], true);
    assert!(!documents(commune).contains("hát"));
    commune.must_verify();
}

pub fn what_was_erased_while_it_waited_is_not_taken_in_empty(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let added = commune.entry(Operation::ResidentAdded(ResidentAdded {
        household: house("x1"),
        resident: ResidentId::new("p2").unwrap(),
        name: Personal::new(Name::new("Đạt").unwrap()),
        born: None,
        listed: false,
    }));
    let id = added.id;
    commune.sync_entries(&phone, None, vec![added]);
    assert_eq!(waiting(&commune).len(), 1);
    commune.append(Operation::ResidentErased(ResidentErased {
        household: house("h1"),
        resident: ResidentId::new("p2").unwrap(),
    }));
    commune.append(registered("x1", "dong", Vec::new()));
    assert!(waiting(&commune).is_empty());
    let code = RefusalCode::ResidentGone;
    let told = fates(&commune, &phone, &[id]);
    assert_eq!(told, [Outcome::Refused { code }]);
    assert!(commune.household("x1").residents.is_empty());
    commune.must_verify();
}
