//! What the public sees of a commune's shops, built at most once a minute.
use super::{dong, market_name};
use crate::household_code::Place;
use crate::photo::complete;
use crate::shop_link::Links;
use domain::household::Purpose;
use domain::{
    CommuneId, Household, HouseholdId, Kind, Marketplace, Millis, Phone, PhotoId, Record, VillageId,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Rows, Transaction};

/// The public sees a change after this long at the latest.
const KEPT_MS: i64 = Millis::MINUTE;
/// Products named under a shop in the list.
const NAMED: usize = 3;

#[derive(Debug)]
pub(super) struct Market {
    pub stalls: Vec<Stall>,
    /// Households with an open shop that have no code yet.
    pub without_code: Vec<HouseholdId>,
}

impl Market {
    /// Whether the public sees a product with this photo.
    pub fn shows(&self, photo: &PhotoId) -> bool {
        let products = self.stalls.iter().flat_map(|stall| &stall.products);
        products.flat_map(|it| &it.photos).any(|it| it == photo)
    }
}

#[derive(Debug)]
pub(super) struct Stall {
    /// A code of the market's own. It reveals neither the household's id nor the code on its card.
    pub id: String,
    /// Used in addresses from before shops had codes.
    pub household: HouseholdId,
    pub name: String,
    pub trade: String,
    pub village: String,
    /// Only if the household consented that the public may see it.
    pub phone: Option<String>,
    /// Marketplaces and the shop's address on each; empty while the address waits for the office.
    pub shops: Vec<(String, String)>,
    pub products: Vec<Product>,
    pub searched: String,
}

#[derive(Debug)]
pub(super) struct Product {
    pub name: String,
    pub price: String,
    pub unit: String,
    pub text: String,
    pub ocop: Option<u8>,
    /// Photos that have arrived, in their order.
    pub photos: Vec<PhotoId>,
}

impl Stall {
    /// The picture for the shop: the first photo of its products, with the product's name.
    pub fn face(&self) -> Option<(&PhotoId, &str)> {
        let mut products = self.products.iter();
        products.find_map(|it| Some((it.photos.first()?, it.name.as_str())))
    }

    /// The first few products, and how many more there are.
    pub fn named(&self) -> (&[Product], usize) {
        let some = self.products.get(..NAMED).unwrap_or(&self.products);
        (some, self.products.len() - some.len())
    }
}

/// Markets built lately, by commune.
#[derive(Debug, Default)]
pub struct Stalls(Mutex<HashMap<CommuneId, (Millis, Arc<Market>)>>);

impl Stalls {
    pub(super) fn of(
        &self,
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        now: Millis,
    ) -> Rows<Arc<Market>> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((made, market)) = lock().get(commune)
            && (0..KEPT_MS).contains(&(now.0 - made.0))
        {
            return Ok(market.clone());
        }
        let market = Arc::new(read(rows, commune)?);
        lock().insert(commune.clone(), (now, market.clone()));
        Ok(market)
    }

    /// Drops the market that was built, because something changed.
    pub(super) fn forget(&self, commune: &CommuneId) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(commune);
    }
}

fn read(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Market> {
    let settings = store::settings(rows, commune)?;
    let mut villages: BTreeMap<VillageId, String> = BTreeMap::new();
    for record in store::records(rows, commune, Kind::Village)? {
        if let Record::Village(village) = record {
            villages.insert(village.id, village.name.as_str().to_owned());
        }
    }
    let marketplaces = Marketplace::all(&settings);
    let links = Links::read(rows, commune, &marketplaces)?;
    let codes = Place::Market.codes(rows, commune)?;
    let around = Around {
        villages,
        marketplaces: &marketplaces,
        links,
        photos: complete(rows, commune)?,
    };
    let (mut stalls, mut without_code): (Vec<Stall>, _) = (Vec::new(), Vec::new());
    for record in store::records(rows, commune, Kind::Household)? {
        let Record::Household(household) = record else {
            continue;
        };
        let Some(mut stall) = stall(&household, &around) else {
            continue;
        };
        match codes.get(&household.id) {
            Some(code) => {
                stall.id.clone_from(code);
                stalls.push(stall);
            }
            None => without_code.push(household.id),
        }
    }
    stalls.sort_by_cached_key(|it| vietnamese::word_sort_key(&it.name));
    Ok(Market {
        stalls,
        without_code,
    })
}

/// What a shop's page needs besides its household.
struct Around<'a> {
    villages: BTreeMap<VillageId, String>,
    marketplaces: &'a [Marketplace],
    links: Links<'a>,
    /// Photos that have arrived completely.
    photos: BTreeSet<PhotoId>,
}

/// The public part of a household that lives here and has an open shop; `None` for any other.
fn stall(household: &Household, around: &Around<'_>) -> Option<Stall> {
    let (business, trading) = (household.business.as_ref()?, household.trading.as_ref()?);
    if !household.is_here() || !trading.sells_online() {
        return None;
    }
    let open = trading.shops.iter().filter(|(_, shop)| shop.is_open());
    let shops = open.filter_map(|(id, shop)| {
        let link = shop.link.as_ref()?;
        let shown = around.links.is_public(&household.id, id, link);
        let link = if shown { link.as_str() } else { "" };
        Some((market_name(around.marketplaces, id), link.to_owned()))
    });
    let here = |photos: &[PhotoId]| {
        let here = photos.iter().filter(|it| around.photos.contains(*it));
        here.cloned().collect()
    };
    let products: Vec<Product> = trading
        .listed()
        .map(|it| Product {
            name: it.name().to_owned(),
            price: it.price().map(dong).unwrap_or_default(),
            unit: it.text("don-vi-tinh").unwrap_or_default().to_owned(),
            text: it.text("mo-ta").unwrap_or_default().to_owned(),
            ocop: it.ocop(),
            photos: here(&it.photos),
        })
        .collect();
    let name = trading
        .name
        .as_ref()
        .unwrap_or(&business.trade)
        .as_str()
        .to_owned();
    let village = around
        .villages
        .get(&household.village)
        .cloned()
        .unwrap_or_default();
    let phone = household
        .phones
        .first()
        .filter(|_| household.consented(Purpose::PublicPhone));
    let words = products.iter().map(|it| it.name.as_str());
    let words = [name.as_str(), business.trade.as_str(), &village]
        .into_iter()
        .chain(words);
    Some(Stall {
        searched: words.collect::<Vec<_>>().join(" "),
        id: String::new(),
        household: household.id.clone(),
        trade: business.trade.as_str().to_owned(),
        phone: phone
            .and_then(|it| it.reveal())
            .map(|it: &Phone| it.as_str().to_owned()),
        shops: shops.collect(),
        name,
        village,
        products,
    })
}
