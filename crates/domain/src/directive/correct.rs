//! Correcting a directive: its words, its last day and its targets; never what is counted.
use super::issue::targets_fit;
use super::{DIRECTIVE_LIMIT_DAYS, Directive};
use crate::apply::Context;
use crate::{DirectiveCorrected, DirectiveId, Record, RecordKey, Refusal, RefusalCode};

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
