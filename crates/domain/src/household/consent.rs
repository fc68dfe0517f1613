//! Consent: one tap, never ticked beforehand, kept with the text's version. Of giving and
//! withdrawing the later word stands, in whichever order they arrive or households are merged.
use super::{Consent, ConsentWay, Household, Purpose};
use crate::apply::Context;
use crate::latest::{SaidAt, tell_one};
use crate::rule::{Called, FIELD, Makers, Rule};
use crate::{Follows, HouseholdId, MemberId, Millis, Record, RecordKey, Refusal, Tell};
use serde::{Deserialize, Serialize};
use words::operation as say;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ConsentGiven {
    pub household: HouseholdId,
    pub purpose: Purpose,
    pub way: ConsentWay,
    pub text_version: u16,
}

impl Rule for ConsentGiven {
    const CALLED: Called = say::consent_given;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        give_consent(context, self)
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ConsentWithdrawn {
    pub household: HouseholdId,
    pub purpose: Purpose,
}

impl Rule for ConsentWithdrawn {
    const CALLED: Called = say::consent_withdrawn;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        withdraw_consent(context, self)
    }

    fn follows(&self) -> Follows<'_> {
        match self.purpose {
            Purpose::AccountNumber => Follows::ForgetAccounts(&self.household),
            Purpose::Register | Purpose::Photograph | Purpose::PublicPhone => Follows::Nothing,
        }
    }
}

/// Given when only a withdrawal is known.
const NEVER: Millis = Millis(0);

impl SaidAt for Consent {
    type When<'a> = (Millis, &'a MemberId, u16, ConsentWay);

    fn when(&self) -> Self::When<'_> {
        (self.given, &self.to, self.text_version, self.way)
    }
}

impl Consent {
    /// Both told of one household and purpose: the latest consent, with a withdrawal that is not
    /// older. At the same moment the withdrawal stands.
    fn join(self, other: Self) -> Self {
        let withdrawn = self.withdrawn.max(other.withdrawn);
        let mut latest = Some(self);
        tell_one(&mut latest, other.clone());
        let latest = latest.unwrap_or(other);
        Self {
            withdrawn: withdrawn.filter(|withdrawn| *withdrawn >= latest.given),
            ..latest
        }
    }
}

impl Household {
    /// Whether they ever agreed that they are in the register, withdrawn since or not.
    pub(super) fn ever_consented(&self) -> bool {
        let told = self.consents.get(&Purpose::Register);
        told.is_some_and(|consent| consent.given > NEVER)
    }

    pub(super) fn confirm_residents(&mut self) {
        let confirmed = self.ever_consented();
        for resident in &mut self.residents {
            resident.unconfirmed &= !confirmed;
        }
    }

    pub(super) fn take_in_consent(&mut self, purpose: Purpose, told: Consent) {
        let known = self.consents.get(&purpose).cloned();
        let joined = match known {
            Some(known) => known.join(told),
            None => told,
        };
        self.consents.insert(purpose, joined);
    }
}

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
    household.take_in_consent(it.purpose, consent);
    household.confirm_residents();
    Ok(vec![household.into()])
}

/// Nothing more is recorded from now on and an account number goes at once; the office erases
/// what else the household asks to be erased.
pub(crate) fn withdraw_consent(
    context: &Context<'_>,
    it: &ConsentWithdrawn,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    // The consent itself may arrive later, out of a phone's journal after a restore.
    let withdrawal = Consent {
        given: NEVER,
        way: ConsentWay::Tapped,
        text_version: 0,
        to: context.author.clone(),
        withdrawn: Some(context.at),
    };
    household.take_in_consent(it.purpose, withdrawal);
    if it.purpose == Purpose::AccountNumber {
        household.forget_account(context);
        household.forget_account_without_consent();
    }
    Ok(vec![household.into()])
}
