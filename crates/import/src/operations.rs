//! The operations that an import would write: villages and alleys, then household by household.
mod places;

use crate::compare::{Changed, Changes, Missing, Register, What};
use crate::decisions::Fate;
use crate::{ProposedHousehold, ProposedResident};
use domain::household::Business;
use domain::{
    BusinessChange, Household, HouseholdCorrected, HouseholdId, HouseholdLeft, HouseholdRegistered,
    HouseholdRelocated, Label, ListedResident, Name, Operation, Personal, Phone, ResidentAdded,
    ResidentCorrected, ResidentId,
};
use places::Places;
use std::collections::HashSet;
use vietnamese::identity_key;

/// What is written for one household: all of it or nothing.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    pub household: HouseholdId,
    /// Registered by this step.
    pub is_new: bool,
    pub operations: Vec<Operation>,
}

/// An import taken apart into what may be written one after the other.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Steps {
    /// Villages and alleys; they come first.
    pub places: Vec<Operation>,
    pub households: Vec<Step>,
    /// Households that the list lacks and to which a team is to go; who goes is not known here.
    pub asked: Vec<HouseholdId>,
}

/// The operations of an import, in the order in which they must be appended.
///
/// `random` gives fresh numbers for ids of households and residents, so that an id tells no name.
pub fn operations(
    changes: &Changes<'_>,
    register: &Register,
    random: impl FnMut() -> u64,
) -> Vec<Operation> {
    let steps = steps(changes, register, random);
    let households = steps.households.into_iter();
    let households = households.flat_map(|step| step.operations);
    steps.places.into_iter().chain(households).collect()
}

/// The same, household by household: what is new, what is ticked, and what became of the missing.
pub fn steps(changes: &Changes<'_>, register: &Register, random: impl FnMut() -> u64) -> Steps {
    let mut making = Making {
        random,
        used: used(register),
        places: Places::new(register),
    };
    let mut households: Vec<Step> = Vec::new();
    for new in &changes.new {
        households.push(making.register(new.proposed));
    }
    for changed in changes.changed.iter().filter(|it| it.is_ticked()) {
        households.push(making.change(changed));
    }
    households.extend(changes.missing.iter().filter_map(depart));
    households.retain(|step| !step.operations.is_empty());
    let asked = changes.missing.iter();
    let asked = asked.filter(|it| it.fate == Some(Fate::Ask));
    Steps {
        places: making.places.made,
        households,
        asked: asked.map(|it| it.household.id.clone()).collect(),
    }
}

/// The ids that stand for someone already.
fn used(register: &Register) -> HashSet<String> {
    let mut used = HashSet::new();
    for household in &register.households {
        used.insert(household.id.to_string());
        used.extend(household.residents.iter().map(|it| it.id.to_string()));
        used.extend(household.gone.keys().map(ToString::to_string));
    }
    used
}

struct Making<R> {
    random: R,
    used: HashSet<String>,
    places: Places,
}

impl<R: FnMut() -> u64> Making<R> {
    /// A new id of eight letters that nobody has yet.
    fn fresh(&mut self) -> String {
        loop {
            let id = domain::letters((self.random)());
            if self.used.insert(id.clone()) {
                return id;
            }
        }
    }

    fn resident(&mut self) -> ResidentId {
        ResidentId::new(self.fresh()).expect("eight letters")
    }

    fn register(&mut self, proposed: &ProposedHousehold) -> Step {
        let id = HouseholdId::new(self.fresh()).expect("eight letters");
        let village = self.places.village(&proposed.village);
        let alley = proposed.alley.as_deref();
        let alley = alley.and_then(|alley| self.places.alley(&village, alley));
        let order = self.places.next_in(&village, alley.as_ref());
        let residents: Vec<(ResidentId, &ProposedResident)> = proposed
            .residents
            .iter()
            .map(|person| (self.resident(), person))
            .collect();
        let head = residents.iter().find(|(_, person)| person.is_head);
        let code = proposed.code.as_deref().and_then(label);
        let registered = HouseholdRegistered {
            household: id.clone(),
            code: code.unwrap_or_else(|| label(id.as_str()).expect("eight letters")),
            village,
            alley,
            order,
            head: name(&proposed.head).unwrap_or_else(Personal::erased),
            head_resident: head.map(|(id, _)| id.clone()),
            address: proposed.address.as_deref().and_then(name),
            children: proposed.children,
            business: business(proposed),
            listed: true,
            phones: phones(proposed),
            residents: residents
                .iter()
                .filter_map(|(id, person)| {
                    Some(ListedResident {
                        resident: id.clone(),
                        name: name(&person.name)?,
                        born: person.born,
                    })
                })
                .collect(),
        };
        Step {
            household: id,
            is_new: true,
            operations: vec![Operation::HouseholdRegistered(Box::new(registered))],
        }
    }

