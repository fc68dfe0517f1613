//! Assigning households to the member who answers for them.
use super::Household;
use crate::apply::Context;
use crate::latest::Latest;
use crate::rule::{Books, Called, LEADERS, Makers, Rule, keys};
use crate::{
    Detail, HouseholdId, MemberId, Record, RecordKey, Refusal, RefusalCode, Stamp, TOUCHED_LIMIT,
    Tell,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// One member answers for up to 8 households; `None` frees them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HouseholdAssigned {
    pub households: Vec<HouseholdId>,
    pub member: Option<MemberId>,
}

impl Rule for HouseholdAssigned {
    const CALLED: Called = say::household_assigned;
    const MAKERS: Makers = LEADERS;

    fn touches(&self) -> Vec<RecordKey> {
        keys(&self.households)
    }

    fn books(&self) -> Books<'_> {
        Books::Asked(self.households.iter().collect())
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        assign(context, self)
    }

    fn details(&self) -> Vec<Detail<'_>> {
        vec![Detail::Member(self.member.as_ref())]
    }
}

/// The last word on who answers for a household.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Assignment {
    pub when: Stamp,
    /// Whom it named, where a later move to another village has made it void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voided: Option<MemberId>,
}

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
        household.assign(it.member.as_ref(), context.when().into());
        changed.push(household.into());
    }
    Ok(changed)
}

impl Household {
    /// The later word stands, whichever arrives first.
    fn assign(&mut self, member: Option<&MemberId>, when: Stamp) {
        let (mut named, mut said) = self.named();
        Latest::new(&mut named, &mut said).tell(member.cloned(), when);
        self.name(named, said);
    }

    /// The later word on the two stands.
    pub(super) fn take_in_assignment(&mut self, other: &Household) {
        let (mut named, mut said) = self.named();
        let (theirs, theirs_said) = other.named();
        if said.is_none() && theirs_said.is_none() {
            named = named.or(theirs);
        } else {
            Latest::new(&mut named, &mut said).join(&theirs, theirs_said.as_ref());
        }
        self.name(named, said);
    }

    /// Whom the last word named, void or not.
    fn named(&self) -> (Option<MemberId>, Option<Stamp>) {
        let said = self.assignment.as_ref();
        let voided = said.and_then(|said| said.voided.clone());
        (
            voided.or_else(|| self.assigned.clone()),
            said.map(|said| said.when),
        )
    }

    fn name(&mut self, named: Option<MemberId>, said: Option<Stamp>) {
        self.assigned = named;
        self.assignment = said.map(|when| Assignment { when, voided: None });
        // A move that came first may be later all the same.
        self.void_assignment(self.moved);
    }

    /// Who comes to another village is nobody's there, until someone is named who knows of it.
    pub(super) fn void_assignment(&mut self, moved: Option<Stamp>) {
        let Some(said) = &mut self.assignment else {
            return;
        };
        let named = said.voided.take().or_else(|| self.assigned.take());
        if moved.is_some_and(|moved| moved > said.when) {
            (self.assigned, said.voided) = (None, named);
        } else {
            self.assigned = named;
        }
    }
}
