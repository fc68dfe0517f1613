//! Classes in the store: phone numbers leave the log, members' phones get classes and no timetable.
use super::commune::*;
use super::home::Home;
use domain::class::{ClassPlan, Contact, Teacher, TimeOfDay};
use domain::*;
use sync::Outcome;

pub fn class() -> ClassId {
    ClassId::new("c1").unwrap()
}

/// Today, from eight to ten.
pub fn planned(commune: &Commune) {
    let time = |text| TimeOfDay::parse(text).unwrap();
    let plan = ClassPlan {
        topic: TopicId::new("thanh-toan").unwrap(),
        title: Label::new("Mã QR").unwrap(),
        place: Label::new("Trường").unwrap(),
        village: None,
        day: NOW.day(),
        from: time("08:00"),
        to: time("10:00"),
        teacher: Teacher::Guest(Label::new("Cô Hà").unwrap()),
        seats: 9,
        materials: Vec::new(),
    };
    let class = class();
    commune.append(Operation::ClassPlanned(Box::new(ClassPlanned {
        class,
        plan,
    })));
}

fn joined(phone: &str) -> Operation {
    let contact = Contact {
        name: Some(Name::new("Ngô Thị Lan").unwrap()),
        phone: Phone::new(phone).unwrap(),
    };
    Operation::ClassJoined(ClassJoined {
        class: class(),
        people: 1,
        household: None,
        contact: Some(Personal::new(contact)),
    })
}

pub fn a_phone_number_left_for_a_class_is_gone_when_asked_for_and_when_it_is_over(home: &Home) {
    let commune = Commune::begin(home);
    planned(&commune);
    let first = commune.entry(joined("0912345678"));
    commune.append_entry(first.clone());
    commune.append(joined("0987654321"));
    assert!(commune.everything().contains("0912345678"));
    commune.append(Operation::ClassLeft(ClassLeft {
        class: class(),
        household: None,
        sign_up: Some(first.id),
    }));
    let left = commune.everything();
    assert!(!left.contains("0912345678") && left.contains("0987654321"));
    commune.append(Operation::ClassHeld(ClassHeld {
        class: class(),
        heads: 4,
        before: None,
        after: None,
        note: None,
    }));
    let left = commune.everything();
    assert!(!left.contains("0987654321") && !left.contains("Lan"));
    commune.must_verify();
    drop(commune);
    Commune::reopen(&home.database).must_verify();
}

pub fn a_phone_gets_the_class_and_tells_who_came(home: &Home) {
    let commune = Commune::begin(home);
    planned(&commune);
    let phone = commune.enrol("an");
    let came = |household: &str| {
        Operation::ClassAttended(ClassAttended {
            class: class(),
            household: HouseholdId::new(household).unwrap(),
            residents: Vec::new(),
            people: 2,
            mistaken: false,
        })
    };
    let entries = vec![commune.entry(came("h1"))];
    let response = commune.sync_entries(&phone, None, entries);
    assert!(matches!(response.receipts[0].outcome, Outcome::Kept { .. }));
    let kinds: Vec<Kind> = response
        .records
        .iter()
        .filter_map(|it| Some(it.key.known()?.kind()))
        .collect();
    assert!(kinds.contains(&Kind::Class) && !kinds.contains(&Kind::Timetable));
    assert_eq!(commune.household("h1").classes[0].people(), 2);
    commune.must_verify();
}
