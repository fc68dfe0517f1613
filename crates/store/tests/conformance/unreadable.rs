//! A body that cannot be read harms its own household, and no one else.
use super::{Phone, household_key, in_database, write};
use crate::commune::*;
use crate::home::Home;
use domain::household::VisitOutcome;
use domain::*;
use store::*;
use sync::{Outcome, Why};

const BODIES: [&str; 4] = ["", "{\"id\":\"h2\",", "null", "{\"id\":7}"];

fn damage(commune: &Commune, key: &RecordKey, body: &str) {
    let row = in_database(commune, key);
    let body = body.to_owned();
    write(commune, RecordRow { body, ..row }, false);
    // A write that fails empties the writer's memory, which still has the record.
    let fails = |_: &mut Ledger<'_>| Err::<(), _>(StoreError::Panicked);
    for wrote in [
        commune.store.write(fails),
        commune.store.write_to(&commune.id(), fails),
    ] {
        wrote.wait().unwrap_err();
    }
}

fn told(commune: &Commune) -> Vec<String> {
    let found = commune.store.verify(&commune.id()).unwrap();
    let unreadable = found.into_iter().filter_map(|it| it.unreadable);
    unreadable.map(|(_, what)| what.to_string()).collect()
}

fn is_kept(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Kept { .. })
}

pub fn a_record_that_cannot_be_read_is_in_nobody_s_way_and_is_mended_alone(home: &Home) {
    let commune = Commune::begin(home);
    let key = household_key("h2");
    for household in ["h1", "h2"] {
        commune.append(visit(household, VisitOutcome::Absent));
    }
    let mut known = Phone::new(&commune);
    for (round, body) in (1..).zip(BODIES) {
        damage(&commune, &key, body);
        let read = commune.store.records(&commune.id(), Kind::Household);
        let read = read.unwrap().len();
        assert_eq!(read, 2, "h1 and h3: {body}");
        let noted = commune.store.unreadable().of(&commune.id());
        assert_eq!(noted, [Unreadable::Record(key.clone())], "{body}");
        let alone = commune.store.record(&commune.id(), &key);
        assert!(matches!(alone, Err(StoreError::Unreadable(_))), "{body}");

        // A new phone gets all the others, and agrees.
        let fresh = Phone::new(&commune);
        assert_eq!(fresh.visits("h1"), round.min(3), "{body}");
        assert!(fresh.base(&key).is_none(), "{body}");
        // What is recorded there waits, and what comes with it does not.
        let waits = commune.entry(visit("h2", VisitOutcome::Met));
        let entries = vec![commune.entry(visit("h1", VisitOutcome::Absent)), waits];
        let phone = commune.enrol("an");
        let answer = commune.sync_entries(&phone, None, entries);
        let outcomes: Vec<&Outcome> = answer.receipts.iter().map(|it| &it.outcome).collect();
        assert!(is_kept(outcomes[0]), "{outcomes:?}");
        assert_eq!(outcomes[1], &Outcome::Waiting { why: Why::Other });
        let code = RefusalCode::RecordUnreadable;
        let refused = commune.append(visit("h2", VisitOutcome::Absent));
        assert_eq!(refused, Outcome::Refused { code });
        let others = in_database(&commune, &household_key("h1"));

        assert_eq!(told(&commune), ["household:h2"], "{body}");
        let backup = home.folder().join(format!("{round}.backup"));
        assert_eq!(commune.store.backup(&backup).unwrap(), []);
        assert!(backup.exists(), "{body}");

        let mend = commune
            .store
            .rebuild_records(commune.id(), vec![key.clone()]);
        mend.wait().unwrap();
        commune.must_verify();
        assert_eq!(commune.store.unreadable().all(), []);
        assert_eq!(in_database(&commune, &household_key("h1")), others);
        // What waited is there, and phones hear of it.
        assert_eq!(commune.household("h2").visits.len(), (1 + round).min(3));
        let response = known.sync(&commune);
        let mut keys: Vec<&str> = response.records.iter().map(|it| it.key.id()).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["h1", "h2"], "{body}");
        assert_eq!(known.visits("h2"), (1 + round).min(3), "{body}");
    }
}

