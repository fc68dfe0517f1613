//! Correcting a household's fields, and what happens when two authors disagree.
use super::register::alley_is_there;
use super::{Household, Mark, Purpose};
use crate::apply::{Context, Records};
use crate::household::{Business, Children, Place};
use crate::rule::{Called, FIELD, LEADERS, Makers, OFFICE, Rule, keys};
use crate::{
    About, AlleyId, HouseholdId, Label, MemberId, Millis, Name, Note, Personal, Phone, Record,
    RecordKey, Refusal, RefusalCode, ResidentId, Seq, Tell,
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

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DifferencesSettled {
    pub household: HouseholdId,
}

impl Rule for DifferencesSettled {
    const CALLED: Called = say::differences_settled;
    const MAKERS: Makers = LEADERS;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        settle_differences(context, self)
    }
}

/// Most differences kept for the leader; older ones stay in the log.
pub const DIFFERENCES_LIMIT: usize = 10;

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

/// A value that did not win: two authors changed a field without knowing of each other.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Difference {
    pub field: Field,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident: Option<ResidentId>,
    /// The other value, as text.
    pub other: Personal<Note>,
    pub author: MemberId,
    pub at: Millis,
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
    if it.alley.is_some() {
        alley_is_there(context, &household.village, it.alley.as_ref())?;
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
        change.household.head_resident = Some(new.clone());
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
    if let Some(new) = &it.alley {
        let new = Some(new.clone());
        change.set(
            Field::Alley,
            &new,
            |h| &mut h.alley,
            |it| it.as_ref().map(|it| note(it.as_str())),
        );
    }
    if let Some(new) = &it.order {
        change.set(
            Field::Order,
            new,
            |h| &mut h.order,
            |it| Some(note(&it.to_string())),
        );
    }
    if let Some(new) = &it.children {
        change.set(
            Field::Children,
            new,
            |h| &mut h.children,
            |it| {
                Some(note(&format!(
                    "{} + {} + {}",
                    it.under_6, it.from_6_to_15, it.from_16_to_17
                )))
            },
        );
    }
    if let Some(new) = &it.business {
        let new = match new {
            BusinessChange::Is(business) => Some(business.clone()),
            BusinessChange::IsNot => None,
        };
        change.set(
            Field::Business,
            &new,
            |h| &mut h.business,
            |it| it.as_ref().map(|it| note(it.trade.as_str())),
        );
    }
    Ok(vec![household.into()])
}

pub(crate) fn settle_differences(
    context: &Context<'_>,
    it: &DifferencesSettled,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    household.differences.clear();
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
    let later = (context.at, context.id) > (mark.at, mark.entry);
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

pub(super) fn tell(all: &mut Vec<Difference>, difference: Difference) {
    all.push(difference);
    if all.len() > DIFFERENCES_LIMIT {
        all.remove(0);
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
            _ => return,
        };
        let other = other.unwrap_or_else(Personal::erased);
        tell(
            &mut self.household.differences,
            Difference {
                field,
                resident: None,
                other,
                author,
                at,
            },
        );
    }
}

pub(super) fn note(text: &str) -> Personal<Note> {
    Note::kept(text).map_or_else(|_| Personal::erased(), Personal::new)
}

/// Moves a name into a note without the rule depending on it.
pub(super) fn name_note(name: &Personal<Name>) -> Option<Personal<Note>> {
    name.clone().map(|name| Note::kept(name.as_str()).ok())
}

fn phones_note(phones: &[Personal<Phone>]) -> Personal<Note> {
    phones
        .first()
        .cloned()
        .and_then(|phone| phone.map(|it| Note::kept(it.as_str()).ok()))
        .unwrap_or_else(Personal::erased)
}
