//! How a table tells where a household begins.
use super::entry::{Key, Row};
use crate::Field;
use crate::relation::Relation;
use std::collections::HashSet;

/// What one row of a table stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Layout {
    /// A household.
    Households,
    /// A person, whose household is told by a code or number, by its first row, or by relations.
    People,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Shape {
    pub layout: Layout,
    /// Numbers of rows stand only where a household begins.
    pub number_begins: bool,
    /// Nearly every household has a number, so that a row without one is suspect.
    pub numbered: bool,
    /// Relations are numbers of a key, of which 1 is the head.
    pub coded_relations: bool,
    /// Some row says that it is the head.
    pub heads_told: bool,
    /// Alleys stand only where they begin, and hold for the rows below.
    pub alley_carries: bool,
}

#[derive(Default)]
struct Counts {
    named: usize,
    numbered: usize,
    covered_numbers: usize,
    relations: usize,
    numeric_relations: usize,
    heads: usize,
    keys: usize,
    blank_keys: usize,
    distinct_keys: HashSet<String>,
    alleys: usize,
    distinct_alleys: HashSet<String>,
}

impl Shape {
    pub fn of<'a>(rows: impl Iterator<Item = Row<'a>>) -> Self {
        let mut counts = Counts::default();
        let mut first = None;
        for row in rows {
            first = first.or(Some(row));
            counts.see(row);
        }
        let Some(first) = first else {
            return counts.shape(false, false, false);
        };
        let has = |field| first.columns.first(field).is_some();
        counts.shape(has(Field::Name), has(Field::Head), has(Field::Relation))
    }
}

impl Counts {
    fn see(&mut self, row: Row<'_>) {
        if row.name(Field::Name).is_empty() && row.name(Field::Head).is_empty() {
            return;
        }
        self.named += 1;
        let number = row.text(Field::Number);
        match (number.is_empty(), row.own(Field::Number).is_empty()) {
            (false, false) => self.numbered += 1,
            (false, true) => self.covered_numbers += 1,
            _ => {}
        }
        let relation = row.own(Field::Relation);
        if !relation.is_empty() {
            self.relations += 1;
            self.numeric_relations += usize::from(relation.bytes().all(|it| it.is_ascii_digit()));
            let head = Relation::of(relation, false) == Relation::Head;
            self.heads += usize::from(head);
        }
        match row.key() {
            Key::Known(key) => {
                self.keys += 1;
                self.distinct_keys.insert(key);
            }
            Key::Blank => self.blank_keys += 1,
            Key::NoColumn => {}
        }
        let alley = row.own(Field::Alley);
        if !alley.is_empty() {
            self.alleys += 1;
            self.distinct_alleys.insert(alley.to_owned());
        }
    }

    fn shape(&self, named: bool, headed: bool, related: bool) -> Shape {
        let coded = self.relations > 0 && self.numeric_relations == self.relations;
        let members = self.relations > self.heads;
        let sparse_numbers =
            self.covered_numbers > 0 || (self.numbered > 0 && self.numbered * 5 <= self.named * 4);
        let shared_keys = self.keys > 0
            && (self.blank_keys * 5 > self.named || self.distinct_keys.len() * 5 <= self.keys * 4);
        let people = (named && headed)
            || (related && (named || members))
            || (named && (shared_keys || sparse_numbers));
        Shape {
            layout: if people {
                Layout::People
            } else {
                Layout::Households
            },
            number_begins: people && sparse_numbers,
            // A few names without a number may be signatures.
            numbered: self.numbered * 10 >= self.named * 9
                || (self.numbered >= 3 && self.numbered + 2 >= self.named),
            coded_relations: coded,
            heads_told: self.heads > 0 || coded,
            alley_carries: self.alleys > 0
                && self.alleys == self.distinct_alleys.len()
                && self.alleys * 3 <= self.named,
        }
    }
}
