//! Classes: planned without clashes, filled to the last seat, attended once by everyone.
use super::commune::*;
use domain::class::*;
use domain::household::Purpose;
use domain::*;
use proptest::prelude::*;

fn class(text: &str) -> ClassId {
    ClassId::new(text).unwrap()
}

fn plan(day_of: &str, from: &str, to: &str) -> ClassPlan {
    ClassPlan {
        topic: TopicId::new("thuong-mai-dien-tu").unwrap(),
        title: label("Bán hàng trên sàn"),
        place: label("Nhà văn hóa thôn"),
        village: Some(village("dong")),
        day: day(day_of),
        from: TimeOfDay::parse(from).unwrap(),
        to: TimeOfDay::parse(to).unwrap(),
        teacher: Teacher::Member(member("quy")),
        seats: 3,
        materials: Vec::new(),
    }
}

fn planned(id: &str, plan: ClassPlan) -> Operation {
    Operation::ClassPlanned(Box::new(ClassPlanned {
        class: class(id),
        plan,
    }))
}

fn changed(id: &str, plan: ClassPlan) -> Operation {
    Operation::ClassChanged(Box::new(ClassChanged {
        class: class(id),
        plan,
    }))
}

fn cancelled(id: &str) -> Operation {
    Operation::ClassCancelled(ClassCancelled {
        class: class(id),
        reason: label("Trời bão"),
    })
}

fn household_joins(id: &str, household: &str, people: u8) -> Operation {
    Operation::ClassJoined(ClassJoined {
        class: class(id),
        people,
        household: Some(house(household)),
        contact: None,
    })
}

fn phone_joins(id: &str, phone: &str) -> Operation {
    let contact = Contact {
        name: Some(Name::new("Lê Thị Lan").unwrap()),
        phone: Phone::new(phone).unwrap(),
    };
    Operation::ClassJoined(ClassJoined {
        class: class(id),
        people: 1,
        household: None,
        contact: Some(Personal::new(contact)),
    })
}

fn came(household: &str, residents: &[&str], people: u8) -> ClassAttended {
    ClassAttended {
        class: class("c1"),
        household: house(household),
        residents: residents.iter().map(|id| person(id)).collect(),
        people,
        mistaken: false,
    }
}

fn held(id: &str, heads: u16) -> ClassHeld {
    ClassHeld {
        class: class(id),
        heads,
        before: None,
        after: None,
        note: None,
    }
}

impl Commune {
    fn class(&self, id: &str) -> &Class {
        match &self.records[&RecordKey::Class(class(id))] {
            Record::Class(class) => class,
            other => panic!("{other:?}"),
        }
    }

    /// `c1` on 10 November from two to four, with three seats.
    fn with_class() -> Self {
        let mut commune = Self::new();
        commune.must(planned("c1", plan("2026-11-10", "14:00", "16:00")));
        commune
    }
}

#[test]
fn nobody_teaches_and_no_hall_is_used_twice_at_once() {
    let mut commune = Commune::with_class();
    let other_teacher = Teacher::Guest(label("Cô Hà, bưu điện"));
    let beside = |from, to| ClassPlan {
        teacher: other_teacher.clone(),
        ..plan("2026-11-10", from, to)
    };
    let elsewhere = |from, to| ClassPlan {
        place: label("Trường tiểu học"),
        ..plan("2026-11-10", from, to)
    };
    for (from, to) in [("13:00", "14:01"), ("15:59", "17:00"), ("14:30", "15:00")] {
        assert_eq!(
            commune.refuses(planned("c2", elsewhere(from, to))),
            RefusalCode::ClassTeacherTaken
        );
        assert_eq!(
            commune.refuses(planned("c2", beside(from, to))),
            RefusalCode::ClassPlaceTaken
        );
    }
    let written_otherwise = ClassPlan {
        place: label("nhà VĂN HOÁ  thôn"),
        village: None,
        ..beside("15:00", "17:00")
    };
    assert_eq!(
        commune.refuses(planned("c2", written_otherwise)),
        RefusalCode::ClassPlaceTaken
    );
    let of_another_village = ClassPlan {
        village: Some(village("doai")),
        ..beside("14:00", "16:00")
    };
    commune.must(planned("c2", of_another_village));
    commune.must(planned("c3", beside("16:00", "17:00")));
    commune.must(planned("c4", plan("2026-11-11", "14:00", "16:00")));
}

#[test]
fn a_change_clashes_like_a_plan_but_not_with_itself_and_a_class_called_off_gives_its_place_back() {
    let mut commune = Commune::with_class();
    commune.must(planned("c2", plan("2026-11-10", "08:00", "10:00")));
    commune.must(changed("c1", plan("2026-11-10", "15:00", "17:00")));
    let onto_the_other = plan("2026-11-10", "09:00", "11:00");
    assert_eq!(
        commune.refuses(changed("c1", onto_the_other.clone())),
        RefusalCode::ClassTeacherTaken
    );
    commune.must(cancelled("c2"));
    commune.must(changed("c1", onto_the_other));
    assert_eq!(commune.refuses(cancelled("c2")), RefusalCode::ClassOver);
}

