//! Registering a business and correcting what it is called and who runs it.
use crate::apply::Context;
use crate::household::correct::{Change, business_note, label_note};
use crate::household::{Business, Field, Gone, Household};
use crate::latest::Latest;
use crate::rule::{Called, FIELD, Makers, Rule};
use crate::{HouseholdId, Label, Record, RecordKey, Refusal, RefusalCode, ResidentId, Tell};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// The household has a business; what was known of it is replaced.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BusinessRegistered {
    pub household: HouseholdId,
    pub name: Label,
    pub trade: Label,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<ResidentId>,
}

impl Rule for BusinessRegistered {
    const CALLED: Called = say::business_registered;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        register_business(context, self)
    }
}

/// Only what is `Some` changes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BusinessCorrected {
    pub household: HouseholdId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trade: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<ResidentId>,
}

impl Rule for BusinessCorrected {
    const CALLED: Called = say::business_corrected;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        correct_business(context, self)
    }
}

pub(crate) fn register_business(
    context: &Context<'_>,
    it: &BusinessRegistered,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    set(
        context,
        &mut household,
        Some(&it.name),
        Some(&it.trade),
        it.owner.as_ref(),
    )?;
    Ok(vec![household.into()])
}

pub(crate) fn correct_business(
    context: &Context<'_>,
    it: &BusinessCorrected,
) -> Result<Vec<Record>, Refusal> {
    let mut household = super::business(context, &it.household)?;
    set(
        context,
        &mut household,
        it.name.as_ref(),
        it.trade.as_ref(),
        it.owner.as_ref(),
    )?;
    Ok(vec![household.into()])
}

fn set(
    context: &Context<'_>,
    household: &mut Household,
    name: Option<&Label>,
    trade: Option<&Label>,
    owner: Option<&ResidentId>,
) -> Result<(), Refusal> {
    if owner.is_some_and(|id| household.resident(id).is_none() && !household.gone.contains_key(id))
    {
        return Err(RefusalCode::ResidentUnknown.into());
    }
    let erased = |id: &ResidentId| household.gone.get(id) == Some(&Gone::Erased);
    let owner = owner.map(|id| Some(id.clone()).filter(|id| !erased(id)));
    let mut change = Change::of(context, household);
    if let Some(trade) = trade {
        let new = Some(Business {
            trade: trade.clone(),
        });
        change.set(Field::Business, &new, |h| &mut h.business, business_note);
    }
    if let Some(name) = name {
        change.set(
            Field::BusinessName,
            &Some(name.clone()),
            |h| &mut h.trading_mut().name,
            label_note,
        );
    }
    if let Some(owner) = owner {
        let trading = household.trading_mut();
        let said = context.when().into();
        Latest::new(&mut trading.owner, &mut trading.owner_said).tell(owner, said);
    }
    Ok(())
}
