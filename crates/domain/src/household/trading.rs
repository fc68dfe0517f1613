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
use crate::{
    HouseholdId, Label, Map, MarketplaceId, Month, PaperId, ProductId, Refusal, RefusalCode,
    ResidentId,
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

    /// Joins what is known of a business recorded at a household that was merged into this one.
    pub(super) fn take_in(&mut self, other: &Trading) {
        self.name = self.name.take().or_else(|| other.name.clone());
        self.owner = self.owner.take().or_else(|| other.owner.clone());
        later(&mut self.steps, &other.steps, |it| &it.mark);
        later(&mut self.papers, &other.papers, |it| &it.mark);
        later(&mut self.shops, &other.shops, |it| &it.mark);
        later(&mut self.sales, &other.sales, |it| &it.mark);
        later(&mut self.removed, &other.removed, |it| it);
        if order(other.account_mark.as_ref()) > order(self.account_mark.as_ref()) {
            self.account.clone_from(&other.account);
            self.account_mark.clone_from(&other.account_mark);
        }
        let theirs = other.income_before.as_ref();
        if order(theirs.map(|it| &it.mark)) > order(self.income_before.as_ref().map(|it| &it.mark))
        {
            self.income_before = theirs.cloned();
        }
        self.take_in_products(other);
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

/// Whether something was told later already than this entry.
fn told_later(context: &Context<'_>, mark: Option<&Mark>) -> bool {
    order(mark) > Some((context.at, context.id))
}

fn order(mark: Option<&Mark>) -> Option<(crate::Millis, crate::EntryId)> {
    mark.map(|mark| (mark.at, mark.entry))
}

fn later<K: Ord + Clone, V: Clone>(
    ours: &mut Map<K, V>,
    theirs: &Map<K, V>,
    mark: impl Fn(&V) -> &Mark,
) {
    for (key, new) in theirs {
        let older = ours
            .get(key)
            .is_none_or(|old| order(Some(mark(new))) > order(Some(mark(old))));
        if older {
            ours.insert(key.clone(), new.clone());
        }
    }
}
