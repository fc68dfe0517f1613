//! Who is not on the list yet: a household found at the door, its head, and a newborn child.

use crate::head::make_head;
use domain::household::{Business, Children, ConsentWay, Purpose, Resident};
use domain::{
    AlleyId, ConsentGiven, Household, HouseholdCorrected, HouseholdId, HouseholdRegistered, Label,
    Name, Operation, Personal, ResidentAdded, ResidentId, VillageId, letters,
};

/// A household that is not on the commune's list.
#[derive(Clone, PartialEq, Debug)]
pub struct Newcomer {
    pub village: VillageId,
    pub alley: Option<AlleyId>,
    pub head: Name,
    pub address: Option<Name>,
    pub business: Option<Business>,
    /// How they agreed that names are recorded, and to which version of the text.
    pub consent: Option<(ConsentWay, u16)>,
}

/// Random bits for the id of a household. Its letters are its number until the office gives it one,
/// so they never end like the number of another house.
pub fn id_bits(mut random: impl FnMut() -> u64) -> u64 {
    loop {
        let bits = random();
        if letters(bits).ends_with(|letter: char| letter.is_ascii_alphabetic()) {
            return bits;
        }
    }
}

impl Newcomer {
    /// Registers the household. With consent its head is a resident from the first moment.
    ///
    /// `None` if the letters of the id are no number, which they always are.
    pub fn operations(self, bits: u64, resident: ResidentId) -> Option<Vec<Operation>> {
        let id = HouseholdId::random(bits);
        let head = Personal::new(self.head);
        let registered = HouseholdRegistered {
            household: id.clone(),
            code: Label::new(&letters(bits)).ok()?,
            village: self.village,
            alley: self.alley,
            order: u32::MAX,
            head: head.clone(),
            head_resident: self.consent.map(|_| resident.clone()),
            address: self.address.map(Personal::new),
            children: Children::default(),
            business: self.business,
            listed: false,
            phones: Vec::new(),
            residents: Vec::new(),
        };
        let mut operations = vec![Operation::HouseholdRegistered(Box::new(registered))];
        if let Some((way, text_version)) = self.consent {
            operations.push(Operation::ConsentGiven(ConsentGiven {
                household: id.clone(),
                purpose: Purpose::Register,
                way,
                text_version,
            }));
            operations.push(added(id, resident, head));
        }
        Some(operations)
    }
}

/// Makes the head a resident, in a household of which nobody is named yet.
pub fn name_head(household: &Household, resident: ResidentId) -> Vec<Operation> {
    if !household.residents.is_empty() || household.head.reveal().is_none() {
        return Vec::new();
    }
    let head = Resident {
        id: resident.clone(),
        name: household.head.clone(),
        born: None,
        unconfirmed: false,
        skills: domain::Map::new(),
        trained: None,
        marks: domain::Map::new(),
    };
    let added = added(household.id.clone(), resident, head.name.clone());
    vec![added, make_head(household, &head)]
}

fn added(household: HouseholdId, resident: ResidentId, name: Personal<Name>) -> Operation {
    Operation::ResidentAdded(ResidentAdded {
        household,
        resident,
        name,
        born: None,
        listed: false,
    })
}

/// The ages in which children are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ages {
    Under6,
    From6To15,
    From16To17,
}

impl Ages {
    /// `None` for someone who is named, not counted.
    pub fn of(born: u16, year: i32, adult_age: u8) -> Option<Self> {
        match year - i32::from(born) {
            age if age < 0 || age >= i32::from(adult_age) => None,
            0..=5 => Some(Ages::Under6),
            6..=15 => Some(Ages::From6To15),
            _ => Some(Ages::From16To17),
        }
    }
}

/// Counts one more child.
pub fn count_child(household: &Household, ages: Ages) -> Operation {
    let mut children = household.children;
    let count = match ages {
        Ages::Under6 => &mut children.under_6,
        Ages::From6To15 => &mut children.from_6_to_15,
        Ages::From16To17 => &mut children.from_16_to_17,
    };
    *count = count.saturating_add(1);
    Operation::HouseholdCorrected(Box::new(HouseholdCorrected {
        children: Some(children),
        ..HouseholdCorrected::of(household.id.clone())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_number_does_not_look_like_that_of_another_house() {
        let mut tries = [5, 32 * 5 + 9, 32 * 59 + 10].into_iter();
        let bits = id_bits(|| tries.next().unwrap());
        assert_eq!(letters(bits), "000001va");
    }

    #[test]
    fn children_are_counted_by_age_and_adults_are_not() {
        let ages = |born| Ages::of(born, 2026, 18);
        let expected = [
            (2027, None),
            (2026, Some(Ages::Under6)),
            (2021, Some(Ages::Under6)),
            (2020, Some(Ages::From6To15)),
            (2011, Some(Ages::From6To15)),
            (2010, Some(Ages::From16To17)),
            (2008, None),
        ];
        for (born, expected) in expected {
            assert_eq!(ages(born), expected, "{born}");
        }
    }
}
