//! Correcting a directive: its words, its last day and its targets; never what is counted.
use super::issue::targets_fit;
use super::{DIRECTIVE_LIMIT_DAYS, Directive};
use crate::apply::{Context, Records};
use crate::rule::{Called, Makers, OFFICE, Rule, keys};
use crate::{
    Day, DirectiveId, DirectiveText, Label, Map, Record, RecordKey, Refusal, RefusalCode, Tell,
    VillageId,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Its words, last day and targets, as they stand from now on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DirectiveCorrected {
    pub directive: DirectiveId,
    pub title: Label,
    pub text: DirectiveText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Day>,
    pub to: Day,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub targets: Map<VillageId, u32>,
}

impl Rule for DirectiveCorrected {
    const CALLED: Called = say::directive_corrected;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.directive)]
    }

    fn reads(&self, _: &Records) -> Vec<RecordKey> {
        keys(self.targets.keys())
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        correct(context, self)
    }
}

pub(crate) fn correct(
    context: &Context<'_>,
    it: &DirectiveCorrected,
) -> Result<Vec<Record>, Refusal> {
    let mut directive = in_force(context, &it.directive)?;
    targets_fit(context, &directive.asked.whom, &it.targets)?;
    let days = it.to.0 - directive.asked.from.0;
    if !(0..=DIRECTIVE_LIMIT_DAYS).contains(&days) {
        return Err(RefusalCode::DirectiveDatesImpossible.into());
    }
    directive.title = it.title.clone();
    directive.text = it.text.clone();
    directive.decision = it.decision.clone();
    directive.decided = it.decided;
    directive.to = it.to;
    directive.targets = it.targets.clone();
    Ok(vec![Record::Directive(Box::new(directive))])
}

/// The directive, to be changed; one that is closed stays as it was told.
pub(super) fn in_force(context: &Context<'_>, id: &DirectiveId) -> Result<Directive, Refusal> {
    match context.records.get(&RecordKey::Directive(id.clone())) {
        Some(Record::Directive(it)) if it.in_force() => Ok((**it).clone()),
        Some(_) => Err(RefusalCode::DirectiveClosed.into()),
        None => Err(RefusalCode::DirectiveUnknown.into()),
    }
}
