//! The later word stands: words on several households, mergers among them, make the same records in
//! whichever order they arrive.
use super::classes::{came, class, plan, planned};
use super::commune::*;
use domain::household::{ConsentWay, Hearing, PaymentStep, Purpose, Stage, Status, VisitOutcome};
use domain::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const AUTHORS: [&str; 3] = ["an", "binh", "chi"];
const HOUSES: [&str; 3] = ["h1", "h2", "h3"];
const FIELDS: usize = 8;
const HOUR_MS: i64 = 60 * Millis::MINUTE;

/// Something said: what, of which household, and which of a few values.
#[derive(Clone, Copy, Debug)]
struct Word {
    kind: usize,
    house: usize,
    value: usize,
}

fn bulletin() -> BulletinId {
    BulletinId::new("b1").unwrap()
}

fn trade(text: &str) -> household::Business {
    household::Business { trade: label(text) }
}

fn account_consent(household: &str) -> Operation {
    Operation::ConsentGiven(ConsentGiven {
        household: house(household),
        purpose: Purpose::AccountNumber,
        way: ConsentWay::Signed,
        text_version: 1,
    })
}

/// Three households with a resident and a business each, one more that someone may move to, a class
/// and a bulletin.
fn base() -> Commune {
    let mut commune = super::bulletin::on_show();
    commune.at = noon("2026-11-02");
    commune.must(planned("c1", plan("2026-11-20", "14:00", "16:00")));
    for (id, resident) in [("h2", "p2"), ("h3", "p3"), ("h4", "p4")] {
        let mut registered = registration(id, "dong");
        registered.business = Some(trade("Nước mắm"));
        commune.must(Operation::HouseholdRegistered(Box::new(registered)));
        commune.consent(id);
        commune.add(id, resident, Some(1990));
    }
    for id in HOUSES {
        commune.must(account_consent(id));
    }
    let mut registered = HouseholdCorrected::of(house("h1"));
    registered.business = Some(BusinessChange::Is(trade("Bún cá")));
    commune.must(Operation::HouseholdCorrected(Box::new(registered)));
    commune
}

fn corrected(household: &str, field: usize, text: &str) -> Operation {
    let mut it = HouseholdCorrected::of(house(household));
    let number = text.len();
    match field {
        0 => it.head = Some(name(text)),
        1 => it.address = Some(name(text)),
        2 => {
            it.phones = Some(vec![Personal::new(
                Phone::new(&format!("091234567{}", number % 10)).unwrap(),
            )])
        }
        3 => {
            it.place = Some(Personal::new(household::Place {
                latitude_e6: number as i32,
                longitude_e6: 0,
            }));
        }
        4 => it.order = Some(number as u32),
        5 => {
            it.children = Some(household::Children {
                under_6: number as u8,
                from_6_to_15: 0,
                from_16_to_17: 0,
            });
        }
        6 => {
            it.business = Some(BusinessChange::Is(household::Business {
                trade: label(text),
            }))
        }
        _ => {
            return Operation::BusinessCorrected(BusinessCorrected {
                household: house(household),
                name: Some(label(text)),
                trade: None,
                owner: None,
            });
        }
    }
    Operation::HouseholdCorrected(Box::new(it))
}

fn visit_id(number: u8) -> EntryId {
    EntryId::made(at(number), [number; 10])
}

fn at(number: u8) -> Millis {
    Millis(noon("2026-11-20").0 + i64::from(number) * HOUR_MS)
}

