//! Merging, moving house, and late entries that must find their way.
use super::commune::*;
use domain::household::{Status, VisitOutcome};
use domain::*;

fn two() -> Commune {
    let mut commune = Commune::new();
    commune.register("h2", "dong");
    commune.consent("h2");
    commune.add("h2", "p2", Some(1994));
    commune
}

fn merged() -> Operation {
    Operation::HouseholdsMerged(HouseholdsMerged {
        keep: house("h1"),
        gone: house("h2"),
    })
}

#[test]
fn a_merged_household_becomes_a_pointer_and_late_entries_reach_the_one_that_stays() {
    let mut commune = two();
    commune.must(Operation::VisitRecorded(Box::new(visit(
        "h2",
        VisitOutcome::Met,
        &["p2"],
    ))));
    commune.must(merged());
    assert_eq!(
        commune.household("h2").status,
        Status::MergedInto(house("h1"))
    );
    assert!(commune.household("h2").residents.is_empty());
    commune.observe("h2", "p2", "tt-quet-vietqr", 2);
    commune.must(Operation::VisitRecorded(Box::new(visit(
        "h2",
        VisitOutcome::Absent,
        &[],
    ))));
    let kept = commune.household("h1");
    assert!(
        kept.resident(&person("p2"))
            .unwrap()
            .skills
            .contains_key(&skill("tt-quet-vietqr"))
    );
    assert_eq!(kept.visits.len(), 2);
    assert_eq!(commune.sum(Measure::Households, "now", ""), 1);
    assert_eq!(commune.sum(Measure::Visits, "2026-11", ""), 2);
    assert_eq!(commune.refuses(merged()), RefusalCode::MergeWithItself);
}

#[test]
fn an_alley_that_was_told_later_outlives_a_merger_that_brings_a_move() {
    let mut commune = two();
    commune.must(Operation::AlleyDefined(AlleyDefined {
        village: village("doai"),
        alley: AlleyId::new("ngo-1").unwrap(),
        name: label("Ngõ 1"),
        order: 1,
    }));
    let moved = |id: &str| {
        Operation::HouseholdRelocated(HouseholdRelocated {
            household: house(id),
            village: village("doai"),
            alley: None,
            order: 0,
        })
    };
    commune.at = noon("2026-11-03");
    commune.must(moved("h1"));
    commune.at = noon("2026-11-06");
    commune.must(Operation::HouseholdCorrected(Box::new(
        HouseholdCorrected {
            alley: AlleyId::new("ngo-1"),
            ..HouseholdCorrected::of(house("h1"))
        },
    )));
    commune.at = noon("2026-11-05");
    commune.must(moved("h2"));
    // Said before that move, it arrives after it.
    commune.at = noon("2026-11-04");
    commune.must(merged());
    assert_eq!(commune.household("h1").alley, AlleyId::new("ngo-1"));
}

#[test]
fn merging_adds_up_to_the_same_figures_as_one_household_from_the_start() {
    let mut commune = two();
    commune.must(Operation::VisitRecorded(Box::new(visit(
        "h1",
        VisitOutcome::Met,
        &["p1"],
    ))));
    commune.must(Operation::VisitRecorded(Box::new(visit(
        "h2",
        VisitOutcome::Met,
        &["p2"],
    ))));
    let before = commune.sum(Measure::Taught, "2026-11", "topic:thanh-toan");
    commune.must(merged());
    assert_eq!(
        commune.sum(Measure::Taught, "2026-11", "topic:thanh-toan"),
        before
    );
    assert_eq!(commune.sum(Measure::Visited, "2026-11", ""), 1);
}

#[test]
fn a_resident_who_moved_house_is_found_where_they_live_now() {
    let mut commune = two();
    commune.must(Operation::ResidentMoved(ResidentMoved {
        from: house("h1"),
        to: house("h2"),
        resident: person("p1"),
    }));
    commune.observe("h1", "p1", "tt-quet-vietqr", 2);
    assert!(commune.household("h1").resident(&person("p1")).is_none());
    let moved = commune.household("h2").resident(&person("p1")).unwrap();
    assert!(moved.skills.contains_key(&skill("tt-quet-vietqr")));
}

#[test]
fn a_late_visit_counts_at_the_village_of_its_own_day() {
    let mut commune = Commune::new();
    commune.at = noon("2026-11-10");
    commune.must(Operation::HouseholdRelocated(HouseholdRelocated {
        household: house("h1"),
        village: village("doai"),
        alley: None,
        order: 0,
    }));
    commune.at = noon("2026-11-05");
    commune.must(Operation::VisitRecorded(Box::new(visit(
        "h1",
        VisitOutcome::Met,
        &["p1"],
    ))));
    let places = commune.book("h1").month(Month::parse("2026-11").unwrap());
    assert_eq!(places.keys().collect::<Vec<_>>(), [&village("dong")]);
    assert_eq!(commune.household("h1").village, village("doai"));
}

