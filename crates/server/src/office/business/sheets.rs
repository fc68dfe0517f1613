//! Product sheets to print at `/van-phong/kinh-doanh/{household}/phieu`: to retype, one a page.
use super::one::find;
use super::*;
use axum::extract::Path;
use domain::{COLUMNS, Holds, PhotoId};

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
    let products = found.trading.products.values().map(|product| {
        let line = |column: &'static domain::Column| {
            let text = match column.holds {
                Holds::Photo => return None,
                Holds::Dong => product.price().map(dong),
                Holds::Text | Holds::Number => product.text(column.id).map(str::to_owned),
            };
            Some((column.name, text.unwrap_or_default()))
        };
        ProductSheet {
            name: product.name().to_owned(),
            photos: product
                .photos
                .iter()
                .filter(|id| here.contains(*id))
                .cloned()
                .collect(),
            lines: COLUMNS.iter().filter_map(line).collect(),
        }
    });
    Ok(render(&SheetsPage {
        lang: who.language,
        frame: Frame::new(&state, &who, Here::Business)?,
        id,
        name: found.name(),
        owner: found
            .household
            .head
            .reveal()
            .map_or("—", Name::as_str)
            .to_owned(),
        place: around.place(&found.household),
        products: products.collect(),
    }))
}
