//! Moving house within the commune, and leaving it.
use super::register::alley_is_there;
use super::{Household, Status};
use crate::apply::Context;
use crate::{HouseholdLeft, HouseholdRelocated, Record, Refusal};

/// Most earlier villages kept; a household that moved more often loses the oldest.
const LIVED_LIMIT: usize = 8;

pub(crate) fn relocate(
    context: &Context<'_>,
    it: &HouseholdRelocated,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    alley_is_there(context, &it.village, it.alley.as_ref())?;
    if household.village != it.village {
        household.remember_village(context);
        household.assigned = None;
    }
    household.village = it.village.clone();
    household.alley = it.alley.clone();
    household.order = it.order;
    Ok(vec![household.into()])
}

pub(crate) fn leave_commune(
    context: &Context<'_>,
    it: &HouseholdLeft,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    household.status = if it.back {
        Status::Here
    } else {
        Status::MovedAway(context.day())
    };
    if !it.back {
        household.follow_ups.clear();
    }
    Ok(vec![household.into()])
}

impl Household {
    fn remember_village(&mut self, context: &Context<'_>) {
        let last_day = context.day().plus(-1);
        self.lived.push((last_day, self.village.clone()));
        crate::put_in_order(&mut self.lived, |(day, _)| *day);
        if self.lived.len() > LIVED_LIMIT {
            self.lived.remove(0);
        }
    }
}
