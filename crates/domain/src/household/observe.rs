//! Observing what a resident can do.
use super::{Gone, Household, Purpose};
use crate::apply::Context;
use crate::rule::{Called, FIELD, Makers, Rule};
use crate::{
    Detail, HouseholdId, Level, Observation, Record, RecordKey, Refusal, RefusalCode, ResidentId,
    SkillId, SkillState, Tell, Who,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SkillObserved {
    pub household: HouseholdId,
    pub resident: ResidentId,
    pub skill: SkillId,
    pub level: Level,
    /// Seen by the member; otherwise only told.
    pub seen: bool,
}

impl Rule for SkillObserved {
    const CALLED: Called = say::skill_observed;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn resident(&self) -> Option<&ResidentId> {
        Some(&self.resident)
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        observe(context, self)
    }

    fn details(&self) -> Vec<Detail<'_>> {
        vec![Detail::Skill(&self.skill, self.level)]
    }
}

pub(crate) fn observe(context: &Context<'_>, it: &SkillObserved) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.home(&it.household, &it.resident)?.clone();
    let Some(who) = context.skill_is_for(&it.skill) else {
        return Err(RefusalCode::SkillUnknown.into());
    };
    // Whoever has moved meanwhile was asked, and ran a business, where the entry was made.
    let there = context.records.household(&it.household)?;
    if !household.consented(Purpose::Register) && !there.consented(Purpose::Register) {
        return Err(RefusalCode::ConsentMissing.into());
    }
    if who == Who::Business && household.business.is_none() && there.business.is_none() {
        return Err(RefusalCode::SkillForBusinessOnly.into());
    }
    let observation = Observation::new(it.level, it.seen, context.at, context.id);
    let Some(resident) = household.resident_mut(&it.resident) else {
        return not_here(household, &it.resident);
    };
    resident
        .skills
        .entry(it.skill.clone())
        .and_modify(|state| state.observe(observation))
        .or_insert_with(|| SkillState::first(observation));
    Ok(vec![household.into()])
}

/// What was recorded offline on someone who has parted since changes nothing and is not refused.
pub(super) fn not_here(
    household: Household,
    resident: &ResidentId,
) -> Result<Vec<Record>, Refusal> {
    match household.gone.get(resident) {
        Some(Gone::Erased | Gone::Left | Gone::Died) => Ok(vec![household.into()]),
        Some(Gone::MovedTo(_)) | None => Err(RefusalCode::ResidentUnknown.into()),
    }
}
