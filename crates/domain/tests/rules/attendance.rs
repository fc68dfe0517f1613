//! Who came to a class, and how it went.
use super::classes::{came, class, held, plan, planned};
use super::commune::*;
use domain::class::*;
use domain::household::Purpose;
use domain::*;
use proptest::prelude::*;

#[test]
fn who_came_counts_in_the_month_of_the_class_however_late_it_is_told() {
    let mut commune = Commune::with_class();
    commune.add("h1", "p2", Some(1994));
    commune.at = noon("2026-12-20");
    commune.must(Operation::ClassAttended(came("h1", &["p1", "p2"], 2)));
    let month = |measure, dimension| commune.sum(measure, "2026-11", dimension);
    assert_eq!(month(Measure::ClassPeople, ""), 2);
    assert_eq!(month(Measure::ClassPeople, "class:c1"), 2);
    assert_eq!(month(Measure::ClassHouseholds, "class:c1"), 1);
    assert_eq!(month(Measure::ClassPeople, "topic:thuong-mai-dien-tu"), 2);
    assert_eq!(commune.sum(Measure::ClassPeople, "2026-12", ""), 0);
    assert_eq!(month(Measure::BusinessesTrained, ""), 0, "no business");
    for born in ["born:1968", "born:1994"] {
        assert_eq!(commune.sum(Measure::ResidentsTrained, "now", born), 1);
    }
    commune.must(Operation::BusinessRegistered(BusinessRegistered {
        household: house("h1"),
        name: label("Nước mắm cô Dưỡng"),
        trade: label("Nước mắm"),
        owner: None,
    }));
    let month = |dimension| commune.sum(Measure::BusinessesTrained, "2026-11", dimension);
    assert_eq!((month(""), month("topic:thuong-mai-dien-tu")), (1, 1));
}

#[test]
fn a_business_at_two_classes_of_a_month_counts_once() {
    let mut commune = Commune::with_class();
    commune.must(planned("c2", plan("2026-11-12", "14:00", "16:00")));
    commune.must(Operation::BusinessRegistered(BusinessRegistered {
        household: house("h1"),
        name: label("Nước mắm"),
        trade: label("Nước mắm"),
        owner: None,
    }));
    commune.at = noon("2026-11-13");
    commune.must(Operation::ClassAttended(came("h1", &[], 1)));
    commune.must(Operation::ClassAttended(ClassAttended {
        class: class("c2"),
        ..came("h1", &[], 1)
    }));
    assert_eq!(commune.sum(Measure::BusinessesTrained, "2026-11", ""), 1);
    assert_eq!(commune.sum(Measure::ClassPeople, "2026-11", ""), 2);
}

#[test]
fn impossible_attendance_is_refused() {
    let mut commune = Commune::with_class();
    let attends = Operation::ClassAttended;
    assert_eq!(
        commune.refuses(attends(came("h1", &["p1"], 1))),
        RefusalCode::ClassNotBegun
    );
    commune.at = noon("2026-11-10");
    for (broken, code) in [
        (came("h1", &["p9"], 1), RefusalCode::ResidentUnknown),
        (came("h1", &[], 0), RefusalCode::AttendanceWrong),
        (came("h1", &[], 21), RefusalCode::AttendanceWrong),
        (came("h9", &[], 1), RefusalCode::HouseholdUnknown),
        (
            ClassAttended {
                class: class("c9"),
                ..came("h1", &[], 1)
            },
            RefusalCode::ClassUnknown,
        ),
    ] {
        assert_eq!(commune.refuses(attends(broken)), code);
    }
    commune.must(Operation::ConsentWithdrawn(ConsentWithdrawn {
        household: house("h1"),
        purpose: Purpose::Register,
    }));
    assert_eq!(
        commune.refuses(attends(came("h1", &["p1"], 1))),
        RefusalCode::ConsentMissing
    );
    commune.must(attends(came("h1", &[], 1)));
}

#[test]
fn attendance_told_by_mistake_is_taken_back() {
    let mut commune = Commune::with_class();
    commune.at = noon("2026-11-10");
    commune.must(Operation::ClassAttended(came("h1", &["p1"], 1)));
    let mistaken = ClassAttended {
        mistaken: true,
        ..came("h1", &[], 0)
    };
    commune.must(Operation::ClassAttended(mistaken));
    assert_eq!(commune.sum(Measure::ClassPeople, "2026-11", ""), 0);
    assert_eq!(commune.household("h1").residents[0].trained, None);
}

