//! Signing up for a class, and taking it back.
use super::{Class, SIGN_UP_PEOPLE_LIMIT, SIGN_UPS_LIMIT, SignUp};
use crate::apply::Context;
use crate::{ClassJoined, ClassLeft, Record, Refusal, RefusalCode};

/// A household that signs up again says how many come now; phone numbers are told apart by whoever
/// may read them, before the entry is made.
pub(crate) fn join(context: &Context<'_>, it: &ClassJoined) -> Result<Vec<Record>, Refusal> {
    let mut class = context.records.class(&it.class)?.clone();
    if class.state.is_cancelled() {
        return Err(RefusalCode::ClassCancelled.into());
    }
    if !class.is_open_on(context.day()) {
        return Err(RefusalCode::ClassOver.into());
    }
    if !(1..=SIGN_UP_PEOPLE_LIMIT).contains(&it.people)
        || it.household.is_some() == it.contact.is_some()
    {
        return Err(RefusalCode::SignUpWrong.into());
    }
    let household = match &it.household {
        Some(id) => Some(context.records.household(id)?.id.clone()),
        None => None,
    };
    if household.is_some() {
        class.signed.retain(|known| known.household != household);
    }
    if u16::from(it.people) > class.seats_left() || class.signed.len() >= SIGN_UPS_LIMIT {
        return Err(RefusalCode::ClassFull.into());
    }
    class.signed.push(SignUp {
        id: context.id,
        people: it.people,
        household,
        contact: it.contact.clone(),
    });
    Ok(vec![class.into()])
}

/// To leave what one is not in changes nothing: it may have been taken back twice.
pub(crate) fn leave(context: &Context<'_>, it: &ClassLeft) -> Result<Vec<Record>, Refusal> {
    let mut class: Class = context.records.class(&it.class)?.clone();
    let household = match &it.household {
        Some(id) => Some(context.records.household(id)?.id.clone()),
        None => None,
    };
    class.signed.retain(|known| {
        let by_household = household.is_some() && known.household == household;
        !by_household && Some(known.id) != it.sign_up
    });
    Ok(vec![class.into()])
}
