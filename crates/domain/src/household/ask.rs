//! Asking that someone goes to a household, without a visit that promised it.
use super::FollowUp;
use crate::apply::Context;
use crate::rule::{Called, Makers, OFFICE, Rule};
use crate::{About, Day, HouseholdId, MemberId, Note, Personal, Record, RecordKey, Refusal, Tell};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// The office asks a member to go and see, such as whether a household still lives there.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FollowUpAsked {
    pub household: HouseholdId,
    pub to: MemberId,
    pub due: Day,
    /// What the office asks for; nothing that the household told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<Note>>,
}

impl Rule for FollowUpAsked {
    const CALLED: Called = say::follow_up_asked;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, tell: &mut Tell<'_>) {
        tell(About::Household, &mut self.reason);
    }

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        ask(context, self)
    }
}

/// It is finished and handed on like a promise that a visit made, by the id of this entry.
pub(crate) fn ask(context: &Context<'_>, it: &FollowUpAsked) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    household.follow_ups.push(FollowUp {
        visit: context.id,
        due: it.due,
        reason: it.reason.clone(),
        to: it.to.clone(),
        handed: None,
    });
    crate::put_in_order(&mut household.follow_ups, |it| (it.due, it.visit));
    Ok(vec![household.into()])
}
