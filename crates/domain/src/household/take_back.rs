//! Taking back what a list brought to a household: the whole of it, or what was filled and added.
use super::correct::mark;
use super::{Children, Field, Household};
use crate::apply::Context;
use crate::rule::{Called, Makers, OFFICE, Rule};
use crate::{HouseholdId, Record, RecordKey, Refusal, ResidentId, Tell};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Undoes an import at one household. What had another value before is corrected back by
/// [`super::correct::HouseholdCorrected`]; this is for what was not there before.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ListTakenBack {
    pub household: HouseholdId,
    /// A list had registered it: it is withdrawn, on no phone and in no figure, until someone
    /// records something of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
    /// Fields that a list had filled and that are empty again; those that are never empty stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emptied: Vec<Field>,
    /// People whom a list had added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub residents: Vec<ResidentId>,
    /// People whose year of birth a list had filled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub born: Vec<ResidentId>,
}

impl Rule for ListTakenBack {
    const CALLED: Called = say::list_taken_back;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        take_back(context, self)
    }

    fn takes_list_back(&self) -> bool {
        true
    }
}

pub(crate) fn take_back(context: &Context<'_>, it: &ListTakenBack) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    if it.whole {
        household.withdrawn = Some(context.when().into());
    }
    for field in &it.emptied {
        household.empty(*field);
        household.marks.insert(*field, mark(context));
    }
    let goes = |id: &ResidentId| it.residents.contains(id);
    household.residents.retain(|resident| !goes(&resident.id));
    if household.head_resident.as_ref().is_some_and(goes) {
        household.head_resident = None;
    }
    for resident in &it.born {
        if let Some(resident) = household.resident_mut(resident) {
            resident.born = None;
            resident.marks.insert(Field::Born, mark(context));
        }
    }
    Ok(vec![household.into()])
}

impl Household {
    fn empty(&mut self, field: Field) {
        match field {
            Field::Address => self.address = None,
            Field::Phones => self.phones.clear(),
            Field::Place => self.place = None,
            Field::Alley => self.alley = None,
            Field::Children => self.children = Children::default(),
            Field::Business => self.business = None,
            Field::Code
            | Field::Head
            | Field::Order
            | Field::BusinessName
            | Field::Name
            | Field::Born
            | Field::Assigned => {}
        }
    }
}
