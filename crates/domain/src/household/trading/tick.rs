//! Ticks: a step of opening an account that is done, a paper that is ready.
use super::business;
use crate::apply::Context;
use crate::household::PaymentStep;
use crate::household::{Mark, correct::mark};
use crate::latest::LatestEach;
use crate::marketplace::Paper;
use crate::rule::{Called, FIELD, Makers, Rule};
use crate::{Day, HouseholdId, Map, PaperId, Record, RecordKey, Refusal, RefusalCode, Tell};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// A step of the payment checklist, done or taken back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PaymentStepDone {
    pub household: HouseholdId,
    pub step: PaymentStep,
    pub done: bool,
}

impl Rule for PaymentStepDone {
    const CALLED: Called = say::payment_step_done;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        tick_step(context, self)
    }
}

/// Papers that are ready, or not any more; those not named stay as they are.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PapersTicked {
    pub household: HouseholdId,
    pub papers: Map<PaperId, bool>,
}

impl Rule for PapersTicked {
    const CALLED: Called = say::papers_ticked;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        tick_paper(context, self)
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Tick {
    pub done: bool,
    pub on: Day,
    pub mark: Mark,
}

impl Tick {
    fn now(context: &Context<'_>, done: bool) -> Self {
        Self {
            done,
            on: context.day(),
            mark: mark(context),
        }
    }
}

pub(crate) fn tick_step(
    context: &Context<'_>,
    it: &PaymentStepDone,
) -> Result<Vec<Record>, Refusal> {
    let mut household = business(context, &it.household)?;
    let mut steps = LatestEach(&mut household.trading_mut().steps);
    steps.tell(&it.step, Tick::now(context, it.done));
    Ok(vec![household.into()])
}

pub(crate) fn tick_paper(context: &Context<'_>, it: &PapersTicked) -> Result<Vec<Record>, Refusal> {
    let mut household = business(context, &it.household)?;
    if !it.papers.keys().all(Paper::is_known) {
        return Err(RefusalCode::PaperUnknown.into());
    }
    let mut papers = LatestEach(&mut household.trading_mut().papers);
    for (paper, ready) in &it.papers {
        papers.tell(paper, Tick::now(context, *ready));
    }
    Ok(vec![household.into()])
}