#[test]
fn impossible_plans_are_refused() {
    let mut commune = Commune::with_class();
    let base = plan("2026-12-01", "08:00", "10:00");
    for (broken, code) in [
        (
            plan("2026-12-01", "10:00", "10:00"),
            RefusalCode::ClassHoursWrong,
        ),
        (
            plan("2026-12-01", "08:00", "18:01"),
            RefusalCode::ClassHoursWrong,
        ),
        (
            plan("2026-10-01", "08:00", "10:00"),
            RefusalCode::ClassDateImpossible,
        ),
        (
            plan("2027-11-04", "08:00", "10:00"),
            RefusalCode::ClassDateImpossible,
        ),
        (
            ClassPlan {
                seats: 0,
                ..base.clone()
            },
            RefusalCode::ClassSeatsOutOfRange,
        ),
        (
            ClassPlan {
                seats: 201,
                ..base.clone()
            },
            RefusalCode::ClassSeatsOutOfRange,
        ),
        (
            ClassPlan {
                village: Some(village("x")),
                ..base.clone()
            },
            RefusalCode::VillageUnknown,
        ),
        (
            ClassPlan {
                topic: TopicId::new("x").unwrap(),
                ..base.clone()
            },
            RefusalCode::TopicUnknown,
        ),
    ] {
        assert_eq!(commune.refuses(planned("c9", broken)), code);
    }
    assert_eq!(
        commune.refuses(planned("c1", base.clone())),
        RefusalCode::ClassExists
    );
    assert_eq!(
        commune.refuses(changed("c9", base)),
        RefusalCode::ClassUnknown
    );
}

#[test]
fn a_full_class_says_so_and_a_household_counts_once() {
    let mut commune = Commune::with_class();
    commune.must(household_joins("c1", "h1", 1));
    commune.must(household_joins("c1", "h1", 2));
    commune.must(phone_joins("c1", "0912345678"));
    assert_eq!(commune.class("c1").seats_left(), 0);
    assert_eq!(
        commune.refuses(phone_joins("c1", "0912345679")),
        RefusalCode::ClassFull
    );
    let fewer = ClassPlan {
        seats: 2,
        ..plan("2026-11-10", "14:00", "16:00")
    };
    assert_eq!(
        commune.refuses(changed("c1", fewer)),
        RefusalCode::ClassSeatsTaken
    );
    commune.must(Operation::ClassLeft(ClassLeft {
        class: class("c1"),
        household: Some(house("h1")),
        sign_up: None,
    }));
    commune.must(phone_joins("c1", "0912345679"));
    assert_eq!(commune.class("c1").seats_left(), 1);
    let both = Operation::ClassJoined(ClassJoined {
        class: class("c1"),
        people: 1,
        household: None,
        contact: None,
    });
    assert_eq!(commune.refuses(both), RefusalCode::SignUpWrong);
    commune.at = noon("2026-11-11");
    assert_eq!(
        commune.refuses(household_joins("c1", "h1", 1)),
        RefusalCode::ClassOver
    );
}

#[test]
fn phone_numbers_are_gone_when_the_class_is_over_and_the_log_folds_to_the_same() {
    let mut commune = Commune::with_class();
    commune.must(phone_joins("c1", "0912345678"));
    assert!(commune.class("c1").has_contacts());
    assert_eq!(
        commune.refuses(Operation::ClassHeld(held("c1", 2))),
        RefusalCode::ClassNotBegun
    );
    commune.at = noon("2026-11-10");
    commune.must(Operation::ClassHeld(held("c1", 2)));
    let record = commune.records[&RecordKey::Class(class("c1"))].to_json();
    assert!(
        !record.contains("0912345678") && !record.contains("Lan"),
        "{record}"
    );
    assert_eq!(
        commune.class("c1").seats_left(),
        2,
        "the seat stays counted"
    );
    for entry in &mut commune.log {
        blank_contact(&mut entry.operation);
    }
    let log = serde_json::to_string(&commune.log).unwrap();
    assert!(!log.contains("0912345678") && !log.contains("Lan"), "{log}");
    assert_eq!(Commune::fold(&commune.log), commune.records);
}

#[test]
fn a_class_called_off_keeps_its_phone_numbers_until_people_were_told() {
    let mut commune = Commune::with_class();
    commune.must(phone_joins("c1", "0912345678"));
    commune.must(cancelled("c1"));
    assert!(commune.class("c1").has_contacts());
    for late in [
        household_joins("c1", "h1", 1),
        Operation::ClassHeld(held("c1", 2)),
    ] {
        assert_eq!(commune.refuses(late), RefusalCode::ClassCancelled);
    }
    commune.must(Operation::ClassContactsDropped(ClassContactsDropped {
        class: class("c1"),
    }));
    assert!(!commune.class("c1").has_contacts());
}

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
            (commune.household("h1").classes.clone(), sum)
        };
        let (kept, sum) = tell(&told);
        let most = told.iter().map(|(_, people)| i64::from(*people)).max().unwrap_or(0);
        let named = i64::try_from(kept[0].residents.len()).unwrap();
        prop_assert_eq!(sum, most.max(named));
        let place = order.index(told.len());
        told.rotate_left(place);
        prop_assert_eq!(tell(&told), (kept, sum));
    }
}
