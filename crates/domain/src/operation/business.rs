//! What is told of a household's business.
use crate::household::{Obstacle, PaymentStep, Stage};
use crate::{
    AccountNumber, BankBin, ColumnId, Day, HouseholdId, Label, Link, Map, MarketplaceId, MemberId,
    Month, Name, PaperId, Personal, PhotoId, ProductId, ResidentId, SheetText,
};
use serde::{Deserialize, Serialize};

/// The household has a business; what was known of it is replaced.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BusinessRegistered {
    pub household: HouseholdId,
    pub name: Label,
    pub trade: Label,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<ResidentId>,
}

/// Only what is `Some` changes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BusinessCorrected {
    pub household: HouseholdId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trade: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<ResidentId>,
}

/// A step of the payment checklist, done or taken back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PaymentStepDone {
    pub household: HouseholdId,
    pub step: PaymentStep,
    pub done: bool,
}

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

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PaymentAccountRemoved {
    pub household: HouseholdId,
}

/// A shop reached a stage; `helper` is the author unless someone else is named.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ShopAdvanced {
    pub household: HouseholdId,
    pub marketplace: MarketplaceId,
    pub stage: Stage,
    pub on: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<MemberId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<Obstacle>,
}

/// Papers that are ready, or not any more; those not named stay as they are.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PapersTicked {
    pub household: HouseholdId,
    pub papers: Map<PaperId, bool>,
}

/// The whole sheet of a product, new or changed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ProductSet {
    pub household: HouseholdId,
    pub product: ProductId,
    pub sheet: Map<ColumnId, SheetText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed: Vec<MarketplaceId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoId>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ProductRemoved {
    pub household: HouseholdId,
    pub product: ProductId,
}

/// Sales of a month; what is `None` the household did not wish to tell.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SalesTold {
    pub household: HouseholdId,
    pub month: Month,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orders: Option<u32>,
    /// In đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online: Option<u64>,
    /// In đồng, online included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// Revenue of a usual month before the shop in đồng; `None`: asked, and not told.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct IncomeBeforeTold {
    pub household: HouseholdId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<u64>,
}
