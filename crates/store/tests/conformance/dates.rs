//! Dates of work that was made on an earlier phone of the same person, or under a wrong clock.
use super::commune::*;
use super::home::Home;
use domain::household::VisitOutcome;
use domain::*;
use std::collections::BTreeSet;
use store::*;

const DAYS: i64 = 19;

/// What the server still knows of the phone that the new code replaces.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Earlier {
    Known,
    /// The phone is unknown, because the restored backup is older than its enrolment. The account
    /// says when it was made.
    LostButAccount,
    /// Not even the account says when it was made.
    Lost,
}

pub fn device(id: &str) -> DeviceId {
    DeviceId::new(id).unwrap()
}

fn stored(commune: &Commune, id: &str) -> Device {
    let found = commune
        .store
        .read(|rows| Device::get(rows, &commune.id(), &device(id)));
    found.unwrap().unwrap()
}

fn keep(commune: &Commune, device: Device) {
    let kept = move |ledger: &mut Ledger<'_>| device.put(ledger.transaction());
    commune.store.write(kept).wait().unwrap();
}

/// Makes the phone of `enrol` 60 days old, or has the server lose it.
fn old_phone(commune: &Commune, earlier: Earlier) {
    commune.enrol("an");
    let known = stored(commune, "may");
    let began = Millis(NOW.0 - 60 * Millis::DAY);
    let (id, mut account) = (commune.id(), commune.account("an"));
    account.created = (earlier == Earlier::LostButAccount).then_some(began);
    let work = move |ledger: &mut Ledger<'_>| {
        let rows = ledger.transaction();
        if earlier == Earlier::Known {
            let enrolled_at = began;
            return Device {
                enrolled_at,
                ..known
            }
            .put(rows);
        }
        account.put(rows)?;
        rows.delete_document(&id, "device", "may")
    };
    commune.store.write(work).wait().unwrap();
}

/// Uses a new code at `now`, on a phone whose clock is wrong by `ahead_ms`.
fn new_code(commune: &Commune, id: &str, now: Millis, ahead_ms: i64) -> DeviceId {
    let code = Code::new(format!("hash-{id}"), &commune.account("an"), now);
    let new = device(id);
    let work = move |ledger: &mut Ledger<'_>| {
        code.put(ledger.transaction())?;
        Code::enrol(
            ledger.transaction(),
            &code.hash,
            new,
            format!("token-{}", code.hash),
            Some(&device("may")),
            (Millis(now.0 + ahead_ms), now),
        )
    };
    commune.store.write(work).wait().unwrap().unwrap();
    device(id)
}

/// One visit on each day until yesterday, made on the first phone.
fn visits(commune: &Commune) -> Vec<Entry> {
    let day = |number| {
        let mut entry = commune.entry(visit(
            ["h1", "h2"][number as usize % 2],
            VisitOutcome::Absent,
        ));
        entry.at = Millis(NOW.0 - (DAYS - number) * Millis::DAY);
        entry
    };
    (0..DAYS).map(day).collect()
}

fn log(commune: &Commune) -> Vec<EntryRow> {
    let read = commune
        .store
        .read(|rows| rows.entries(&commune.id(), Seq(0), 1_000));
    let mut rows = read.unwrap();
    rows.retain(|it| matches!(it.entry.operation, Operation::VisitRecorded(_)));
    rows
}

fn visits_in(commune: &Commune, month: &str) -> i64 {
    let period = Period::Month(Month::parse(month).unwrap());
    let rows = commune
        .store
        .read(|rows| rows.tallies(&commune.id(), 1, Some(period)))
        .unwrap();
    let visits = |it: &&TallyRow| it.measure == Measure::Visits && it.dimension == Dimension::None;
    rows.iter().filter(visits).map(|it| it.value).sum()
}

