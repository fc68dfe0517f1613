//! The account that a business is paid into, and the nine steps to have one.
use super::{Trading, business};
use crate::apply::{Context, Records};
use crate::book::When;
use crate::household::{Household, Mark, Purpose, correct::mark};
use crate::latest::{Latest, SaidAt};
use crate::rule::{Called, FIELD, Makers, Rule};
use crate::{
    About, AccountNumber, BankBin, Follows, HouseholdId, Name, Personal, Record, RecordKey,
    Refusal, RefusalCode, ResidentId, Tell,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Replaces an account recorded before; needs the consent `account-number`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PaymentAccountRecorded {
    pub household: HouseholdId,
    pub bank: BankBin,
    pub number: Personal<AccountNumber>,
    /// A card number instead of an account number.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub card: bool,
    pub holder: Personal<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder_resident: Option<ResidentId>,
}

impl Rule for PaymentAccountRecorded {
    const CALLED: Called = say::payment_account_recorded;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, tell: &mut Tell<'_>) {
        let Self {
            household: _,
            bank: _,
            number,
            card: _,
            holder,
            holder_resident,
        } = self;
        tell(About::Holder(holder_resident.as_ref()), number);
        tell(About::Holder(holder_resident.as_ref()), holder);
    }

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        record_account(context, self)
    }

    /// The account was removed by a later word.
    fn is_taken_back(&self, said: When, records: &Records) -> bool {
        let trading = records.household(&self.household).ok();
        let trading = trading.and_then(|household| household.trading.as_ref());
        trading.is_some_and(|it| {
            let removed = it.account_mark.as_ref().filter(|_| it.account.is_none());
            removed.is_some_and(|mark| (mark.at, mark.entry) > said)
        })
    }

    fn is_blank(&self) -> bool {
        self.number.is_erased()
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PaymentAccountRemoved {
    pub household: HouseholdId,
}

impl Rule for PaymentAccountRemoved {
    const CALLED: Called = say::payment_account_removed;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        remove_account(context, self)
    }

    fn follows(&self) -> Follows<'_> {
        Follows::ForgetAccounts(&self.household)
    }
}

/// The steps of the team's checklist, in order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentStep {
    ChooseBank,
    OpenAccount,
    SecureApp,
    TurnOnAlerts,
    ReadBackTwice,
    MakeCode,
    /// Scanned with another phone, 1,000 đồng sent, the name compared.
    ScanTest,
    PrintAndFix,
    KeepApart,
}

impl PaymentStep {
    pub const ALL: [PaymentStep; 9] = [
        PaymentStep::ChooseBank,
        PaymentStep::OpenAccount,
        PaymentStep::SecureApp,
        PaymentStep::TurnOnAlerts,
        PaymentStep::ReadBackTwice,
        PaymentStep::MakeCode,
        PaymentStep::ScanTest,
        PaymentStep::PrintAndFix,
        PaymentStep::KeepApart,
    ];

    /// 1 to 9.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    pub fn new(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.number() == number)
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PaymentAccount {
    pub bank: BankBin,
    pub number: Personal<AccountNumber>,
    /// A card number instead of an account number.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub card: bool,
    pub holder: Personal<Name>,
    /// The holder among the residents, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder_resident: Option<ResidentId>,
    /// The entry that recorded it; a sealed number opens only together with it.
    pub mark: Mark,
}

impl Trading {
    /// Whether a test payment reached this account, and not one recorded before it.
    pub fn scan_tested(&self) -> bool {
        let tested = self.steps.get(&PaymentStep::ScanTest);
        match (tested, &self.account) {
            (Some(tick), Some(account)) => tick.done && tick.when() > account.mark.when(),
            _ => false,
        }
    }
}

/// The number needs a consent of its own.
pub(crate) fn record_account(
    context: &Context<'_>,
    it: &PaymentAccountRecorded,
) -> Result<Vec<Record>, Refusal> {
    let mut household = business(context, &it.household)?;
    if !household.consented(Purpose::AccountNumber) {
        return Err(RefusalCode::AccountConsentMissing.into());
    }
    let account = PaymentAccount {
        bank: it.bank.clone(),
        number: it.number.clone(),
        card: it.card,
        holder: it.holder.clone(),
        holder_resident: it.holder_resident.clone(),
        mark: mark(context),
    };
    household.tell_account(context, Some(account));
    Ok(vec![household.into()])
}

pub(crate) fn remove_account(
    context: &Context<'_>,
    it: &PaymentAccountRemoved,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    household.forget_account(context);
    Ok(vec![household.into()])
}

impl Household {
    /// Nothing is left of an account recorded before, whenever it arrives; one recorded later stays.
    pub(in crate::household) fn forget_account(&mut self, context: &Context<'_>) {
        // Also where none is known: it may arrive later.
        self.tell_account(context, None);
    }

    /// Nor is one kept that was recorded after the consent was withdrawn, by a phone that did not
    /// know.
    pub(in crate::household) fn forget_account_without_consent(&mut self) {
        let consented = self.consented(Purpose::AccountNumber);
        if let Some(trading) = self.trading.as_mut().filter(|_| !consented) {
            trading.account = None;
        }
    }

    fn tell_account(&mut self, context: &Context<'_>, account: Option<PaymentAccount>) {
        let trading = self.trading_mut();
        Latest::new(&mut trading.account, &mut trading.account_mark).tell(account, mark(context));
    }

    /// What is left of a business when a resident is erased: no account in that name.
    pub(in crate::household) fn forget_in_trading(
        &mut self,
        resident: &ResidentId,
        was_head: bool,
    ) {
        let Some(trading) = &mut self.trading else {
            return;
        };
        if trading.owner.as_ref() == Some(resident) {
            trading.owner = None;
        }
        let theirs = |it: &PaymentAccount| match &it.holder_resident {
            Some(holder) => holder == resident,
            None => was_head,
        };
        if trading.account.as_ref().is_some_and(theirs) {
            trading.account = None;
        }
    }
}
