//! Product sheets at `/van-phong/kinh-doanh/{household}/phieu` and `phieu.pdf`: to retype, one a page.
use super::one::find;
use super::*;
use crate::print::{self, For};
use axum::extract::Path;
use domain::household::Product;
use domain::{COLUMNS, Column, Holds, PhotoId};
use reports::{Field, Photo, Print, ProductSheets};
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "office/business_sheets.html")]
struct SheetsPage {
    lang: Language,
    frame: Frame,
    id: String,
    name: String,
    owner: String,
    place: String,
    products: Vec<ProductSheet>,
}

struct ProductSheet {
    name: String,
    lines: Vec<(&'static str, String)>,
    photos: Vec<PhotoId>,
}

pub async fn print(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let found = find(&state, &who, &id)?;
    let around = Around::read(&state, &who)?;
    let here = super::photos::here(&state, &who)?;
    let products = found.trading.products.values().map(|product| ProductSheet {
        name: product.name().to_owned(),
        photos: product
            .photos
            .iter()
            .filter(|id| here.contains(*id))
            .cloned()
            .collect(),
        lines: lines(product).collect(),
    });
    Ok(render(&SheetsPage {
        lang: who.language,
        frame: Frame::new(&state, &who, Here::Business)?,
        id,
        name: found.name(),
        owner: owner(&found).to_owned(),
        place: around.place(&found.household),
        products: products.collect(),
    }))
}

pub async fn print_pdf(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let found = find(&state, &who, &id)?;
    if found.trading.products.is_empty() {
        return Err(PageError::NotFound);
    }
    let around = Around::read(&state, &who)?;
    let here = super::photos::here(&state, &who)?;
    let lang = who.language;
    let field = |(label, text): (&str, String)| Field {
        label: label.to_owned(),
        text,
    };
    let products = found.trading.products.values();
    let products = products.map(|product| reports::ProductSheet {
        name: product.name().to_owned(),
        fields: lines(product).map(field).collect(),
        photos: photos(product, &here, lang),
    });
    let sheets = ProductSheets {
        lang: lang.code(),
        title: say::print_title(lang).to_owned(),
        business: found.name(),
        whose: format!("{} · {}", owner(&found), around.place(&found.household)),
        note: say::print_note(lang).to_owned(),
        products: products.collect(),
    };
    print::pdf(Print::Products(sheets), "phieu-san-pham", For::Office).await
}

/// What is typed, in the order of `content/marketplaces.toml`.
fn lines(product: &Product) -> impl Iterator<Item = (&'static str, String)> {
    COLUMNS.iter().filter_map(|column| {
        let text = match column.holds {
            Holds::Photo => return None,
            Holds::Dong => product.price().map(dong),
            Holds::Text | Holds::Number => product.text(column.id).map(str::to_owned),
        };
        Some((column.name, text.unwrap_or_default()))
    })
}

/// A place for each photo that is asked for, and for those beyond.
fn photos(product: &Product, here: &BTreeSet<PhotoId>, lang: Language) -> Vec<Photo> {
    let asked: Vec<&Column> = COLUMNS
        .iter()
        .filter(|column| column.holds == Holds::Photo)
        .collect();
    let places = asked.len().max(product.photos.len());
    let place = |number: usize| {
        let id = product.photos.get(number).filter(|id| here.contains(*id));
        Photo {
            label: asked
                .get(number)
                .map_or_else(|| (number + 1).to_string(), |it| it.name.to_owned()),
            told: id.map_or_else(
                || say::photo_none(lang).to_owned(),
                |id| format!("{id}.jpg"),
            ),
            taken: id.is_some(),
        }
    };
    (0..places).map(place).collect()
}

fn owner(found: &Found) -> &str {
    found.household.head.reveal().map_or("—", Name::as_str)
}
