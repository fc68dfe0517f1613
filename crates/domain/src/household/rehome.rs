//! A resident moves to another household of the commune, with all that is known.
use super::observe::not_here;
use super::{Gone, RESIDENTS_LIMIT};
use crate::apply::Context;
use crate::rule::{Called, FIELD, Makers, Rule, keys};
use crate::{HouseholdId, Record, RecordKey, Refusal, RefusalCode, ResidentId, Tell};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Moved to another household of the commune, with all that is known.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ResidentMoved {
    pub from: HouseholdId,
    pub to: HouseholdId,
    pub resident: ResidentId,
}

impl Rule for ResidentMoved {
    const CALLED: Called = say::resident_moved;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        keys([&self.from, &self.to])
    }

    fn resident(&self) -> Option<&ResidentId> {
        Some(&self.resident)
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        move_resident(context, self)
    }

    fn joins_records(&self) -> bool {
        true
    }
}

pub(crate) fn move_resident(
    context: &Context<'_>,
    it: &ResidentMoved,
) -> Result<Vec<Record>, Refusal> {
    let mut from = context.records.home(&it.from, &it.resident)?.clone();
    let mut to = context.records.household(&it.to)?.clone();
    if from.id == to.id {
        return Ok(vec![to.into()]);
    }
    let Some(place) = from
        .residents
        .iter()
        .position(|resident| resident.id == it.resident)
    else {
        return not_here(from, &it.resident);
    };
    if to.residents.len() >= RESIDENTS_LIMIT {
        return Err(RefusalCode::TooManyResidents.into());
    }
    let resident = from.residents.remove(place);
    from.gone
        .insert(it.resident.clone(), Gone::MovedTo(to.id.clone()));
    from.forget_head(&it.resident);
    let all = std::mem::take(&mut from.differences);
    let (theirs, others) = all
        .into_iter()
        .partition(|told| told.resident.as_ref() == Some(&it.resident));
    from.differences = others;
    to.take_in_resident(resident, theirs);
    Ok(vec![from.into(), to.into()])
}
