//! How a table tells where a household begins.
use super::entry::{Key, Row};
use super::name::family;
use crate::Field;
use crate::line::{holds_count, is_signature, is_total};
use crate::relation::{Notation, Relation, is_cross};
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
    pub relations: Notation,
    /// Each household has a row of its own above its people, with its name.
    pub families_above: bool,
    /// Some row says that it is the head.
    pub heads_told: bool,
    /// Rows are numbered `1`, `1.1`, `1.2`, `2`: those with a point are people of the one before.
    pub outlined: bool,
    /// Alleys stand only where they begin, and hold for the rows below.
    pub alley_carries: bool,
}

/// Where more people than this stand below each name of a family, it names something else.
const PEOPLE_LIMIT: usize = 12;

#[derive(Default)]
struct Counts {
    named: usize,
    numbered: usize,
    covered_numbers: usize,
    /// Numbers such as 1.2.
    outlined: usize,
    /// Others, and those of them that have nothing but a name.
    whole: usize,
    bare: usize,
    relations: usize,
    numeric_relations: usize,
    crossed_relations: usize,
    families: usize,
    /// Of those named, how many say more than a name.
    told_of: usize,
    /// Signatures were seen, below which names without a number are no households.
    ended: bool,
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
        self.ended |=
            row.own(Field::Number).is_empty() && row.cells().any(|(_, text)| is_signature(text));
        if self.ended && row.own(Field::Number).is_empty() {
            return;
        }
        let mut texts = row
            .cells()
            .filter(|(_, it)| it.chars().any(char::is_alphabetic));
        if let (Some((_, text)), None) = (texts.next(), texts.next())
            && family(text).is_some()
            && !row.own(Field::Number).bytes().any(|it| it.is_ascii_digit())
        {
            self.families += 1;
            return;
        }
        if row.name(Field::Name).is_empty() && row.name(Field::Head).is_empty() {
            return;
        }
        // Totals have no number either, and tell nothing of how people are numbered.
        let is_sum = |text: &str| is_total(text) || holds_count(text);
        if row.own(Field::Number).is_empty() && row.cells().any(|(_, text)| is_sum(text)) {
            return;
        }
        self.named += 1;
        self.told_of += usize::from(row.cells().nth(1).is_some());
        let number = row.text(Field::Number);
        match (number.is_empty(), row.own(Field::Number).is_empty()) {
            (false, false) => self.numbered += 1,
            (false, true) => self.covered_numbers += 1,
            _ => {}
        }
        if is_outline(row.own(Field::Number)) {
            self.outlined += 1;
        } else if !number.is_empty() {
            self.whole += 1;
            // Nothing but a name: it may be a section.
            self.bare += usize::from(row.cells().count() < 3);
        }
        let relation = row.own(Field::Relation);
        if !relation.is_empty() {
            self.relations += 1;
            self.numeric_relations += usize::from(relation.bytes().all(|it| it.is_ascii_digit()));
            self.crossed_relations += usize::from(is_cross(relation));
            let head = Relation::of(relation, Notation::Words) == Relation::Head;
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
        let all = |count: usize| self.relations > 0 && count == self.relations;
        let relations = match () {
            () if all(self.numeric_relations) => Notation::Codes,
            () if all(self.crossed_relations) => Notation::Crosses,
            () => Notation::Words,
        };
        let families = self.families > 1
            && self.families <= self.told_of
            && self.told_of <= self.families * PEOPLE_LIMIT;
        let members = self.relations > self.heads;
        let sparse_numbers =
            self.covered_numbers > 0 || (self.numbered > 0 && self.numbered * 5 <= self.named * 4);
        let outlined = self.outlined > 0 && self.whole > 0 && self.bare == 0;
        let shared_keys = self.keys > 0
            && (self.blank_keys * 5 > self.named || self.distinct_keys.len() * 5 <= self.keys * 4);
        let people = (named && headed)
            || (related && (named || members))
            || (named && (shared_keys || sparse_numbers || families))
            || outlined;
        Shape {
            layout: if people {
                Layout::People
            } else {
                Layout::Households
            },
            number_begins: people && sparse_numbers && !families,
            // A few names without a number may be signatures.
            numbered: self.numbered * 10 >= self.named * 9
                || (self.numbered >= 3 && self.numbered + 2 >= self.named)
                || (self.numbered >= 2 && self.numbered + 1 >= self.named),
            relations,
            outlined,
            families_above: people && families,
            heads_told: self.heads > 0 || relations != Notation::Words,
            alley_carries: self.alleys > 0
                && self.alleys == self.distinct_alleys.len()
                && self.alleys * 3 <= self.named,
        }
    }
}

/// `1.2`: the second person of the first household.
pub(super) fn is_outline(number: &str) -> bool {
    let parts = number.trim_end_matches('.').split_once('.');
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    parts.is_some_and(|(one, other)| digits(one) && digits(other))
}
