//! Follow-ups: promised at a visit, then done or handed on.
use crate::apply::Context;
use crate::{
    Day, EntryId, FollowUpFinished, FollowUpHandedOn, MemberId, Note, Personal, Record, Refusal,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FollowUp {
    /// The visit that promised it.
    pub visit: EntryId,
    pub due: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<Note>>,
    /// Who is to come.
    pub to: MemberId,
}

/// Finishing one that is finished already changes nothing.
pub(crate) fn finish_follow_up(
    context: &Context<'_>,
    it: &FollowUpFinished,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    household
        .follow_ups
        .retain(|follow_up| follow_up.visit != it.follow_up);
    Ok(vec![household.into()])
}

pub(crate) fn hand_on_follow_up(
    context: &Context<'_>,
    it: &FollowUpHandedOn,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    for follow_up in &mut household.follow_ups {
        if follow_up.visit == it.follow_up {
            follow_up.to = it.to.clone();
            follow_up.due = it.due;
        }
    }
    Ok(vec![household.into()])
}
