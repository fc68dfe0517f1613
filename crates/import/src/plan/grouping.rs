//! Decides for each row of people whether it goes on with a household or begins another.
use super::entry::Key;
use super::shape::Shape;
use crate::relation::Relation;
use vietnamese::identity_key;

/// What a row of people says about its household.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub key: Key,
    pub relation: Relation,
    /// The next row names a spouse.
    pub spouse_follows: bool,
    /// The name of the head in a column of its own, as a key; empty if it is not told.
    pub head: String,
    /// The row is that of the head by name.
    pub is_head_by_name: bool,
    /// It has a number of its own.
    pub numbered: bool,
    /// Its number is one within that of a household: 1.2.
    pub outlined: bool,
    /// A column names heads, and this row has none there.
    pub below_head: bool,
    /// The number of a merged cell covers it.
    pub covered_number: bool,
    /// An empty row stands before it.
    pub after_blank: bool,
    /// How many sections began before it.
    pub section: usize,
    /// The village and the alley in its own cells.
    pub places: Places,
}

/// Village and alley as cells tell them, as keys.
type Places = [Option<String>; 2];

/// The household that rows go on with.
#[derive(Clone, Debug)]
pub(super) struct Open {
    /// Its place among the households; `None` if it waits for its village.
    pub index: Option<usize>,
    pub key: Key,
    /// A row was its head, so that another head begins another household.
    pub head_said: bool,
    /// Its first row had no relation, and the list tells none of heads.
    pub head: String,
    pub section: usize,
    pub places: Places,
    /// How many husbands and wives it has.
    pub spouses: usize,
}

impl Open {
    /// Whether a row lives elsewhere: then it is no row of this household, whatever its number or
    /// the name of its head.
    fn is_elsewhere(&self, places: &Places) -> bool {
        let mut pairs = self.places.iter().zip(places);
        pairs.any(|(here, there)| here.is_some() && there.is_some() && here != there)
    }
}

/// What a row does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    Begins,
    GoesOn,
    /// It goes on, and its person is the head.
    IsHead,
    /// It goes on, but who it is to the head is not told where others are.
    Unclear,
}

pub(super) fn step(open: Option<&Open>, said: &Said, shape: &Shape) -> Step {
    let Some(open) = open else {
        return Step::Begins;
    };
    if open.section != said.section || open.is_elsewhere(&said.places) {
        return Step::Begins;
    }
    if shape.families_above {
        return within(open, said);
    }
    if shape.outlined {
        return match said.outlined {
            true => within(open, said),
            false => Step::Begins,
        };
    }
    if !said.head.is_empty() {
        return by_head(open, said);
    }
    if said.below_head && !open.head.is_empty() {
        return within(open, said);
    }
    match (&said.key, &open.key) {
        (Key::Known(key), Key::Known(known)) if key == known => return within(open, said),
        (Key::Known(_), _) => return Step::Begins,
        (Key::Blank, Key::Known(_)) => return within(open, said),
        _ => {}
    }
    if shape.number_begins {
        return match said.numbered && !said.covered_number {
            true => Step::Begins,
            false => within(open, said),
        };
    }
    by_relation(open, said, shape)
}

/// A row that its number or code puts into the household already.
fn within(open: &Open, said: &Said) -> Step {
    match said.relation {
        Relation::Head if open.head_said => Step::Begins,
        Relation::Head => Step::IsHead,
        _ if said.is_head_by_name && !open.head_said => Step::IsHead,
        Relation::Unknown => Step::Unclear,
        _ => Step::GoesOn,
    }
}

fn by_head(open: &Open, said: &Said) -> Step {
    let same_key = match (&said.key, &open.key) {
        (Key::Known(key), Key::Known(known)) => key == known,
        _ => true,
    };
    let another = open.head != said.head || !same_key;
    match said.is_head_by_name {
        _ if another => Step::Begins,
        // A second head of the same name is another family, or the same row once more.
        true if open.head_said => Step::Begins,
        true => Step::IsHead,
        false => Step::GoesOn,
    }
}

fn by_relation(open: &Open, said: &Said, shape: &Shape) -> Step {
    match said.relation {
        Relation::Head if open.head_said => Step::Begins,
        Relation::Head => Step::IsHead,
        Relation::Untold if !shape.heads_told || said.after_blank || said.spouse_follows => {
            Step::Begins
        }
        Relation::Untold | Relation::Unknown => Step::Unclear,
        // `Chồng`, `Vợ`, `Chồng`, `Vợ`: where no row is a head, each couple is a household.
        Relation::Spouse if !shape.heads_told && open.spouses >= 2 => Step::Begins,
        Relation::Spouse | Relation::Member => Step::GoesOn,
    }
}

/// Whether the first row of a household is its head: it says so, or says nothing where it begins.
pub(super) fn begins_with_head(said: &Said) -> bool {
    match said.relation {
        Relation::Head => true,
        Relation::Untold => said.head.is_empty() || said.is_head_by_name,
        Relation::Spouse | Relation::Member | Relation::Unknown => said.is_head_by_name,
    }
}

pub(super) fn head_key(name: &str) -> String {
    identity_key(name)
}
