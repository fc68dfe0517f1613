//! Compares a plan with the register: who is who and how sure that is, what would change, who is new
//! and who is missing.
mod difference;
mod evidence;
mod index;
mod unfit;
mod whose;

pub use difference::{FieldChange, What};
pub use evidence::{Grade, Reason};
pub use unfit::{Unfit, UnfitAnswer, unfit};

use crate::decisions::{Fate, RowKey};
use crate::{Decisions, Plan, ProposedHousehold};
use difference::differences;
use domain::{Household, Village};
use index::Index;
use std::collections::HashSet;
use whose::{Answer, whose};

/// The register as it is now.
#[derive(Clone, Debug, Default)]
pub struct Register {
    pub villages: Vec<Village>,
    pub households: Vec<Household>,
}

#[derive(Clone, Debug, Default)]
pub struct Changes<'a> {
    pub new: Vec<New<'a>>,
    /// Households of the register of which the list says something else.
    pub changed: Vec<Changed<'a>>,
    /// Those of which it says the same.
    pub unchanged: usize,
    /// Households of the list about which someone must decide; nothing of them is written.
    pub doubtful: Vec<Doubtful<'a>>,
    /// Households that the list lacks although it has their village.
    pub missing: Vec<Missing<'a>>,
}

#[derive(Clone, Debug)]
pub struct New<'a> {
    pub key: RowKey,
    pub proposed: &'a ProposedHousehold,
}

#[derive(Clone, Debug)]
pub struct Changed<'a> {
    pub key: RowKey,
    pub household: &'a Household,
    pub proposed: &'a ProposedHousehold,
    pub grade: Grade,
    pub reasons: Vec<Reason>,
    /// Each may be written or left by itself.
    pub fields: Vec<FieldChange<'a>>,
}

#[derive(Clone, Debug)]
pub struct Doubtful<'a> {
    pub key: RowKey,
    pub proposed: &'a ProposedHousehold,
    /// Whom it may be, the most likely first.
    pub candidates: Vec<Candidate<'a>>,
}

#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    pub household: &'a Household,
    pub reasons: Vec<Reason>,
}

#[derive(Clone, Debug)]
pub struct Missing<'a> {
    pub household: &'a Household,
    pub fate: Option<Fate>,
}

impl Changes<'_> {
    /// Whether nothing would be written.
    pub fn is_empty(&self) -> bool {
        let written = |it: &Missing<'_>| !matches!(it.fate, None | Some(Fate::StillHere));
        self.new.is_empty()
            && !self.changed.iter().any(Changed::is_ticked)
            && !self.missing.iter().any(written)
    }
}

impl Changed<'_> {
    /// Whether any of its changes would be written.
    pub fn is_ticked(&self) -> bool {
        self.fields.iter().any(|it| it.ticked)
    }
}

/// Compares a plan with the register where nobody has decided anything.
pub fn compare<'a>(plan: &'a Plan, register: &'a Register) -> Changes<'a> {
    compare_decided(plan, register, &Decisions::default())
}

/// Compares a plan with the register. A blank in the list changes nothing, and what the list does
/// not mention is kept. Whoever is in doubt is neither new nor changed until someone decides.
pub fn compare_decided<'a>(
    plan: &'a Plan,
    register: &'a Register,
    decisions: &Decisions,
) -> Changes<'a> {
    let index = Index::new(register);
    let mut changes = Changes::default();
    let (mut seen, mut villages) = (HashSet::new(), HashSet::new());
    let found = whose(&plan.households, &index, decisions);
    for (proposed, answer) in plan.households.iter().zip(found) {
        let key = proposed.key.clone();
        villages.extend(index.village(&proposed.village));
        match answer {
            Answer::New => changes.new.push(New { key, proposed }),
            Answer::Doubtful(candidates) => {
                seen.extend(candidates.iter().map(|it| &it.household.id));
                changes.doubtful.push(Doubtful {
                    key,
                    proposed,
                    candidates,
                });
            }
            Answer::Is(found) => {
                seen.insert(&found.household.id);
                let fields = differences(&key, proposed, &found, &index, decisions);
                if fields.is_empty() {
                    changes.unchanged += 1;
                    continue;
                }
                changes.changed.push(Changed {
                    key,
                    household: found.household,
                    proposed,
                    grade: found.grade,
                    reasons: found.reasons,
                    fields,
                });
            }
        }
    }
    let missing = register
        .households
        .iter()
        .filter(|it| it.is_here() && villages.contains(&it.village) && !seen.contains(&it.id));
    changes.missing = missing
        .map(|household| Missing {
            household,
            fate: decisions.missing.get(&household.id).copied(),
        })
        .collect();
    changes
}
