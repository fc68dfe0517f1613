//! The app's lists, read from a replica that one answer of a server filled.

mod search;

use domain::household::{Place, VisitOutcome};
use domain::{
    AccountId, CommuneId, Day, DeviceId, HouseholdId, Level, Millis, Operation, ResidentId,
    SkillId, VillageId,
};
use phone::{
    book::{Book, DoorState},
    visit::{Draft, Kept, Missing},
};
use serde_json::{Value, json};
use sync::{Identity, Making, Replica, SyncResponse};

const TODAY: &str = "2026-11-23";

fn today() -> Day {
    Day::parse(TODAY).unwrap()
}

fn noon() -> Millis {
    Millis(today().start().0 + 12 * 60 * Millis::MINUTE)
}

fn household(id: &str, code: &str, alley: &str, order: u32, head: &str) -> Value {
    json!({
        "id": id, "code": code, "village": "dong", "alley": alley, "order": order, "head": head,
        "assigned": "quy",
        "consents": {"register": {"given": 0, "way": "tapped", "text_version": 1, "to": "quy"}},
        "residents": [{"id": format!("{id}-1"), "name": head, "born": 1968},
                      {"id": format!("{id}-2"), "name": "Trần Hữu Đạt", "born": 1994}],
    })
}

fn street_home(id: &str) -> Value {
    household(id, id, "gieng", 1, "Lê Thị Lan")
}

fn replica(households: Vec<Value>) -> Replica {
    let identity = Identity {
        commune: CommuneId::new("nghi-son").unwrap(),
        account: AccountId::new("quy").unwrap(),
        device: DeviceId::new("may-1").unwrap(),
    };
    let village = json!({"id": "dong", "name": "Thôn Đông", "order": 1, "alleys": [
        {"id": "gieng", "name": "Ngõ Giếng", "order": 1}, {"id": "dinh", "name": "Ngõ Đình", "order": 2}]});
    let mut records = vec![json!({"key": "village:dong", "seq": 1, "body": village})];
    records.extend(
        [("to-1", "quy", "Đậu Bá Quý"), ("to-2", "ha", "Lê Thị Hà")].map(|(team, id, name)| {
            let member = json!({"id": id, "name": name, "role": "member", "from": "2026-07-27"});
            let body = json!({"id": team, "name": team, "villages": [], "members": [member]});
            json!({"key": format!("team:{team}"), "seq": 1, "body": body})
        }),
    );
    records.extend(households.into_iter().map(|body| {
        json!({"key": format!("household:{}", body["id"].as_str().unwrap()), "seq": 2, "body": body})
    }));
    let (mut replica, _rows) = Replica::enrolled(identity, noon());
    receive(&mut replica, 1, records);
    replica
}

/// The server sends records. In a later epoch the replica starts over.
fn receive(replica: &mut Replica, epoch: u32, records: Vec<Value>) {
    let response = json!({
        "epoch": epoch, "safe_seq": 0, "server_time": noon(), "cursor": 2, "records": records,
        "scope": {"role": "member", "areas": ["*", "dong"]}, "start_over": epoch > 1,
    });
    let (round, _) = replica.request("test", noon());
    let response: SyncResponse = serde_json::from_str(&response.to_string()).unwrap();
    let (_rows, _) = replica.receive(round, noon(), response);
}

fn street() -> Replica {
    replica(vec![
        household("h17", "17", "dinh", 1, "Phùng Bá Kỷ"),
        household("h2", "TD-002", "gieng", 2, "Lường Văn Quý"),
        household("h10", "TD-010", "gieng", 10, "Bùi Thị Dưỡng"),
        household("h12", "TD-012", "gieng", 12, "Ngô Thị Hòa"),
    ])
}

fn record(replica: &mut Replica, operations: Vec<Operation>) {
    let mut next = u8::try_from(replica.unsent_count()).unwrap();
    let random = || {
        next += 1;
        [next; 10]
    };
    let making = Making {
        now: noon(),
        random,
    };
    let _rows = replica.record(operations, making).unwrap();
}

fn visit(replica: &mut Replica, id: &str, change: impl FnOnce(&mut Draft)) {
    let household = replica
        .households()
        .find(|it| it.id.as_str() == id)
        .unwrap()
        .clone();
    let mut draft = Draft::new(Millis(noon().0 - 25 * Millis::MINUTE), &household);
    change(&mut draft);
    let operations = draft.operations(&household, noon());
    record(replica, operations);
}

fn codes(cards: &[&phone::book::Card]) -> Vec<String> {
    cards.iter().map(|card| card.number.clone()).collect()
}

