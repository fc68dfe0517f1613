//! Closing a directive: what was reached is told, and nobody is counted by it any more.
use super::Closing;
use super::correct::in_force;
use super::issue::figures_fit;
use crate::apply::Context;
use crate::{DirectiveClosed, Record, Refusal};

pub(crate) fn close(context: &Context<'_>, it: &DirectiveClosed) -> Result<Vec<Record>, Refusal> {
    let mut directive = in_force(context, &it.directive)?;
    figures_fit(&it.figures)?;
    directive.closed = Some(Closing {
        at: context.at,
        by: context.author.clone(),
        summary: it.summary.clone(),
        figures: it.figures.clone(),
    });
    let mut settings = context.settings();
    settings.directives.retain(|it| it.id != *directive.id());
    settings.counting += 1;
    Ok(vec![
        Record::Directive(Box::new(directive)),
        Record::Settings(Box::new(settings)),
    ])
}
