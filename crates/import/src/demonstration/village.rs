//! The people of the demonstration commune, generated from a fixed seed.
use super::names::{ALLEYS, FAMILIES, MEN, MIDDLES_OF_MEN, MIDDLES_OF_WOMEN, TRADES, WOMEN};

pub(super) struct Village {
    pub name: String,
    pub households: Vec<Household>,
}

pub(super) struct Household {
    pub code: String,
    pub alley: String,
    pub phone: String,
    pub second_phone: String,
    pub trade: Option<&'static str>,
    pub people: Vec<Person>,
}

pub(super) struct Person {
    pub name: String,
    pub born: u16,
    pub relation: &'static str,
    pub identity: Option<String>,
}

/// Name of the village, letter of its codes, number of households.
const VILLAGES: [(&str, &str, u32); 4] = [
    ("Thôn Đông", "D", 388),
    ("Thôn Đoài", "T", 352),
    ("Thôn Bến", "B", 401),
    ("Thôn Thượng", "H", 311),
];

pub(super) fn villages() -> Vec<Village> {
    let mut dice = Dice(20_230_307);
    VILLAGES
        .iter()
        .zip(ALLEYS)
        .map(|((name, letter, count), alleys)| Village {
            name: (*name).to_owned(),
            households: (0..*count)
                .map(|number| household(&mut dice, letter, number, *count, alleys))
                .collect(),
        })
        .collect()
}

/// Makes the household at a place in walking order, in which one alley follows the other.
fn household(dice: &mut Dice, letter: &str, number: u32, count: u32, alleys: &[&str]) -> Household {
    let alley = alleys[(number as usize * alleys.len()) / count as usize];
    let phone = |dice: &mut Dice| format!("09{:08}", dice.below(100_000_000));
    Household {
        code: format!("{letter}-{:03}", number + 1),
        alley: alley.to_owned(),
        phone: phone(dice),
        second_phone: phone(dice),
        trade: (dice.below(9) == 0).then(|| TRADES[dice.below(TRADES.len() as u64) as usize]),
        people: people(dice),
    }
}

fn people(dice: &mut Dice) -> Vec<Person> {
    let family = dice.one_of(FAMILIES);
    let man_first = dice.below(3) > 0;
    let born = 1946 + dice.below(50) as u16;
    let mut people = vec![person(dice, family, man_first, born, "Chủ hộ")];
    if dice.below(5) > 0 {
        let spouse_family = dice.one_of(FAMILIES);
        let spouse_born = born + dice.below(5) as u16;
        people.push(person(
            dice,
            spouse_family,
            !man_first,
            spouse_born,
            if man_first { "Vợ" } else { "Chồng" },
        ));
    }
    for _ in 0..dice.below(4) {
        let son = dice.below(2) == 0;
        let child_born = (born + 21 + dice.below(16) as u16).min(2025);
        people.push(person(dice, family, son, child_born, "Con"));
    }
    people
}

fn person(dice: &mut Dice, family: &str, man: bool, born: u16, relation: &'static str) -> Person {
    let (middle, given) = match man {
        true => (dice.one_of(MIDDLES_OF_MEN), dice.one_of(MEN)),
        false => (dice.one_of(MIDDLES_OF_WOMEN), dice.one_of(WOMEN)),
    };
    // An invented identity number with the code of province 038; the import drops this column
    // anyway.
    let century = u16::from(!man) + if born >= 2000 { 2 } else { 0 };
    let identity = format!("038{century}{:02}{:06}", born % 100, dice.below(1_000_000));
    Person {
        name: format!("{family} {middle} {given}"),
        born,
        relation,
        identity: (born <= 2010).then_some(identity),
    }
}

/// The SplitMix64 generator: small, and the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn one_of(&mut self, all: &[&'static str]) -> &'static str {
        all[self.below(all.len() as u64) as usize]
    }
}
