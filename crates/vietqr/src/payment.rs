//! What a code says: whom to pay, and what is already filled in.

/// The details of one transfer, as slices of the payload or of the caller's texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Payment<'a> {
    /// Field 01; the encoder takes it from whether there is an amount.
    pub initiation: Initiation,
    /// The six digits of the bank.
    pub bin: &'a str,
    /// 1 to 19 letters or digits; leading zeros are part of it.
    pub account: &'a str,
    pub service: Service,
    /// Whole đồng, never 0.
    pub amount_dong: Option<u64>,
    /// Bill number, field 62.01: 1 to 25 characters of ASCII.
    pub bill: Option<&'a str>,
    /// Purpose of the transfer, field 62.08: 1 to 25 characters of ASCII.
    pub purpose: Option<&'a str>,
    /// Field 59, at most 25 characters: a caption that no bank checks.
    pub name: Option<&'a str>,
    /// Field 60, at most 15 characters.
    pub city: Option<&'a str>,
}

/// How often a code may be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Initiation {
    /// `11`: for any number of transfers.
    Static,
    /// `12`: for one transfer, with its amount.
    Dynamic,
}

/// Whether the number is that of an account or of a card.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Service {
    /// `QRIBFTTA`
    Account,
    /// `QRIBFTTC`
    Card,
}

impl<'a> Payment<'a> {
    /// A payment to an account with nothing else filled in.
    pub fn to_account(bin: &'a str, account: &'a str) -> Self {
        Self {
            initiation: Initiation::Static,
            bin,
            account,
            service: Service::Account,
            amount_dong: None,
            bill: None,
            purpose: None,
            name: None,
            city: None,
        }
    }

    /// A payment to a card with nothing else filled in.
    pub fn to_card(bin: &'a str, card: &'a str) -> Self {
        Self {
            service: Service::Card,
            ..Self::to_account(bin, card)
        }
    }

    /// Fills in the amount, which makes the code valid for a single transfer.
    pub fn amount(self, dong: u64) -> Self {
        Self {
            initiation: Initiation::Dynamic,
            amount_dong: Some(dong),
            ..self
        }
    }
}

impl Initiation {
    pub const fn as_str(self) -> &'static str {
        match self {
            Initiation::Static => "11",
            Initiation::Dynamic => "12",
        }
    }
}

impl Service {
    pub const fn as_str(self) -> &'static str {
        match self {
            Service::Account => "QRIBFTTA",
            Service::Card => "QRIBFTTC",
        }
    }
}
