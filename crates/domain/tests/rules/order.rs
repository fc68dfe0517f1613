//! What came first never matters for a figure: visits, moves, merges and days said again.
use super::commune::*;
use domain::household::VisitOutcome;
use domain::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Says what happened, when, and as which entry; how it arrives is another matter.
fn happened(commune: &Commune, number: u8, day: i64, operation: Operation) -> Entry {
    let at = Millis(noon("2026-09-01").0 + day * Millis::DAY + i64::from(number));
    Entry::new(
        EntryId::made(at, [number; 10]),
        CommuneId::new("nghi-son").unwrap(),
        member(commune.author),
        DeviceId::new("may").unwrap(),
        at,
        operation,
    )
}

fn moved(household: &str, place: &str) -> Operation {
    Operation::HouseholdRelocated(HouseholdRelocated {
        household: house(household),
        village: village(place),
        alley: None,
        order: 0,
    })
}

fn met(household: &str, resident: &str) -> Operation {
    Operation::VisitRecorded(Box::new(visit(household, VisitOutcome::Met, &[resident])))
}

fn redated(household: &str, visit: EntryId, on: Day) -> Operation {
    Operation::VisitRedated(VisitRedated {
        household: house(household),
        visit,
        day: on,
    })
}

type Figures = BTreeMap<(String, String, String, String), i64>;

fn figures(commune: &Commune) -> Figures {
    let settings = commune.settings();
    let catalogue = Catalogue::new(&settings);
    let mut all = Figures::new();
    for it in commune
        .records
        .values()
        .flat_map(|record| measures(record, &settings, &catalogue))
    {
        let key = (
            it.period.to_string(),
            it.place.to_string(),
            it.measure.as_str().to_owned(),
            it.dimension.to_string(),
        );
        *all.entry(key).or_default() += it.value;
    }
    all
}

/// `h1` in `dong` with `p1`, `h2` in `doai` with `p2`, a third village.
fn two() -> Commune {
    let mut commune = Commune::new();
    commune.at = noon("2026-08-01");
    commune.must(Operation::VillageDefined(VillageDefined {
        village: village("nam"),
        name: label("nam"),
        order: 3,
    }));
    commune.register("h2", "doai");
    commune.consent("h2");
    commune.add("h2", "p2", Some(1994));
    commune
}

fn arriving(entries: &[Entry]) -> Commune {
    let mut commune = two();
    for entry in entries {
        commune.apply(entry.clone()).unwrap();
    }
    commune
}

fn of_month(commune: &Commune, measure: Measure, place: &str, month: &str) -> i64 {
    let key = (
        month.to_owned(),
        place.to_owned(),
        measure.as_str().to_owned(),
        String::new(),
    );
    figures(commune).get(&key).copied().unwrap_or(0)
}

#[test]
fn a_visit_redated_after_a_move_that_arrived_late_stands_in_one_village() {
    let base = two();
    let visit = happened(&base, 1, 60, met("h1", "p1"));
    let late = happened(&base, 2, 50, moved("h1", "doai"));
    let again = happened(
        &base,
        3,
        61,
        redated("h1", visit.id, visit.at.day().plus(-1)),
    );
    let commune = arriving(&[visit, late, again]);
    for (measure, value) in [
        (Measure::Visits, 1),
        (Measure::Visited, 1),
        (Measure::TaughtResidents, 1),
        (Measure::Minutes, 25),
    ] {
        let at = |place| of_month(&commune, measure, place, "2026-10");
        assert_eq!((at("dong"), at("doai")), (0, value), "{measure:?}");
    }
}

#[test]
fn a_visit_that_is_no_longer_among_the_last_three_is_given_its_day() {
    let base = two();
    let mut all: Vec<Entry> = (0..5)
        .map(|n| happened(&base, n, 60 + i64::from(n), met("h1", "p1")))
        .collect();
    let first = &all[0];
    all.push(happened(
        &base,
        9,
        70,
        redated("h1", first.id, first.at.day().plus(-40)),
    ));
    let commune = arriving(&all);
    let visits = |month| of_month(&commune, Measure::Visits, "dong", month);
    assert_eq!(
        (visits("2026-09"), visits("2026-10"), visits("2026-11")),
        (1, 0, 4)
    );
}

