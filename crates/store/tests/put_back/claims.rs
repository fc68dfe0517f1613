//! What phones say about data that were put back to an earlier state, with or without proof.
use super::commune::*;
use super::home::Home;
use super::{backup, has_village, put_back, put_back_in, roll_backs, row, village};
use domain::household::VisitOutcome;
use domain::*;
use store::*;

/// The log has grown past the phone's cursor since, so only the proof of its last entry shows it.
pub fn the_proof_of_the_last_entry_shows_what_the_cursor_does_not(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let backup = backup(&commune, home);
    let lost = commune.entry(visit("h1", VisitOutcome::Met));
    let before = commune.sync_entries(&phone, None, vec![lost.clone()]);
    drop(commune);
    let commune = Commune::reopen(&put_back(home, &backup));
    for number in 0..4 {
        commune.append(village(&format!("sau-{number}")));
    }
    assert!(row(&commune).last_seq > before.cursor);
    let ask = |kept| {
        let mut request = commune.request(Some(&before), Vec::new());
        (request.kept, request.proof) = (Some(kept), None);
        asked(&commune, &phone, request, NOW)
    };
    let known = commune
        .store
        .read(|rows| rows.entries(&commune.id(), Seq(0), 1))
        .unwrap();
    assert_eq!(
        ask(known[0].entry.id).epoch,
        before.epoch,
        "nothing is amiss"
    );
    // An older app has no proof. It alone starts over and sends its journal again.
    let alone = ask(lost.id);
    assert!(alone.epoch != before.epoch && alone.start_over);
    assert_eq!(row(&commune).epoch, before.epoch);
    let told = commune.sync(&phone, Some(&before));
    assert!(told.epoch != before.epoch && told.epoch == row(&commune).epoch);
    assert_eq!(roll_backs(&commune).len(), 1);
}

fn asked(
    commune: &Commune,
    phone: &DeviceId,
    request: sync::SyncRequest,
    now: Millis,
) -> sync::SyncResponse {
    let who = (commune.id(), phone.clone());
    match commune.store.sync_blocking(who, request, now).unwrap() {
        SyncAnswer::Response(told) => *told,
        SyncAnswer::NotEnrolled => panic!("enrolled"),
    }
}

pub fn one_phone_with_a_wrong_number_starts_over_alone(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let last = commune.sync(&phone, None);
    let first = last.epoch;
    let never = EntryId::made(NOW, [99; 10]);
    let forged = |mac: &str| {
        Some(sync::Proof {
            last: never,
            mac: mac.to_owned(),
        })
    };
    let given = last.proof.clone().unwrap();
    let proofs = [
        None,
        forged(""),
        forged(&"0".repeat(32)),
        forged(&given.mac),
    ];
    for (minutes, proof) in [0, 1, 59, 61, 600].into_iter().zip(proofs.iter().cycle()) {
        for (cursor, kept) in [(Seq(1_000_000), None), (last.cursor, Some(never))] {
            let mut request = commune.request(Some(&last), Vec::new());
            (request.cursor, request.kept) = (cursor, kept);
            request.proof.clone_from(proof);
            let now = Millis(NOW.0 + minutes * Millis::MINUTE);
            let told = asked(&commune, &phone, request.clone(), now);
            assert!(told.epoch != first && told.start_over, "it starts over");
            assert_eq!(told.proof, None);
            request.entries = vec![commune.entry(visit("h1", VisitOutcome::Absent))];
            let told = asked(&commune, &phone, request, now);
            assert!(told.epoch != first && told.receipts.len() == 1);
            let next = asked(
                &commune,
                &phone,
                commune.request(Some(&told), Vec::new()),
                now,
            );
            assert_eq!((next.epoch, next.start_over), (first, true));
        }
    }
    assert_eq!(row(&commune).epoch, first, "and nobody else");
    assert_eq!(roll_backs(&commune), []);
    commune.must_verify();
}

/// An older app, which knows no proofs.
pub fn an_unproven_claim_of_a_phone_is_checked_against_the_office_journal(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let backup = backup(&commune, home);
    for id in ["mot", "hai"] {
        commune.append(village(id));
    }
    let mut before = commune.sync(&phone, None);
    before.proof = None;
    drop(commune);
    let commune = Commune::reopen(&put_back(home, &backup));
    let told = commune.sync(&phone, Some(&before));
    assert!(told.epoch != before.epoch && told.epoch == row(&commune).epoch);
    assert!(has_village(&commune, "mot") && has_village(&commune, "hai"));
    assert_eq!(roll_backs(&commune).len(), 1);
}

/// Each case is proven, however soon it follows the one before.
pub fn data_put_back_twice_within_an_hour_are_noticed_twice(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let backup = backup(&commune, home);
    let entry = commune.entry(visit("h1", VisitOutcome::Met));
    let before = commune.sync_entries(&phone, None, vec![entry]);
    drop(commune);
    let mut place = put_back(home, &backup);
    let mut known = before;
    for _ in 0..2 {
        let commune = Commune::reopen(&place);
        let told = commune.sync(&phone, Some(&known));
        assert_ne!(told.epoch, known.epoch);
        assert_eq!(roll_backs(&commune).len(), 1);
        let entry = commune.entry(visit("h1", VisitOutcome::Met));
        known = commune.sync_entries(&phone, Some(&told), vec![entry]);
        drop(commune);
        place = put_back_in(home, &backup, known.epoch);
    }
}