/// The operation that a word stands for; `visits` are those said so far.
fn operation(word: Word, number: u8, visits: &[(usize, u8)]) -> Operation {
    let id = HOUSES[word.house];
    let (household, value) = (house(id), word.value);
    let text = format!("{id} {}", "x".repeat(usize::from(number)));
    let resident = person(["p1", "p2", "p3"][word.house]);
    let shopee = || MarketplaceId::new("shopee").unwrap();
    let product = ProductId::new("sp").unwrap();
    match word.kind {
        0..FIELDS => corrected(id, word.kind, &text),
        8 => {
            let mut it = HouseholdCorrected::of(household);
            it.head_resident = Some(resident);
            Operation::HouseholdCorrected(Box::new(it))
        }
        9 => Operation::BusinessCorrected(BusinessCorrected {
            household,
            name: None,
            trade: None,
            owner: Some(resident),
        }),
        10 if value == 0 => Operation::ConsentWithdrawn(ConsentWithdrawn {
            household,
            purpose: Purpose::PublicPhone,
        }),
        10 => Operation::ConsentGiven(ConsentGiven {
            household,
            purpose: Purpose::PublicPhone,
            way: ConsentWay::Tapped,
            text_version: 1,
        }),
        11 => Operation::BulletinHeard(BulletinHeard {
            household,
            bulletin: bulletin(),
            how: [None, Some(Hearing::Heard), Some(Hearing::ReadOut)][value],
        }),
        12 => Operation::PaymentStepDone(PaymentStepDone {
            household,
            step: PaymentStep::ScanTest,
            done: value > 0,
        }),
        13 => Operation::PapersTicked(PapersTicked {
            household,
            papers: [(PaperId::new("can-cuoc-hai-mat").unwrap(), value > 0)].into(),
        }),
        14 => Operation::ShopAdvanced(Box::new(ShopAdvanced {
            household,
            marketplace: shopee(),
            stage: [Stage::Considering, Stage::Submitted, Stage::Open][value],
            on: day("2026-11-19"),
            link: (value > 0).then(|| Link::new(&format!("https://shopee.vn/{number}")).unwrap()),
            helper: None,
            obstacle: None,
        })),
        15 => Operation::SalesTold(SalesTold {
            household,
            month: Month::parse("2026-10").unwrap(),
            orders: Some(u32::from(number)),
            online: None,
            total: None,
        }),
        16 => Operation::IncomeBeforeTold(IncomeBeforeTold {
            household,
            month: (value > 0).then_some(u64::from(number)),
        }),
        17 if value == 0 => Operation::PaymentAccountRemoved(PaymentAccountRemoved { household }),
        17 => Operation::PaymentAccountRecorded(Box::new(PaymentAccountRecorded {
            household,
            bank: BankBin::new("970436").unwrap(),
            number: Personal::new(AccountNumber::new(&format!("01234567{number:02}")).unwrap()),
            card: false,
            holder: name("BUI THI DUONG"),
            holder_resident: None,
        })),
        18 if value == 0 => Operation::ProductRemoved(ProductRemoved { household, product }),
        18 => Operation::ProductSet(Box::new(ProductSet {
            household,
            product,
            sheet: [(
                ColumnId::new("ten").unwrap(),
                SheetText::new(&text).unwrap(),
            )]
            .into(),
            listed: Vec::new(),
            photos: Vec::new(),
        })),
        19 => Operation::HouseholdAssigned(HouseholdAssigned {
            households: vec![household],
            member: (value > 0).then(|| member(AUTHORS[value])),
        }),
        20 => Operation::DifferencesSettled(DifferencesSettled { household }),
        21 if value == 0 => Operation::ClassAttended(ClassAttended {
            mistaken: true,
            ..came(id, &[], 0)
        }),
        21 => Operation::ClassAttended(came(id, &[resident.as_str()], value as u8)),
        22 => Operation::SkillObserved(SkillObserved {
            household,
            resident,
            skill: skill("tt-quet-vietqr"),
            level: Level::new(value as u8).unwrap(),
            seen: number % 2 == 0,
        }),
        23 => {
            let mut it = visit(id, VisitOutcome::Absent, &[]);
            it.follow_up = Some(Promise {
                due: day("2026-12-01"),
                reason: None,
            });
            Operation::VisitRecorded(Box::new(it))
        }
        24 => match visits.get(value) {
            Some((of, visit)) if number % 2 == 0 => Operation::FollowUpFinished(FollowUpFinished {
                household: house(HOUSES[*of]),
                follow_up: visit_id(*visit),
            }),
            Some((of, visit)) => Operation::FollowUpHandedOn(FollowUpHandedOn {
                household: house(HOUSES[*of]),
                follow_up: visit_id(*visit),
                to: member("dung"),
                due: day("2026-12-05"),
            }),
            None => Operation::DifferencesSettled(DifferencesSettled { household }),
        },
        25 => Operation::ResidentCorrected(ResidentCorrected {
            household,
            resident,
            name: Some(name(&text)),
            born: None,
            listed: false,
        }),
        26 => Operation::ResidentMoved(ResidentMoved {
            from: household,
            to: house("h4"),
            resident,
        }),
        _ => Operation::HouseholdsMerged(HouseholdsMerged {
            keep: house(HOUSES[0]),
            gone: house(HOUSES[1 + value % 2]),
        }),
    }
}

