//! Households of a list that may be one: two, until someone says that they are one.
use super::alike::{fold, repeat_rows};
use super::{Pair, Plan, ProposedHousehold};
use crate::decisions::{Keys, RowKey};
use crate::{Place, ProblemCode};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Gives every household its key, and puts together those of which someone said that they are one.
pub(super) fn settle(plan: &mut Plan, together: &BTreeSet<RowKey>) {
    let mut keys = Keys::default();
    let mut kept: Vec<ProposedHousehold> = Vec::with_capacity(plan.households.len());
    // Where each household of the list went, by its place in the file.
    let mut went: HashMap<Place, usize> = HashMap::new();
    let mut folded: HashSet<Place> = HashSet::new();
    for mut household in std::mem::take(&mut plan.households) {
        household.key = keys.next(&household);
        let above = household.resembles.as_ref();
        let above = above.and_then(|it| went.get(it)).copied();
        let Some(above) = above else {
            went.insert(household.place.clone(), kept.len());
            kept.push(household);
            continue;
        };
        let pair = Pair {
            first: kept[above].clone(),
            second: household.clone(),
            together: together.contains(&household.key),
        };
        if pair.together {
            went.insert(household.place.clone(), above);
            folded.insert(household.place.clone());
            fold(&mut kept[above], household);
        } else {
            went.insert(household.place.clone(), kept.len());
            kept.push(household);
        }
        plan.pairs.push(pair);
    }
    plan.households = kept;
    // Those who were put together are in doubt no longer.
    plan.problems
        .retain(|it| it.code != ProblemCode::SameName || !folded.contains(&it.place));
    repeat_rows(plan, &folded);
}
