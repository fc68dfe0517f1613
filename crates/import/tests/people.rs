//! For any register and any list: an import never reduces the number of people, and changes no
//! household that no row is certain of.
#[path = "written/fold.rs"]
mod written;

use domain::{Household, Name, Operation};
use import::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use vietnamese::identity_key;
use written::{numbers, written};

/// Names that are alike, as they are in a village.
const NAMES: [&str; 7] = [
    "Trần Văn Hùng",
    "Trần Văn Hưng",
    "Lê Thị Hà",
    "Lê Thị Hạ",
    "Nguyễn Thị Hòa",
    "Nguyễn Thị Hoà",
    "Nguyễn Thị Hoa",
];
const YEARS: [Option<u16>; 4] = [None, Some(1950), Some(1951), Some(1970)];
const VILLAGES: [&str; 3] = ["Thôn Hà", "Thôn Hạ", "Thôn 1"];
const PHONES: [Option<&str>; 4] = [
    None,
    Some("0912345678"),
    Some("0987654321"),
    Some("0900000001"),
];
const ALLEYS: [Option<&str>; 3] = [None, Some("Ngõ Giếng"), Some("Ngõ Đình")];

fn household() -> impl Strategy<Value = ProposedHousehold> {
    let person = (0..NAMES.len(), 0..YEARS.len());
    (
        prop::collection::vec(person, 1..4),
        prop::option::of(1..5_u8),
        0..VILLAGES.len(),
        0..PHONES.len(),
        0..ALLEYS.len(),
    )
        .prop_map(|(people, code, village, phone, alley)| {
            let mut residents: Vec<ProposedResident> = Vec::new();
            for (name, year) in people {
                let is_known =
                    |it: &ProposedResident| identity_key(&it.name) == identity_key(NAMES[name]);
                if !residents.iter().any(is_known) {
                    residents.push(ProposedResident {
                        name: NAMES[name].to_owned(),
                        born: YEARS[year],
                        is_head: residents.is_empty(),
                    });
                }
            }
            ProposedHousehold {
                code: code.map(|it| format!("D-{it}")),
                village: VILLAGES[village].to_owned(),
                alley: ALLEYS[alley].map(str::to_owned),
                head: residents[0].name.clone(),
                phones: PHONES[phone].into_iter().map(str::to_owned).collect(),
                residents,
                ..ProposedHousehold::default()
            }
        })
}

fn list() -> impl Strategy<Value = Plan> {
    prop::collection::vec(household(), 1..7).prop_map(|households| Plan {
        households,
        ..Plan::default()
    })
}

/// Everyone in the register: exact name, year of birth, village.
fn people(register: &Register) -> BTreeSet<(String, Option<u16>, String)> {
    let of = |it: &Household| {
        let village = it.village.to_string();
        let residents = it.residents.iter();
        let people = residents.map(move |person| {
            let name = person.name.reveal().map_or("", Name::as_str);
            (identity_key(name), person.born, village.clone())
        });
        people.collect::<Vec<_>>()
    };
    register.households.iter().flat_map(of).collect()
}

/// The household as its own people know it; the village's record is another.
fn find<'a>(register: &'a Register, id: &domain::HouseholdId) -> &'a Household {
    let mut all = register.households.iter();
    all.find(|it| it.id == *id).expect("no household goes")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn an_import_loses_nobody_and_changes_only_whom_it_is_certain_of(
        first in list(), second in list(), third in list(),
    ) {
        let mut log: Vec<Operation> = Vec::new();
        let mut random = numbers();
        for list in [first, second, third] {
            let before = written(&log);
            let changes = compare(&list, &before);
            // Each household of the list is new, known or asked about.
            let told = changes.new.len() + changes.changed.len() + changes.unchanged
                + changes.doubtful.len();
            prop_assert_eq!(told, list.households.len());
            let certain: BTreeSet<_> = changes.changed.iter()
                .filter(|it| it.grade == Grade::Certain)
                .map(|it| it.household.id.clone())
                .collect();
            let new = changes.new.len();
            let made = operations(&changes, &before, &mut random);
            log.extend(made);
            let after = written(&log);
            let (old, now) = (people(&before), people(&after));
            prop_assert!(now.len() >= old.len(), "{:?} became {:?}", old, now);
            prop_assert_eq!(after.households.len(), before.households.len() + new);
            for household in &before.households {
                let is = find(&after, &household.id);
                if !certain.contains(&household.id) {
                    prop_assert_eq!(is, household);
                }
                // Whatever is certain, a name is never rewritten by itself.
                prop_assert_eq!(&is.head, &household.head);
            }
        }
    }
}
