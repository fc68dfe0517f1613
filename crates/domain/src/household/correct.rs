//! Correcting a household's fields, and what happens when two authors disagree.
use super::register::alley_is_there;
use super::{Difference, Household, Mark, Purpose};
use crate::apply::{Context, Records};
use crate::household::{Business, Children, Place};
use crate::latest::{Latest, SaidAt, is_later};
use crate::rule::{Called, FIELD, Makers, OFFICE, Rule, keys};
use crate::{
    About, AlleyId, HouseholdId, Label, Name, Note, Personal, Phone, Record, RecordKey, Refusal,
    RefusalCode, ResidentId, Seq, Stamp, Tell,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Only what is `Some` changes; `Some(None)` clears.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HouseholdCorrected {
    pub household: HouseholdId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Personal<Name>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_resident: Option<ResidentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Personal<Name>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phones: Option<Vec<Personal<Phone>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Personal<Place>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alley: Option<AlleyId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub children: Option<Children>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<BusinessChange>,
    /// Came from the commune's list: phones need no consent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub listed: bool,
}

impl HouseholdCorrected {
    /// A correction that changes nothing yet.
    pub fn of(household: HouseholdId) -> Self {
        Self {
            household,
            code: None,
            head: None,
            head_resident: None,
            address: None,
            phones: None,
            place: None,
            alley: None,
            order: None,
            children: None,
            business: None,
            listed: false,
        }
    }
}

impl Rule for HouseholdCorrected {
    const CALLED: Called = say::household_corrected;
    const MAKERS: Makers = FIELD;

    fn makers(&self) -> Makers {
        if self.listed { OFFICE } else { FIELD }
    }

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    /// An alley is looked for in the village where the household is now.
    fn reads(&self, known: &Records) -> Vec<RecordKey> {
        let here = known
            .led_to(&self.household)
            .filter(|_| self.alley.is_some());
        keys(here.map(|it| &it.village))
    }

    fn personal(&mut self, tell: &mut Tell<'_>) {
        let Self {
            household: _,
            code: _,
            head,
            head_resident,
            address,
            phones,
            place,
            alley: _,
            order: _,
            children: _,
            business: _,
            listed: _,
        } = self;
        tell(About::Head(head_resident.as_ref()), head);
        tell(About::Household, address);
        tell(About::Household, phones);
        tell(About::Household, place);
    }

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        correct(context, self)
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BusinessChange {
    Is(Business),
    IsNot,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    Code,
    Head,
    Address,
    Phones,
    Place,
    Alley,
    Order,
    Children,
    Business,
    BusinessName,
    Name,
    Born,
    Assigned,
}

pub(crate) fn correct(
    context: &Context<'_>,
    it: &HouseholdCorrected,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    let personal =
        it.phones.as_ref().is_some_and(|phones| !phones.is_empty()) || it.place.is_some();
    if personal && !it.listed && !household.consented(Purpose::Register) {
        return Err(RefusalCode::ConsentMissing.into());
    }
    let moved = household.placed.max(household.moved);
    let moved_since = is_later(moved.as_ref(), Some(&Stamp::from(context.when())));
    let alley = it.alley.as_ref().filter(|_| !moved_since);
    let order = it.order.as_ref().filter(|_| !moved_since);
    if alley.is_some() {
        alley_is_there(context, &household.village, alley)?;
    }
    let saw = context.saw(&RecordKey::Household(it.household.clone()));
    let mut change = Change {
        context,
        saw,
        household: &mut household,
    };
    if let Some(new) = &it.code {
        change.set(
            Field::Code,
            new,
            |h| &mut h.code,
            |it| Some(note(it.as_str())),
        );
    }
    if let Some(new) = &it.head {
        change.set(Field::Head, new, |h| &mut h.head, name_note);
    }
    if let Some(new) = &it.head_resident {
        change.household.name_head(new, context.when().into());
    }
    if let Some(new) = &it.address {
        let new = Some(new.clone());
        change.set(
            Field::Address,
            &new,
            |h| &mut h.address,
            |it| it.as_ref().and_then(name_note),
        );
    }
    if let Some(new) = &it.phones {
        change.set(
            Field::Phones,
            new,
            |h| &mut h.phones,
            |it| Some(phones_note(it)),
        );
    }
    if let Some(new) = &it.place {
        let new = Some(new.clone());
        change.set(Field::Place, &new, |h| &mut h.place, |_| None);
    }
    if let Some(new) = alley {
        let new = Some(new.clone());
        change.set(Field::Alley, &new, |h| &mut h.alley, alley_note);
    }
    if let Some(new) = order {
        change.set(Field::Order, new, |h| &mut h.order, order_note);
    }
    if let Some(new) = &it.children {
        change.set(Field::Children, new, |h| &mut h.children, children_note);
    }
    if let Some(new) = &it.business {
        let new = match new {
            BusinessChange::Is(business) => Some(business.clone()),
            BusinessChange::IsNot => None,
        };
        change.set(Field::Business, &new, |h| &mut h.business, business_note);
    }
    Ok(vec![household.into()])
}

/// Which value stands when a field is changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Replace,
    /// Changed by someone else meanwhile and this is later: the old value is kept as a difference.
    ReplaceAndTell,
    /// Changed by someone else later: this value is kept as a difference.
    KeepAndTell,
    /// Changed later by the same author on another device.
    Keep,
}

/// Judges a change by who knew of what; never by the values, which rules do not read.
pub(super) fn judge(context: &Context<'_>, mark: Option<&Mark>, saw: Seq) -> Verdict {
    let Some(mark) = mark else {
        return Verdict::Replace;
    };
    let unseen = mark.seq > saw;
    let later = context.when() > mark.when();
    match (unseen && mark.author != *context.author, later) {
        (true, true) => Verdict::ReplaceAndTell,
        (true, false) => Verdict::KeepAndTell,
        (false, false) if unseen => Verdict::Keep,
        (false, _) => Verdict::Replace,
    }
}

pub(super) fn mark(context: &Context<'_>) -> Mark {
    Mark {
        author: context.author.clone(),
        at: context.at,
        entry: context.id,
        seq: context.seq,
    }
}

pub(super) struct Change<'a> {
    context: &'a Context<'a>,
    saw: Seq,
    household: &'a mut Household,
}