pub fn a_backup_with_an_unreadable_record_comes_back_mended(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(visit("h2", VisitOutcome::Met));
    damage(&commune, &household_key("h2"), "{");
    let backup = home.folder().join("a.backup");
    assert_eq!(commune.store.backup(&backup).unwrap(), []);
    drop(commune);
    let from = Return {
        backup: &backup,
        photos: None,
        journal: None,
        now: NOW,
    };
    let into = home.to_restore_into();
    into.come_back(&from, || 9).unwrap();
    let commune = Commune::reopen(&into);
    commune.must_verify();
    assert_eq!(commune.household("h2").visits.len(), 1);
}

pub fn settings_that_cannot_be_read_stop_their_commune_and_are_mended(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(Operation::SettingsChanged(SettingsChanged {
        told_counts: Some(false),
        ..SettingsChanged::default()
    }));
    let other = CommuneId::new("khac").unwrap();
    let made = commune.store.create_commune(other.clone(), sync::Epoch(1));
    made.wait().unwrap();
    damage(&commune, &RecordKey::Settings, "{");
    let code = RefusalCode::RecordUnreadable;
    let refused = commune.append(visit("h1", VisitOutcome::Met));
    assert_eq!(refused, Outcome::Refused { code });
    assert_eq!(commune.store.verify(&other).unwrap(), []);
    assert_eq!(told(&commune), ["settings:settings"]);
    let mend = commune
        .store
        .rebuild_records(commune.id(), vec![RecordKey::Settings]);
    mend.wait().unwrap();
    commune.must_verify();
    assert!(is_kept(&commune.append(visit("h1", VisitOutcome::Met))));
    commune.must_verify();
}

pub fn an_entry_that_cannot_be_read_is_named_and_nothing_is_made_of_what_it_said(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(visit("h1", VisitOutcome::Absent));
    let lost = commune.entry(visit("h2", VisitOutcome::Met));
    let Outcome::Kept { seq, .. } = commune.append_entry(lost.clone()) else {
        panic!("it is kept");
    };
    commune.append(visit("h2", VisitOutcome::Absent));
    let id = commune.id();
    let empty = move |ledger: &mut Ledger<'_>| ledger.transaction().empty_entry(&id, seq);
    commune.store.write(empty).wait().unwrap();

    let name = format!("entry:{}", seq.0);
    assert!(told(&commune).contains(&name));
    let key = household_key("h2");
    let history = |rows: &mut dyn Transaction| rows.history(&commune.id(), &key, 9);
    assert_eq!(commune.store.read(history).unwrap().len(), 2);
    assert!(is_kept(&commune.append_entry(lost)), "it is in the log");
    assert!(is_kept(&commune.append(visit("h2", VisitOutcome::Absent))));
    let mut phone = Phone::new(&commune);
    assert_eq!(phone.visits("h2"), 3, "the record has it");

    // What the log does not tell whole is not written from it, and the rest is.
    let damaged = |done: Rows<()>| match done {
        Err(StoreError::Unreadable(what)) => what.to_string(),
        other => panic!("{other:?}"),
    };
    let rebuilt = commune.store.rebuild(commune.id()).wait();
    assert_eq!(damaged(rebuilt), name);
    let mend = |key: RecordKey| {
        commune
            .store
            .rebuild_records(commune.id(), vec![key])
            .wait()
    };
    assert_eq!(damaged(mend(key.clone())), name);
    damage(&commune, &household_key("h1"), "{");
    mend(household_key("h1")).unwrap();
    assert_eq!(commune.household("h1").visits.len(), 1);
    assert_eq!(phone.sync(&commune).records.len(), 1);
    // A copy of it is no backup: what stands before it still has the entry.
    let backup = home.folder().join("a.backup");
    assert!(!commune.store.backup(&backup).unwrap().is_empty());
    assert!(!backup.exists());
}
