//! Follow-ups: promised at a visit, then done or handed on, in whichever order that arrives.
use super::visit::with_book;
use crate::apply::Context;
use crate::book::HandedOn;
use crate::latest::Latest;
use crate::rule::{Books, Called, FIELD, Makers, Rule};
use crate::{
    Day, EntryId, HouseholdId, MemberId, Note, Personal, Record, RecordKey, Refusal, Stamp, Tell,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FollowUpFinished {
    pub household: HouseholdId,
    pub follow_up: EntryId,
}

impl Rule for FollowUpFinished {
    const CALLED: Called = say::follow_up_finished;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn books(&self) -> Books<'_> {
        Books::Written(vec![&self.household])
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        finish_follow_up(context, self)
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FollowUpHandedOn {
    pub household: HouseholdId,
    pub follow_up: EntryId,
    pub to: MemberId,
    pub due: Day,
}

impl Rule for FollowUpHandedOn {
    const CALLED: Called = say::follow_up_handed_on;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn books(&self) -> Books<'_> {
        Books::Written(vec![&self.household])
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        hand_on_follow_up(context, self)
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FollowUp {
    /// The visit that promised it.
    pub visit: EntryId,
    pub due: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<Note>>,
    /// Who is to come.
    pub to: MemberId,
    /// When it was last handed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed: Option<Stamp>,
}

impl FollowUp {
    /// The later word stands.
    pub(crate) fn hand_on(&mut self, handed: &HandedOn) {
        let mut word = (self.to.clone(), self.due);
        Latest::new(&mut word, &mut self.handed).tell((handed.to.clone(), handed.due), handed.said);
        (self.to, self.due) = word;
    }
}

/// Finishing one that is finished already changes nothing; one that has not come is remembered.
pub(crate) fn finish_follow_up(
    context: &Context<'_>,
    it: &FollowUpFinished,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    let open = household.follow_ups.len();
    household
        .follow_ups
        .retain(|follow_up| follow_up.visit != it.follow_up);
    if household.follow_ups.len() < open {
        return Ok(vec![household.into()]);
    }
    let mut book = context.book(&household);
    let early = |book: &mut crate::Book| book.finish_early(it.follow_up);
    let is_early = book.as_mut().is_some_and(early);
    Ok(with_book(household, book.filter(|_| is_early)))
}

pub(crate) fn hand_on_follow_up(
    context: &Context<'_>,
    it: &FollowUpHandedOn,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    let handed = HandedOn {
        said: context.when().into(),
        to: it.to.clone(),
        due: it.due,
    };
    let mut open = household.follow_ups.iter_mut();
    if let Some(follow_up) = open.find(|follow_up| follow_up.visit == it.follow_up) {
        follow_up.hand_on(&handed);
        crate::put_in_order(&mut household.follow_ups, |it| (it.due, it.visit));
        return Ok(vec![household.into()]);
    }
    let mut book = context.book(&household);
    let early = |book: &mut crate::Book| book.hand_on_early(it.follow_up, &handed);
    let is_early = book.as_mut().is_some_and(early);
    Ok(with_book(household, book.filter(|_| is_early)))
}
