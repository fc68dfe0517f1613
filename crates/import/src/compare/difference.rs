//! What a list says otherwise of a household, each to be ticked by itself.
use super::evidence::{Found, Grade, Reason, is_near};
use super::index::{Index, name_of, phones};
use crate::decisions::RowKey;
use crate::village::is_same_alley;
use crate::{Decisions, ProposedHousehold, ProposedResident};
use domain::household::{Children, Field, Mark, Resident, Status};
use domain::{Household, MemberId, Millis, ResidentId};
use serde::Serialize;
use vietnamese::identity_key;

/// What a change is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    Head,
    Address,
    Phones,
    Alley,
    Children,
    Business,
    /// People whose names the list spells otherwise.
    Named,
    /// People whom the register does not know there.
    Added,
    /// Years of birth that the register lacks.
    Born,
    /// Years of birth that the register has otherwise.
    OtherBorn,
    /// It lives in another village of the commune.
    Village,
    /// It had left the commune.
    CameBack,
}

impl What {
    pub const ALL: [What; 12] = [
        What::Head,
        What::Address,
        What::Phones,
        What::Alley,
        What::Children,
        What::Business,
        What::Named,
        What::Added,
        What::Born,
        What::OtherBorn,
        What::Village,
        What::CameBack,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            What::Head => "head",
            What::Address => "address",
            What::Phones => "phones",
            What::Alley => "alley",
            What::Children => "children",
            What::Business => "business",
            What::Named => "named",
            What::Added => "added",
            What::Born => "born",
            What::OtherBorn => "other-born",
            What::Village => "village",
            What::CameBack => "came-back",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// One change with the present value and the list's, for people to read.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldChange<'a> {
    pub field: What,
    pub before: String,
    pub after: String,
    /// Who wrote the present value, and when; none where it stands since the household was
    /// registered.
    pub by: Option<(MemberId, Millis)>,
    /// Whether it is written: as someone said, or else only where a certain match brings what an
    /// earlier list had, or the register lacks.
    pub ticked: bool,
    /// The names of [`What::Named`]. That of the head is written as the household's too.
    pub named: Vec<(ResidentId, String)>,
    /// The people of [`What::Added`].
    pub added: Vec<&'a ProposedResident>,
    /// The years of [`What::Born`] and [`What::OtherBorn`].
    pub born: Vec<(ResidentId, u16)>,
}

/// What the list says otherwise. A blank says nothing.
pub(super) fn differences<'a>(
    key: &RowKey,
    proposed: &'a ProposedHousehold,
    found: &Found<'a>,
    index: &Index<'a>,
    decisions: &Decisions,
) -> Vec<FieldChange<'a>> {
    let mut making = Making {
        household: found.household,
        certain: found.grade == Grade::Certain,
        changes: Vec::new(),
    };
    let people = People::of(proposed, found.household);
    if found.is_part {
        // What the list says of one that was merged is not said of the one that it is part of now.
        making.people(&people, proposed, index);
        making.changes.iter_mut().for_each(|it| it.ticked = false);
    } else {
        making.place(proposed, found, index);
        making.fields(proposed, &people, found.known.moved);
        making.people(&people, proposed, index);
    }
    for change in &mut making.changes {
        let said = decisions.ticked(key, change.field);
        change.ticked = said.unwrap_or(change.ticked);
    }
    making.changes
}

struct Making<'a> {
    household: &'a Household,
    certain: bool,
    changes: Vec<FieldChange<'a>>,
}