#[test]
fn doors_come_in_walking_order_and_go_on_after_the_last_one() {
    let mut replica = street();
    let book = Book::read(&replica, today());
    assert_eq!(codes(&book.today().next), ["2", "10", "12", "17"]);
    assert_eq!(book.lanes(book.mine()).len(), 2);

    visit(&mut replica, "h10", |draft| {
        draft.outcome = Some(VisitOutcome::Absent)
    });
    let book = Book::read(&replica, today());
    assert_eq!(codes(&book.today().next), ["12", "17", "2"]);
    assert_eq!(
        book.card(&HouseholdId::new("h10").unwrap()).unwrap().door,
        DoorState::NotMet
    );
}

#[test]
fn the_colour_of_a_door_is_of_this_month_and_its_star_stays() {
    let visit = |day: &str, outcome: &str| {
        let at = Day::parse(day).unwrap().start().0 + 9 * 60 * Millis::MINUTE;
        json!([{"id": "019ab000-0000-7000-8000-000000000000", "at": at, "author": "quy",
                "outcome": outcome}])
    };
    let met = |month: &str| json!({month: {"dong": {"met": 1}}});
    let mut homes = vec![street_home("h1"), street_home("h2"), street_home("h3")];
    homes[0]["visits"] = visit("2026-08-21", "met");
    homes[0]["months"] = met("2026-08");
    homes[1]["visits"] = visit("2026-11-02", "met");
    homes[1]["months"] = met("2026-11");
    homes[2]["visits"] = visit("2026-11-02", "absent");
    homes[2]["months"] = json!({"2026-11": {"dong": {"absent": 1}}});
    let replica = replica(homes);
    let door = |id: &str, on: Day| {
        let book = Book::read(&replica, on);
        book.card(&HouseholdId::new(id).unwrap()).unwrap().door
    };
    let next_month = today().plus(30);
    assert_eq!(door("h1", today()), DoorState::NotYet, "met in August");
    assert_eq!(door("h2", today()), DoorState::Met);
    assert_eq!(door("h2", next_month), DoorState::NotYet);
    assert_eq!(door("h3", today()), DoorState::NotMet);
    assert_eq!(door("h3", next_month), DoorState::NotYet);
}

#[test]
fn after_a_door_comes_the_next_on_the_way_that_waits() {
    let mut replica = street();
    let next = |replica: &Replica, id: &str| {
        let book = Book::read(replica, today());
        let next = book.next_after(&HouseholdId::new(id).unwrap());
        next.map(|card| card.number.clone())
    };
    assert_eq!(next(&replica, "h10").as_deref(), Some("12"));
    assert_eq!(next(&replica, "h17").as_deref(), Some("2"), "round again");
    visit(&mut replica, "h12", |draft| {
        draft.outcome = Some(VisitOutcome::Absent)
    });
    assert_eq!(next(&replica, "h10").as_deref(), Some("17"));
    for id in ["h17", "h2"] {
        visit(&mut replica, id, |draft| {
            draft.outcome = Some(VisitOutcome::Absent)
        });
    }
    assert_eq!(next(&replica, "h10"), None, "only the door itself is left");
}

#[test]
fn the_nearest_door_that_waits_comes_first() {
    let at = |id: &str, latitude_e6: i32| {
        let mut home = street_home(id);
        home["place"] = json!({"latitude_e6": latitude_e6, "longitude_e6": 105_600_000});
        home
    };
    let homes = vec![
        at("h1", 19_300_000),
        at("h2", 19_301_000),
        street_home("h3"),
        at("h4", 19_310_000),
    ];
    let mut replica = replica(homes);
    let nearest = |replica: &Replica| {
        let here = Place {
            latitude_e6: 19_301_500,
            longitude_e6: 105_600_000,
        };
        let book = Book::read(replica, today());
        let nearest = book.nearest(here).into_iter();
        let told = nearest.map(|(card, metres)| (card.id.to_string(), metres));
        told.collect::<Vec<_>>()
    };
    let found = |id: &str, metres: u32| (id.to_owned(), metres);
    assert_eq!(
        nearest(&replica),
        [found("h2", 56), found("h1", 167), found("h4", 946)]
    );
    visit(&mut replica, "h2", |draft| {
        draft.outcome = Some(VisitOutcome::Absent)
    });
    assert_eq!(nearest(&replica)[0], found("h1", 167));
}

#[test]
fn members_of_other_teams_have_names_too() {
    let book = Book::read(&street(), today());
    let name = |id| book.member_name(&AccountId::new(id).unwrap());
    assert_eq!(name("quy"), Some("Đậu Bá Quý"));
    assert_eq!(name("ha"), Some("Lê Thị Hà"));
    assert_eq!(name("ai"), None);
    assert_eq!(
        book.team.map(|it| it.id.to_string()),
        Some("to-1".to_owned())
    );
}

