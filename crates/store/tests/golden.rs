//! Databases and logs left behind by released versions. Every later version opens, migrates and
//! verifies them, goes on with them, and finds the same figures.
#[path = "golden/folder.rs"]
mod folder;
#[path = "golden/opened.rs"]
mod opened;

use domain::household::VisitOutcome;
use domain::*;
use folder::{CHANGED, FIGURES, LOG, RECORDS};
use opened::{Opened, phone};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use store::*;
use sync::{Identity, Making, Next, OutboxState, Replica};

const ALL: usize = usize::MAX >> 1;
/// A morning two days after the last entry of any golden log.
const NOW: Millis = Millis(1_796_173_200_000);
/// How many requests a phone needs to have everything.
const ROUNDS: usize = 5;

fn commune() -> CommuneId {
    CommuneId::new("nghi-son").unwrap()
}

fn expected(database: &Path, file: &str) -> String {
    let last = folder::folds(database).pop().unwrap();
    fs::read_to_string(last.join(file)).unwrap()
}

/// Compares two texts line by line and reports a few of the differing lines.
fn assert_same(what: &str, found: &str, expected: &str) {
    let (found, expected): (BTreeSet<&str>, BTreeSet<&str>) =
        (found.lines().collect(), expected.lines().collect());
    let new: Vec<_> = found.difference(&expected).take(3).collect();
    let gone: Vec<_> = expected.difference(&found).take(3).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "{what}: found {new:#?}, expected {gone:#?}. Where this is meant: cargo xtask golden fold"
    );
}

#[test]
fn golden_files_are_never_changed() {
    assert!(!folder::databases().is_empty());
    assert_eq!(folder::sums(), folder::written_sums());
}

#[test]
fn a_golden_log_folds_to_the_same_records_and_figures_byte_for_byte() {
    for database in folder::databases() {
        let store = Store::in_memory().unwrap();
        let log = String::from_utf8(folder::unpacked(&database.join(LOG))).unwrap();
        folder::fold(&log, &store).unwrap();
        let name = database.display();
        let (records, figures) = (folder::records_of(&store), folder::figures_of(&store));
        assert_same(
            &format!("{name} records"),
            &records.unwrap(),
            &expected(&database, RECORDS),
        );
        assert_same(
            &format!("{name} figures"),
            &figures.unwrap(),
            &expected(&database, FIGURES),
        );
        assert_eq!(folder::log_of(&store).unwrap(), log);
        assert_eq!(store.verify_all().unwrap(), []);
    }
}

/// Each figure that a later version counts differently is listed with its reason, and no other
/// figure is.
#[test]
fn a_figure_changes_only_with_a_stated_reason() {
    for database in folder::databases() {
        let folds = folder::folds(&database);
        for (before, after) in folds.iter().zip(folds.iter().skip(1)) {
            let [was, is] = [before, after].map(|it| fs::read_to_string(it.join(FIGURES)).unwrap());
            let mut differing = folder::differences(&was, &is);
            for line in fs::read_to_string(after.join(CHANGED)).unwrap().lines() {
                let mut parts = line.splitn(3, ": ");
                let (figure, values, why) = (parts.next(), parts.next(), parts.next());
                assert!(
                    why.is_some_and(|it| it.len() > 20),
                    "{}: say why: {line}",
                    after.display()
                );
                let (was, is) = differing.remove(figure.unwrap()).unwrap();
                assert_eq!(values.unwrap(), format!("{was}, now {is}"), "{line}");
            }
            assert!(differing.is_empty(), "{}: {differing:?}", after.display());
        }
    }
}

