//! What is said of something may arrive before the thing itself, out of a phone's journal after a
//! restore: in every order the same stands in the end. What is refused is brought again, as the
//! server does with what waits.
use super::classes::{came, class, held, plan, planned};
use super::commune::*;
use domain::household::{Purpose, Stage, VisitOutcome};
use domain::*;
use std::fmt::Debug;

const HOUR_MS: i64 = 60 * Millis::MINUTE;

/// Said one after the other, an hour apart.
fn said(operations: Vec<Operation>) -> Vec<Entry> {
    let of = |(number, operation): (u8, Operation)| {
        let at = Millis(noon("2026-11-20").0 + i64::from(number) * HOUR_MS);
        Entry::new(
            EntryId::made(at, [number; 10]),
            CommuneId::new("nghi-son").unwrap(),
            member("an"),
            DeviceId::new("may").unwrap(),
            at,
            operation,
        )
    };
    (1..).zip(operations).map(of).collect()
}

fn id_of(number: u8) -> EntryId {
    EntryId::made(
        Millis(noon("2026-11-20").0 + i64::from(number) * HOUR_MS),
        [number; 10],
    )
}

fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in orders(count - 1) {
        for place in 0..count {
            let mut order = shorter.clone();
            order.insert(place, count - 1);
            all.push(order);
        }
    }
    all
}

/// Two households with consent, a business at the first, a class and a request.
fn base() -> Commune {
    let mut commune = Commune::new();
    commune.at = noon("2026-11-02");
    commune.must(planned("c1", plan("2026-11-20", "14:00", "16:00")));
    commune.register("h2", "doai");
    commune
}

fn arriving(entries: &[Entry], order: &[usize]) -> Commune {
    let mut commune = base();
    let mut left: Vec<&Entry> = order.iter().map(|place| &entries[*place]).collect();
    loop {
        let before = left.len();
        left.retain(|entry| commune.apply((*entry).clone()).is_err());
        if left.is_empty() {
            return commune;
        }
        assert!(left.len() < before, "{order:?}: {left:?} are never taken");
    }
}

/// In every order as in the order in which it was said.
fn same<T: PartialEq + Debug>(operations: Vec<Operation>, told: impl Fn(&Commune) -> T) -> T {
    let entries = said(operations);
    let in_order: Vec<usize> = (0..entries.len()).collect();
    let expected = told(&arriving(&entries, &in_order));
    for order in orders(entries.len()) {
        let found = told(&arriving(&entries, &order));
        assert_eq!(found, expected, "{order:?}");
    }
    expected
}

fn promised(household: &str, finishes: Vec<EntryId>) -> Operation {
    let mut visit = visit(household, VisitOutcome::Met, &[]);
    visit.finishes = finishes;
    visit.follow_up = Some(Promise {
        due: day("2026-12-01"),
        reason: None,
    });
    Operation::VisitRecorded(Box::new(visit))
}

fn finished(number: u8) -> Operation {
    Operation::FollowUpFinished(FollowUpFinished {
        household: house("h1"),
        follow_up: id_of(number),
    })
}

fn handed_on(number: u8, to: &str) -> Operation {
    Operation::FollowUpHandedOn(FollowUpHandedOn {
        household: house("h1"),
        follow_up: id_of(number),
        to: member(to),
        due: day("2026-12-05"),
    })
}

fn open(commune: &Commune) -> Vec<(EntryId, MemberId)> {
    let open = commune.household("h1").follow_ups.iter();
    open.map(|it| (it.visit, it.to.clone())).collect()
}

#[test]
fn a_follow_up_finished_before_its_visit_arrives_is_not_opened() {
    let all = vec![promised("h1", Vec::new()), finished(1)];
    assert_eq!(same(all, open), []);
    let by_visit = vec![promised("h1", Vec::new()), promised("h1", vec![id_of(1)])];
    assert_eq!(same(by_visit, open), [(id_of(2), member("an"))]);
}

#[test]
fn of_two_to_whom_a_follow_up_was_handed_the_later_stands() {
    let all = vec![
        promised("h1", Vec::new()),
        handed_on(1, "binh"),
        handed_on(1, "chi"),
        promised("h1", Vec::new()),
    ];
    let open = same(all, open);
    assert!(open.contains(&(id_of(1), member("chi"))), "{open:?}");
    assert_eq!(open.len(), 2);
    let all = vec![
        promised("h1", Vec::new()),
        handed_on(1, "binh"),
        finished(1),
    ];
    assert_eq!(same(all, self::open), []);
}

#[test]
fn who_leaves_the_commune_is_owed_what_was_promised_since() {
    let left = |back| {
        Operation::HouseholdLeft(HouseholdLeft {
            household: house("h1"),
            back,
        })
    };
    let all = vec![
        promised("h1", Vec::new()),
        left(false),
        left(true),
        promised("h1", Vec::new()),
    ];
    assert_eq!(same(all, open), [(id_of(4), member("an"))]);
}