impl<'a> Making<'a> {
    fn put(&mut self, field: What, before: String, after: String) -> &mut FieldChange<'a> {
        let mark = field_of(field).and_then(|it| self.household.marks.get(&it));
        let by = mark.map(|it: &Mark| (it.author.clone(), it.at));
        // Whoever was added at the door stands behind all others, and whoever came there typed it.
        let from_a_list = self.household.order != u32::MAX || before.is_empty();
        let ticked = self.certain && by.is_none() && from_a_list;
        self.changes.push(FieldChange {
            field,
            before,
            after,
            by,
            ticked,
            named: Vec::new(),
            added: Vec::new(),
            born: Vec::new(),
        });
        let last = self.changes.len() - 1;
        &mut self.changes[last]
    }

    fn text(&mut self, field: What, before: &str, after: Option<&str>) {
        let after = after.unwrap_or_default();
        if !after.is_empty() && identity_key(before) != identity_key(after) {
            self.put(field, before.to_owned(), after.to_owned());
        }
    }

    /// Village and alley.
    fn place(&mut self, proposed: &ProposedHousehold, found: &Found<'_>, index: &Index<'a>) {
        let household = self.household;
        if let Status::MovedAway(day) = household.status {
            self.put(What::CameBack, day.to_string(), String::new())
                .ticked = false;
        }
        let elsewhere = index
            .village(&proposed.village)
            .is_none_or(|village| *village != household.village);
        if elsewhere {
            // The register knows of a move that the list does not.
            let told = found.reasons.iter();
            let asked = [Reason::OtherVillage, Reason::Decided];
            if told.clone().any(|it| asked.contains(it)) && !found.known.moved {
                let before = index.village_name(&household.village).to_owned();
                self.put(What::Village, before, proposed.village.clone())
                    .ticked = false;
            }
            return;
        }
        let moved = household.placed.is_some() || household.moved.is_some();
        let before = self.changes.len();
        let alley = index.alley(household);
        let listed = proposed.alley.as_deref();
        let listed = listed.filter(|it| !is_same_alley(it, alley));
        self.text(What::Alley, alley, listed);
        for change in self.changes.iter_mut().skip(before) {
            change.ticked &= !moved;
        }
    }

    fn fields(&mut self, proposed: &ProposedHousehold, people: &People<'_>, moved: bool) {
        let household = self.household;
        let head = name_of(&household.head);
        // The head whose name is spelled otherwise is among the people.
        let spelled = people.named.iter();
        let mut spelled =
            spelled.filter(|(it, _)| household.head_resident.as_ref() == Some(&it.id));
        let is_spelled = spelled.any(|(_, name)| *name == proposed.head);
        if !is_spelled && identity_key(head) != identity_key(&proposed.head) {
            let after = proposed.head.clone();
            self.put(What::Head, head.to_owned(), after).ticked = false;
        }
        if !moved {
            let address = household.address.as_ref().map_or("", name_of);
            self.text(What::Address, address, proposed.address.as_deref());
        }
        let numbers = phones(household);
        if proposed.phones.iter().any(|it| !numbers.contains(&&**it)) {
            let (before, after) = (numbers.join(", "), proposed.phones.join(", "));
            self.put(What::Phones, before, after);
        }
        let trade = household.business.as_ref();
        let trade = trade.map_or("", |it| it.trade.as_str());
        self.text(What::Business, trade, proposed.business.as_deref());
        let children = proposed.children;
        if children != Children::default() && children != household.children {
            let before = match household.children == Children::default() {
                true => String::new(),
                false => told(household.children),
            };
            self.put(What::Children, before, told(children));
        }
    }

    fn people(&mut self, people: &People<'a>, proposed: &ProposedHousehold, index: &Index<'a>) {
        let village = index.village(&proposed.village);
        // Whether someone of this name and year lives in the village already.
        let known = |name: &str, born: Option<u16>| {
            let found = village.map_or(&[][..], |it| index.of_person(it, name));
            found.iter().any(|(_, it)| *it == born || born.is_none())
        };
        if !people.named.is_empty() {
            let names = people.named.iter();
            let (before, after): (Vec<String>, Vec<String>) = names
                .clone()
                .map(|(it, name)| {
                    let before = named_born(name_of(&it.name), it.born);
                    (before, named_born(name, it.born))
                })
                .unzip();
            let marks = names.clone().find_map(|(it, _)| it.marks.get(&Field::Name));
            let change = self.put(What::Named, before.join(", "), after.join(", "));
            change.by = marks.map(|it| (it.author.clone(), it.at));
            change.ticked = false;
            change.named = names
                .map(|(it, name)| (it.id.clone(), (*name).to_owned()))
                .collect();
        }
        if !people.added.is_empty() {
            let after: Vec<String> = people.added.iter().map(|it| named(it)).collect();
            // The list may be older than whoever left, was erased or moved.
            let sure = self.household.gone.is_empty()
                && !people.added.iter().any(|it| {
                    let near = |other: &Resident| is_near(&it.name, name_of(&other.name));
                    known(&it.name, it.born) || self.household.residents.iter().any(near)
                });
            let certain = self.certain;
            let change = self.put(What::Added, String::new(), after.join(", "));
            (change.by, change.ticked) = (None, certain && sure);
            change.added.clone_from(&people.added);
        }
        for (field, born) in [(What::Born, &people.born), (What::OtherBorn, &people.other)] {
            if born.is_empty() {
                continue;
            }
            let of = |before: bool| {
                let each = born.iter().map(|(resident, year)| {
                    let year = if before { resident.born } else { Some(*year) };
                    named_born(name_of(&resident.name), year)
                });
                each.collect::<Vec<_>>().join(", ")
            };
            let marks = born
                .iter()
                .find_map(|(resident, _)| resident.marks.get(&Field::Born));
            let free = !born
                .iter()
                .any(|(resident, year)| known(name_of(&resident.name), Some(*year)));
            let ticked = self.certain && field == What::Born && free && marks.is_none();
            let change = self.put(field, of(true), of(false));
            change.by = marks.map(|it| (it.author.clone(), it.at));
            change.ticked = ticked;
            let years = born.iter().map(|(it, year)| (it.id.clone(), *year));
            change.born = years.collect();
        }
    }
}

