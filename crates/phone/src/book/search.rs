//! Finding a household by name, code or phone, and noticing that one is there already.

use super::{Book, Card};
use domain::{Household, HouseholdId, Name, Personal, VillageId};
use sync::Replica;

/// Results shown; whoever sees so many types another letter.
pub const RESULTS_LIMIT: usize = 40;
/// Look-alikes shown as a warning.
const LOOKALIKES_LIMIT: usize = 3;

/// A household that may be the one about to be added.
#[derive(Clone, PartialEq, Debug)]
pub struct Lookalike {
    pub id: HouseholdId,
    pub code: String,
    pub name: String,
}

impl Book {
    /// Households that match, mine first, each in walking order.
    pub fn search(&self, query: &str) -> Vec<&Card> {
        let query = query.trim();
        if query.is_empty() {
            return Vec::new();
        }
        let digits: String = query.chars().filter(char::is_ascii_digit).collect();
        let is_number = !digits.is_empty() && query.chars().all(|c| c.is_ascii_digit() || " .-+".contains(c));
        let query = vietnamese::Query::new(query);
        let matches = |card: &&Card| {
            if is_number { card.number == digits || card.find.contains(&digits) } else { query.matches(&card.find) }
        };
        let (mut mine, others): (Vec<&Card>, Vec<&Card>) = self.cards.iter().filter(matches).partition(|card| card.mine);
        mine.extend(others);
        if is_number {
            mine.sort_by_key(|card| card.number != digits);
        }
        mine.truncate(RESULTS_LIMIT);
        mine
    }

    /// Households of the village whose head, or one of whose residents, has this name.
    pub fn same_name(&self, replica: &Replica, village: &VillageId, name: &str) -> Vec<Lookalike> {
        let key = vietnamese::search_key(name);
        if key.is_empty() {
            return Vec::new();
        }
        let same = replica.households().filter(|household| {
            household.village == *village && household.is_here() && names(household).any(|name| vietnamese::search_key(name) == key)
        });
        same.take(LOOKALIKES_LIMIT).map(lookalike).collect()
    }
}

fn names(household: &Household) -> impl Iterator<Item = &str> {
    let residents = household.residents.iter().map(|resident| &resident.name);
    residents.chain([&household.head]).filter_map(Personal::reveal).map(Name::as_str)
}

fn lookalike(household: &Household) -> Lookalike {
    Lookalike {
        id: household.id.clone(),
        code: household.code.as_str().to_owned(),
        name: household.head.reveal().map(Name::as_str).unwrap_or_default().to_owned(),
    }
}