#[test]
fn a_promise_is_due_on_its_day_and_stays_open_until_it_is_answered() {
    let due = |replica: &Replica| codes(&Book::read(replica, today()).today().due);
    let answered = |replica: &mut Replica, kept: Option<Kept>| {
        let home = replica.households().find(|it| it.id.as_str() == "h2");
        let promise = home.unwrap().follow_ups[0].visit;
        visit(replica, "h2", |draft| {
            draft.promises.extend(kept.map(|kept| (promise, kept)));
        });
    };
    let mut replica = street();
    visit(&mut replica, "h2", |draft| {
        draft.follow_up = Some((today(), "mở tài khoản".into()))
    });
    assert_eq!(due(&replica), ["2"]);
    answered(&mut replica, None);
    assert_eq!(due(&replica), ["2"], "a visit that did not speak of it");
    answered(&mut replica, Some(Kept::NotYet));
    assert_eq!(due(&replica), ["2"]);
    answered(&mut replica, Some(Kept::On(today().plus(3))));
    assert!(due(&replica).is_empty());
    let home = replica.households().find(|it| it.id.as_str() == "h2");
    assert_eq!(home.unwrap().follow_ups[0].due, today().plus(3));
    answered(&mut replica, Some(Kept::Done));
    let home = replica.households().find(|it| it.id.as_str() == "h2");
    assert!(home.unwrap().follow_ups.is_empty());
}

#[test]
fn where_nobody_is_named_nothing_is_chosen_beforehand() {
    let mut unnamed = household("h3", "3", "gieng", 3, "Mai Văn Sơn");
    unnamed["residents"] = json!([]);
    let replica = replica(vec![
        unnamed,
        household("h4", "4", "gieng", 4, "Lê Thị Lan"),
    ]);
    let home = |id: &str| {
        let mut homes = replica.households();
        homes.find(|it| it.id.as_str() == id).unwrap().clone()
    };
    let missing = |id: &str, outcome: Option<VisitOutcome>| {
        let mut draft = Draft::new(noon(), &home(id));
        draft.outcome = outcome.or(draft.outcome);
        draft.missing(&home(id))
    };
    assert_eq!(missing("h3", None), Some(Missing::Outcome));
    assert!(
        Draft::new(noon(), &home("h3"))
            .operations(&home("h3"), noon())
            .is_empty()
    );
    assert_eq!(missing("h3", Some(VisitOutcome::Met)), None);
    assert_eq!(missing("h4", None), Some(Missing::WhoWasMet));
    assert_eq!(missing("h4", Some(VisitOutcome::Absent)), None);
}

#[test]
fn a_touched_level_marks_the_resident_met_and_the_topic_taught() {
    let mut replica = street();
    let catalogue = domain::Catalogue::new(&replica.settings());
    let (resident, skill) = (
        ResidentId::new("h2-1").unwrap(),
        SkillId::new("tt-quet-vietqr").unwrap(),
    );
    visit(&mut replica, "h2", |draft| {
        draft.set_level(&resident, &skill, Level::ALONE, &catalogue)
    });
    let household = replica
        .households()
        .find(|it| it.id.as_str() == "h2")
        .unwrap();
    let visit = household.last_visit().unwrap();
    assert_eq!(
        (visit.met.as_slice(), visit.minutes),
        ([resident.clone()].as_slice(), 25)
    );
    assert_eq!(visit.topics[0].as_str(), "thanh-toan");
    let state = &household.resident(&resident).unwrap().skills[&skill];
    assert_eq!((state.last.level, state.last.seen), (Level::ALONE, true));
    assert_eq!(Book::read(&replica, today()).today().mine.met, 1);
}

#[test]
fn a_visit_that_met_nobody_keeps_nothing_entered_before() {
    let mut replica = street();
    let catalogue = domain::Catalogue::new(&replica.settings());
    let (resident, skill) = (
        ResidentId::new("h2-1").unwrap(),
        SkillId::new("tt-quet-vietqr").unwrap(),
    );
    visit(&mut replica, "h2", |draft| {
        draft.set_level(&resident, &skill, Level::ALONE, &catalogue);
        draft.outcome = Some(VisitOutcome::Absent);
    });
    let household = replica
        .households()
        .find(|it| it.id.as_str() == "h2")
        .unwrap();
    assert!(household.last_visit().unwrap().met.is_empty());
    assert!(household.resident(&resident).unwrap().skills.is_empty());
}

