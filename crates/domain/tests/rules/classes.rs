//! Classes: planned without clashes, filled to the last seat, attended once by everyone.
use super::commune::*;
use domain::class::*;
use domain::*;

pub fn class(text: &str) -> ClassId {
    ClassId::new(text).unwrap()
}

pub fn plan(day_of: &str, from: &str, to: &str) -> ClassPlan {
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

pub fn planned(id: &str, plan: ClassPlan) -> Operation {
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
        unconfirmed: false,
        confirms: None,
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
        unconfirmed: false,
        confirms: None,
    })
}

pub fn came(household: &str, residents: &[&str], people: u8) -> ClassAttended {
    ClassAttended {
        class: class("c1"),
        household: house(household),
        residents: residents.iter().map(|id| person(id)).collect(),
        people,
        mistaken: false,
    }
}

pub fn held(id: &str, heads: u16) -> ClassHeld {
    ClassHeld {
        class: class(id),
        heads,
        before: None,
        after: None,
        note: None,
    }
}

fn photographed(photo: &str, removed: bool) -> Operation {
    Operation::ClassPhotographed(ClassPhotographed {
        class: class("c1"),
        photo: PhotoId::new(photo).unwrap(),
        removed,
    })
}

impl Commune {
    pub fn class(&self, id: &str) -> &Class {
        match &self.records[&RecordKey::Class(class(id))] {
            Record::Class(class) => class,
            other => panic!("{other:?}"),
        }
    }

    /// `c1` on 10 November from two to four, with three seats.
    pub fn with_class() -> Self {
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
        unconfirmed: false,
        confirms: None,
    });
    assert_eq!(commune.refuses(both), RefusalCode::SignUpWrong);
    commune.at = noon("2026-11-11");
    assert_eq!(
        commune.refuses(household_joins("c1", "h1", 1)),
        RefusalCode::ClassOver
    );
}

fn waits(id: &str, phone: &str) -> Operation {
    let Operation::ClassJoined(joined) = phone_joins(id, phone) else {
        unreachable!()
    };
    Operation::ClassJoined(ClassJoined {
        unconfirmed: true,
        ..joined
    })
}

fn confirms(id: &str, sign_up: EntryId) -> Operation {
    Operation::ClassJoined(ClassJoined {
        class: class(id),
        people: 1,
        household: None,
        contact: None,
        unconfirmed: false,
        confirms: Some(sign_up),
    })
}

#[test]
fn who_waits_takes_no_seat_before_being_confirmed_and_only_so_many_wait() {
    let mut commune = Commune::with_class();
    for number in 0..UNCONFIRMED_LIMIT {
        commune.must(waits("c1", &format!("09123400{number:02}")));
    }
    assert_eq!(
        commune.refuses(waits("c1", "0912340099")),
        RefusalCode::ClassFull
    );
    assert_eq!(commune.class("c1").seats_left(), 3);
    commune.must(household_joins("c1", "h1", 2));
    let (first, second) = {
        let signed = &commune.class("c1").signed;
        (signed[0].id, signed[1].id)
    };
    commune.must(confirms("c1", first));
    commune.must(confirms("c1", first));
    assert_eq!(commune.class("c1").seats_left(), 0);
    assert_eq!(
        commune.refuses(confirms("c1", second)),
        RefusalCode::ClassFull
    );
    let household = commune.class("c1").signed.last().unwrap().id;
    commune.must(confirms("c1", household));
    let Operation::ClassJoined(joined) = household_joins("c1", "h2", 1) else {
        unreachable!()
    };
    let waiting = Operation::ClassJoined(ClassJoined {
        unconfirmed: true,
        ..joined
    });
    assert_eq!(commune.refuses(waiting), RefusalCode::SignUpWrong);
    commune.must(Operation::ClassLeft(ClassLeft {
        class: class("c1"),
        household: None,
        sign_up: Some(second),
    }));
    assert_eq!(
        commune.refuses(confirms("c1", second)),
        RefusalCode::SignUpWrong
    );
    assert_eq!(Commune::fold(&commune.log), commune.records);
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
        filed: false,
        class: class("c1"),
    }));
    assert!(!commune.class("c1").has_contacts());
}

#[test]
fn a_class_has_the_photo_taken_last_until_it_is_taken_away() {
    let mut commune = Commune::with_class();
    let photo = |commune: &Commune| {
        let photo = commune.class("c1").photo.as_ref();
        photo.map(|it| (it.id.to_string(), it.by.to_string()))
    };
    let of = |id: &str, by: &str| Some((id.to_owned(), by.to_owned()));
    assert_eq!(
        commune.refuses(photographed("a1", false)),
        RefusalCode::ClassNotBegun
    );
    commune.at = noon("2026-11-10");
    commune.must(photographed("a1", false));
    commune.author = "quy";
    // It was taken before and comes in late.
    commune.at = Millis(noon("2026-11-10").0 - 1);
    commune.must(photographed("a0", false));
    assert_eq!(photo(&commune), of("a1", "an"));
    commune.at = noon("2026-11-11");
    commune.must(photographed("a2", false));
    // What is not the photo any more is taken away already.
    commune.must(photographed("a1", true));
    assert_eq!(photo(&commune), of("a2", "quy"));
    commune.must(photographed("a2", true));
    assert_eq!(photo(&commune), None);
    assert_eq!(Commune::fold(&commune.log), commune.records);
}

#[test]
fn a_class_called_off_is_not_photographed() {
    let mut commune = Commune::with_class();
    commune.at = noon("2026-11-10");
    commune.must(photographed("a1", false));
    commune.must(cancelled("c1"));
    assert_eq!(
        commune.refuses(photographed("a2", false)),
        RefusalCode::ClassCancelled
    );
    commune.must(photographed("a1", true));
    assert_eq!(commune.class("c1").photo, None);
}
