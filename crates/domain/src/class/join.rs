//! Signing up for a class, and taking it back: the later word stands, whichever arrives first.
use super::{Class, SIGN_UP_PEOPLE_LIMIT, SIGN_UPS_LIMIT, SignUp, UNCONFIRMED_LIMIT};
use crate::apply::{Context, Records};
use crate::book::When;
use crate::class::Contact;
use crate::latest::is_later;
use crate::rule::{ANYONE, Called, FIELD, Makers, OFFICE, Rule, keys};
use crate::{
    About, ClassId, EntryId, Follows, Household, HouseholdId, Personal, Record, RecordKey, Refusal,
    RefusalCode, Stamp, Tell,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// A household at the door, or a phone number from the public page; or one that waits is confirmed:
/// one of the three.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassJoined {
    pub class: ClassId,
    pub people: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Personal<Contact>>,
    /// Of a phone number: too many came from one place, so it takes no seat yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unconfirmed: bool,
    /// The entry whose phone number takes its seat from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirms: Option<EntryId>,
}

impl Rule for ClassJoined {
    const CALLED: Called = say::class_joined;
    const MAKERS: Makers = FIELD;

    /// Only the office gives a seat to who waits; the public asks for one.
    fn makers(&self) -> Makers {
        match (&self.confirms, &self.household) {
            (Some(_), _) => OFFICE,
            (None, None) => ANYONE,
            (None, Some(_)) => FIELD,
        }
    }

    fn touches(&self) -> Vec<RecordKey> {
        [keys([&self.class]), keys(&self.household)].concat()
    }

    fn personal(&mut self, tell: &mut Tell<'_>) {
        tell(About::Contact, &mut self.contact);
    }

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        join(context, self)
    }

    /// The phone number is to be forgotten.
    fn is_taken_back(&self, (_, id): When, records: &Records) -> bool {
        let class = records.class(&self.class);
        class.is_ok_and(|class| class.left_early.contains(&id))
    }
}

/// A household does not come after all, or a phone number is to be forgotten.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassLeft {
    pub class: ClassId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    /// The entry that signed up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_up: Option<EntryId>,
}

impl Rule for ClassLeft {
    const CALLED: Called = say::class_left;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        [keys([&self.class]), keys(&self.household)].concat()
    }

    /// Of a class only who holds it strikes what the public signed up.
    fn is_for_holders(&self) -> bool {
        self.household.is_none() || self.sign_up.is_some()
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        leave(context, self)
    }

    fn follows(&self) -> Follows<'_> {
        match self.sign_up {
            Some(entry) => Follows::ForgetContacts(&self.class, Some(entry)),
            None => Follows::Nothing,
        }
    }
}