#[test]
fn promises_of_merged_households_come_along_in_every_order() {
    let all = vec![
        promised("h2", Vec::new()),
        Operation::FollowUpFinished(FollowUpFinished {
            household: house("h2"),
            follow_up: id_of(1),
        }),
        promised("h2", Vec::new()),
        Operation::HouseholdsMerged(HouseholdsMerged {
            keep: house("h1"),
            gone: house("h2"),
        }),
        handed_on(3, "chi"),
    ];
    assert_eq!(same(all, open), [(id_of(3), member("chi"))]);
}

fn joined(household: &str, people: u8) -> Operation {
    Operation::ClassJoined(ClassJoined {
        class: class("c1"),
        people,
        household: Some(house(household)),
        contact: None,
        unconfirmed: false,
        confirms: None,
    })
}

fn left_class(household: Option<&str>, sign_up: Option<EntryId>) -> Operation {
    Operation::ClassLeft(ClassLeft {
        class: class("c1"),
        household: household.map(house),
        sign_up,
    })
}

fn of_class(commune: &Commune) -> &Class {
    match &commune.records[&RecordKey::Class(class("c1"))] {
        Record::Class(class) => class,
        other => panic!("no class: {other:?}"),
    }
}

fn signed(commune: &Commune) -> Vec<(HouseholdId, u8)> {
    let signed = of_class(commune).signed.iter();
    let mut signed: Vec<_> = signed
        .map(|it| (it.household.clone().unwrap(), it.people))
        .collect();
    signed.sort();
    signed
}

#[test]
fn who_took_a_sign_up_back_is_not_signed_up_by_what_was_said_before() {
    let all = vec![joined("h1", 2), left_class(Some("h1"), None)];
    assert_eq!(same(all, signed), []);
    let all = vec![
        joined("h1", 2),
        left_class(Some("h1"), None),
        joined("h1", 1),
    ];
    assert_eq!(same(all, signed), [(house("h1"), 1)]);
    let all = vec![joined("h1", 1), joined("h1", 2), joined("h2", 1)];
    assert_eq!(same(all, signed), [(house("h1"), 2), (house("h2"), 1)]);
    let all = vec![joined("h1", 2), left_class(None, Some(id_of(1)))];
    assert_eq!(same(all, signed), []);
}

#[test]
fn a_sign_up_made_before_the_result_was_told_counts_after_it_too() {
    let all = vec![joined("h1", 2), Operation::ClassHeld(held("c1", 9))];
    assert_eq!(same(all, signed), [(house("h1"), 2)]);
    let mut commune = base();
    commune.at = noon("2026-11-20");
    commune.must(Operation::ClassHeld(held("c1", 9)));
    commune.at = Millis(commune.at.0 + HOUR_MS);
    assert_eq!(commune.refuses(joined("h1", 2)), RefusalCode::ClassOver);
}

#[test]
fn attendance_taken_back_stays_so_and_what_was_told_since_counts() {
    let attended = |people| Operation::ClassAttended(came("h1", &["p1"], people));
    let mistaken = || {
        Operation::ClassAttended(ClassAttended {
            mistaken: true,
            ..came("h1", &[], 0)
        })
    };
    let people = |commune: &Commune| {
        let home = commune.household("h1");
        let came = home.classes.iter();
        let came: Vec<_> = came.map(|it| (it.residents.clone(), it.people)).collect();
        (came, home.residents[0].trained)
    };
    let all = vec![attended(1), mistaken()];
    assert_eq!(same(all, people), (vec![], None));
    let all = vec![attended(5), attended(4), mistaken(), attended(1)];
    let came = (vec![person("p1")], 1);
    assert_eq!(same(all, people), (vec![came], Some(day("2026-11-20"))));
    let all = vec![attended(5), attended(1), attended(3)];
    assert_eq!(same(all, people).0, [(vec![person("p1")], 5)]);
}

#[test]
fn a_photo_of_a_class_that_was_taken_away_does_not_come_back() {
    let photo = |id: &str, removed| {
        Operation::ClassPhotographed(ClassPhotographed {
            class: class("c1"),
            photo: PhotoId::new(id).unwrap(),
            removed,
        })
    };
    let shown = |commune: &Commune| of_class(commune).photo.clone().map(|it| it.id);
    let all = vec![photo("mot", false), photo("mot", true)];
    assert_eq!(same(all, shown), None);
    let all = vec![
        photo("mot", false),
        photo("hai", false),
        photo("hai", true),
        photo("ba", false),
    ];
    assert_eq!(same(all, shown), PhotoId::new("ba"));
    let all = vec![photo("mot", false), photo("hai", false), photo("hai", true)];
    assert_eq!(same(all, shown), None);
}

