//! What may not be recorded without consent, and conflicts of corrections.
use super::commune::*;
use domain::household::{Field, Purpose, VisitOutcome};
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
        ..visit("h2", VisitOutcome::Met, &[])
    };
    let with_reason = VisitRecorded {
        follow_up: Some(Promise {
            due: day("2026-11-20"),
            reason: Some(note("con trai về thì sửa máy")),
        }),
        ..visit("h2", VisitOutcome::Met, &[])
    };
    let with_phone = HouseholdCorrected {
        phones: Some(vec![phone]),
        ..HouseholdCorrected::of(house("h2"))
    };
    for operation in [
        Operation::ResidentAdded(added("h2", "p9", Some(1980))),
        observed("h2", "p9", "tt-quet-vietqr", 2, true),
        Operation::VisitRecorded(Box::new(with_note)),
        Operation::VisitRecorded(Box::new(with_reason.clone())),
        Operation::HouseholdCorrected(Box::new(with_phone)),
    ] {
        assert_eq!(commune.refuses(operation), RefusalCode::ConsentMissing);
    }
    commune.must(Operation::VisitRecorded(Box::new(visit(
        "h2",
        VisitOutcome::Absent,
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

#[test]
fn a_reason_that_an_older_app_asked_for_without_consent_is_left_out_and_the_promise_stays() {
    let mut commune = Commune::new();
    commune.register("h2", "dong");
    let promised = |household| VisitRecorded {
        follow_up: Some(Promise {
            due: day("2026-11-20"),
            reason: Some(note("con trai về thì sửa máy")),
        }),
        ..visit(household, VisitOutcome::Met, &[])
    };
    let mut records = Records::default();
    for id in ["h1", "h2"] {
        records.insert(commune.records[&RecordKey::Household(house(id))].clone());
    }
    let mut kept = Operation::VisitRecorded(Box::new(promised("h1")));
    kept.leave_out(&records);
    assert_eq!(kept, Operation::VisitRecorded(Box::new(promised("h1"))));
    let mut left = Operation::VisitRecorded(Box::new(promised("h2")));
    left.leave_out(&records);
    commune.must(left);
    let follow_ups = &commune.household("h2").follow_ups;
    assert_eq!(follow_ups[0].due, day("2026-11-20"));
    assert_eq!(follow_ups[0].reason, None);
}

fn account_of_h1(commune: &mut Commune, steps: &[(&str, Option<bool>)]) {
    for (on, step) in steps {
        commune.at = noon(on);
        let (household, purpose) = (house("h1"), Purpose::AccountNumber);
        let operation = match step {
            Some(true) => Operation::ConsentGiven(ConsentGiven {
                household,
                purpose,
                way: household::ConsentWay::Signed,
                text_version: 1,
            }),
            Some(false) => Operation::ConsentWithdrawn(ConsentWithdrawn { household, purpose }),
            None => Operation::PaymentAccountRecorded(Box::new(PaymentAccountRecorded {
                household,
                bank: BankBin::new("970436").unwrap(),
                number: Personal::new(AccountNumber::new("0123456789").unwrap()),
                card: false,
                holder: name("BUI THI DUONG"),
                holder_resident: None,
            })),
        };
        commune.must(operation);
    }
}

#[test]
fn no_account_is_kept_that_was_recorded_after_a_withdrawal_nobody_knew_of() {
    let mut commune = Commune::new();
    commune.must(Operation::BusinessRegistered(BusinessRegistered {
        household: house("h1"),
        name: label("Nước mắm cô Dưỡng"),
        trade: label("Nước mắm"),
        owner: None,
    }));
    account_of_h1(
        &mut commune,
        &[
            ("2026-11-03", Some(true)),
            ("2026-11-07", None),
            ("2026-11-05", Some(false)),
        ],
    );
    let trading = commune.household("h1").trading.clone().unwrap();
    assert_eq!(trading.account, None);
}
