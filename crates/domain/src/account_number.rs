//! Bank account and card numbers: open where they are typed and shown, sealed where they are kept.
use crate::TextProblem;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Longest number of an account or card, as VietQR takes them.
pub const ACCOUNT_LIMIT: usize = 19;
const ACCOUNT_LEAST: usize = 6;
/// What a sealed number begins with; no number contains a dot.
const SEALED: &str = "sealed.";
/// Longest sealed number in bytes, for whatever seals it.
const SEALED_LIMIT_BYTES: usize = 200;

/// 6 to 19 letters and digits, or what the store sealed them into.
///
/// Rules move it as it is and cannot tell the two apart.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountNumber(String);

impl AccountNumber {
    /// Blanks, dots and hyphens between the digits are left out.
    pub fn new(text: &str) -> Result<Self, TextProblem> {
        let number: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-'))
            .collect();
        let fits = (ACCOUNT_LEAST..=ACCOUNT_LIMIT).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_alphanumeric());
        fits.then_some(Self(number))
            .ok_or(TextProblem::NotAnAccount)
    }

    /// Keeps what a key made of a number, written in letters that need no escape in JSON.
    pub fn from_sealed(sealed: &str) -> Option<Self> {
        let plain = sealed
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        (plain && !sealed.is_empty() && sealed.len() <= SEALED_LIMIT_BYTES)
            .then(|| Self(format!("{SEALED}{sealed}")))
    }

    /// The number itself, unless it is sealed.
    pub fn digits(&self) -> Option<&str> {
        self.sealed().is_none().then_some(self.0.as_str())
    }

    pub fn sealed(&self) -> Option<&str> {
        self.0.strip_prefix(SEALED)
    }

    /// `•••• 1234`; of a sealed number nothing is shown.
    pub fn masked(&self) -> String {
        match self.digits() {
            Some(digits) => format!("•••• {}", &digits[digits.len().saturating_sub(4)..]),
            None => "••••".to_owned(),
        }
    }
}

impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(account number)")
    }
}

impl TryFrom<String> for AccountNumber {
    type Error = TextProblem;
    fn try_from(text: String) -> Result<Self, TextProblem> {
        match text.strip_prefix(SEALED) {
            Some(sealed) => Self::from_sealed(sealed).ok_or(TextProblem::NotAnAccount),
            None => Self::new(&text),
        }
    }
}

impl From<AccountNumber> for String {
    fn from(number: AccountNumber) -> String {
        number.0
    }
}

/// The six digits by which NAPAS knows a bank (`content/banks.csv`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BankBin(String);

impl BankBin {
    pub fn new(text: &str) -> Option<Self> {
        let fits = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for BankBin {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::new(&text).ok_or_else(|| "BankBin: six digits".to_owned())
    }
}

impl From<BankBin> for String {
    fn from(bin: BankBin) -> String {
        bin.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_without_blanks_and_shown_by_their_last_four() {
        let number = AccountNumber::new(" 2576 78.859 ").unwrap();
        assert_eq!(number.digits(), Some("257678859"));
        assert_eq!(number.masked(), "•••• 8859");
        assert!(!format!("{number:?}").contains("8859"));
        for bad in ["12345", "12345678901234567890", "12345ộ78", ""] {
            assert!(AccountNumber::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_sealed_number_survives_json_and_shows_nothing() {
        let sealed = AccountNumber::from_sealed("AbC-_9").unwrap();
        let json = serde_json::to_string(&sealed).unwrap();
        assert_eq!(json, "\"sealed.AbC-_9\"");
        assert_eq!(
            serde_json::from_str::<AccountNumber>(&json).unwrap(),
            sealed
        );
        assert_eq!((sealed.digits(), sealed.masked().as_str()), (None, "••••"));
        assert_eq!(AccountNumber::from_sealed("a\"b"), None);
        assert!(serde_json::from_str::<AccountNumber>("\"sealed.\"").is_err());
    }
}