macro_rules! on_both {
    ($($story:ident,)*) => {
        mod sqlite {
            $(#[test] fn $story() { super::each(super::Opened::sqlite, super::$story); })*
        }
        mod postgres {
            $(#[test] fn $story() { super::each(super::Opened::postgres, super::$story); })*
        }
    };
}

on_both! {
    a_golden_database_is_migrated_and_verifies_with_the_same_figures,
    a_new_phone_gets_all_of_its_scope,
    known_accounts_and_devices_are_still_known,
    work_goes_on_and_counts,
}

fn each(open: impl Fn(&Path) -> Opened, story: impl Fn(&Path, &Opened)) {
    for database in folder::databases() {
        story(&database, &open(&database));
    }
}

fn a_golden_database_is_migrated_and_verifies_with_the_same_figures(database: &Path, it: &Opened) {
    assert_eq!(it.store.verify_all().unwrap(), []);
    let name = database.display();
    let (records, figures) = (folder::records_of(&it.store), folder::figures_of(&it.store));
    assert_same(
        &format!("{name} records"),
        &records.unwrap(),
        &expected(database, RECORDS),
    );
    assert_same(
        &format!("{name} figures"),
        &figures.unwrap(),
        &expected(database, FIGURES),
    );
    let log = folder::unpacked(&database.join(LOG));
    assert_eq!(folder::log_of(&it.store).unwrap().into_bytes(), log);
}

fn a_new_phone_gets_all_of_its_scope(_: &Path, it: &Opened) {
    let (identity, replica) = phone(&it.store, "to-1-2");
    let replica = synced(it, &identity, replica);
    holds_its_scope(it, &identity, &replica);
}

fn known_accounts_and_devices_are_still_known(_: &Path, it: &Opened) {
    let read = it.store.read(|rows| {
        let devices = Device::all(rows, &commune())?;
        let factor = SecondFactor::in_force(rows, &commune(), &AccountId::new("can-bo").unwrap())?;
        let held = HeldEntry::all(rows, &commune())?;
        let photos = Attachment::all(rows, &commune())?;
        let login = Account::by_login(rows, "canbo")?;
        Ok((devices, factor, held, photos, login))
    });
    let (devices, factor, held, photos, login) = read.unwrap();
    let states: BTreeSet<String> = devices.iter().map(|it| format!("{:?}", it.state)).collect();
    let all = ["Active", "Retired", "Revoked", "Stolen", "Wiped"].map(str::to_owned);
    assert_eq!(states, all.into());
    assert!(factor.is_some());
    assert_eq!((held.len(), photos.len(), login.len()), (1, 2, 1));
    // Turned down work stays turned down, and held work can still be accepted.
    let held = held[0].entry.id;
    let by = Decider {
        account: AccountId::new("can-bo").unwrap(),
        scope: Scope::officer(),
        at: NOW,
    };
    let accepting = move |ledger: &mut Ledger<'_>| HeldEntry::accept(ledger, &commune(), held, &by);
    let outcome = it.store.write_to(&commune(), accepting).wait().unwrap();
    assert!(
        matches!(outcome, Some(sync::Outcome::Kept { .. })),
        "{outcome:?}"
    );
    assert_eq!(it.store.verify(&commune()).unwrap(), []);
}

fn work_goes_on_and_counts(_: &Path, it: &Opened) {
    let count = |measure: Measure| {
        let month = Period::Month(NOW.day().month());
        let read = it
            .store
            .read(|rows| rows.tally_sums(month, &[measure], Split::Whole));
        let ours = read.unwrap().into_iter().filter(|(of, _)| *of == commune());
        ours.map(|(_, row)| row.value).sum::<i64>()
    };
    let before = count(Measure::Visits);
    let (identity, replica) = phone(&it.store, "to-1-2");
    let mut replica = synced(it, &identity, replica);
    let household = HouseholdId::new("h1").unwrap();
    let visit = VisitRecorded {
        household,
        outcome: VisitOutcome::Absent,
        met: Vec::new(),
        topics: Vec::new(),
        minutes: 5,
        note: None,
        place: None,
        follow_up: None,
        finishes: Vec::new(),
    };
    let making = Making {
        now: Millis(NOW.0 + 1_000_000),
        random: || [9; 10],
    };
    let visit = Operation::VisitRecorded(Box::new(visit));
    assert!(replica.record(vec![visit], making).is_ok());
    let replica = synced(it, &identity, replica);
    assert_eq!(
        replica
            .outbox()
            .filter(|it| it.state == OutboxState::Unsent)
            .count(),
        0
    );
    assert_eq!(replica.outbox().count(), 0);
    assert_eq!(count(Measure::Visits), before + 1);
    assert_eq!(it.store.verify(&commune()).unwrap(), []);
    holds_its_scope(it, &identity, &replica);
}

/// The phone after as many requests as it needs.
fn synced(it: &Opened, identity: &Identity, mut replica: Replica) -> Replica {
    for round in 1..=ROUNDS {
        let clock = Millis(NOW.0 + 2_000_000 + round as i64 * 1_000);
        let (round, request) = replica.request("1", clock);
        let who = (commune(), identity.device.clone());
        let answer = it.store.sync_blocking(who, request, clock).unwrap();
        let SyncAnswer::Response(response) = answer else {
            panic!("the phone is not known");
        };
        let (_, next) = replica.receive(round, clock, *response);
        if next == Next::Done {
            return replica;
        }
    }
    panic!("the phone does not come to rest");
}

/// Checks that the phone has every record of its scope and no other, each with the server's
/// content.
fn holds_its_scope(it: &Opened, identity: &Identity, replica: &Replica) {
    let read = it.store.read(|rows| {
        let account = Account::get(rows, &commune(), &identity.account)?.unwrap();
        let scope = scope_of(rows, &account, NOW.day())?;
        Ok((scope, rows.changed(&commune(), None, Seq(0), ALL)?))
    });
    let (scope, mut rows) = read.unwrap();
    rows.retain(|row| scope.sees(&row.area));
    let of_server: BTreeSet<String> = rows.iter().map(|row| opened::body(it, row)).collect();
    let bases = replica.keys().filter_map(|key| replica.base(key));
    let of_phone: BTreeSet<String> = bases.map(Record::to_json).collect();
    assert!(of_phone.len() > 5);
    assert_eq!(of_phone, of_server);
}
