//! Giving a request to someone, with the household it is of and a day.
use super::ask::in_whose_hands;
use super::{Help, HelpState};
use crate::apply::{Context, Records};
use crate::latest::{Latest, is_later};
use crate::rule::{Called, LEADERS, Makers, Rule, keys};
use crate::{
    Day, HelpId, HouseholdId, MemberId, Record, RecordKey, Refusal, RefusalCode, Stamp, Tell,
    VillageId,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Someone is to see to it. Without a member it is the one who answers for the household.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HelpAssigned {
    pub help: HelpId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// The household that it turned out to be of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<VillageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
}

impl Rule for HelpAssigned {
    const CALLED: Called = say::help_assigned;
    const MAKERS: Makers = LEADERS;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.help)]
    }

    fn reads(&self, _: &Records) -> Vec<RecordKey> {
        [keys(&self.household), keys(&self.village)].concat()
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        assign(context, self)
    }
}

/// Nothing is put off for longer.
const DUE_LIMIT_DAYS: i32 = 366;

pub(crate) fn assign(context: &Context<'_>, it: &HelpAssigned) -> Result<Vec<Record>, Refusal> {
    let mut help = context.records.help(&it.help)?.clone();
    // Said before it was closed, it may arrive after that.
    let before_closing = help.closing.as_ref().is_some_and(|it| context.at < it.at);
    if !help.is_open() && !before_closing {
        return Err(RefusalCode::HelpIsOver.into());
    }
    let said = Stamp::from(context.when());
    let mut member = it.member.clone();
    let moves = !is_later(help.handed.place.as_ref(), Some(&said));
    if let Some(id) = &it.household {
        let household = context.records.household(id)?;
        if moves {
            help.household = Some(household.id.clone());
            help.village = Some(household.village.clone());
            help.handed.place = Some(said);
        }
        member = member.or_else(|| in_whose_hands(household));
    } else if let Some(id) = &it.village {
        let village = context.records.village(id)?.id.clone();
        if moves {
            if help.village.as_ref() != Some(&village) {
                help.household = None;
            }
            help.village = Some(village);
            help.handed.place = Some(said);
        }
    }
    if let Some(due) = it.due {
        let due = possible(due, &help)?;
        Latest::new(&mut help.due, &mut help.handed.due).tell(due, said);
    }
    if member.is_some() {
        Latest::new(&mut help.assigned, &mut help.handed.member).tell(member, said);
    }
    if help.state == HelpState::Asked && help.assigned.is_some() {
        help.state = HelpState::Assigned;
    }
    Ok(vec![help.into()])
}

fn possible(due: Day, help: &Help) -> Result<Day, Refusal> {
    match due.0 - help.asked.day().0 {
        0..=DUE_LIMIT_DAYS => Ok(due),
        _ => Err(RefusalCode::HelpDueImpossible.into()),
    }
}