/// Whether two years of birth may be one person's.
type Fits = fn(Option<u16>, Option<u16>) -> bool;

/// The listed people beside those whom the register knows in a household.
struct People<'a> {
    named: Vec<(&'a Resident, &'a str)>,
    added: Vec<&'a ProposedResident>,
    born: Vec<(&'a Resident, u16)>,
    other: Vec<(&'a Resident, u16)>,
}

impl<'a> People<'a> {
    /// Each listed person is one resident at most: first of the same name and year, then of the same
    /// name where one of the two has no year, then of the same name. Who is left with a name that is near
    /// and the same year is spelled otherwise: two people if they were, as twins are, would both stand in
    /// one of the two.
    fn of(proposed: &'a ProposedHousehold, household: &'a Household) -> Self {
        let mut free: Vec<(&Resident, String)> = household
            .residents
            .iter()
            .map(|it| (it, identity_key(name_of(&it.name))))
            .collect();
        let mut left: Vec<(&ProposedResident, String)> = proposed
            .residents
            .iter()
            .map(|it| (it, identity_key(&it.name)))
            .collect();
        let mut pairs = Vec::new();
        let fits: [Fits; 3] = [
            |one, other| one == other,
            |one, other| one.is_none() || other.is_none(),
            |_, _| true,
        ];
        for fits in fits {
            left.retain(|(person, name)| {
                let place = free
                    .iter()
                    .position(|(it, known)| known == name && fits(it.born, person.born));
                if let Some(place) = place {
                    pairs.push((*person, free.swap_remove(place).0));
                }
                place.is_none()
            });
        }
        let mut named = Vec::new();
        left.retain(|(person, _)| {
            let is_near = |(it, _): &(&Resident, String)| {
                person.born.is_some()
                    && it.born == person.born
                    && is_near(name_of(&it.name), &person.name)
            };
            let mut near = (0..free.len()).filter(|it| is_near(&free[*it]));
            let (Some(place), None) = (near.next(), near.next()) else {
                return true;
            };
            named.push((free.swap_remove(place).0, person.name.as_str()));
            false
        });
        let mut people = Self {
            named,
            added: left.into_iter().map(|(person, _)| person).collect(),
            born: Vec::new(),
            other: Vec::new(),
        };
        for (person, resident) in pairs {
            match (person.born, resident.born) {
                (Some(listed), None) => people.born.push((resident, listed)),
                (Some(listed), Some(known)) if listed != known => {
                    people.other.push((resident, listed));
                }
                _ => {}
            }
        }
        people
    }
}

fn named(person: &ProposedResident) -> String {
    named_born(&person.name, person.born)
}

fn named_born(name: &str, born: Option<u16>) -> String {
    match born {
        Some(born) => format!("{name} ({born})"),
        None => name.to_owned(),
    }
}

fn told(children: Children) -> String {
    format!(
        "{} + {} + {}",
        children.under_6, children.from_6_to_15, children.from_16_to_17
    )
}

/// The field whose mark says who wrote it.
fn field_of(what: What) -> Option<Field> {
    Some(match what {
        What::Head => Field::Head,
        What::Address => Field::Address,
        What::Phones => Field::Phones,
        What::Alley => Field::Alley,
        What::Children => Field::Children,
        What::Business => Field::Business,
        What::Named
        | What::Added
        | What::Born
        | What::OtherBorn
        | What::Village
        | What::CameBack => return None,
    })
}