#[test]
fn of_two_days_given_to_a_visit_the_later_word_stands() {
    let base = two();
    let visit = happened(&base, 1, 70, met("h1", "p1"));
    let day = visit.at.day();
    let first = happened(&base, 2, 71, redated("h1", visit.id, day.plus(-60)));
    let second = happened(&base, 3, 72, redated("h1", visit.id, day.plus(-30)));
    let commune = arriving(&[visit, second, first]);
    let visits = |month| of_month(&commune, Measure::Visits, "dong", month);
    assert_eq!(
        (visits("2026-09"), visits("2026-10"), visits("2026-11")),
        (0, 1, 0)
    );
}

#[test]
fn a_late_move_neither_overwrites_a_later_one_nor_whom_it_was_given_to_since() {
    let base = two();
    let first = happened(&base, 1, 20, moved("h1", "doai"));
    let second = happened(&base, 2, 40, moved("h1", "nam"));
    let given = happened(
        &base,
        3,
        50,
        Operation::HouseholdAssigned(HouseholdAssigned {
            households: vec![house("h1")],
            member: Some(member("an")),
        }),
    );
    let commune = arriving(&[second, given, first]);
    let household = commune.household("h1");
    assert_eq!(household.village, village("nam"));
    assert_eq!(household.assigned, Some(member("an")));
    let lived: Vec<_> = household.lived.iter().map(|it| it.1.as_str()).collect();
    assert_eq!(lived, ["dong", "doai"]);
}

#[test]
fn a_house_met_in_two_villages_in_a_month_counts_once_in_the_commune() {
    let base = two();
    let commune = arriving(&[
        happened(&base, 1, 32, met("h1", "p1")),
        happened(&base, 2, 40, moved("h1", "doai")),
        happened(&base, 3, 45, met("h1", "p1")),
    ]);
    for measure in [Measure::Visited, Measure::TaughtResidents] {
        let at = |place| of_month(&commune, measure, place, "2026-10");
        assert_eq!((at("dong"), at("doai"), at("-")), (1, 1, 1), "{measure:?}");
    }
    assert_eq!(commune.sum(Measure::Visited, "2026-10", ""), 1);
    assert_eq!(commune.sum(Measure::Visits, "2026-10", ""), 2);
}

#[test]
fn closing_old_visits_into_their_months_changes_no_figure() {
    let base = two();
    let all: Vec<Entry> = (0..250u8)
        .flat_map(|n| {
            let day = -3_000 + i64::from(n) * 12;
            let resident = if n % 3 == 0 { "p1" } else { "p9" };
            [
                happened(&base, n, day, met("h1", resident)),
                happened(&base, n, day + 5, met("h1", "p1")),
            ]
        })
        .collect();
    let mut commune = two();
    commune.add("h1", "p9", None);
    let mut visits = BTreeMap::<String, i64>::new();
    for (n, entry) in all.iter().enumerate() {
        let id = EntryId::made(entry.at, [(n % 251) as u8; 10]);
        commune
            .apply(Entry {
                id,
                ..entry.clone()
            })
            .unwrap();
        *visits
            .entry(entry.at.day().month().to_string())
            .or_default() += 1;
    }
    for (month, count) in visits {
        assert_eq!(
            of_month(&commune, Measure::Visits, "dong", &month),
            count,
            "{month}"
        );
        assert_eq!(
            of_month(&commune, Measure::Taught, "dong", &month),
            count,
            "{month}"
        );
        assert_eq!(of_month(&commune, Measure::Minutes, "-", &month), 0);
        assert!((1..=2).contains(&of_month(
            &commune,
            Measure::TaughtResidents,
            "dong",
            &month
        )));
    }
    let first = all[0].at.day().month();
    assert_eq!(commune.household("h1").knocked.first, Some(first));
}

#[derive(Clone, Debug)]
enum Event {
    Visit { second: bool, outcome: usize },
    Move { second: bool, to: usize },
    Left { back: bool },
    Given { to: usize },
    Seen { second: bool, level: u8 },
    Merge,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (any::<bool>(), 0usize..4).prop_map(|(second, outcome)| Event::Visit { second, outcome }),
        3 => (any::<bool>(), 0usize..3).prop_map(|(second, to)| Event::Move { second, to }),
        1 => any::<bool>().prop_map(|back| Event::Left { back }),
        1 => (0usize..3).prop_map(|to| Event::Given { to }),
        1 => (any::<bool>(), 0u8..4).prop_map(|(second, level)| Event::Seen { second, level }),
        1 => Just(Event::Merge),
    ]
}

