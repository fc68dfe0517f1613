//! The register: four villages by the sea, their alleys, some 1,450 households.
use super::dice::Dice;
use super::people;
use super::story::{Story, label};
use domain::household::{Business, Children};
use domain::{
    AlleyDefined, AlleyId, Day, HouseholdId, HouseholdRegistered, ListedResident, Operation,
    Personal, Phone, ResidentId, VillageDefined, VillageId,
};

/// Name, id and households of each village.
const VILLAGES: [(&str, &str, i32); 4] = [
    ("Thôn Đông", "dong", 388),
    ("Thôn Đoài", "doai", 352),
    ("Thôn Bến", "ben", 401),
    ("Thôn Thượng", "thuong", 311),
];
const ALLEYS: [(&str, &str); 9] = [
    ("Ngõ Giếng", "gieng"),
    ("Ngõ Đình", "dinh"),
    ("Ngõ Bến", "ben"),
    ("Ngõ Chợ", "cho"),
    ("Ngõ Chùa", "chua"),
    ("Ngõ Đa", "da"),
    ("Ngõ Trong", "trong"),
    ("Ngõ Ngoài", "ngoai"),
    ("Ngõ Mới", "moi"),
];
const TRADES: [&str; 8] = [
    "Nước mắm",
    "Tạp hóa",
    "Hải sản khô",
    "Sửa xe máy",
    "May đo",
    "Quán ăn",
    "Làm bánh",
    "Vật liệu xây dựng",
];

pub fn make(story: &mut Story, dice: &mut Dice, day: Day) {
    for (place, (name, id, households)) in VILLAGES.into_iter().enumerate() {
        let village = VillageId::new(id).expect("a short id");
        let order = u32::try_from(place + 1).unwrap_or(1);
        let defined = VillageDefined {
            village: village.clone(),
            name: label(name),
            order,
        };
        story.office(day, Operation::VillageDefined(defined));
        alleys(story, &village, day);
        for number in 0..households {
            let household = household(dice, &village, order, number, households, day);
            story.office(day, Operation::HouseholdRegistered(Box::new(household)));
        }
    }
}

fn alleys(story: &mut Story, village: &VillageId, day: Day) {
    for (order, (name, id)) in (1..).zip(ALLEYS) {
        let defined = AlleyDefined {
            village: village.clone(),
            alley: AlleyId::new(id).expect("a short id"),
            name: label(name),
            order,
        };
        story.office(day, Operation::AlleyDefined(defined));
    }
}

fn household(
    dice: &mut Dice,
    village: &VillageId,
    place: u32,
    number: i32,
    households: i32,
    day: Day,
) -> HouseholdRegistered {
    let alleys = i32::try_from(ALLEYS.len()).unwrap_or(1);
    let alley = usize::try_from(number * alleys / households).unwrap_or(0);
    let man = dice.percent(70);
    let head = people::name(dice, man);
    let year = day.year();
    let mut residents = vec![resident(dice, &head, year - dice_age(number))];
    if dice.percent(85) {
        let name = people::name(dice, !man);
        residents.push(resident(dice, &name, year - dice_age(number) + 2));
    }
    for _ in 0..dice.between(0, 2) {
        let grown = dice.percent(50);
        let name = people::name(dice, grown);
        let born = year - dice.between(19, 34);
        residents.push(resident(dice, &name, born));
    }
    let business = dice.percent(9).then(|| Business {
        trade: label(dice.pick::<&str>(&TRADES)),
    });
    let mut phone = || format!("09{:08}", dice.between(10_000_000, 99_999_999));
    let phone = Phone::new(&phone()).ok().map(Personal::new);
    HouseholdRegistered {
        household: HouseholdId::random(dice.bits()),
        code: label(&format!("{place}{:03}", number + 1)),
        village: village.clone(),
        alley: AlleyId::new(ALLEYS[alley].1),
        order: u32::try_from(number + 1).unwrap_or(0),
        head: people::personal(&head),
        head_resident: residents.first().map(|it| it.resident.clone()),
        address: None,
        children: children(dice),
        business,
        listed: true,
        phones: phone.into_iter().filter(|_| dice.percent(82)).collect(),
        residents,
    }
}

/// Heads are between 32 and 78, spread along the village.
fn dice_age(number: i32) -> i32 {
    32 + (number * 37) % 47
}

fn resident(dice: &mut Dice, name: &str, born: i32) -> ListedResident {
    ListedResident {
        resident: ResidentId::random(dice.bits()),
        name: people::personal(name),
        born: u16::try_from(born).ok(),
    }
}

fn children(dice: &mut Dice) -> Children {
    let mut up_to = |most| u8::try_from(dice.between(-1, most).max(0)).unwrap_or(0);
    Children {
        under_6: up_to(1),
        from_6_to_15: up_to(2),
        from_16_to_17: up_to(1),
    }
}