fn business() -> Operation {
    Operation::BusinessRegistered(BusinessRegistered {
        household: house("h1"),
        name: label("Nước mắm cô Dưỡng"),
        trade: label("Nước mắm"),
        owner: None,
    })
}

#[test]
fn an_account_removed_before_it_arrives_is_not_there() {
    let all = vec![
        Operation::ConsentGiven(ConsentGiven {
            household: house("h1"),
            purpose: Purpose::AccountNumber,
            way: household::ConsentWay::Signed,
            text_version: 1,
        }),
        business(),
        Operation::PaymentAccountRecorded(Box::new(PaymentAccountRecorded {
            household: house("h1"),
            bank: BankBin::new("970436").unwrap(),
            number: Personal::new(AccountNumber::new("0123456789").unwrap()),
            card: false,
            holder: name("BUI THI DUONG"),
            holder_resident: None,
        })),
        Operation::PaymentAccountRemoved(PaymentAccountRemoved {
            household: house("h1"),
        }),
    ];
    let entries = said(all.clone());
    let account = |commune: &Commune| commune.household("h1").trading.clone()?.account;
    assert_eq!(same(all, account), None);
    // Nor does the log keep the number.
    let removed_first = arriving(&entries, &[0, 1, 3]);
    let mut records = Records::default();
    records.insert(removed_first.records[&RecordKey::Household(house("h1"))].clone());
    let mut late = entries[2].clone();
    blank_taken_back(&mut late, &records);
    let late = serde_json::to_string(&late).unwrap();
    assert!(
        !late.contains("0123456789") && !late.contains("DUONG"),
        "{late}"
    );
}

#[test]
fn a_shop_opened_before_its_address_arrives_waits_for_it() {
    let shop = |stage, link: Option<&str>| {
        Operation::ShopAdvanced(Box::new(ShopAdvanced {
            household: house("h1"),
            marketplace: MarketplaceId::new("shopee").unwrap(),
            stage,
            on: day("2026-11-20"),
            link: link.map(|it| Link::new(it).unwrap()),
            helper: None,
            obstacle: None,
        }))
    };
    let all = vec![
        business(),
        shop(Stage::Submitted, Some("https://shopee.vn/co-duong")),
        shop(Stage::Open, None),
        observed("h1", "p1", "tmdt-mo-gian-hang", 2, true),
    ];
    let is_open = |commune: &Commune| {
        let trading = commune.household("h1").trading.clone().unwrap();
        trading.sells_online()
    };
    assert!(same(all, is_open));
}

#[test]
fn what_was_observed_before_someone_moved_stands_where_they_live_now() {
    let all = vec![
        observed("h1", "p1", "tt-quet-vietqr", 2, true),
        Operation::ResidentMoved(ResidentMoved {
            from: house("h1"),
            to: house("h2"),
            resident: person("p1"),
        }),
    ];
    let skills = |commune: &Commune| commune.household("h2").residents[0].skills.len();
    assert_eq!(same(all, skills), 1);
}

#[test]
fn a_request_is_answered_and_given_to_someone_whatever_arrives_first() {
    let help = || HelpId::new("a").unwrap();
    let assigned = |to: &str, due: Option<&str>| {
        Operation::HelpAssigned(HelpAssigned {
            help: help(),
            member: Some(member(to)),
            household: None,
            village: None,
            due: due.map(day),
        })
    };
    let answered = |text: &str| {
        Operation::HelpAnswered(HelpAnswered {
            help: help(),
            answer: note(text),
        })
    };
    let closed = |word| {
        Operation::HelpClosed(HelpClosed {
            help: help(),
            word,
            note: None,
        })
    };
    let asked = Operation::HelpAsked(Box::new(HelpAsked {
        help: help(),
        way: HelpWay::Site,
        topic: None,
        village: Some(village("dong")),
        household: None,
        name: None,
        phone: None,
        words: note("Không mở được VNeID"),
    }));
    let all = vec![
        asked,
        assigned("binh", Some("2026-12-01")),
        assigned("chi", None),
        answered("Mai đến"),
        closed(ResidentWord::Solved),
        closed(ResidentWord::NotSolved),
    ];
    let told = |commune: &Commune| match &commune.records[&RecordKey::Help(help())] {
        Record::Help(help) => (
            help.assigned.clone(),
            help.due,
            help.answer.clone(),
            help.closing.clone().map(|it| it.word),
            help.state,
        ),
        other => panic!("no request: {other:?}"),
    };
    let (to, due, answer, word, state) = same(all, told);
    assert_eq!(to, Some(member("chi")));
    assert_eq!(due, day("2026-12-01"));
    assert_eq!(answer.unwrap().text, note("Mai đến"));
    assert_eq!(
        (word, state),
        (Some(ResidentWord::Solved), HelpState::Closed)
    );
}
