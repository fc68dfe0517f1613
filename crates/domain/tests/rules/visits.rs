//! Visits: counted in their own month whatever the order of arrival, redated, followed up.
use super::commune::*;
use domain::household::VisitOutcome;
use domain::*;
use proptest::prelude::*;

const OUTCOMES: [VisitOutcome; 4] = [
    VisitOutcome::Met,
    VisitOutcome::Absent,
    VisitOutcome::Refused,
    VisitOutcome::Moved,
];

#[test]
fn a_follow_up_is_due_until_a_visit_finishes_it() {
    let mut commune = Commune::new();
    let promise = Promise {
        due: day("2026-11-20"),
        reason: None,
    };
    let first = VisitRecorded {
        follow_up: Some(promise),
        ..visit("h1", VisitOutcome::Met, &["p1"])
    };
    commune.must(Operation::VisitRecorded(Box::new(first)));
    assert_eq!(commune.sum(Measure::FollowUps, "now", "due:2026-11-20"), 1);
    let promised_at = commune.household("h1").follow_ups[0].visit;
    commune.at = noon("2026-11-20");
    let second = VisitRecorded {
        finishes: vec![promised_at],
        ..visit("h1", VisitOutcome::Met, &["p1"])
    };
    commune.must(Operation::VisitRecorded(Box::new(second)));
    assert_eq!(commune.sum(Measure::FollowUps, "now", "due:2026-11-20"), 0);
}

#[test]
fn impossible_visits_are_refused() {
    let mut commune = Commune::new();
    let base = visit("h1", VisitOutcome::Met, &["p1"]);
    let late = Promise {
        due: day("2026-11-01"),
        reason: None,
    };
    for (broken, code) in [
        (
            VisitRecorded {
                minutes: 601,
                ..base.clone()
            },
            RefusalCode::MinutesOutOfRange,
        ),
        (
            VisitRecorded {
                met: vec![person("p7")],
                ..base.clone()
            },
            RefusalCode::ResidentUnknown,
        ),
        (
            VisitRecorded {
                topics: vec![TopicId::new("x").unwrap()],
                ..base.clone()
            },
            RefusalCode::TopicUnknown,
        ),
        (
            VisitRecorded {
                follow_up: Some(late),
                ..base.clone()
            },
            RefusalCode::FollowUpDateImpossible,
        ),
        (
            VisitRecorded {
                household: house("h9"),
                ..base
            },
            RefusalCode::HouseholdUnknown,
        ),
    ] {
        assert_eq!(
            commune.refuses(Operation::VisitRecorded(Box::new(broken))),
            code
        );
    }
}

#[test]
fn three_absences_in_a_row_are_told() {
    let mut commune = Commune::new();
    for _ in 0..3 {
        assert_eq!(commune.sum(Measure::AbsentThree, "now", ""), 0);
        commune.must(Operation::VisitRecorded(Box::new(visit(
            "h1",
            VisitOutcome::Absent,
            &[],
        ))));
    }
    assert_eq!(commune.sum(Measure::AbsentThree, "now", ""), 1);
    assert_eq!(commune.sum(Measure::Visited, "2026-11", ""), 0);
    assert_eq!(commune.sum(Measure::NeverVisited, "now", ""), 0);
}

#[test]
fn a_redated_visit_moves_to_its_month_with_all_it_counted() {
    let mut commune = Commune::new();
    commune.must(Operation::VisitRecorded(Box::new(visit(
        "h1",
        VisitOutcome::Met,
        &["p1"],
    ))));
    let id = commune.household("h1").visits[0].id;
    let redated = VisitRedated {
        household: house("h1"),
        visit: id,
        day: day("2026-10-30"),
    };
    commune.must(Operation::VisitRedated(redated));
    for measure in [
        Measure::Visits,
        Measure::Minutes,
        Measure::Taught,
        Measure::TaughtResidents,
        Measure::Visited,
    ] {
        assert_eq!(commune.sum(measure, "2026-11", ""), 0, "{measure:?}");
        assert!(commune.sum(measure, "2026-10", "") > 0, "{measure:?}");
    }
}

#[test]
fn a_full_record_is_still_within_its_limit_after_ten_years_of_visits() {
    let mut commune = Commune::new();
    for month in 0..120 {
        commune.at = Millis(noon("2026-11-02").0 + month * 30 * Millis::DAY);
        commune.must(Operation::VisitRecorded(Box::new(visit(
            "h1",
            VisitOutcome::Met,
            &["p1"],
        ))));
    }
    for topic in &Catalogue::new(&Settings::default()).topics {
        for it in topic.skills.iter().filter(|it| it.who == Who::Everyone) {
            commune.observe("h1", "p1", it.id.as_str(), 2);
        }
    }
    let size = commune.records[&RecordKey::Household(house("h1"))]
        .to_json()
        .len();
    assert!(size < RECORD_LIMIT_BYTES, "{size}");
}

proptest! {
    #[test]
    fn visits_in_any_order_make_the_same_record(
        raw in prop::collection::vec((0usize..4, 0i64..90), 1..7),
        turn in 0usize..7,
    ) {
        let fold = |order: &[(usize, (usize, i64))]| {
            let mut commune = Commune::new();
            for (number, (outcome, days)) in order {
                commune.at = Millis(noon("2026-11-02").0 + days * Millis::DAY + *number as i64);
                commune.must(Operation::VisitRecorded(Box::new(visit("h1", OUTCOMES[*outcome], &["p1"]))));
            }
            let household = commune.household("h1").clone();
            let visits: Vec<_> = household.visits.iter().map(|it| (it.at, it.outcome)).collect();
            (commune.book("h1").months(), visits)
        };
        let order: Vec<_> = raw.into_iter().enumerate().collect();
        let mut turned = order.clone();
        turned.rotate_left(turn % order.len());
        turned.reverse();
        prop_assert_eq!(fold(&order), fold(&turned));
    }
}
