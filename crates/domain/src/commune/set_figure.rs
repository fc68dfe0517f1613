//! A figure that the commune entered: residents, businesses, whatever shares are taken of.
use crate::apply::Context;
use crate::rule::{Called, Makers, OFFICE, Rule};
use crate::settings::Counted;
use crate::{Day, Denominator, Label, Month, Record, RecordKey, Refusal, Tell, VillageId};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// A figure that the commune entered, for one village or, without one, for the commune.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DenominatorSet {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<VillageId>,
    pub counted: Counted,
    pub from: Month,
    pub value: u32,
    pub source: Label,
    pub dated: Day,
}

impl DenominatorSet {
    pub(crate) fn denominator(&self) -> Denominator {
        Denominator {
            counted: self.counted,
            from: self.from,
            value: self.value,
            source: self.source.clone(),
            dated: self.dated,
        }
    }
}

impl Rule for DenominatorSet {
    const CALLED: Called = say::denominator_set;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        match &self.village {
            Some(village) => vec![RecordKey::from(village)],
            None => vec![RecordKey::Settings],
        }
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        set_denominator(context, self)
    }
}

pub(crate) fn set_denominator(
    context: &Context<'_>,
    it: &DenominatorSet,
) -> Result<Vec<Record>, Refusal> {
    let Some(id) = &it.village else {
        let mut settings = context.settings();
        Denominator::put(&mut settings.denominators, it.denominator());
        return Ok(vec![Record::Settings(Box::new(settings))]);
    };
    let mut village = context.records.village(id)?.clone();
    Denominator::put(&mut village.denominators, it.denominator());
    Ok(vec![Record::Village(Box::new(village))])
}
