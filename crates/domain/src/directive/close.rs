//! Closing a directive: what was reached is told, and nobody is counted by it any more.
use super::Closing;
use super::correct::in_force;
use super::issue::figures_fit;
use crate::apply::Context;
use crate::directive::Reached;
use crate::rule::{Called, Makers, OFFICE, Rule};
use crate::{
    DirectiveId, DirectiveText, Follows, Map, Record, RecordKey, Refusal, Tell, VillageId,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Told by the office with the figures of that moment.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DirectiveClosed {
    pub directive: DirectiveId,
    pub summary: DirectiveText,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub figures: Map<VillageId, Reached>,
}

impl Rule for DirectiveClosed {
    const CALLED: Called = say::directive_closed;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.directive), RecordKey::Settings]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        close(context, self)
    }

    fn follows(&self) -> Follows<'_> {
        Follows::Recount
    }
}

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