#[test]
fn reading_a_book_again_gives_the_same_as_reading_it_fresh() {
    let mut replica = street();
    let mut book = Book::read(&replica, today());
    let told = |book: &Book| {
        let found = ["th", "quý", "hữu đạt", "nguyn", "12"].map(|query| {
            let found = book.search(query);
            (
                found
                    .cards
                    .iter()
                    .map(|it| it.id.clone())
                    .collect::<Vec<_>>(),
                found.near,
            )
        });
        format!("{book:?} {found:?}")
    };
    let mut holds = |replica: &Replica, day: Day| {
        let anew = told(&Book::read(replica, day));
        let changed = anew != told(&book);
        book = book.read_again(replica, day);
        assert_eq!(told(&book), anew);
        changed
    };
    assert!(!holds(&replica, today()));
    visit(&mut replica, "h2", |draft| {
        draft.outcome = Some(VisitOutcome::Absent)
    });
    assert!(holds(&replica, today()), "what is recorded here");
    let told = |seq: u64, head: &str| {
        let body = household("h10", "TD-010", "gieng", 10, head);
        json!({"key": "household:h10", "seq": seq, "body": body})
    };
    receive(&mut replica, 1, vec![told(3, "Bùi Thị Dương")]);
    assert!(holds(&replica, today()), "what the server tells");
    let settings = json!({"key": "settings:settings", "seq": 4, "body": {"told_counts": false}});
    receive(&mut replica, 1, vec![settings]);
    assert!(holds(&replica, today()), "other settings");
    let village = json!({"id": "dong", "name": "Thôn Đông", "order": 1, "alleys": [
        {"id": "gieng", "name": "Ngõ Giếng", "order": 3}, {"id": "dinh", "name": "Ngõ Đình", "order": 2}]});
    receive(
        &mut replica,
        1,
        vec![json!({"key": "village:dong", "seq": 5, "body": village})],
    );
    assert!(holds(&replica, today()), "another way to walk");
    assert!(holds(&replica, today().plus(1)), "another day");
    receive(&mut replica, 2, vec![told(3, "Bùi Văn Dũng")]);
    assert!(
        holds(&replica, today().plus(1)),
        "a restored server, with the same sequence"
    );
}

#[test]
fn only_what_changed_is_worked_out_again() {
    let mut replica = street();
    let before = Book::read(&replica, today());
    visit(&mut replica, "h2", |draft| {
        draft.outcome = Some(VisitOutcome::Absent)
    });
    let again = before.read_again(&replica, today());
    let taken_over = |id: &str| {
        let id = HouseholdId::new(id).unwrap();
        std::ptr::eq(before.card(&id).unwrap(), again.card(&id).unwrap())
    };
    let ids = ["h10", "h12", "h17", "h2"];
    assert_eq!(ids.map(taken_over), [true, true, true, false]);
}

#[test]
fn a_second_household_of_the_same_name_is_noticed() {
    let replica = street();
    let book = Book::read(&replica, today());
    let village = VillageId::new("dong").unwrap();
    let alike = book.same_name(&replica, &village, "ngo thi hoa");
    assert_eq!(
        alike.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(),
        ["TD-012"]
    );
    assert!(book.same_name(&replica, &village, "Ngô Thị").is_empty());
}

#[test]
fn without_consent_a_visit_carries_no_skill_and_no_note() {
    let mut shy = household("h3", "3", "gieng", 3, "Mai Văn Sơn");
    shy.as_object_mut().unwrap().remove("consents");
    let mut replica = replica(vec![shy]);
    let catalogue = domain::Catalogue::new(&replica.settings());
    let (resident, skill) = (
        ResidentId::new("h3-1").unwrap(),
        SkillId::new("tt-quet-vietqr").unwrap(),
    );
    visit(&mut replica, "h3", |draft| {
        draft.set_level(&resident, &skill, Level::ALONE, &catalogue);
        draft.note = "nhà có máy tính".into();
    });
    let household = replica.households().next().unwrap();
    assert_eq!(household.visits.len(), 1);
    assert!(household.visits[0].note.is_none());
    assert!(household.resident(&resident).unwrap().skills.is_empty());
}

#[test]
fn a_shop_that_stands_still_for_two_weeks_is_told_today() {
    let with_shop = |id: &str, stage: &str, since: &str| {
        let mut household = household(id, id, "gieng", 1, "Lê Thị Lan");
        let mark =
            json!({"at": 0, "entry": "019ab000-0000-7000-8000-000000000000", "author": "quy"});
        household["business"] = json!({"trade": "nước mắm"});
        household["trading"] = json!({"shops": {"voso":
            {"stage": stage, "since": since, "helper": "quy", "mark": mark}}});
        household
    };
    let book = Book::read(
        &replica(vec![
            with_shop("h1", "submitted", "2026-11-09"),
            with_shop("h2", "submitted", "2026-11-10"),
            with_shop("h3", "open", "2026-10-01"),
            with_shop("h4", "considering", "2026-10-01"),
        ]),
        today(),
    );
    let still = book.today().still;
    let found: Vec<_> = still
        .iter()
        .map(|(card, still)| (card.id.as_str(), still.days))
        .collect();
    assert_eq!(found, [("h4", 53), ("h1", 14)]);
}