impl<'a> Change<'a> {
    pub fn of(context: &'a Context<'a>, household: &'a mut Household) -> Self {
        let saw = context.saw(&RecordKey::Household(household.id.clone()));
        Self {
            context,
            saw,
            household,
        }
    }

    pub fn set<T: Clone>(
        &mut self,
        field: Field,
        new: &T,
        place: impl Fn(&mut Household) -> &mut T,
        told: impl Fn(&T) -> Option<Personal<Note>>,
    ) {
        let old_mark = self.household.marks.get(&field).cloned();
        let verdict = judge(self.context, old_mark.as_ref(), self.saw);
        let old = place(self.household).clone();
        if matches!(verdict, Verdict::Replace | Verdict::ReplaceAndTell) {
            *place(self.household) = new.clone();
            self.household.marks.insert(field, mark(self.context));
        }
        let (other, author, at) = match (verdict, old_mark) {
            (Verdict::ReplaceAndTell, Some(mark)) => (told(&old), mark.author, mark.at),
            (Verdict::KeepAndTell, _) => (told(new), self.context.author.clone(), self.context.at),
            _ => return self.household.weigh_differences(),
        };
        self.household.differ_each([Difference {
            field,
            resident: None,
            other: other.unwrap_or_else(Personal::erased),
            author,
            at,
        }]);
    }
}

impl Household {
    /// The later word on who is the head stands; nobody is who is no longer here.
    pub(super) fn name_head(&mut self, resident: &ResidentId, said: Stamp) {
        let word = Some(resident.clone());
        Latest::new(&mut self.head_resident, &mut self.head_said).tell(word, said);
        self.forget_head_who_is_gone();
    }

    pub(super) fn forget_head_who_is_gone(&mut self) {
        let is_gone = |id: &ResidentId| self.resident(id).is_none() && self.gone.contains_key(id);
        if self.head_resident.as_ref().is_some_and(is_gone) {
            self.head_resident = None;
        }
    }
}

pub(super) fn note(text: &str) -> Personal<Note> {
    Note::kept(text).map_or_else(|_| Personal::erased(), Personal::new)
}

/// Moves a name into a note without the rule depending on it.
pub(super) fn name_note(name: &Personal<Name>) -> Option<Personal<Note>> {
    name.clone().map(|name| Note::kept(name.as_str()).ok())
}

pub(super) fn phones_note(phones: &[Personal<Phone>]) -> Personal<Note> {
    phones
        .first()
        .cloned()
        .and_then(|phone| phone.map(|it| Note::kept(it.as_str()).ok()))
        .unwrap_or_else(Personal::erased)
}

pub(super) fn alley_note(alley: &Option<AlleyId>) -> Option<Personal<Note>> {
    alley.as_ref().map(|it| note(it.as_str()))
}

pub(super) fn order_note(order: &u32) -> Option<Personal<Note>> {
    Some(note(&order.to_string()))
}

pub(super) fn children_note(it: &Children) -> Option<Personal<Note>> {
    let ages = [it.under_6, it.from_6_to_15, it.from_16_to_17];
    Some(note(&ages.map(|count| count.to_string()).join(" + ")))
}

pub(super) fn business_note(business: &Option<Business>) -> Option<Personal<Note>> {
    business.as_ref().map(|it| note(it.trade.as_str()))
}

pub(super) fn label_note(label: &Option<Label>) -> Option<Personal<Note>> {
    label.as_ref().map(|it| note(it.as_str()))
}

pub(super) fn born_note(born: &Option<u16>) -> Option<Personal<Note>> {
    born.map(|born| note(&born.to_string()))
}
