//! Issuing a directive: from then on it stands in the settings, and households are counted by it.
use super::{Born, DIRECTIVE_LIMIT_DAYS, Directive, IN_FORCE_LIMIT, Reached, VILLAGES_LIMIT, Whom};
use crate::apply::Context;
use crate::{DirectiveIssued, Map, Record, RecordKey, Refusal, RefusalCode, VillageId};

pub(crate) fn issue(context: &Context<'_>, it: &DirectiveIssued) -> Result<Vec<Record>, Refusal> {
    let key = RecordKey::Directive(it.directive.clone());
    if context.records.get(&key).is_some() {
        return Err(RefusalCode::DirectiveExists.into());
    }
    let mut settings = context.settings();
    if settings.directives.len() >= IN_FORCE_LIMIT {
        return Err(RefusalCode::TooManyDirectives.into());
    }
    check_dates(context, it)?;
    if it.whom.villages.len() > VILLAGES_LIMIT {
        return Err(RefusalCode::TooManyVillages.into());
    }
    for village in &it.whom.villages {
        context.records.village(village)?;
    }
    targets_fit(context, &it.whom, &it.targets)?;
    figures_fit(&it.started)?;
    let asked = it
        .asked(|skill| context.skill_is_for(skill))
        .ok_or(RefusalCode::SkillUnknown)?;
    let directive = Directive {
        title: it.title.clone(),
        text: it.text.clone(),
        decision: it.decision.clone(),
        decided: it.decided,
        asked: asked.clone(),
        to: it.to,
        targets: it.targets.clone(),
        started: it.started.clone(),
        issued: context.at,
        issued_by: context.author.clone(),
        closed: None,
    };
    settings.directives.push(asked);
    settings.counting += 1;
    Ok(vec![
        Record::Directive(Box::new(directive)),
        Record::Settings(Box::new(settings)),
    ])
}

fn check_dates(context: &Context<'_>, it: &DirectiveIssued) -> Result<(), Refusal> {
    let days = it.to.0 - it.from.0;
    let born = it.whom.born.is_none_or(Born::is_possible);
    if !(0..=DIRECTIVE_LIMIT_DAYS).contains(&days) || it.to < context.day() || !born {
        return Err(RefusalCode::DirectiveDatesImpossible.into());
    }
    Ok(())
}

/// Targets are for villages of the register that the directive reaches.
pub(super) fn targets_fit(
    context: &Context<'_>,
    whom: &Whom,
    targets: &Map<VillageId, u32>,
) -> Result<(), Refusal> {
    if targets.len() > VILLAGES_LIMIT {
        return Err(RefusalCode::TooManyVillages.into());
    }
    for village in targets.keys() {
        context.records.village(village)?;
        if !whom.takes_village(village) {
            return Err(RefusalCode::VillageUnknown.into());
        }
    }
    Ok(())
}

/// No more households have done it than it concerns.
pub(super) fn figures_fit(figures: &Map<VillageId, Reached>) -> Result<(), Refusal> {
    if figures.len() > VILLAGES_LIMIT {
        return Err(RefusalCode::TooManyVillages.into());
    }
    match figures.values().any(|told| told.done > told.concerned) {
        true => Err(RefusalCode::DirectiveFiguresWrong.into()),
        false => Ok(()),
    }
}
