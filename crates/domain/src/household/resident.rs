//! Residents: added, corrected, moved, parted with, erased.
use super::correct::{Verdict, born_note, judge, mark, name_note};
use super::observe::not_here;
use super::register::old_enough;
use super::{Difference, Field, Gone, Household, Purpose, RESIDENTS_LIMIT, Resident};
use crate::apply::Context;
use crate::rule::{Called, FIELD, Makers, OFFICE, Rule};
use crate::{
    About, Follows, HouseholdId, Map, Name, Note, Personal, Record, RecordKey, Refusal,
    RefusalCode, ResidentId, Seq, Tell,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ResidentAdded {
    pub household: HouseholdId,
    pub resident: ResidentId,
    pub name: Personal<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<u16>,
    /// Came from the commune's list: unconfirmed until the first consent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub listed: bool,
}

impl Rule for ResidentAdded {
    const CALLED: Called = say::resident_added;
    const MAKERS: Makers = FIELD;

    fn makers(&self) -> Makers {
        if self.listed { OFFICE } else { FIELD }
    }

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, tell: &mut Tell<'_>) {
        tell(About::Resident(&self.resident), &mut self.name);
    }

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        add_resident(context, self)
    }

    fn nameless(&self) -> Vec<&ResidentId> {
        let nameless = self.name.is_erased().then_some(&self.resident);
        nameless.into_iter().collect()
    }

    fn is_blank(&self) -> bool {
        self.name.is_erased()
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ResidentCorrected {
    pub household: HouseholdId,
    pub resident: ResidentId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal<Name>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<u16>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub listed: bool,
}

impl Rule for ResidentCorrected {
    const CALLED: Called = say::resident_corrected;
    const MAKERS: Makers = FIELD;

    fn makers(&self) -> Makers {
        if self.listed { OFFICE } else { FIELD }
    }

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn resident(&self) -> Option<&ResidentId> {
        Some(&self.resident)
    }

    fn personal(&mut self, tell: &mut Tell<'_>) {
        tell(About::Resident(&self.resident), &mut self.name);
    }

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        correct_resident(context, self)
    }
}

/// Left the commune or died.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ResidentParted {
    pub household: HouseholdId,
    pub resident: ResidentId,
    pub why: Parting,
}

impl Rule for ResidentParted {
    const CALLED: Called = say::resident_parted;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn resident(&self) -> Option<&ResidentId> {
        Some(&self.resident)
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        part_with_resident(context, self)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Parting {
    Left,
    Died,
}

impl From<Parting> for Gone {
    fn from(why: Parting) -> Gone {
        match why {
            Parting::Left => Gone::Left,
            Parting::Died => Gone::Died,
        }
    }
}

/// The one operation for which the log is rewritten: personal values are blanked.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ResidentErased {
    pub household: HouseholdId,
    pub resident: ResidentId,
}

impl Rule for ResidentErased {
    const CALLED: Called = say::resident_erased;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn resident(&self) -> Option<&ResidentId> {
        Some(&self.resident)
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        erase_resident(context, self)
    }

    fn follows(&self) -> Follows<'_> {
        Follows::ForgetResident(&self.household, &self.resident)
    }
}

pub(crate) fn add_resident(
    context: &Context<'_>,
    it: &ResidentAdded,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    if !it.listed && !household.consented(Purpose::Register) {
        return Err(RefusalCode::ConsentMissing.into());
    }
    old_enough(it.born, &context.settings(), context.day().year())?;
    if household.resident(&it.resident).is_some() {
        return Err(RefusalCode::ResidentExists.into());
    }
    if household.gone.get(&it.resident) == Some(&Gone::Erased) {
        return Ok(vec![household.into()]);
    }
    if household.residents.len() >= RESIDENTS_LIMIT {
        return Err(RefusalCode::TooManyResidents.into());
    }
    let unconfirmed = it.listed && !household.consented(Purpose::Register);
    household.gone.remove(&it.resident);
    household.residents.push(Resident {
        id: it.resident.clone(),
        name: it.name.clone(),
        born: it.born,
        unconfirmed,
        skills: Map::new(),
        trained: None,
        marks: Map::new(),
    });
    Ok(vec![household.into()])
}

