//! Giving a request to someone, with the household it is of and a day.
use super::ask::in_whose_hands;
use super::{Help, HelpState};
use crate::apply::Context;
use crate::{Day, HelpAssigned, Record, Refusal, RefusalCode};

/// Nothing is put off for longer.
const DUE_LIMIT_DAYS: i32 = 366;

pub(crate) fn assign(context: &Context<'_>, it: &HelpAssigned) -> Result<Vec<Record>, Refusal> {
    let mut help = context.records.help(&it.help)?.clone();
    if !help.is_open() {
        return Err(RefusalCode::HelpIsOver.into());
    }
    let mut member = it.member.clone();
    if let Some(id) = &it.household {
        let household = context.records.household(id)?;
        help.household = Some(household.id.clone());
        help.village = Some(household.village.clone());
        member = member.or_else(|| in_whose_hands(household));
    } else if let Some(id) = &it.village {
        let village = context.records.village(id)?.id.clone();
        if help.village.as_ref() != Some(&village) {
            help.household = None;
        }
        help.village = Some(village);
    }
    if let Some(due) = it.due {
        help.due = possible(due, &help)?;
    }
    if member.is_some() {
        help.assigned = member;
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
