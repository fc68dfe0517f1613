//! Printed sheets as data with every word included; the templates in `pdf/` lay them out and add no
//! words.
mod leaflet;
mod official;

pub use leaflet::{Leaflet, LeafletCard, Piece};
pub use official::{Block, FootColumn, Letterhead, OfficialText, Words};

use serde::Serialize;

/// The sheets that [`crate::to_pdf`] and [`crate::to_png`] can make.
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

/// On A4, one product per page: what someone types into a marketplace's form, in the order of its
/// columns.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ProductSheets {
    /// The language as in HTML: `vi` or `en`.
    pub lang: &'static str,
    pub title: String,
    pub business: String,
    /// Owner and place in one line.
    pub whose: String,
    /// Explains what the boxes are for.
    pub note: String,
    pub products: Vec<ProductSheet>,
    /// JPEGs, to which photos refer by position; a template gets them as files.
    #[serde(skip)]
    pub pictures: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ProductSheet {
    pub name: String,
    pub fields: Vec<Field>,
    pub photos: Vec<Photo>,
}

/// A column of the product sheet. If the text is empty, a line to write on is printed.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Field {
    pub label: String,
    pub text: String,
}

/// A place for a photo: its file name in the ZIP, or words saying that there is none yet.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Photo {
    pub label: String,
    pub told: String,
    /// Its position in [`ProductSheets::pictures`].
    pub picture: Option<usize>,
}

/// On A4: the open shops of a commune with their goods.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Catalogue {
    pub lang: &'static str,
    pub title: String,
    pub commune: String,
    /// Address of the market's page, which is also printed as a code.
    pub address: String,
    pub qr_svg: String,
    pub scan: String,
    pub safety: String,
    pub shops: Vec<CatalogueShop>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CatalogueShop {
    pub name: String,
    /// Trade, village, and the phone number if it may be public.
    pub about: String,
    pub goods: Vec<Goods>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Goods {
    pub name: String,
    /// Stars of the OCOP programme; empty if there are none.
    pub mark: String,
    pub price: String,
}

/// The paper on which a payment code is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodePaper {
    /// A6, to lie under glass or hang on a wall.
    Card,
    /// A5, folded across the middle to stand on a table.
    Tent,
}

/// A household's payment code, to be put on its counter.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PaymentCode {
    pub lang: &'static str,
    pub paper: CodePaper,
    pub title: String,
    pub qr_svg: String,
    pub business: String,
    /// Bank, account and holder.
    pub lines: Vec<Field>,
    /// Says whether a test payment reached the account.
    pub checked: String,
    pub advice: String,
    pub fold: String,
}

/// 600 × 315 pt, which is 1200 × 630 px: the picture that a chat shows with a shared address.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ShareImage {
    pub lang: &'static str,
    pub kicker: String,
    pub title: String,
    /// Who says it and when, in one line.
    pub whose: String,
    /// The logo of the app.
    pub mark_svg: &'static str,
}
