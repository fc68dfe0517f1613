//! A server whose clock was wrong: the state of log and codes after the clock was put right.
use super::commune::*;
use super::dates::device;
use super::home::Home;
use domain::household::VisitOutcome;
use domain::*;
use store::*;

fn days(number: i64) -> Millis {
    Millis(NOW.0 + number * Millis::DAY)
}

/// A visit recorded by the office, dated by the server's clock alone.
fn visit_at(commune: &Commune, household: &str, server: Millis) -> EntryRow {
    let mut entry = commune.entry(visit(household, VisitOutcome::Absent));
    entry.at = server;
    let made = entry.id;
    let work =
        move |ledger: &mut Ledger<'_>| ledger.append_all(vec![entry], server, &Scope::officer());
    let done = commune.store.write_to(&commune.id(), work).wait().unwrap();
    assert_eq!(done, Ok(()));
    kept(commune, made)
}

/// A phone brings a visit while its own clock shows `shown`.
fn sync_at(commune: &Commune, household: &str, server: Millis, shown: Millis) -> EntryRow {
    let mut entry = commune.entry(visit(household, VisitOutcome::Absent));
    entry.at = shown;
    let made = entry.id;
    contact(commune, "may", server, shown, vec![entry]);
    kept(commune, made)
}

fn contact(commune: &Commune, phone: &str, server: Millis, shown: Millis, entries: Vec<Entry>) {
    let mut request = commune.request(None, entries);
    (request.clock, request.steady_since) = (shown, shown);
    let who = (commune.id(), device(phone));
    let answer = commune.store.sync_blocking(who, request, server).unwrap();
    assert!(matches!(answer, SyncAnswer::Response(_)));
}

fn kept(commune: &Commune, id: EntryId) -> EntryRow {
    let read = commune.store.read(|rows| rows.entry(&commune.id(), id));
    read.unwrap().unwrap()
}

fn row(commune: &Commune) -> CommuneRow {
    let read = commune.store.read(|rows| rows.commune(&commune.id()));
    read.unwrap().unwrap()
}

/// How many households a week counts with three closed doors; `None` if it counts nothing.
fn absent_three(commune: &Commune, day: Day) -> Option<i64> {
    let week = Period::Week(day.week());
    let generation = row(commune).generation;
    let read = commune
        .store
        .read(|rows| rows.tallies(&commune.id(), generation, Some(week)));
    let rows = read.unwrap();
    let count = |measure| -> i64 {
        let fits = |it: &&TallyRow| it.measure == measure && it.dimension == Dimension::None;
        rows.iter().filter(fits).map(|it| it.value).sum()
    };
    (count(Measure::Households) > 0).then(|| count(Measure::AbsentThree))
}

pub fn weeks_that_a_wrong_clock_ended_are_written_again(home: &Home) {
    let commune = Commune::begin(home);
    visit_at(&commune, "h1", days(0));
    visit_at(&commune, "h2", days(0));
    // The clock is ten years ahead, which ends the week too early.
    visit_at(&commune, "h1", days(3_650));
    visit_at(&commune, "h1", days(3_658));
    assert_eq!(absent_three(&commune, days(0).day()), Some(0));
    // The clock is right again, as a phone's clock confirms, and the week goes on.
    commune.enrol("an");
    let right = sync_at(&commune, "h2", days(1), days(1));
    assert_eq!(
        (right.received_at, right.entry.certainty),
        (days(1), Certainty::Sure)
    );
    assert_eq!(row(&commune).last_received, days(1));
    commune.must_verify();
    visit_at(&commune, "h2", days(8));
    assert_eq!(
        absent_three(&commune, days(1).day()),
        Some(1),
        "h1, not yet h2"
    );
    visit_at(&commune, "h2", days(15));
    assert_eq!(
        absent_three(&commune, days(8).day()),
        Some(2),
        "weeks go on"
    );
    commune.must_verify();
    // A recount gives the same result.
    commune.store.rebuild(commune.id()).wait().unwrap();
    assert_eq!(row(&commune).last_received, days(15));
    assert_eq!(absent_three(&commune, days(1).day()), Some(1));
    commune.must_verify();
}

/// All tallies of weeks.
fn weeks(commune: &Commune) -> Vec<TallyRow> {
    let generation = row(commune).generation;
    let read = commune
        .store
        .read(|rows| rows.tallies(&commune.id(), generation, None));
    let mut rows = read.unwrap();
    rows.retain(|it| matches!(it.period, Period::Week(_)));
    rows
}

pub fn a_server_that_is_behind_ends_no_week_again(home: &Home) {
    let commune = Commune::begin(home);
    for (household, day) in [("h1", 0), ("h1", 0), ("h1", 8), ("h2", 15)] {
        visit_at(&commune, household, days(day));
    }
    commune.enrol("an");
    let before = weeks(&commune);
    drop(commune);
    // The server restarts with a clock two weeks behind, and runs on into the next week.
    let commune = Commune::reopen(&home.database);
    assert!(commune.store.is_behind_log(days(1)).unwrap());
    for day in [1, 8] {
        let office = visit_at(&commune, "h2", days(day));
        assert_eq!(office.received_at, days(15), "time stands still");
        assert_eq!(office.entry.at, days(day));
        assert_eq!(office.entry.certainty, Certainty::Doubtful);
    }
    // A phone that shows the true time cannot confirm a server that does not.
    let phone = sync_at(&commune, "h2", days(8), days(16));
    assert_eq!(phone.received_at, days(15));
    assert_eq!(phone.entry.certainty, Certainty::Doubtful);
    assert_eq!(weeks(&commune), before);
    commune.must_verify();
    // The clock is put right.
    let right = visit_at(&commune, "h1", days(22));
    assert_eq!(
        (right.received_at, right.entry.certainty),
        (days(22), Certainty::Sure)
    );
    assert_eq!(absent_three(&commune, days(1).day()), Some(0));
    assert_eq!(absent_three(&commune, days(8).day()), Some(1));
    assert_eq!(absent_three(&commune, days(15).day()), Some(2));
    commune.must_verify();
    commune.store.rebuild(commune.id()).wait().unwrap();
    assert_eq!(row(&commune).last_received, days(22));
    assert_eq!(absent_three(&commune, days(8).day()), Some(1));
    commune.must_verify();
}