pub fn work_keeps_its_days_and_months_across_a_new_code(home: &Home) {
    let commune = Commune::begin(home);
    for (number, earlier) in [Earlier::Known, Earlier::LostButAccount, Earlier::Lost]
        .into_iter()
        .enumerate()
    {
        old_phone(&commune, earlier);
        let new = new_code(&commune, &format!("may-{number}"), NOW, 0);
        let entries = visits(&commune);
        let made: Vec<Day> = entries.iter().map(|it| it.at.day()).collect();
        assert_eq!(made.iter().collect::<BTreeSet<_>>().len(), DAYS as usize);
        commune.sync_entries(&new, None, entries);
        let rows = log(&commune).split_off(number * DAYS as usize);
        let told: Vec<Day> = rows.iter().map(|it| it.entry.at.day()).collect();
        assert_eq!(told, made, "{earlier:?}");
        for row in &rows {
            let sure = row.entry.certainty == Certainty::Sure;
            assert_eq!(sure, earlier == Earlier::Known, "{earlier:?}");
            let on = if earlier == Earlier::Known {
                device("may")
            } else {
                new.clone()
            };
            assert_eq!(row.entry.device, on, "{earlier:?}");
        }
        keep(
            &commune,
            Device {
                account: AccountId::new("khac").unwrap(),
                ..stored(&commune, new.as_str())
            },
        );
    }
    // 25 October to 12 November, three times.
    assert_eq!(visits_in(&commune, "2026-10"), 3 * 7);
    assert_eq!(visits_in(&commune, "2026-11"), 3 * 12);
    commune.must_verify();
}

pub fn a_clock_that_said_1970_is_dated_by_the_last_contact(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let contact = Millis(NOW.0 - 3 * Millis::DAY);
    let enrolled_at = Millis(NOW.0 - 60 * Millis::DAY);
    let known = stored(&commune, "may");
    keep(
        &commune,
        Device {
            enrolled_at,
            last_contact: Some(contact),
            offset_ms: Some(0),
            ..known
        },
    );
    let mut entry = commune.entry(visit("h1", VisitOutcome::Absent));
    entry.at = Millis(5 * Millis::DAY);
    commune.sync_entries(&phone, None, vec![entry]);
    let told = log(&commune).remove(0).entry;
    assert_eq!((told.at, told.certainty), (contact, Certainty::Doubtful));
    // Even with a new code in between, the work is dated by the last contact of the phone that it
    // was made on.
    let new = new_code(&commune, "may-2", Millis(NOW.0 + Millis::DAY), 0);
    commune.later(1);
    let mut entry = commune.entry(visit("h2", VisitOutcome::Absent));
    entry.at = Millis(6 * Millis::DAY);
    commune.sync_entries(&new, None, vec![entry]);
    let told = log(&commune).remove(1).entry;
    assert_eq!((told.at, told.certainty), (NOW, Certainty::Doubtful));
    commune.must_verify();
}

pub fn a_jump_between_two_codes_is_noticed(home: &Home) {
    let commune = Commune::begin(home);
    old_phone(&commune, Earlier::Known);
    let known = stored(&commune, "may");
    keep(
        &commune,
        Device {
            last_contact: Some(Millis(NOW.0 - 20 * Millis::DAY)),
            offset_ms: Some(0),
            ..known
        },
    );
    // The phone's clock was set a week ahead meanwhile. The new code is from today.
    let week = 7 * Millis::DAY;
    let new = new_code(&commune, "may-2", NOW, week);
    let mut entry = commune.entry(visit("h1", VisitOutcome::Absent));
    entry.at = Millis(NOW.0 - 5 * Millis::DAY);
    let mut later = commune.entry(visit("h2", VisitOutcome::Absent));
    (later.device, later.at) = (new.clone(), Millis(NOW.0 + week - 1));
    let mut request = commune.request(None, vec![entry, later]);
    (request.clock, request.steady_since) = (Millis(NOW.0 + week), Millis(NOW.0 + week - 1));
    let answer = commune
        .store
        .sync_blocking((commune.id(), new), request, NOW);
    assert!(matches!(answer.unwrap(), SyncAnswer::Response(_)));
    let told: Vec<_> = log(&commune)
        .into_iter()
        .map(|it| it.entry.certainty)
        .collect();
    assert_eq!(told, [Certainty::Doubtful, Certainty::Sure]);
    commune.must_verify();
}
