//! The account that customers pay into, in the form that the screens need.

use super::bank::{self, Bank};
use domain::household::{PaymentStep, Trading};
use domain::{AccountNumber, Day, Name, Personal};

#[derive(Clone, PartialEq, Debug)]
pub struct HeldAccount {
    pub bin: String,
    /// `None` if the table has no bank with these digits.
    pub bank: Option<Bank>,
    pub number: AccountNumber,
    pub card: bool,
    pub holder: String,
    /// Name of the business, for the printed sheet.
    pub business: String,
    /// The day when a test payment of 1,000 đồng arrived under the right name.
    pub tested: Option<Day>,
}

impl HeldAccount {
    /// `None` when no account is recorded or its number was erased.
    pub fn of(trading: &Trading) -> Option<Self> {
        let account = trading.account.as_ref()?;
        let test = trading.steps.get(&PaymentStep::ScanTest);
        let holder = account.holder.reveal().map(Name::as_str);
        let business = trading.name.as_ref().map(domain::Label::as_str);
        Some(Self {
            bin: account.bank.as_str().to_owned(),
            bank: bank::by_bin(account.bank.as_str()),
            number: Personal::reveal(&account.number)?.clone(),
            card: account.card,
            holder: holder.unwrap_or_default().to_owned(),
            business: business.unwrap_or_default().to_owned(),
            tested: test.map(|tick| tick.on).filter(|_| trading.scan_tested()),
        })
    }

    pub fn bank_name(&self) -> String {
        self.bank
            .map_or_else(|| self.bin.clone(), |bank| bank.short_name.to_owned())
    }

    /// The account number, if this phone may see it.
    pub fn digits(&self) -> Option<&str> {
        self.number.digits()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn trading(account_at: u64, tested_at: u64) -> Trading {
        let mark = |at: u64| json!({"at": at, "entry": "019ab000-0000-7000-8000-000000000000", "author": "quy"});
        let trading = json!({
            "name": "Nước mắm bà Lan",
            "account": {"bank": "970405", "number": "0011012345678", "holder": "LE THI LAN", "mark": mark(account_at)},
            "steps": {"scan-test": {"done": true, "on": "2026-11-23", "mark": mark(tested_at)}},
        });
        serde_json::from_value(trading).unwrap()
    }

    #[test]
    fn an_account_is_shown_with_its_bank_and_its_test() {
        let held = HeldAccount::of(&trading(1, 2)).unwrap();
        assert_eq!(held.bank_name(), "Agribank");
        assert_eq!(held.digits(), Some("0011012345678"));
        assert_eq!(held.tested, Day::parse("2026-11-23"));
    }

    #[test]
    fn a_test_of_the_account_before_says_nothing_of_this_one() {
        assert_eq!(HeldAccount::of(&trading(2, 1)).unwrap().tested, None);
    }
}
