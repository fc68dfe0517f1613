//! Asking for help.
use super::{HELP_DUE_DAYS, Handed, Help, HelpState, HelpWay};
use crate::apply::Context;
use crate::{Catalogue, HelpAsked, Household, Record, Refusal, RefusalCode};

pub(crate) fn ask(context: &Context<'_>, it: &HelpAsked) -> Result<Vec<Record>, Refusal> {
    if context.records.help(&it.help).is_ok() {
        return Err(RefusalCode::HelpExists.into());
    }
    if !it.topic.iter().all(Catalogue::has_topic) {
        return Err(RefusalCode::TopicUnknown.into());
    }
    let household = it.household.as_ref();
    let household = household.map(|id| context.records.household(id));
    let household = household.transpose()?;
    let village = match (household, &it.village) {
        (Some(household), _) => Some(household.village.clone()),
        (None, Some(id)) => Some(context.records.village(id)?.id.clone()),
        (None, None) => None,
    };
    // Who took it down at the door sees to it, unless the household is in someone's hands.
    let at_the_door = (it.way == HelpWay::Door).then(|| context.author.clone());
    let assigned = household.and_then(in_whose_hands).or(at_the_door);
    let help = Help {
        id: it.help.clone(),
        way: it.way,
        asked: context.at,
        topic: it.topic.clone(),
        village,
        household: household.map(|it| it.id.clone()),
        name: it.name.clone(),
        phone: it.phone.clone(),
        words: it.words.clone(),
        state: match assigned {
            Some(_) => HelpState::Assigned,
            None => HelpState::Asked,
        },
        due: context.day().plus(HELP_DUE_DAYS),
        assigned,
        answer: None,
        closing: None,
        blanked: false,
        handed: Handed::default(),
    };
    Ok(vec![help.into()])
}

pub(super) fn in_whose_hands(household: &Household) -> Option<crate::MemberId> {
    household.assigned.clone().filter(|_| household.is_here())
}
