//! A server whose clock was wrong: what the log and the codes are after it was put right.
use super::commune::*;
use super::dates::device;
use super::home::Home;
use domain::household::Outcome as Door;
use domain::*;
use store::*;

fn days(number: i64) -> Millis {
    Millis(NOW.0 + number * Millis::DAY)
}

fn visit_at(commune: &Commune, household: &str, server: Millis) {
    let mut entry = commune.entry(visit(household, Door::Absent));
    entry.at = server;
    let work =
        move |ledger: &mut Ledger<'_>| ledger.append_all(vec![entry], server, &Scope::officer());
    let done = commune.store.write_to(&commune.id(), work).wait().unwrap();
    assert_eq!(done, Ok(()));
}

fn row(commune: &Commune) -> CommuneRow {
    let read = commune.store.read(|rows| rows.commune(&commune.id()));
    read.unwrap().unwrap()
}

/// How many households a week says had three closed doors; nothing where it says nothing.
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
    // Ten years ahead, which ends the week too early.
    visit_at(&commune, "h1", days(3_650));
    visit_at(&commune, "h1", days(3_658));
    assert_eq!(absent_three(&commune, days(0).day()), Some(0));
    // Right again; the week goes on with what else comes.
    visit_at(&commune, "h2", days(1));
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
    // A recount comes to the same.
    commune.store.rebuild(commune.id()).wait().unwrap();
    assert_eq!(row(&commune).last_received, days(15));
    assert_eq!(absent_three(&commune, days(1).day()), Some(1));
    commune.must_verify();
}

pub fn a_code_made_under_a_clock_that_was_ahead_is_over(home: &Home) {
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
