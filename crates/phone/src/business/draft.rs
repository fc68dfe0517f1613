//! What is half typed of a business, kept through reload and lock.

use domain::{HouseholdId, MarketplaceId, PhotoId, ProductId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How the names of drafts of products begin.
pub const PRODUCT: &str = "product/";

/// A product's sheet as it was typed, and photos that were taken meanwhile.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ProductDraft {
    pub typed: BTreeMap<String, String>,
    pub listed: Vec<MarketplaceId>,
    pub photos: Vec<PhotoId>,
}

/// An account as it was typed; how the household agreed is asked again each time.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AccountDraft {
    /// The bank's digits in the table.
    pub bank: Option<String>,
    pub letters: bool,
    pub card: bool,
    pub number: String,
    pub again: String,
    pub holder: String,
}

/// A new product has no name of its own yet.
pub fn of_product(household: &HouseholdId, product: Option<&ProductId>) -> String {
    let product = product.map_or("", ProductId::as_str);
    format!("{PRODUCT}{household}/{product}")
}

pub fn of_account(household: &HouseholdId) -> String {
    format!("account/{household}")
}
