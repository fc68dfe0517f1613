//! Sheets of paper as data, every word included: the templates in `pdf/` set them and add nothing.
mod leaflet;
mod official;

pub use leaflet::{Leaflet, LeafletCard, Piece};
pub use official::{Block, FootColumn, Letterhead, OfficialText, Words};

use serde::Serialize;

/// What [`crate::to_pdf`] and [`crate::to_png`] can set.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(untagged)]
pub enum Print {
    Products(ProductSheets),
    Catalogue(Catalogue),
    PaymentCode(PaymentCode),
    Official(OfficialText),
    Leaflet(Leaflet),
    Share(ShareImage),
}

/// A4, a product a page: what someone types into a marketplace's form, in the order of the columns.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ProductSheets {
    /// As in HTML: `vi` or `en`.
    pub lang: &'static str,
    pub title: String,
    pub business: String,
    /// Owner and place, one line.
    pub whose: String,
    /// Says what the boxes are for.
    pub note: String,
    pub products: Vec<ProductSheet>,
    /// JPEGs that photos name by their place here; a template gets them as files.
    #[serde(skip)]
    pub pictures: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ProductSheet {
    pub name: String,
    pub fields: Vec<Field>,
    pub photos: Vec<Photo>,
}

/// A column of the product sheet; an empty text leaves a line to write on.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Field {
    pub label: String,
    pub text: String,
}

/// A place for a photo: its name in the zip, or that there is none yet.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Photo {
    pub label: String,
    pub told: String,
    /// Its place in [`ProductSheets::pictures`].
    pub picture: Option<usize>,
}

/// A4: the open shops of a commune with what they sell.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Catalogue {
    pub lang: &'static str,
    pub title: String,
    pub commune: String,
    /// The market's page, also as a code.
    pub address: String,
    pub qr_svg: String,
    pub scan: String,
    pub safety: String,
    pub shops: Vec<CatalogueShop>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CatalogueShop {
    pub name: String,
    /// Trade, village, phone where the public may see it.
    pub about: String,
    pub goods: Vec<Goods>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Goods {
    pub name: String,
    /// Stars of the OCOP programme, or nothing.
    pub mark: String,
    pub price: String,
}

/// The paper that a payment code is printed on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodePaper {
    /// A6, to lie under glass or hang on a wall.
    Card,
    /// A5, folded across the middle to stand on a table.
    Tent,
}

/// A household's code to be paid with, for its counter.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PaymentCode {
    pub lang: &'static str,
    pub paper: CodePaper,
    pub title: String,
    pub qr_svg: String,
    pub business: String,
    /// Bank, account, holder.
    pub lines: Vec<Field>,
    /// Whether a test payment reached the account.
    pub checked: String,
    pub advice: String,
    pub fold: String,
}

/// 600 × 315 pt, 1200 × 630 px: what a chat shows beside a shared address.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ShareImage {
    pub lang: &'static str,
    pub kicker: String,
    pub title: String,
    /// Who says it and when, one line.
    pub whose: String,
    /// The mark of the app.
    pub mark_svg: &'static str,
}
