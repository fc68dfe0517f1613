//! Help requests: who sees to them, how they end, and that nothing personal need stay.
use super::commune::*;
use domain::*;

fn id(text: &str) -> HelpId {
    HelpId::new(text).unwrap()
}

fn asked(help: &str) -> HelpAsked {
    HelpAsked {
        help: id(help),
        way: HelpWay::Site,
        topic: TopicId::new("nen-tang-so"),
        village: Some(village("dong")),
        household: None,
        name: Some(name("Bùi Thị Dưỡng")),
        phone: Some(Personal::new(Phone::new("0912345678").unwrap())),
        words: note("Không mở được VNeID"),
    }
}

fn ask(commune: &mut Commune, asked: HelpAsked) {
    commune.must(Operation::HelpAsked(Box::new(asked)));
}

fn assigned(help: &str, to: Option<&str>) -> HelpAssigned {
    HelpAssigned {
        help: id(help),
        member: to.map(member),
        household: None,
        village: None,
        due: None,
    }
}

fn closed(help: &str, word: ResidentWord) -> Operation {
    Operation::HelpClosed(HelpClosed {
        help: id(help),
        word,
        note: Some(note("Mở được rồi")),
    })
}

fn help<'a>(commune: &'a Commune, text: &str) -> &'a Help {
    let Record::Help(help) = &commune.records[&RecordKey::Help(id(text))] else {
        panic!("no request {text}")
    };
    help
}

fn open(commune: &Commune, dimension: &str) -> i64 {
    commune.sum(Measure::HelpOpen, "now", dimension)
}

fn give_household(commune: &mut Commune) {
    commune.must(Operation::HouseholdAssigned(HouseholdAssigned {
        households: vec![house("h1")],
        member: Some(member("an")),
    }));
}

#[test]
fn a_request_of_nobody_known_waits_for_the_office() {
    let mut commune = Commune::new();
    ask(&mut commune, asked("a"));
    let it = help(&commune, "a");
    assert_eq!((it.state, it.due), (HelpState::Asked, day("2026-11-07")));
    assert_eq!(it.assigned, None);
    let record = Record::from(it.clone());
    assert_eq!(record.area(), Area::Village(village("dong")));
    assert_eq!(open(&commune, "due:2026-11-07"), 1);
    assert_eq!(
        commune.sum(Measure::HelpAsked, "2026-11", "topic:nen-tang-so"),
        1
    );

    let nowhere = HelpAsked {
        village: None,
        ..asked("b")
    };
    ask(&mut commune, nowhere);
    assert_eq!(
        Record::from(help(&commune, "b").clone()).area(),
        Area::Office
    );
    assert_eq!(open(&commune, "due:2026-11-07"), 2);
}

#[test]
fn a_household_that_is_in_someones_hands_has_its_member_see_to_it() {
    let mut commune = Commune::new();
    give_household(&mut commune);
    let card = HelpAsked {
        way: HelpWay::Card,
        village: None,
        household: Some(house("h1")),
        ..asked("a")
    };
    ask(&mut commune, card);
    let it = help(&commune, "a");
    assert_eq!(it.state, HelpState::Assigned);
    assert_eq!(it.assigned, Some(member("an")));
    assert_eq!(it.village, Some(village("dong")));
    assert_eq!(open(&commune, "member-due:an:2026-11-07"), 1);

    ask(&mut commune, asked("b"));
    let of_household = HelpAssigned {
        household: Some(house("h1")),
        ..assigned("b", None)
    };
    commune.must(Operation::HelpAssigned(of_household));
    assert_eq!(help(&commune, "b").assigned, Some(member("an")));
}

#[test]
fn who_takes_a_request_down_at_the_door_sees_to_it() {
    let mut commune = Commune::new();
    let at_the_door = HelpAsked {
        way: HelpWay::Door,
        household: Some(house("h1")),
        ..asked("a")
    };
    ask(&mut commune, at_the_door);
    assert_eq!(help(&commune, "a").assigned, Some(member("an")));
}

#[test]
fn a_request_of_a_merged_household_goes_to_the_one_that_stays() {
    let mut commune = Commune::new();
    commune.register("h2", "doai");
    commune.must(Operation::HouseholdsMerged(HouseholdsMerged {
        keep: house("h1"),
        gone: house("h2"),
    }));
    let card = HelpAsked {
        village: None,
        household: Some(house("h2")),
        ..asked("a")
    };
    ask(&mut commune, card);
    let it = help(&commune, "a");
    assert_eq!(it.household, Some(house("h1")));
    assert_eq!(it.village, Some(village("dong")));
}

#[test]
fn what_is_not_there_is_refused() {
    let mut commune = Commune::new();
    ask(&mut commune, asked("a"));
    let refused = |commune: &mut Commune, change: fn(&mut HelpAsked)| {
        let mut asked = asked("b");
        change(&mut asked);
        commune.refuses(Operation::HelpAsked(Box::new(asked)))
    };
    use RefusalCode::*;
    assert_eq!(refused(&mut commune, |it| it.help = id("a")), HelpExists);
    assert_eq!(
        refused(&mut commune, |it| it.topic = TopicId::new("x")),
        TopicUnknown
    );
    assert_eq!(
        refused(&mut commune, |it| it.village = Some(village("x"))),
        VillageUnknown
    );
    assert_eq!(
        refused(&mut commune, |it| it.household = Some(house("x"))),
        HouseholdUnknown
    );
    let unknown = Operation::HelpAssigned(assigned("x", Some("an")));
    assert_eq!(commune.refuses(unknown), HelpUnknown);
    for due in ["2026-11-01", "2027-11-04"] {
        let due = HelpAssigned {
            due: Some(day(due)),
            ..assigned("a", None)
        };
        assert_eq!(
            commune.refuses(Operation::HelpAssigned(due)),
            HelpDueImpossible
        );
    }
}

