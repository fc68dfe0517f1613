//! Issuing a directive: from then on it stands in the settings, and households are counted by it.
use super::{Born, DIRECTIVE_LIMIT_DAYS, Directive, IN_FORCE_LIMIT, Reached, VILLAGES_LIMIT, Whom};
use crate::apply::{Context, Records};
use crate::directive::{DirectiveTask, Goal};
use crate::rule::{Called, Makers, OFFICE, Rule, keys};
use crate::{
    Day, Detail, DirectiveId, DirectiveText, Follows, Label, Map, Record, RecordKey, Refusal,
    RefusalCode, SkillId, Tell, VillageId, Who,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DirectiveIssued {
    pub directive: DirectiveId,
    pub title: Label,
    pub text: DirectiveText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Day>,
    pub goal: Goal,
    #[serde(default, skip_serializing_if = "Whom::is_everyone")]
    pub whom: Whom,
    pub from: Day,
    pub to: Day,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub targets: Map<VillageId, u32>,
    /// Where the households concerned stood at that moment, as the office counted.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub started: Map<VillageId, Reached>,
}

impl DirectiveIssued {
    /// What it asks of whom; `None` where its skill is not known. What only a business can reach
    /// concerns businesses only, said or not.
    pub fn asked(&self, skill_is_for: impl Fn(&SkillId) -> Option<Who>) -> Option<DirectiveTask> {
        let for_business = match &self.goal {
            Goal::Skill(skill) => skill_is_for(skill)? == Who::Business,
            goal => goal.is_for_business(),
        };
        let mut whom = self.whom.clone();
        whom.business |= for_business;
        Some(DirectiveTask {
            id: self.directive.clone(),
            goal: self.goal.clone(),
            whom,
            from: self.from,
        })
    }
}

impl Rule for DirectiveIssued {
    const CALLED: Called = say::directive_issued;
    const MAKERS: Makers = OFFICE;

    /// The settings too, where it stands while households are counted by it.
    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.directive), RecordKey::Settings]
    }

    fn reads(&self, _: &Records) -> Vec<RecordKey> {
        keys(self.whom.villages.iter().chain(self.targets.keys()))
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        issue(context, self)
    }

    fn details(&self) -> Vec<Detail<'_>> {
        vec![Detail::Text(self.title.as_str())]
    }

    fn follows(&self) -> Follows<'_> {
        Follows::Recount
    }
}

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
