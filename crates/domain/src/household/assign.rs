//! Assigning households to the member who answers for them.
use crate::apply::Context;
use crate::{HouseholdAssigned, Record, Refusal, RefusalCode, TOUCHED_LIMIT};

pub(crate) fn assign(
    context: &Context<'_>,
    it: &HouseholdAssigned,
) -> Result<Vec<Record>, Refusal> {
    if it.households.is_empty() || it.households.len() > TOUCHED_LIMIT {
        return Err(RefusalCode::TooManyHouseholds.into());
    }
    let mut changed = Vec::new();
    for id in &it.households {
        let mut household = context.records.household(id)?.clone();
        household.assigned = it.member.clone();
        changed.push(household.into());
    }
    Ok(changed)
}