fn entries(raw: &[(Event, i64)], redatings: &[(usize, i64)]) -> Vec<Entry> {
    const OUTCOMES: [VisitOutcome; 4] = [
        VisitOutcome::Met,
        VisitOutcome::Absent,
        VisitOutcome::Refused,
        VisitOutcome::Moved,
    ];
    let base = two();
    let at = |second: bool| if second { ("h2", "p2") } else { ("h1", "p1") };
    let mut all = Vec::new();
    let mut visits = Vec::new();
    let mut merged = false;
    for (number, (event, day)) in (1u8..).zip(raw) {
        let operation = match event {
            Event::Visit { second, outcome } => {
                let (home, resident) = at(*second);
                let met: &[&str] = if *outcome == 0 { &[resident] } else { &[] };
                Operation::VisitRecorded(Box::new(visit(home, OUTCOMES[*outcome], met)))
            }
            Event::Move { second, to } => moved(at(*second).0, ["dong", "doai", "nam"][*to]),
            Event::Left { back } => Operation::HouseholdLeft(HouseholdLeft {
                household: house("h1"),
                back: *back,
            }),
            Event::Given { to } => Operation::HouseholdAssigned(HouseholdAssigned {
                households: vec![house("h1")],
                member: [None, Some(member("an")), Some(member("binh"))][*to].clone(),
            }),
            Event::Seen { second, level } => {
                let (home, resident) = at(*second);
                observed(home, resident, "tt-quet-vietqr", *level, true)
            }
            Event::Merge if merged => continue,
            Event::Merge => {
                merged = true;
                Operation::HouseholdsMerged(HouseholdsMerged {
                    keep: house("h1"),
                    gone: house("h2"),
                })
            }
        };
        let entry = happened(&base, number, *day, operation);
        if let Event::Visit { second, .. } = event {
            visits.push((at(*second).0, entry.id));
        }
        all.push(entry);
    }
    for (number, (which, day)) in (100u8..).zip(redatings) {
        if let Some((home, id)) = visits.get(which % visits.len().max(1)) {
            let on = noon("2026-09-01").day().plus(i32::try_from(*day).unwrap());
            all.push(happened(&base, number, 120, redated(home, *id, on)));
        }
    }
    all
}

/// In another order, but no visit after the word on its day.
fn shuffled(all: &[Entry], keys: &[u32]) -> Vec<Entry> {
    let mut keyed: Vec<(u32, &Entry)> = (0..)
        .map(|n: usize| keys[n % keys.len()].rotate_left(n as u32))
        .zip(all)
        .collect();
    for place in 0..keyed.len() {
        if let Operation::VisitRedated(it) = &keyed[place].1.operation {
            let visit = keyed.iter().find(|other| other.1.id == it.visit);
            let after = visit.map_or(0, |it| it.0);
            keyed[place].0 = keyed[place].0.max(after.saturating_add(1));
        }
    }
    keyed.sort_by_key(|it| it.0);
    keyed.into_iter().map(|it| it.1.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn moves_merges_and_redatings_in_any_order_make_the_same_figures(
        raw in prop::collection::vec((event(), 0i64..90), 1..9),
        redatings in prop::collection::vec((0usize..9, 0i64..90), 0..3),
        keys in prop::collection::vec(any::<u32>(), 12),
    ) {
        let all = entries(&raw, &redatings);
        let mut in_order = all.clone();
        in_order.sort_by_key(|it| (it.at, it.id));
        let other = shuffled(&all, &keys);
        let (one, two) = (arriving(&in_order), arriving(&other));
        prop_assert_eq!(figures(&one), figures(&two));
        let last = |commune: &Commune| {
            let visits = &commune.household("h1").visits;
            visits.iter().map(|it| (it.at, it.id, it.outcome, it.doubtful)).collect::<Vec<_>>()
        };
        prop_assert_eq!(last(&one), last(&two));
        prop_assert!(figures(&two).values().all(|value| *value > 0));
    }
}