    /// What is ticked of a household. Its people come before its head, who may be one of them.
    fn change(&mut self, changed: &Changed<'_>) -> Step {
        let (household, proposed) = (changed.household, changed.proposed);
        let id = &household.id;
        let (mut operations, mut arrived) = (Vec::new(), Vec::new());
        let blank = HouseholdCorrected {
            listed: true,
            ..HouseholdCorrected::of(id.clone())
        };
        let mut correction = blank.clone();
        let mut head_resident = None;
        for change in changed.fields.iter().filter(|it| it.ticked) {
            match change.field {
                What::Head => correction.head = name(&proposed.head),
                What::Address => correction.address = proposed.address.as_deref().and_then(name),
                What::Phones => correction.phones = Some(phones(proposed)),
                What::Business => correction.business = business(proposed).map(BusinessChange::Is),
                What::Children => correction.children = Some(proposed.children),
                What::Alley => {
                    let alley = proposed.alley.as_deref();
                    correction.alley =
                        alley.and_then(|it| self.places.alley(&household.village, it));
                }
                What::Named => {
                    for (resident, spelled) in &change.named {
                        if household.head_resident.as_ref() == Some(resident) {
                            correction.head = name(spelled);
                            head_resident = Some(resident.clone());
                        }
                        operations.push(Operation::ResidentCorrected(ResidentCorrected {
                            household: id.clone(),
                            resident: resident.clone(),
                            name: name(spelled),
                            born: None,
                            listed: true,
                        }));
                    }
                }
                What::Added => {
                    for person in &change.added {
                        let Some(name) = name(&person.name) else {
                            continue;
                        };
                        let resident = self.resident();
                        arrived.push((identity_key(&person.name), resident.clone()));
                        operations.push(Operation::ResidentAdded(ResidentAdded {
                            household: id.clone(),
                            resident,
                            name,
                            born: person.born,
                            listed: true,
                        }));
                    }
                }
                What::Born | What::OtherBorn => {
                    let corrected = change.born.iter().map(|(resident, born)| {
                        Operation::ResidentCorrected(ResidentCorrected {
                            household: id.clone(),
                            resident: resident.clone(),
                            name: None,
                            born: Some(*born),
                            listed: true,
                        })
                    });
                    operations.extend(corrected);
                }
                What::Village => operations.push(self.relocate(household, proposed)),
                What::CameBack => operations.push(Operation::HouseholdLeft(HouseholdLeft {
                    household: id.clone(),
                    back: true,
                })),
            }
        }
        if correction.head.is_some() {
            correction.head_resident =
                head_resident.or_else(|| resident_named(household, &arrived, &proposed.head));
        }
        if correction != blank {
            operations.push(Operation::HouseholdCorrected(Box::new(correction)));
        }
        Step {
            household: id.clone(),
            is_new: false,
            operations,
        }
    }

    fn relocate(&mut self, household: &Household, proposed: &ProposedHousehold) -> Operation {
        let village = self.places.village(&proposed.village);
        let alley = proposed.alley.as_deref();
        let alley = alley.and_then(|it| self.places.alley(&village, it));
        let order = self.places.next_in(&village, alley.as_ref());
        Operation::HouseholdRelocated(HouseholdRelocated {
            household: household.id.clone(),
            village,
            alley,
            order,
        })
    }
}

/// The only one of a name among those who live in a household or come to it.
fn resident_named(
    household: &Household,
    arrived: &[(String, ResidentId)],
    head: &str,
) -> Option<ResidentId> {
    let head = identity_key(head);
    let there = household.residents.iter().map(|it| {
        let name = it.name.reveal().map_or("", Name::as_str);
        (identity_key(name), it.id.clone())
    });
    let mut same = there
        .chain(arrived.iter().cloned())
        .filter(|(name, _)| *name == head);
    let found = same.next()?.1;
    same.next().is_none().then_some(found)
}

/// What became of a household that the list lacks, where someone said so.
fn depart(missing: &Missing<'_>) -> Option<Step> {
    let household = missing.household.id.clone();
    let operation = match missing.fate? {
        Fate::MovedAway => Operation::HouseholdLeft(HouseholdLeft {
            household: household.clone(),
            back: false,
        }),
        Fate::StillHere | Fate::Ask => return None,
    };
    Some(Step {
        household,
        is_new: false,
        operations: vec![operation],
    })
}

fn name(text: &str) -> Option<Personal<Name>> {
    Name::new(&cut(text, Name::LIMIT_CHARS))
        .ok()
        .map(Personal::new)
}

fn label(text: &str) -> Option<Label> {
    Label::new(&cut(text, Label::LIMIT_CHARS)).ok()
}

/// As much of a text as is kept.
pub(crate) fn cut(text: &str, limit_chars: usize) -> String {
    let kept: String = text.chars().take(limit_chars).collect();
    kept.trim_end().to_owned()
}

fn phones(proposed: &ProposedHousehold) -> Vec<Personal<Phone>> {
    proposed
        .phones
        .iter()
        .filter_map(|phone| Phone::new(phone).ok())
        .map(Personal::new)
        .collect()
}

fn business(proposed: &ProposedHousehold) -> Option<Business> {
    proposed
        .business
        .as_deref()
        .and_then(label)
        .map(|trade| Business { trade })
}