const KINDS: usize = 28;

/// An hour apart, each author with one word at most on a field of a household or resident: who said
/// something twice meant the second, and nobody has seen what others said.
fn said(words: &[Word]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut told: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let (mut visits, mut merged, mut moved) = (Vec::new(), [false; 2], [false; 3]);
    // Whom a mistake told of one household takes back at another, after both were merged and someone
    // moved, depends on which arrives first.
    let merges = words.iter().any(|word| word.kind == KINDS - 1);
    // Nor is it known where what was told differently of someone stood when it was settled.
    let moves = words.iter().any(|word| word.kind == 26);
    for (number, word) in (1u8..).zip(words) {
        let mut author = AUTHORS[word.value];
        if word.kind < FIELDS || word.kind == 25 {
            let of = if word.kind == 25 { word.house } else { 0 };
            let times = told.entry((word.kind, of)).or_default();
            let Some(next) = AUTHORS.get(*times) else {
                continue;
            };
            (author, *times) = (next, *times + 1);
        }
        match word.kind {
            23 => visits.push((word.house, number)),
            21 if merges && word.value == 0 => continue,
            20 | 24 if moves => continue,
            26 if std::mem::replace(&mut moved[word.house], true) => continue,
            27.. if std::mem::replace(&mut merged[word.value % 2], true) => continue,
            _ => {}
        }
        entries.push(Entry::new(
            EntryId::made(at(number), [number; 10]),
            CommuneId::new("nghi-son").unwrap(),
            member(author),
            DeviceId::new("may").unwrap(),
            at(number),
            operation(*word, number, &visits),
        ));
    }
    entries
}

/// Each entry keeps its number in the log, so that only the order of arrival differs; what is
/// refused is brought again.
fn arriving(entries: &[(Seq, Entry)]) -> Commune {
    let mut commune = base();
    let mut left: Vec<&(Seq, Entry)> = entries.iter().collect();
    loop {
        let before = left.len();
        left.retain(|(seq, entry)| commune.apply_as(entry.clone(), *seq).is_err());
        if left.is_empty() {
            return commune;
        }
        assert!(left.len() < before, "never taken: {left:?}");
    }
}

/// Every record as it is written, with the residents of a household by their ids: they stand in the
/// order in which they came. Of a household that was merged only where it leads, and of books, whose
/// lists stand in the order of arrival, what they tell.
fn told(commune: &Commune) -> Vec<String> {
    let told = |record: &Record| match record {
        Record::Household(it) if matches!(it.status, Status::MergedInto(_)) => {
            format!("{} {:?}", it.id, it.status)
        }
        Record::Household(it) => {
            let mut it = it.clone();
            it.residents.sort_by(|one, other| one.id.cmp(&other.id));
            Record::Household(it).to_json()
        }
        Record::Book(it) => format!("{} {:?}", it.id, it.months()),
        _ => record.to_json(),
    };
    commune.records.values().map(told).collect()
}

fn word() -> impl Strategy<Value = Word> {
    (0..KINDS, 0usize..3, 0usize..3).prop_map(|(kind, house, value)| Word { kind, house, value })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_order_of_arrival_and_of_merging_makes_the_same_records(
        words in prop::collection::vec(word(), 2..12),
        // Often about the same few things, so that they meet.
        few in prop::option::of(prop::collection::vec(0..KINDS, 1..4)),
        merges in prop::collection::vec((0usize..12, 0usize..2), 0..3),
        keys in prop::collection::vec(any::<u32>(), 16),
    ) {
        let mut words = words;
        if let Some(few) = few {
            for (place, word) in words.iter_mut().enumerate() {
                word.kind = few[place % few.len()];
            }
        }
        for (place, gone) in merges {
            let merge = Word { kind: KINDS - 1, house: 0, value: gone };
            words.insert(place.min(words.len()), merge);
        }
        let entries = said(&words);
        let in_order: Vec<_> = (1_000..).map(Seq).zip(entries).collect();
        let mut keyed: Vec<_> = in_order.iter().cloned().zip(keys.iter().cycle()).collect();
        keyed.sort_by_key(|((seq, _), key)| key.rotate_left(seq.0 as u32 % 32));
        let shuffled: Vec<_> = keyed.into_iter().map(|(entry, _)| entry).collect();
        let (one, other) = (told(&arriving(&in_order)), told(&arriving(&shuffled)));
        let differing: Vec<_> = one.iter().zip(&other).filter(|(one, other)| one != other).collect();
        prop_assert!(differing.is_empty() && one.len() == other.len(), "{differing:#?}");
    }
}

