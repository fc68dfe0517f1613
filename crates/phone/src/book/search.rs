//! Finds households by name, code or phone number, and warns when a new one is there already.

use super::{Book, Card};
use domain::{Household, HouseholdId, Name, Personal, VillageId};
use sync::Replica;

/// The most results shown, a little more than fills a screen. Drawing them is the slow part of each
/// keystroke on an old phone, and someone who sees this many types another letter.
const RESULTS_LIMIT: usize = 10;
/// The most look-alikes shown in a warning.
const LOOKALIKES_LIMIT: usize = 3;

#[derive(Debug)]
pub struct FoundCards<'a> {
    pub cards: Vec<&'a Card>,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// A household that may be the one about to be added.
#[derive(Clone, PartialEq, Debug)]
pub struct Lookalike {
    pub id: HouseholdId,
    pub code: String,
    pub name: String,
}

impl Book {
    /// Households that match, in walking order. Those whose number was typed come first; without a
    /// number, mine come first.
    pub fn search(&self, query: &str) -> FoundCards<'_> {
        let query = query.trim();
        if query.is_empty() {
            return FoundCards {
                cards: Vec::new(),
                more: false,
            };
        }
        let digits: String = query.chars().filter(char::is_ascii_digit).collect();
        let is_number = !digits.is_empty()
            && query
                .chars()
                .all(|c| c.is_ascii_digit() || " .-+".contains(c));
        let asked = PreparedQuery::new(query);
        let matches = |card: &&Card| {
            if is_number {
                card.number == digits || card.find.contains(&digits)
            } else {
                asked.fits(card)
            }
        };
        let first = |card: &&Card| {
            if is_number {
                card.number == digits
            } else {
                card.mine
            }
        };
        // Searching stops at the limit, so most matches of a common name are never looked at.
        let (ours, others) = (self.cards(), self.cards());
        let others = others.filter(|card| !first(card));
        let in_order = ours.filter(first).chain(others);
        let mut found = in_order.filter(matches);
        FoundCards {
            cards: found.by_ref().take(RESULTS_LIMIT).collect(),
            more: found.next().is_some(),
        }
    }

    /// Households of the village whose head, or one of whose residents, has this name.
    pub fn same_name(&self, replica: &Replica, village: &VillageId, name: &str) -> Vec<Lookalike> {
        let key = vietnamese::search_key(name);
        if key.is_empty() {
            return Vec::new();
        }
        let same = replica.households().filter(|household| {
            household.village == *village
                && household.is_here()
                && names(household).any(|name| vietnamese::search_key(name) == key)
        });
        same.take(LOOKALIKES_LIMIT).map(lookalike).collect()
    }
}

/// A query, prepared once for thousands of cards on each keystroke.
struct PreparedQuery {
    plain_words: Vec<String>,
    /// Set only if the query has tone marks; only then do the marks have to match.
    marked: Option<vietnamese::Query>,
}

impl PreparedQuery {
    fn new(query: &str) -> Self {
        let key = vietnamese::search_key(query);
        let query = vietnamese::Query::new(query);
        Self {
            plain_words: key.split(' ').map(str::to_owned).collect(),
            marked: query.has_marks().then_some(query),
        }
    }

    fn fits(&self, card: &Card) -> bool {
        self.plain_words
            .iter()
            .all(|word| begins_a_word(&card.find, word))
            && self
                .marked
                .as_ref()
                .is_none_or(|query| query.matches(&card.names))
    }
}

fn begins_a_word(text: &str, start: &str) -> bool {
    text.match_indices(start).any(|(place, _)| {
        text[..place]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric())
    })
}

pub(super) fn names(household: &Household) -> impl Iterator<Item = &str> {
    let residents = household.residents.iter().map(|resident| &resident.name);
    residents
        .chain([&household.head])
        .filter_map(Personal::reveal)
        .map(Name::as_str)
}

fn lookalike(household: &Household) -> Lookalike {
    Lookalike {
        id: household.id.clone(),
        code: household.code.as_str().to_owned(),
        name: household
            .head
            .reveal()
            .map(Name::as_str)
            .unwrap_or_default()
            .to_owned(),
    }
}
