//! What may not be recorded without consent, and conflicts of corrections.
use super::commune::*;
use domain::household::{Field, Outcome, Purpose};
use domain::*;

fn corrected(head: &str) -> HouseholdCorrected {
    HouseholdCorrected {
        head: Some(name(head)),
        ..HouseholdCorrected::of(house("h1"))
    }
}

#[test]
fn without_consent_only_the_door_is_recorded() {
    let mut commune = Commune::new();
    commune.register("h2", "dong");
    let phone = Personal::new(Phone::new("0912345678").unwrap());
    let with_note = VisitRecorded {
        note: Some(note("hẹn tối")),
        ..visit("h2", Outcome::Met, &[])
    };
    let with_phone = HouseholdCorrected {
        phones: Some(vec![phone]),
        ..HouseholdCorrected::of(house("h2"))
    };
    for operation in [
        Operation::ResidentAdded(added("h2", "p9", Some(1980))),
        observed("h2", "p9", "tt-quet-vietqr", 2, true),
        Operation::VisitRecorded(Box::new(with_note)),
        Operation::HouseholdCorrected(Box::new(with_phone)),
    ] {
        assert_eq!(commune.refuses(operation), RefusalCode::ConsentMissing);
    }
    commune.must(Operation::VisitRecorded(Box::new(visit(
        "h2",
        Outcome::Absent,
        &[],
    ))));
    commune.consent("h2");
    commune.add("h2", "p9", Some(1980));
    commune.must(Operation::ConsentWithdrawn(ConsentWithdrawn {
        household: house("h2"),
        purpose: Purpose::Register,
    }));
    assert_eq!(
        commune.refuses(observed("h2", "p9", "tt-quet-vietqr", 2, true)),
        RefusalCode::ConsentMissing
    );
}

#[test]
fn listed_residents_are_unconfirmed_until_the_first_consent() {
    let mut commune = Commune::new();
    let mut listed = registration("h3", "dong");
    listed.residents = vec![ListedResident {
        resident: person("p3"),
        name: name("Ngô Thị Ngà"),
        born: Some(1990),
    }];
    assert_eq!(
        commune.refuses(Operation::HouseholdRegistered(Box::new(listed.clone()))),
        RefusalCode::ConsentMissing
    );
    listed.listed = true;
    commune.must(Operation::HouseholdRegistered(Box::new(listed)));
    assert!(commune.household("h3").residents[0].unconfirmed);
    commune.consent("h3");
    assert!(!commune.household("h3").residents[0].unconfirmed);
}

#[test]
fn children_are_counted_not_named() {
    let mut commune = Commune::new();
    let child = Operation::ResidentAdded(added("h1", "p8", Some(2012)));
    assert_eq!(commune.refuses(child), RefusalCode::ChildByName);
}

#[test]
fn of_two_corrections_unseen_by_each_other_the_later_wins_and_the_other_is_told() {
    for (first, second, winner) in [
        ("2026-11-03", "2026-11-04", "Bình"),
        ("2026-11-04", "2026-11-03", "An"),
    ] {
        let mut commune = Commune::new();
        commune.at = noon(first);
        commune.author = "an";
        commune.must(Operation::HouseholdCorrected(Box::new(corrected("An"))));
        commune.at = noon(second);
        commune.author = "binh";
        commune.must(Operation::HouseholdCorrected(Box::new(corrected("Bình"))));
        let household = commune.household("h1");
        assert_eq!(household.head.reveal().unwrap().as_str(), winner);
        assert_eq!(household.differences.len(), 1);
        assert_eq!(household.differences[0].field, Field::Head);
        let other = household.differences[0].other.reveal().unwrap().as_str();
        assert_eq!(other, if winner == "An" { "Bình" } else { "An" });
        assert_eq!(commune.sum(Measure::Differences, "now", ""), 1);
    }
}

#[test]
fn a_correction_that_saw_the_other_is_no_conflict() {
    let mut commune = Commune::new();
    commune.must(Operation::HouseholdCorrected(Box::new(corrected("An"))));
    commune.author = "binh";
    commune
        .seen
        .insert(RecordKey::Household(house("h1")), Seq(u64::MAX));
    commune.must(Operation::HouseholdCorrected(Box::new(corrected("Bình"))));
    assert_eq!(
        commune.household("h1").head.reveal().unwrap().as_str(),
        "Bình"
    );
    assert!(commune.household("h1").differences.is_empty());
}

/// What was said of consent on some days, told in the order given, each to a household.
fn told(said: &[(&str, bool, &str)]) -> Commune {
    let mut commune = Commune::new();
    commune.register("h2", "dong");
    commune.register("h3", "dong");
    for (day, given, household) in said {
        commune.at = noon(day);
        commune.must(match given {
            true => Operation::ConsentGiven(ConsentGiven {
                household: house(household),
                purpose: Purpose::Register,
                way: household::ConsentWay::Signed,
                text_version: 1,
            }),
            false => Operation::ConsentWithdrawn(ConsentWithdrawn {
                household: house(household),
                purpose: Purpose::Register,
            }),
        });
    }
    commune
}

#[test]
fn of_consent_and_withdrawal_the_later_word_stands_whichever_arrives_first() {
    let (given, withdrawn, again) = (
        ("2026-11-03", true, "h2"),
        ("2026-11-05", false, "h2"),
        ("2026-11-07", true, "h2"),
    );
    for (order, stands) in [
        (vec![given, withdrawn], false),
        (vec![withdrawn, given], false),
        (vec![given, withdrawn, again], true),
        (vec![again, withdrawn, given], true),
        (vec![withdrawn, again, given], true),
        (vec![again, given, withdrawn], true),
        (vec![withdrawn, given, again], true),
        (vec![given, again, withdrawn], true),
    ] {
        let commune = told(&order);
        let household = commune.household("h2");
        assert_eq!(household.consented(Purpose::Register), stands, "{order:?}");
    }
}

#[test]
fn merged_households_keep_the_later_word_of_both() {
    for (said, stands) in [
        (
            [("2026-11-03", true, "h2"), ("2026-11-05", false, "h3")],
            false,
        ),
        (
            [("2026-11-05", false, "h2"), ("2026-11-03", true, "h3")],
            false,
        ),
        (
            [("2026-11-05", true, "h2"), ("2026-11-03", false, "h3")],
            true,
        ),
        (
            [("2026-11-03", false, "h2"), ("2026-11-05", true, "h3")],
            true,
        ),
    ] {
        let mut commune = told(&said);
        commune.must(Operation::HouseholdsMerged(HouseholdsMerged {
            keep: house("h2"),
            gone: house("h3"),
        }));
        let household = commune.household("h2");
        assert_eq!(household.consented(Purpose::Register), stands, "{said:?}");
    }
}