#[test]
fn whoever_moves_house_stays_trained_and_merged_households_count_everyone_once() {
    let mut commune = Commune::with_class();
    commune.register("h2", "doai");
    commune.consent("h2");
    commune.at = noon("2026-11-10");
    commune.must(Operation::ClassAttended(came("h1", &["p1"], 1)));
    commune.must(Operation::ResidentMoved(ResidentMoved {
        from: house("h1"),
        to: house("h2"),
        resident: person("p1"),
    }));
    assert_eq!(
        commune.household("h2").residents[0].trained,
        Some(day("2026-11-10"))
    );
    commune.must(Operation::ClassAttended(came("h2", &["p1"], 1)));
    commune.must(Operation::HouseholdsMerged(HouseholdsMerged {
        keep: house("h2"),
        gone: house("h1"),
    }));
    assert_eq!(commune.sum(Measure::ClassPeople, "2026-11", ""), 1);
    assert_eq!(
        commune.sum(Measure::ResidentsTrained, "now", "born:1968"),
        1
    );
}

#[test]
fn how_it_went_is_what_was_told_last_with_what_only_others_told() {
    let mut commune = Commune::with_class();
    commune.at = noon("2026-11-10");
    let check = |asked, able| Some(SelfCheck { asked, able });
    commune.must(Operation::ClassHeld(ClassHeld {
        before: check(10, 2),
        after: check(10, 8),
        note: Some(label("Cần thêm máy chiếu")),
        ..held("c1", 11)
    }));
    commune.at = Millis(noon("2026-11-10").0 - 1);
    commune.must(Operation::ClassHeld(held("c1", 9)));
    commune.at = noon("2026-11-11");
    commune.must(Operation::ClassHeld(held("c1", 12)));
    let result = commune.class("c1").result.clone().unwrap();
    assert_eq!((result.heads, result.after), (12, check(10, 8)));
    let impossible = ClassHeld {
        after: check(3, 4),
        ..held("c1", 12)
    };
    assert_eq!(
        commune.refuses(Operation::ClassHeld(impossible)),
        RefusalCode::HeadCountWrong
    );
}

#[test]
fn the_oldest_of_very_many_classes_leave_the_record() {
    let mut commune = Commune::new();
    let first = day("2026-11-02");
    for number in 0..=household::CLASSES_KEPT {
        let on = first.plus(i32::try_from(number).unwrap());
        let id = format!("k{number}");
        commune.at = Millis(on.start().0 + Millis::DAY / 2);
        commune.must(planned(&id, plan(&on.to_string(), "08:00", "10:00")));
        commune.must(Operation::ClassAttended(ClassAttended {
            class: class(&id),
            ..came("h1", &["p1"], 1)
        }));
    }
    let home = commune.household("h1");
    assert_eq!(home.classes.len(), household::CLASSES_KEPT);
    assert_eq!(home.classes[0].class, class("k1"));
    assert_eq!(home.residents[0].trained, Some(first));
}

proptest! {
    /// Two phones in one room, in whatever order they reach the server.
    #[test]
    fn two_phones_in_one_class_count_everyone_once(
        told in prop::collection::vec((prop::collection::vec(1usize..4, 0..3), 1u8..4), 1..5),
        order in any::<prop::sample::Index>(),
    ) {
        let mut told = told;
        let tell = |told: &[(Vec<usize>, u8)]| {
            let mut commune = Commune::with_class();
            commune.add("h1", "p2", Some(1994));
            commune.add("h1", "p3", Some(2001));
            commune.at = noon("2026-11-10");
            for (named, people) in told {
                let named: Vec<String> = named.iter().map(|it| format!("p{it}")).collect();
                let named: Vec<&str> = named.iter().map(String::as_str).collect();
                commune.must(Operation::ClassAttended(came("h1", &named, *people)));
            }
            let sum = commune.sum(Measure::ClassPeople, "2026-11", "");
            let classes = commune.household("h1").classes.iter();
            let classes = classes.map(|it| (it.day, it.residents.clone(), it.people));
            (classes.collect::<Vec<_>>(), sum)
        };
        let (kept, sum) = tell(&told);
        let most = told.iter().map(|(_, people)| i64::from(*people)).max().unwrap_or(0);
        let named = i64::try_from(kept[0].1.len()).unwrap();
        prop_assert_eq!(sum, most.max(named));
        let place = order.index(told.len());
        told.rotate_left(place);
        prop_assert_eq!(tell(&told), (kept, sum));
    }
}
