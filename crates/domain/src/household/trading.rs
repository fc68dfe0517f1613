//! What a household business does with the team's help: an account, shops, products, sales.
//!
//! Every part carries the mark of the entry that told it last; of two that did not know of each
//! other the later one stands, whichever arrives first.
pub(crate) mod account;
pub(crate) mod product;
pub(crate) mod register;
pub(crate) mod sales;
pub(crate) mod shop;
pub(crate) mod tick;

pub use account::{PaymentAccount, PaymentStep};
pub use product::{PHOTOS_LIMIT, PRODUCTS_LIMIT, PRODUCTS_LIMIT_BYTES, Product};
pub use sales::{IncomeBefore, SALES_MONTHS, Sales, median};
pub use shop::{Obstacle, STILL_DAYS, Shop, Stage};
pub use tick::Tick;

use super::{Household, Mark};
use crate::apply::Context;
use crate::book::When;
use crate::latest::{Latest, LatestEach, SaidAt, tell_one};
use crate::{
    HouseholdId, Label, Map, MarketplaceId, Month, PaperId, ProductId, Refusal, RefusalCode,
    ResidentId, Stamp,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Trading {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Label>,
    /// The resident who runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<ResidentId>,
    /// When that was said last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_said: Option<Stamp>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub steps: Map<PaymentStep, Tick>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<PaymentAccount>,
    /// Who last recorded or removed the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_mark: Option<Mark>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub shops: Map<MarketplaceId, Shop>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub papers: Map<PaperId, Tick>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub products: Map<ProductId, Product>,
    /// Products lately removed, so that a late sheet does not bring them back.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub removed: Map<ProductId, Mark>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub sales: Map<Month, Sales>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub income_before: Option<IncomeBefore>,
}

impl Trading {
    /// Has a shop that is open; only such a shop counts.
    pub fn sells_online(&self) -> bool {
        self.shops.values().any(Shop::is_open)
    }

    /// The first day on which a shop of the business was open.
    pub fn opened(&self) -> Option<crate::Day> {
        self.shops.values().filter_map(|shop| shop.opened).min()
    }

    /// Products on sale in at least one open shop.
    pub fn listed(&self) -> impl Iterator<Item = &Product> {
        self.products
            .values()
            .filter(|product| product.listed.iter().any(|at| self.is_open_at(at)))
    }

    pub fn is_open_at(&self, marketplace: &MarketplaceId) -> bool {
        self.shops.get(marketplace).is_some_and(Shop::is_open)
    }

    /// Joins what is known of a business recorded at a household that was merged into this one; what
    /// it is called is joined with the household's fields.
    pub(super) fn take_in(&mut self, other: &Trading) {
        let Trading {
            name: _,
            owner,
            owner_said,
            steps,
            account,
            account_mark,
            shops,
            papers,
            products,
            removed,
            sales,
            income_before,
        } = other;
        if self.owner_said.is_none() && owner_said.is_none() {
            self.owner = self.owner.take().or_else(|| owner.clone());
        }
        Latest::new(&mut self.owner, &mut self.owner_said).join(owner, owner_said.as_ref());
        LatestEach(&mut self.steps).join(steps);
        LatestEach(&mut self.papers).join(papers);
        LatestEach(&mut self.sales).join(sales);
        Latest::new(&mut self.account, &mut self.account_mark).join(account, account_mark.as_ref());
        if let Some(theirs) = income_before {
            tell_one(&mut self.income_before, theirs.clone());
        }
        for (marketplace, theirs) in shops {
            self.take_in_shop(marketplace, theirs);
        }
        self.take_in_products(products, removed);
        self.forget_old_sales();
    }
}

impl Household {
    pub(super) fn trading_mut(&mut self) -> &mut Trading {
        self.trading.get_or_insert_default()
    }
}

/// The household of a business, to be changed.
fn business(context: &Context<'_>, id: &HouseholdId) -> Result<Household, Refusal> {
    let household = context.records.household(id)?.clone();
    match household.business {
        Some(_) => Ok(household),
        None => Err(RefusalCode::BusinessUnknown.into()),
    }
}

/// Parts of a business that carry the mark of the entry that told them last.
macro_rules! marked {
    ($($part:ty),+) => {$(
        impl SaidAt for $part {
            type When<'a> = When;

            fn when(&self) -> When {
                self.mark.when()
            }
        }
    )+};
}
marked!(Tick, Shop, Product, Sales, IncomeBefore);
