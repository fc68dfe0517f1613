//! A resident moves to another household of the commune, with all that is known.
use super::observe::not_here;
use super::{Gone, RESIDENTS_LIMIT};
use crate::apply::Context;
use crate::{Record, Refusal, RefusalCode, ResidentMoved};

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
    to.take_in_resident(resident);
    Ok(vec![from.into(), to.into()])
}
