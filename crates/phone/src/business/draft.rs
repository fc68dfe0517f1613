//! Drafts of business forms, kept when the page is reloaded or the book is locked.

use domain::{HouseholdId, MarketplaceId, Month, PhotoId, ProductId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Prefix of the names of product drafts.
pub const PRODUCT: &str = "product/";

/// A product's sheet as typed so far, with the photos taken meanwhile.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductDraft {
    pub typed: BTreeMap<String, String>,
    pub listed: Vec<MarketplaceId>,
    pub photos: Vec<PhotoId>,
}

/// An account as typed so far. How the household consented is never kept: it is asked each time.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountDraft {
    /// The bank's six digits.
    pub bank: Option<String>,
    pub letters: bool,
    pub card: bool,
    pub number: String,
    pub again: String,
    pub holder: String,
}

/// The sales of a month as typed so far.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SalesDraft {
    pub month: Option<Month>,
    pub orders: String,
    pub online: String,
    pub total: String,
    pub not_said: bool,
}

/// The draft's name. It ends in an empty part for a new product, which has no id yet.
pub fn of_product(household: &HouseholdId, product: Option<&ProductId>) -> String {
    let product = product.map_or("", ProductId::as_str);
    format!("{PRODUCT}{household}/{product}")
}

pub fn of_sales(household: &HouseholdId) -> String {
    format!("sales/{household}")
}

pub fn of_account(household: &HouseholdId) -> String {
    format!("account/{household}")
}