pub(crate) fn correct_resident(
    context: &Context<'_>,
    it: &ResidentCorrected,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.home(&it.household, &it.resident)?.clone();
    // Whoever has moved meanwhile was asked where the entry was made.
    let there = context.records.household(&it.household)?;
    let consented = [&household, there]
        .iter()
        .any(|it| it.consented(Purpose::Register));
    if !it.listed && !consented {
        return Err(RefusalCode::ConsentMissing.into());
    }
    old_enough(it.born, &context.settings(), context.day().year())?;
    let saw = context.saw(&RecordKey::Household(it.household.clone()));
    let Some(resident) = household.resident_mut(&it.resident) else {
        return not_here(household, &it.resident);
    };
    let mut told = Vec::new();
    if let Some(new) = &it.name {
        told.extend(set(
            context,
            saw,
            resident,
            Field::Name,
            new,
            |it| &mut it.name,
            name_note,
        ));
    }
    if let Some(born) = it.born {
        told.extend(set(
            context,
            saw,
            resident,
            Field::Born,
            &Some(born),
            |it| &mut it.born,
            born_note,
        ));
    }
    household.differ_each(told);
    Ok(vec![household.into()])
}

fn set<T: Clone>(
    context: &Context<'_>,
    saw: Seq,
    resident: &mut Resident,
    field: Field,
    new: &T,
    place: impl Fn(&mut Resident) -> &mut T,
    told: impl Fn(&T) -> Option<Personal<Note>>,
) -> Option<Difference> {
    let old_mark = resident.marks.get(&field).cloned();
    let verdict = judge(context, old_mark.as_ref(), saw);
    let old = place(resident).clone();
    if matches!(verdict, Verdict::Replace | Verdict::ReplaceAndTell) {
        *place(resident) = new.clone();
        resident.marks.insert(field, mark(context));
    }
    let (other, author, at) = match (verdict, old_mark) {
        (Verdict::ReplaceAndTell, Some(mark)) => (told(&old), mark.author, mark.at),
        (Verdict::KeepAndTell, _) => (told(new), context.author.clone(), context.at),
        _ => return None,
    };
    let other = other.unwrap_or_else(Personal::erased);
    Some(Difference {
        field,
        resident: Some(resident.id.clone()),
        other,
        author,
        at,
    })
}

pub(crate) fn part_with_resident(
    context: &Context<'_>,
    it: &ResidentParted,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.home(&it.household, &it.resident)?.clone();
    let before = household.residents.len();
    household
        .residents
        .retain(|resident| resident.id != it.resident);
    if household.residents.len() == before {
        return not_here(household, &it.resident);
    }
    household.gone.insert(it.resident.clone(), it.why.into());
    household.forget_head(&it.resident);
    Ok(vec![household.into()])
}

/// Removes a resident and every personal value that speaks of them; counts stay.
pub(crate) fn erase_resident(
    context: &Context<'_>,
    it: &ResidentErased,
) -> Result<Vec<Record>, Refusal> {
    let home = context.records.home(&it.household, &it.resident)?;
    let mut household = home.without_name_of(&it.resident);
    let known =
        household.resident(&it.resident).is_some() || household.gone.contains_key(&it.resident);
    if !known {
        return Err(RefusalCode::ResidentUnknown.into());
    }
    household
        .residents
        .retain(|resident| resident.id != it.resident);
    household.gone.insert(it.resident.clone(), Gone::Erased);
    let was_head = household.head_resident.as_ref() == Some(&it.resident);
    if was_head {
        household.head.erase();
    }
    household.forget_in_trading(&it.resident, was_head);
    for follow_up in &mut household.follow_ups {
        follow_up.reason.iter_mut().for_each(Personal::erase);
    }
    for visit in household
        .visits
        .iter_mut()
        .filter(|visit| visit.met.contains(&it.resident))
    {
        visit.note.iter_mut().for_each(Personal::erase);
    }
    household.differences.retain(|told| {
        told.resident.as_ref() != Some(&it.resident) && !(was_head && told.field == Field::Head)
    });
    Ok(vec![household.into()])
}

impl Household {
    /// The same without that name. The office alone erases, so that no phone needs this.
    #[cfg(feature = "office")]
    fn without_name_of(&self, resident: &ResidentId) -> Self {
        let goes = self.name_that_goes(resident);
        let plain = goes.and_then(|name| crate::erase::without_name(self, name));
        plain.unwrap_or_else(|| self.clone())
    }

    #[cfg(not(feature = "office"))]
    fn without_name_of(&self, _: &ResidentId) -> Self {
        self.clone()
    }

    pub(super) fn forget_head(&mut self, resident: &crate::ResidentId) {
        if self.head_resident.as_ref() == Some(resident) {
            self.head_resident = None;
        }
    }
}
