//! Products: one sheet each, as every marketplace asks for it.
use super::{Trading, business};
use crate::apply::Context;
use crate::household::{Mark, correct::mark};
use crate::latest::{LatestEach, SaidAt, is_later};
use crate::marketplace::{COLUMNS, Column, Holds};
use crate::rule::{Called, FIELD, Makers, Rule};
use crate::{
    ColumnId, HouseholdId, Map, MarketplaceId, PhotoId, ProductId, Record, RecordKey, Refusal,
    RefusalCode, SheetText, Tell,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

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

impl Rule for ProductSet {
    const CALLED: Called = say::product_set;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        set_product(context, self)
    }

    fn photos(&self) -> Vec<&PhotoId> {
        self.photos.iter().collect()
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ProductRemoved {
    pub household: HouseholdId,
    pub product: ProductId,
}

impl Rule for ProductRemoved {
    const CALLED: Called = say::product_removed;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        remove_product(context, self)
    }
}

/// Most products of one business.
pub const PRODUCTS_LIMIT: usize = 60;
/// What all sheets of one business may weigh, so that visits always have room in the record.
pub const PRODUCTS_LIMIT_BYTES: usize = 80 * 1024;
/// Most photos of one product.
pub const PHOTOS_LIMIT: usize = 9;
/// Removed products that are remembered.
const REMOVED_LIMIT: usize = 20;
/// What a field weighs besides its text.
const FIELD_BYTES: usize = 16;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Product {
    pub sheet: Map<ColumnId, SheetText>,
    /// Marketplaces where it is on sale.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed: Vec<MarketplaceId>,
    /// In order: the whole, the label, close by, then others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoId>,
    pub mark: Mark,
}

impl Product {
    pub fn text(&self, column: &str) -> Option<&str> {
        self.sheet
            .iter()
            .find(|(id, _)| id.as_str() == column)
            .map(|(_, text)| text.as_str())
    }

    pub fn name(&self) -> &str {
        self.text("ten").unwrap_or_default()
    }

    /// In đồng.
    pub fn price(&self) -> Option<u64> {
        self.text("gia")?.parse().ok()
    }

    /// Stars of the OCOP programme, 1 to 5.
    pub fn ocop(&self) -> Option<u8> {
        self.text("ocop")?.parse().ok().filter(|stars| *stars > 0)
    }

    /// Required columns that are empty or too short, photos among them.
    pub fn missing(&self) -> Vec<&'static Column> {
        let mut photos = 0;
        let mut lacks = |column: &Column| match column.holds {
            Holds::Photo => {
                photos += 1;
                column.required && self.photos.len() < photos
            }
            _ => !column.is_filled(self.text(column.id)),
        };
        COLUMNS.iter().filter(|column| lacks(column)).collect()
    }

    fn bytes(&self) -> usize {
        let field = |(id, text): (&ColumnId, &SheetText)| {
            id.as_str().len() + text.as_str().len() + FIELD_BYTES
        };
        self.sheet.iter().map(field).sum()
    }
}

/// A sheet may be saved unfinished; what stands in it must fit its column.
pub(crate) fn set_product(context: &Context<'_>, it: &ProductSet) -> Result<Vec<Record>, Refusal> {
    let mut household = business(context, &it.household)?;
    let fits = |(id, text): (&ColumnId, &SheetText)| {
        Column::find(id.as_str()).is_some_and(|column| column.takes(text.as_str()))
    };
    if !it.sheet.iter().all(fits) || !it.sheet.keys().any(|id| id.as_str() == "ten") {
        return Err(RefusalCode::ProductSheetWrong.into());
    }
    if it.photos.len() > PHOTOS_LIMIT || it.listed.len() > PHOTOS_LIMIT {
        return Err(RefusalCode::TooManyPhotos.into());
    }
    let trading = household.trading_mut();
    let product = Product {
        sheet: it.sheet.clone(),
        listed: each_once(&it.listed),
        photos: each_once(&it.photos),
        mark: mark(context),
    };
    LatestEach(&mut trading.products).tell(&it.product, product);
    trading.leave_out_removed();
    if trading.products.len() > PRODUCTS_LIMIT {
        return Err(RefusalCode::TooManyProducts.into());
    }
    if trading.products.values().map(Product::bytes).sum::<usize>() > PRODUCTS_LIMIT_BYTES {
        return Err(RefusalCode::ProductsTooLong.into());
    }
    Ok(vec![household.into()])
}

pub(crate) fn remove_product(
    context: &Context<'_>,
    it: &ProductRemoved,
) -> Result<Vec<Record>, Refusal> {
    let mut household = business(context, &it.household)?;
    let trading = household.trading_mut();
    LatestEach(&mut trading.removed).tell(&it.product, mark(context));
    trading.leave_out_removed();
    trading.forget_old_removals();
    Ok(vec![household.into()])
}

fn each_once<T: Clone + PartialEq>(all: &[T]) -> Vec<T> {
    let mut once: Vec<T> = Vec::new();
    for it in all {
        if !once.contains(it) {
            once.push(it.clone());
        }
    }
    once
}

impl Trading {
    /// Products of a merged household come along as far as there is room.
    pub(super) fn take_in_products(
        &mut self,
        products: &Map<ProductId, Product>,
        removed: &Map<ProductId, Mark>,
    ) {
        let ours: Vec<ProductId> = self.products.keys().cloned().collect();
        LatestEach(&mut self.products).join(products);
        LatestEach(&mut self.removed).join(removed);
        self.leave_out_removed();
        let mut bytes = 0;
        let mut count = 0;
        self.products.retain(|id, product| {
            let ours = ours.contains(id);
            let fits = count < PRODUCTS_LIMIT && bytes + product.bytes() <= PRODUCTS_LIMIT_BYTES;
            count += usize::from(ours || fits);
            bytes += if ours || fits { product.bytes() } else { 0 };
            ours || fits
        });
        self.forget_old_removals();
    }

    /// Of setting and removing a product the later word stands, and alone is kept.
    fn leave_out_removed(&mut self) {
        let removed = &self.removed;
        self.products
            .retain(|id, product| !is_later(removed.get(id), Some(&product.mark)));
        let products = &self.products;
        self.removed.retain(|id, _| !products.contains_key(id));
    }

    fn forget_old_removals(&mut self) {
        while self.removed.len() > REMOVED_LIMIT {
            let oldest = self.removed.iter().min_by_key(|(_, mark)| mark.when());
            let Some(oldest) = oldest.map(|(id, _)| id.clone()) else {
                return;
            };
            self.removed.remove(&oldest);
        }
    }
}