/// A household that signs up again says how many come now; phone numbers are told apart by whoever
/// may read them, before the entry is made.
pub(crate) fn join(context: &Context<'_>, it: &ClassJoined) -> Result<Vec<Record>, Refusal> {
    let mut class = context.records.class(&it.class)?.clone();
    // Made before the class was called off, a household's may arrive after that. A phone number may
    // not: the class may have dropped its numbers, and nothing would make the log forget it.
    let before_calling_off =
        it.household.is_some() && is_later(class.called_off.as_ref(), Some(&context.when().into()));
    if class.state.is_cancelled() && !before_calling_off {
        return Err(RefusalCode::ClassCancelled.into());
    }
    // Made before anyone told how it went, it may arrive after that.
    let before_result = class.result.as_ref().is_some_and(|it| context.at < it.at);
    let late = context.day() <= class.plan.day && before_result && it.household.is_some();
    if !class.is_open_on(context.day()) && !late && !before_calling_off {
        return Err(RefusalCode::ClassOver.into());
    }
    if let Some(sign_up) = it.confirms {
        return confirm(class, sign_up);
    }
    if !(1..=SIGN_UP_PEOPLE_LIMIT).contains(&it.people)
        || it.household.is_some() == it.contact.is_some()
        || (it.unconfirmed && it.contact.is_none())
    {
        return Err(RefusalCode::SignUpWrong.into());
    }
    let said: Stamp = context.when().into();
    let household = match &it.household {
        Some(id) => Some(context.records.household(id)?),
        None => None,
    };
    let told_later = household.is_some_and(|it| class.knows_later(it, said));
    if told_later || class.left_early.contains(&context.id) {
        return Ok(vec![class.into()]);
    }
    if let Some(household) = household {
        class.signed.retain(|known| !known.is_of(household));
    }
    if u16::from(it.people) > class.seats_left() || class.signed.len() >= SIGN_UPS_LIMIT {
        return Err(RefusalCode::ClassFull.into());
    }
    let waiting = class.signed.iter().filter(|it| it.unconfirmed).count();
    if it.unconfirmed && waiting >= UNCONFIRMED_LIMIT {
        return Err(RefusalCode::ClassFull.into());
    }
    class.signed.push(SignUp {
        id: context.id,
        people: it.people,
        household: household.map(|it| it.id.clone()),
        contact: it.contact.clone(),
        said: Some(said),
        unconfirmed: it.unconfirmed,
    });
    Ok(vec![class.into()])
}

/// Someone was called and does come; twice is the same as once.
fn confirm(mut class: Class, sign_up: EntryId) -> Result<Vec<Record>, Refusal> {
    let left = class.seats_left();
    let found = class.signed.iter_mut().find(|it| it.id == sign_up);
    let waiting = found.ok_or(RefusalCode::SignUpWrong)?;
    if waiting.unconfirmed && u16::from(waiting.people) > left {
        return Err(RefusalCode::ClassFull.into());
    }
    waiting.unconfirmed = false;
    Ok(vec![class.into()])
}

/// To leave what one is not in may be said before the sign-up arrives, and is remembered.
pub(crate) fn leave(context: &Context<'_>, it: &ClassLeft) -> Result<Vec<Record>, Refusal> {
    let mut class: Class = context.records.class(&it.class)?.clone();
    let said: Stamp = context.when().into();
    if let Some(id) = &it.household {
        let household = context.records.household(id)?;
        class
            .signed
            .retain(|known| !(known.is_of(household) && known.said < Some(said)));
        let known = class.left.get(&household.id).copied();
        let latest = known.map_or(said, |known| known.max(said));
        class.left.insert(household.id.clone(), latest);
    }
    if let Some(sign_up) = it.sign_up {
        let before = class.signed.len();
        class.signed.retain(|known| known.id != sign_up);
        if class.signed.len() == before && !class.left_early.contains(&sign_up) {
            class.left_early.push(sign_up);
            crate::put_in_order(&mut class.left_early, |id| *id);
        }
    }
    class.forget_old_words();
    Ok(vec![class.into()])
}

impl SignUp {
    fn is_of(&self, household: &Household) -> bool {
        let named = self.household.as_ref();
        named.is_some_and(|id| *id == household.id || household.merged.contains(id))
    }
}

impl Class {
    /// Whether the household has signed up again or taken it back since.
    fn knows_later(&self, household: &Household, said: Stamp) -> bool {
        let mut ids = household.merged.iter().chain([&household.id]);
        let mut signed = self.signed.iter();
        ids.any(|id| self.left.get(id).is_some_and(|left| *left > said))
            || signed.any(|known| known.is_of(household) && known.said > Some(said))
    }

    fn forget_old_words(&mut self) {
        if self.left_early.len() > SIGN_UPS_LIMIT {
            self.left_early.remove(0);
        }
        if self.left.len() > SIGN_UPS_LIMIT {
            let oldest = self.left.iter().min_by_key(|(_, said)| **said);
            if let Some(oldest) = oldest.map(|(id, _)| id.clone()) {
                self.left.remove(&oldest);
            }
        }
    }
}
