//! Product sheets at `/van-phong/kinh-doanh/{household}/phieu` and `phieu.pdf`, one on each page,
//! for retyping.
use super::one::find;
use super::{FoundBusiness, dong};
use crate::office::desk::Desk;
use crate::office::frame::{Frame, Here};
use crate::office::log::{Access, Did};
use crate::page::render;
use crate::print::{self, For};
use crate::{AppState, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::household::Product;
use domain::{COLUMNS, Holds, Name, PhotoId};
use reports::{Field, Photo, Print, ProductSheets};
use store::Form;
use words::{Language, business as say};

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
    let asked = id.clone();
    let page = state.page(&who, move |desk| sheets(desk, asked)).await?;
    opened(&state, &who, &id).await?;
    Ok(page)
}

fn sheets(desk: &mut Desk<'_>, id: String) -> Result<Response, PageError> {
    let found = find(desk, &id)?;
    let here = crate::office::photos::here(desk)?;
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
        lang: desk.lang,
        frame: Frame::new(desk, Here::Business)?,
        id,
        name: found.name(),
        owner: owner(&found).to_owned(),
        place: desk.around()?.place(&found.household),
        products: products.collect(),
    }))
}

pub async fn print_pdf(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let asked = id.clone();
    let read = state.page(&who, move |desk| Ok((find(desk, &asked)?, desk.around()?)));
    let (found, around) = read.await?;
    if found.trading.products.is_empty() {
        return Err(PageError::NotFound);
    }
    opened(&state, &who, &id).await?;
    let lang = who.language;
    let mut pictures = Vec::new();
    let mut products = Vec::new();
    for product in found.trading.products.values() {
        products.push(reports::ProductSheet {
            name: product.name().to_owned(),
            fields: lines(product).map(field).collect(),
            photos: photos(&state, &who, product, &mut pictures).await?,
        });
    }
    let sheets = ProductSheets {
        lang: lang.code(),
        title: say::print_title(lang).to_owned(),
        business: found.name(),
        whose: format!("{} · {}", owner(&found), around.place(&found.household)),
        note: say::print_note(lang).to_owned(),
        products,
        pictures,
    };
    print::pdf(Print::Products(sheets), "phieu-san-pham", For::Office).await
}

/// Logs the access before anything is shown, as for a household's page.
async fn opened(state: &AppState, who: &SignedIn, id: &str) -> Result<(), PageError> {
    let opened = Access::new(state, who, Did::OpenedSheets);
    opened.of(&id).keep(state, who).await
}

/// What is to be typed, in the order of `content/marketplaces.toml`.
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

fn field((label, text): (&str, String)) -> Field {
    Field {
        label: label.to_owned(),
        text,
    }
}

/// A place for each required photo and for any others. Small pictures are enough on paper to show
/// which one belongs where.
async fn photos(
    state: &AppState,
    who: &SignedIn,
    product: &Product,
    pictures: &mut Vec<Vec<u8>>,
) -> Result<Vec<Photo>, PageError> {
    let asked = COLUMNS.iter().filter(|it| it.holds == Holds::Photo);
    let mut labels: Vec<String> = asked.map(|it| it.name.to_owned()).collect();
    for number in labels.len()..product.photos.len() {
        labels.push((number + 1).to_string());
    }
    let mut photos = Vec::new();
    for (number, label) in labels.into_iter().enumerate() {
        let mut photo = Photo {
            label,
            told: say::photo_none(who.language).to_owned(),
            picture: None,
        };
        if let Some(id) = product.photos.get(number) {
            let file = state.store.photos().get(&who.commune, id, Form::Small);
            if let Some(picture) = file.await.map_err(PageError::internal)? {
                photo.told = format!("{id}.jpg");
                photo.picture = Some(pictures.len());
                pictures.push(picture);
            }
        }
        photos.push(photo);
    }
    Ok(photos)
}

fn owner(found: &FoundBusiness) -> &str {
    found.household.head.reveal().map_or("—", Name::as_str)
}