pub fn work_that_was_kept_aside_ends_no_week_again(home: &Home) {
    let commune = Commune::begin(home);
    for (household, day) in [("h1", 0), ("h1", 8), ("h1", 15)] {
        visit_at(&commune, household, days(day));
    }
    let before = weeks(&commune);
    // As when someone decides about the work, or it comes back from the office's journal.
    let (mut entry, received_at) = (commune.entry(visit("h2", VisitOutcome::Absent)), days(1));
    entry.at = received_at;
    let made = entry.id;
    let work = move |ledger: &mut Ledger<'_>| {
        ledger.append(Incoming {
            entry,
            received_at,
            scope: None,
        })
    };
    let owner = commune.id();
    commune.store.write_to(&owner, work).wait().unwrap();
    let aside = kept(&commune, made);
    assert_eq!((aside.received_at, aside.entry.at), (days(15), days(1)));
    assert_eq!(aside.entry.certainty, Certainty::Sure);
    visit_at(&commune, "h1", days(15));
    assert_eq!(weeks(&commune), before);
    assert_eq!(row(&commune).last_received, days(15));
    commune.must_verify();
}

pub fn work_that_waited_ends_no_week_again(home: &Home) {
    let commune = Commune::begin(home);
    commune.enrol("an");
    visit_at(&commune, "h1", days(0));
    let mut early = commune.entry(visit("h9", VisitOutcome::Absent));
    early.at = days(1);
    let made = early.id;
    contact(&commune, "may", days(1), days(1), vec![early]);
    visit_at(&commune, "h1", days(8));
    visit_at(&commune, "h1", days(15));
    let before = weeks(&commune);
    let Operation::HouseholdRegistered(mut at_the_door) = registered("h9", "dong", Vec::new())
    else {
        panic!()
    };
    at_the_door.listed = false;
    let mut found = commune.entry(Operation::HouseholdRegistered(at_the_door));
    found.at = days(15);
    contact(&commune, "may", days(15), days(15), vec![found]);
    assert_eq!(kept(&commune, made).entry.at, days(1));
    assert_eq!(weeks(&commune), before);
    assert_eq!(row(&commune).last_received, days(15));
    commune.must_verify();
}

pub fn a_clock_doubted_by_most_phones_is_reported_and_marks_no_entry(home: &Home) {
    let commune = Commune::begin(home);
    commune.enrol("an");
    let read = commune
        .store
        .read(|rows| Device::get(rows, &commune.id(), &device("may")));
    let first = read.unwrap().unwrap();
    let phones = ["a", "b", "c"];
    for id in phones {
        let (id, token_hash) = (device(id), format!("token-{id}"));
        let phone = Device {
            id,
            token_hash,
            ..first.clone()
        };
        let work = move |ledger: &mut Ledger<'_>| phone.put(ledger.transaction());
        commune.store.write(work).wait().unwrap();
    }
    // The server is forty days ahead.
    for id in phones {
        assert_eq!(commune.store.clock_doubt(), None);
        contact(&commune, id, days(41), days(1), Vec::new());
    }
    let ahead_ms = 40 * Millis::DAY;
    let told = Some(sync::Doubt::Phones { ahead_ms });
    assert_eq!(commune.store.clock_doubt(), told);
    let phone = sync_at(&commune, "h1", days(41), days(1));
    assert_eq!(phone.entry.certainty, Certainty::Sure);
    // The clock is right again. What was noted of phones while it was wrong is not held against
    // them.
    for id in phones {
        contact(&commune, id, days(2), days(2), Vec::new());
    }
    assert_eq!(commune.store.clock_doubt(), None);
    let read = commune
        .store
        .read(|rows| Device::get(rows, &commune.id(), &device("a")));
    let device = read.unwrap().unwrap();
    assert_eq!(
        (device.last_contact, device.offset_ms),
        (Some(days(2)), Some(0))
    );
    commune.must_verify();
}

pub fn a_code_made_while_the_clock_was_ahead_has_expired(home: &Home) {
    let commune = Commune::begin(home);
    commune.enrol("an");
    let code = Code::new("hash".to_owned(), &commune.account("an"), days(40));
    let work = move |ledger: &mut Ledger<'_>| {
        code.put(ledger.transaction())?;
        let (rows, at) = (ledger.transaction(), days(1));
        Code::enrol(
            rows,
            "hash",
            device("may-2"),
            "t".to_owned(),
            None,
            (at, at),
        )
    };
    let enrolled = commune.store.write(work).wait().unwrap();
    assert_eq!(enrolled.unwrap_err(), EnrolProblem::Expired);
}