#[test]
fn who_moved_before_the_attendance_arrived_was_trained_all_the_same() {
    let words = [
        Word {
            kind: 21,
            house: 0,
            value: 1,
        },
        Word {
            kind: 26,
            house: 0,
            value: 0,
        },
    ];
    let entries: Vec<_> = (1_000..).map(Seq).zip(said(&words)).collect();
    for order in [[0, 1], [1, 0]] {
        let commune = arriving(&order.map(|place| entries[place].clone()));
        let moved = commune.household("h4").resident(&person("p1")).unwrap();
        assert_eq!(moved.trained, Some(day("2026-11-20")), "{order:?}");
    }
}

fn class_of(commune: &Commune) -> &Class {
    match &commune.records[&RecordKey::Class(class("c1"))] {
        Record::Class(class) => class,
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_signed_up_before_a_class_was_called_off_is_on_its_list_in_every_order() {
    let joined = |household: &str| {
        Operation::ClassJoined(ClassJoined {
            class: class("c1"),
            people: 1,
            household: Some(house(household)),
            contact: None,
            unconfirmed: false,
            confirms: None,
        })
    };
    let called_off = Operation::ClassCancelled(ClassCancelled {
        class: class("c1"),
        reason: label("Trời bão"),
    });
    let said = [(1, joined("h1")), (2, called_off), (3, joined("h2"))];
    let entry = |(hour, operation): (i64, Operation)| {
        let at = Millis(noon("2026-11-19").0 + hour * HOUR_MS);
        Entry::new(
            EntryId::made(at, [hour as u8; 10]),
            CommuneId::new("nghi-son").unwrap(),
            member("an"),
            DeviceId::new("may").unwrap(),
            at,
            operation,
        )
    };
    let entries = said.map(entry);
    for order in [
        [0, 1, 2],
        [1, 0, 2],
        [2, 1, 0],
        [2, 0, 1],
        [0, 2, 1],
        [1, 2, 0],
    ] {
        let mut commune = base();
        for place in order {
            let outcome = commune.apply(entries[place].clone());
            let late = place == 2 && class_of(&commune).state.is_cancelled();
            assert_eq!(
                outcome.err().map(|it| it.code),
                late.then_some(RefusalCode::ClassCancelled)
            );
        }
        let class = class_of(&commune);
        assert!(class.state.is_cancelled());
        let signed: Vec<_> = class.signed.iter().map(|it| it.household.clone()).collect();
        assert_eq!(signed, [Some(house("h1"))], "{order:?}");
    }
}

/// The office registers it after a restore, from the work that waits for it; then the phone that
/// had found it brings its own entry.
#[test]
fn a_household_that_the_office_registered_meanwhile_is_the_one_that_was_found_at_the_door() {
    let mut commune = Commune::new();
    let office = HouseholdRegistered {
        listed: true,
        code: label("D-700"),
        ..registration("h7", "dong")
    };
    commune.must(Operation::HouseholdRegistered(Box::new(office.clone())));
    let found = HouseholdRegistered {
        head: name("Lò Văn Pính"),
        address: Some(name("sau nhà văn hóa")),
        ..registration("h7", "dong")
    };
    commune.must(Operation::HouseholdRegistered(Box::new(found)));
    let household = commune.household("h7");
    assert_eq!(household.code, label("D-700"));
    assert_eq!(household.head, office.head);
    assert_eq!(household.address, Some(name("sau nhà văn hóa")));
    assert_eq!(
        commune.refuses(Operation::HouseholdRegistered(Box::new(office))),
        RefusalCode::HouseholdExists
    );
}
