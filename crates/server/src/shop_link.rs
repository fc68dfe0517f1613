//! Addresses of shops that members record. The public sees those on the marketplaces' own hosts at
//! once, and others after the office has approved them.
use domain::household::{Shop, Trading};
use domain::{AccountId, CommuneId, HouseholdId, Link, Marketplace, MarketplaceId, Millis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{DocumentRow, Rows, Transaction};

const KIND: &str = "shop-link";

/// An address that the office approved for the public.
#[derive(Debug, Serialize, Deserialize)]
struct ShownLink {
    link: Link,
    by: AccountId,
    at: Millis,
}

/// Lets the public see an address, until another one is recorded for the shop.
pub fn show(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    (household, marketplace): (&HouseholdId, &MarketplaceId),
    link: Link,
    (by, at): (AccountId, Millis),
) -> Rows<()> {
    let shown = ShownLink { link, by, at };
    let row = DocumentRow {
        commune: commune.clone(),
        id: id(household, marketplace),
        key: String::new(),
        body: serde_json::to_string(&shown).expect("plain data"),
    };
    rows.put_document(KIND, &row)
}

/// Takes the approval back, so that the address waits again.
pub fn hide(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    (household, marketplace): (&HouseholdId, &MarketplaceId),
) -> Rows<()> {
    rows.delete_document(commune, KIND, &id(household, marketplace))
}

/// The addresses that the office approved, and the marketplaces' own hosts.
#[derive(Debug)]
pub struct Links<'a> {
    marketplaces: &'a [Marketplace],
    shown: BTreeMap<String, Link>,
}

impl<'a> Links<'a> {
    pub fn read(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        marketplaces: &'a [Marketplace],
    ) -> Rows<Self> {
        let all = rows.documents(commune, KIND)?.into_iter();
        let read = |row: DocumentRow| {
            let shown: ShownLink = serde_json::from_str(&row.body).ok()?;
            Some((row.id, shown.link))
        };
        Ok(Self {
            marketplaces,
            shown: all.filter_map(read).collect(),
        })
    }

    /// Whether the public may see this address of a shop.
    pub fn is_public(
        &self,
        household: &HouseholdId,
        marketplace: &MarketplaceId,
        link: &Link,
    ) -> bool {
        self.is_own(marketplace, link) || self.is_let(household, marketplace, link)
    }

    /// Whether the public sees it only because the office approved it.
    pub fn is_by_office(
        &self,
        household: &HouseholdId,
        marketplace: &MarketplaceId,
        link: &Link,
    ) -> bool {
        !self.is_own(marketplace, link) && self.is_let(household, marketplace, link)
    }

    fn is_own(&self, marketplace: &MarketplaceId, link: &Link) -> bool {
        let on = self.marketplaces.iter().find(|it| it.id == *marketplace);
        on.is_some_and(|it| it.has(link))
    }

    fn is_let(&self, household: &HouseholdId, marketplace: &MarketplaceId, link: &Link) -> bool {
        self.shown.get(&id(household, marketplace)) == Some(link)
    }

    /// The open shops whose address waits for the office.
    pub fn waiting<'b>(
        &self,
        household: &HouseholdId,
        trading: &'b Trading,
    ) -> Vec<(&'b MarketplaceId, &'b Shop)> {
        let waits = |it: &(&MarketplaceId, &Shop)| {
            let link = it.1.link.as_ref();
            it.1.is_open() && link.is_some_and(|link| !self.is_public(household, it.0, link))
        };
        trading.shops.iter().filter(waits).collect()
    }
}

fn id(household: &HouseholdId, marketplace: &MarketplaceId) -> String {
    format!("{household}:{marketplace}")
}
