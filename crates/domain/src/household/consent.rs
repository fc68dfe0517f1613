//! Consent: one tap, never ticked beforehand, kept with the text's version.
use super::{Consent, Purpose};
use crate::apply::Context;
use crate::{ConsentGiven, ConsentWithdrawn, Record, Refusal};

pub(crate) fn give_consent(
    context: &Context<'_>,
    it: &ConsentGiven,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    let consent = Consent {
        given: context.at,
        way: it.way,
        text_version: it.text_version,
        to: context.author.clone(),
        withdrawn: None,
    };
    household.consents.insert(it.purpose, consent);
    if it.purpose == Purpose::Register {
        for resident in &mut household.residents {
            resident.unconfirmed = false;
        }
    }
    Ok(vec![household.into()])
}

/// Nothing more is recorded from now on and an account number goes at once; the office erases
/// what else the household asks to be erased.
pub(crate) fn withdraw_consent(
    context: &Context<'_>,
    it: &ConsentWithdrawn,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    if let Some(consent) = household.consents.get_mut(&it.purpose) {
        consent.withdrawn = Some(context.at);
    }
    if it.purpose == Purpose::AccountNumber {
        household.forget_account(context);
    }
    Ok(vec![household.into()])
}