#[test]
fn an_answer_keeps_it_open_and_the_askers_first_word_closes_it() {
    let mut commune = Commune::new();
    ask(&mut commune, asked("a"));
    let given = HelpAssigned {
        due: Some(day("2026-11-04")),
        ..assigned("a", Some("binh"))
    };
    commune.must(Operation::HelpAssigned(given));
    commune.must(Operation::HelpAnswered(HelpAnswered {
        help: id("a"),
        answer: note("Mai tôi đến"),
    }));
    assert_eq!(help(&commune, "a").state, HelpState::Answered);
    assert!(help(&commune, "a").is_late(day("2026-11-05")));
    assert!(!help(&commune, "a").is_late(day("2026-11-04")));
    commune.at = noon("2026-12-01");
    commune.must(closed("a", ResidentWord::Partly));
    commune.must(closed("a", ResidentWord::Solved));
    let it = help(&commune, "a").clone();
    assert_eq!(it.closing.unwrap().word, ResidentWord::Partly);
    assert_eq!(open(&commune, "due:2026-11-04"), 0);
    assert_eq!(commune.sum(Measure::HelpClosed, "2026-12", ""), 1);
    assert_eq!(
        commune.sum(Measure::HelpClosed, "2026-12", "member:binh"),
        1
    );
    let late = Operation::HelpAssigned(assigned("a", Some("an")));
    assert_eq!(commune.refuses(late), RefusalCode::HelpIsOver);
}

#[test]
fn rubbish_is_dismissed_and_counts_for_nothing() {
    let mut commune = Commune::new();
    ask(&mut commune, asked("a"));
    let dismissed = || Operation::HelpDismissed(HelpDismissed { help: id("a") });
    commune.must(dismissed());
    assert_eq!(commune.sum(Measure::HelpAsked, "2026-11", ""), 0);
    assert_eq!(open(&commune, "due:2026-11-07"), 0);
    assert_eq!(commune.refuses(dismissed()), RefusalCode::HelpIsOver);
}

#[test]
fn an_erased_request_leaves_no_word_and_the_log_folds_to_the_same() {
    let mut commune = Commune::new();
    ask(&mut commune, asked("a"));
    commune.must(closed("a", ResidentWord::Solved));
    commune.must(Operation::HelpErased(HelpErased { help: id("a") }));
    for entry in &mut commune.log {
        blank_help(&mut entry.operation);
    }
    let log = serde_json::to_string(&commune.log[commune.log.len() - 3..]).unwrap();
    let record = commune.records[&RecordKey::Help(id("a"))].to_json();
    for text in [log, record] {
        for personal in ["Dưỡng", "0912345678", "VNeID", "Mở được"] {
            assert!(!text.contains(personal), "{text}");
        }
    }
    assert_eq!(Commune::fold(&commune.log), commune.records);
    assert_eq!(help(&commune, "a").state, HelpState::Closed);
    assert_eq!(commune.sum(Measure::HelpClosed, "2026-11", ""), 1);
}

#[test]
fn what_comes_late_on_an_erased_request_is_taken_without_its_words() {
    let mut commune = Commune::new();
    ask(&mut commune, asked("a"));
    commune.must(Operation::HelpErased(HelpErased { help: id("a") }));
    assert_eq!(help(&commune, "a").state, HelpState::Erased);
    let mut records = Records::default();
    records.insert(commune.records[&RecordKey::Help(id("a"))].clone());
    let mut late = closed("a", ResidentWord::Solved);
    blank_erased(&mut late, &records);
    assert!(!serde_json::to_string(&late).unwrap().contains("Mở"));
    commune.must(late);
    assert_eq!(help(&commune, "a").state, HelpState::Erased);
}

#[test]
fn the_public_asks_and_does_nothing_else() {
    let mut commune = Commune::new();
    ask(&mut commune, asked("a"));
    let record = &commune.records[&RecordKey::Help(id("a"))];
    let asks = Operation::HelpAsked(Box::new(asked("b")));
    assert!(Scope::public().may_write(&asks, []));
    assert!(!Scope::public().may_write(&closed("a", ResidentWord::Solved), [record]));
    let elsewhere = Scope::member(Role::Member, [village("doai")]);
    assert!(!elsewhere.may_write(&asks, []));
    assert!(!elsewhere.may_write(&closed("a", ResidentWord::Solved), [record]));
    let here = |role| Scope::member(role, [village("dong")]);
    assert!(here(Role::Member).may_write(&closed("a", ResidentWord::Solved), [record]));
    let hands_on = Operation::HelpAssigned(assigned("a", Some("an")));
    assert!(!here(Role::Member).may_write(&hands_on, [record]));
    assert!(here(Role::Leader).may_write(&hands_on, [record]));
}
