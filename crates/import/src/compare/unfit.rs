//! Answers that fit nothing of the list or the register, for whoever gave them by hand.
use super::index::Index;
use super::whose::may_be;
use super::{Register, What};
use crate::decisions::{RowKey, Whose};
use crate::{Decisions, Plan, ProposedHousehold};
use domain::HouseholdId;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// An answer that does not fit the list or the register.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct UnfitAnswer {
    /// The row's key, or the household's id where it was said to be missing.
    pub key: String,
    pub code: Unfit,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unfit {
    /// No household of the list has the key: the list says something else now. The answer is not used.
    KeyUnknown,
    /// The register has no such household. The answer is not used.
    HouseholdUnknown,
    /// Nothing but the answer says that the two are one. The answer is not used.
    NothingInCommon,
    /// Several households of the list are said to be the same one. None of the answers is used.
    SaidTwice,
}

impl Unfit {
    pub const ALL: [Unfit; 4] = [
        Unfit::KeyUnknown,
        Unfit::HouseholdUnknown,
        Unfit::NothingInCommon,
        Unfit::SaidTwice,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Unfit::KeyUnknown => "key-unknown",
            Unfit::HouseholdUnknown => "household-unknown",
            Unfit::NothingInCommon => "nothing-in-common",
            Unfit::SaidTwice => "said-twice",
        }
    }
}

/// The answers that fit nothing.
pub fn unfit(plan: &Plan, register: &Register, decisions: &Decisions) -> Vec<UnfitAnswer> {
    let index = &Index::new(register);
    let households = plan.households.iter();
    let rows: HashMap<&RowKey, &ProposedHousehold> = households.map(|it| (&it.key, it)).collect();
    let mut times: HashMap<&HouseholdId, usize> = HashMap::new();
    for (key, whose) in &decisions.households {
        if let Whose::Same(id) = whose
            && rows.contains_key(key)
        {
            *times.entry(id).or_default() += 1;
        }
    }
    let about_row = |key: &RowKey, whose: &Whose| {
        let Some(proposed) = rows.get(key) else {
            return Some(Unfit::KeyUnknown);
        };
        let Whose::Same(id) = whose else {
            return None;
        };
        let Some(known) = index.household(id) else {
            return Some(Unfit::HouseholdUnknown);
        };
        if !may_be(proposed, known.household, index) {
            return Some(Unfit::NothingInCommon);
        }
        (times.get(id) > Some(&1)).then_some(Unfit::SaidTwice)
    };
    let of_rows = decisions.households.iter().filter_map(|(key, whose)| {
        let code = about_row(key, whose)?;
        let key = key.as_str().to_owned();
        Some(UnfitAnswer { key, code })
    });
    let of_changes = decisions.changes.keys().filter(|change| {
        let (key, what) = change.split_once('/').unwrap_or(("", change));
        let row_known = key.is_empty() || rows.contains_key(&RowKey::from(key));
        What::parse(what).is_none() || !row_known
    });
    let sheets: HashSet<&str> = plan.sheets.iter().map(|it| it.name.as_str()).collect();
    let of_sheets = decisions.mapping.sheets.keys();
    let of_sheets = of_sheets.filter(|name| !sheets.contains(name.as_str()));
    let unknown = of_changes.chain(of_sheets).map(|key| UnfitAnswer {
        key: key.clone(),
        code: Unfit::KeyUnknown,
    });
    let of_missing = decisions.missing.keys();
    let of_missing = of_missing.filter(|id| index.household(id).is_none());
    let of_missing = of_missing.map(|id| UnfitAnswer {
        key: id.to_string(),
        code: Unfit::HouseholdUnknown,
    });
    let paired: HashSet<&RowKey> = plan.pairs.iter().map(|it| &it.second.key).collect();
    let together = decisions.mapping.together.iter();
    let of_pairs = together.filter(|key| !paired.contains(key));
    let of_pairs = of_pairs.map(|key| UnfitAnswer {
        key: key.as_str().to_owned(),
        code: Unfit::KeyUnknown,
    });
    of_rows
        .chain(unknown)
        .chain(of_missing)
        .chain(of_pairs)
        .collect()
}
