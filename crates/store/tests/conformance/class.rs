//! Classes in the store: phone numbers are removed from the log, and members' phones get classes
//! but no timetable.
use super::commune::*;
use super::home::Home;
use domain::class::{ClassPlan, Contact, Teacher, TimeOfDay};
use domain::*;
use store::*;
use sync::Outcome;

pub fn class() -> ClassId {
    ClassId::new("c1").unwrap()
}

/// Plans a class for today, from eight to ten, for the whole commune.
pub fn planned(commune: &Commune) {
    planned_in(commune, None);
}

fn planned_in(commune: &Commune, village: Option<&str>) {
    let time = |text| TimeOfDay::parse(text).unwrap();
    let plan = ClassPlan {
        topic: TopicId::new("thanh-toan").unwrap(),
        title: Label::new("Mã QR").unwrap(),
        place: Label::new("Trường").unwrap(),
        village: village.map(|id| VillageId::new(id).unwrap()),
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
        unconfirmed: false,
        confirms: None,
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

/// As after a restore, when a phone's journal arrives before the office's.
pub fn a_phone_number_withdrawn_before_it_arrives_is_not_in_the_log(home: &Home) {
    let commune = Commune::begin(home);
    planned(&commune);
    let sign_up = commune.entry(joined("0912345678"));
    commune.append(Operation::ClassLeft(ClassLeft {
        class: class(),
        household: None,
        sign_up: Some(sign_up.id),
    }));
    assert!(matches!(
        commune.append_entry(sign_up),
        Outcome::Kept { .. }
    ));
    assert!(!commune.everything().contains("0912345678"));
    commune.must_verify();
}

pub fn a_phone_gets_the_class_and_records_who_came(home: &Home) {
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

/// The team has the first village. The class is held in the other one, or taught by a member of the
/// team.
pub fn who_left_a_phone_number_goes_to_those_who_hold_the_class_and_only_they_strike(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    planned_in(&commune, Some("doai"));
    let sign_up = commune.entry(joined("0912345678"));
    commune.append_entry(sign_up.clone());
    let sent = |last: Option<&sync::SyncResponse>| {
        let response = commune.sync(&phone, last);
        let of_class = response.records.iter().find(|it| it.key.id() == "c1");
        let body = of_class.map(|it| it.body.get().to_owned());
        (body.unwrap_or_default(), response)
    };
    let (body, first) = sent(None);
    assert!(body.contains("\"people\":1"), "the seat is taken: {body}");
    assert!(
        !body.contains("0912345678") && !body.contains("Lan"),
        "{body}"
    );
    let strikes = Operation::ClassLeft(ClassLeft {
        class: class(),
        household: None,
        sign_up: Some(sign_up.id),
    });
    let tells = Operation::ClassHeld(ClassHeld {
        class: class(),
        heads: 4,
        before: None,
        after: None,
        note: None,
    });
    for operation in [strikes.clone(), tells] {
        let entries = vec![commune.entry(operation)];
        let response = commune.sync_entries(&phone, Some(&first), entries);
        assert_eq!(response.receipts[0].outcome, Outcome::Held);
    }
    assert!(commune.everything().contains("0912345678"));

    // The class moves to the team's village: now the team sees whom to call and may remove the
    // number.
    let Some((Record::Class(class), _)) = commune
        .store
        .record(&commune.id(), &RecordKey::Class(class()))
        .unwrap()
    else {
        panic!()
    };
    let plan = ClassPlan {
        village: Some(VillageId::new("dong").unwrap()),
        ..class.plan.clone()
    };
    let class = class.id.clone();
    commune.append(Operation::ClassChanged(Box::new(ClassChanged {
        class: class.clone(),
        plan: plan.clone(),
    })));
    let (body, second) = sent(Some(&first));
    assert!(body.contains("0912345678"), "{body}");
    // The class moves on to a hall in another village, but a member of the team teaches it.
    let plan = ClassPlan {
        village: Some(VillageId::new("doai").unwrap()),
        teacher: Teacher::Member(AccountId::new("an").unwrap()),
        ..plan
    };
    commune.append(Operation::ClassChanged(Box::new(ClassChanged {
        class,
        plan,
    })));
    let (body, third) = sent(Some(&second));
    assert!(body.contains("0912345678"), "{body}");
    let response = commune.sync_entries(&phone, Some(&third), vec![commune.entry(strikes)]);
    assert!(matches!(response.receipts[0].outcome, Outcome::Kept { .. }));
    commune.must_verify();
}

pub fn an_account_that_carries_no_phone_gets_nothing_on_one(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    for role in [Role::Editor, Role::Province] {
        let account = Account {
            role,
            ..commune.account("an")
        };
        let put = move |ledger: &mut Ledger<'_>| account.put(ledger.transaction());
        commune.store.write(put).wait().unwrap();
        let response = commune.sync(&phone, None);
        assert_eq!(
            response.revoked,
            Some(sync::Revoked::AfterLastUpload),
            "{role:?}"
        );
        assert!(response.records.is_empty());
        commune.enrol("an");
    }
}