#[test]
fn who_moved_away_is_no_longer_counted_until_back() {
    let mut commune = Commune::new();
    commune.must(Operation::HouseholdLeft(HouseholdLeft {
        household: house("h1"),
        back: false,
    }));
    assert_eq!(commune.sum(Measure::Households, "now", ""), 0);
    commune.must(Operation::HouseholdLeft(HouseholdLeft {
        household: house("h1"),
        back: true,
    }));
    assert_eq!(commune.sum(Measure::Households, "now", ""), 1);
}

fn corrected(household: &str, change: impl FnOnce(&mut HouseholdCorrected)) -> Operation {
    let mut corrected = HouseholdCorrected::of(house(household));
    change(&mut corrected);
    Operation::HouseholdCorrected(Box::new(corrected))
}

/// What only the household that goes has, in every field, is there afterwards.
#[test]
fn merging_loses_nothing_that_only_one_of_the_two_has() {
    let mut commune = two();
    let place = household::Place {
        latitude_e6: 19_402_000,
        longitude_e6: 105_761_000,
    };
    let children = household::Children {
        under_6: 1,
        from_6_to_15: 2,
        from_16_to_17: 0,
    };
    commune.author = "binh";
    commune.must(corrected("h2", |it| {
        it.address = Some(name("Ngõ 3"));
        it.phones = Some(vec![Personal::new(Phone::new("0912345678").unwrap())]);
        it.place = Some(Personal::new(place));
        it.children = Some(children);
        it.head_resident = Some(person("p2"));
        it.order = Some(7);
    }));
    commune.must(Operation::BusinessRegistered(BusinessRegistered {
        household: house("h2"),
        name: label("Quán cô Đạt"),
        trade: label("Bún cá"),
        owner: Some(person("p2")),
    }));
    commune.author = "chi";
    commune.must(corrected("h2", |it| it.address = Some(name("Ngõ 5"))));
    let gone = commune.household("h2").clone();
    assert_eq!((gone.differences.len(), gone.marks.len()), (1, 7));
    commune.must(merged());
    let kept = commune.household("h1");
    assert_eq!(kept.address, gone.address);
    assert_eq!(kept.phones, gone.phones);
    assert_eq!(kept.place, gone.place);
    assert_eq!(kept.children, children);
    assert_eq!(kept.head_resident, Some(person("p2")));
    assert_eq!(kept.order, 7);
    assert_eq!(kept.business, gone.business);
    assert_eq!(kept.trading, gone.trading);
    assert_eq!(kept.marks, gone.marks);
    assert_eq!(kept.differences, gone.differences);
}

#[test]
fn of_what_both_were_corrected_to_the_later_word_stands_and_the_other_is_told() {
    for (first, second, stands) in [
        ("2026-11-03", "2026-11-05", "h2"),
        ("2026-11-05", "2026-11-03", "h1"),
    ] {
        let mut commune = two();
        (commune.author, commune.at) = ("an", noon(first));
        commune.must(corrected("h1", |it| it.head = Some(name("h1"))));
        (commune.author, commune.at) = ("binh", noon(second));
        commune.must(corrected("h2", |it| it.head = Some(name("h2"))));
        commune.must(merged());
        let kept = commune.household("h1");
        assert_eq!(kept.head, name(stands));
        let [told] = &kept.differences[..] else {
            panic!("{:?}", kept.differences);
        };
        let other = if stands == "h1" { "h2" } else { "h1" };
        assert_eq!(told.other, note(other));
    }
}

#[test]
fn who_agreed_in_either_household_is_in_the_register() {
    let mut commune = Commune::new();
    let mut listed = registration("h2", "dong");
    listed.listed = true;
    listed.residents = vec![ListedResident {
        resident: person("p2"),
        name: name("Ngô Thị Ngà"),
        born: Some(1990),
    }];
    commune.must(Operation::HouseholdRegistered(Box::new(listed)));
    commune.must(merged());
    assert!(
        !commune
            .household("h1")
            .resident(&person("p2"))
            .unwrap()
            .unconfirmed
    );
}

#[test]
fn a_place_within_the_village_that_was_told_before_a_move_is_void_when_it_arrives() {
    let mut commune = Commune::new();
    for (village, at) in [("dong", "2026-11-12"), ("doai", "2026-11-14")] {
        commune.at = noon(at);
        commune.must(Operation::HouseholdRelocated(HouseholdRelocated {
            household: house("h1"),
            village: super::commune::village(village),
            alley: None,
            order: 5,
        }));
        commune.at = Millis(noon(at).0 - 1);
        commune.must(corrected("h1", |it| it.order = Some(9)));
        assert_eq!(commune.household("h1").order, 5, "{village}");
    }
    commune.at = noon("2026-11-15");
    commune.must(corrected("h1", |it| it.order = Some(7)));
    assert_eq!(commune.household("h1").order, 7);
}
