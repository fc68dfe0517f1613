//! Exports products as a neutral file for listing: one business or the whole commune, for a reason
//! that is logged. Account numbers are masked unless they are asked for.
use super::one::{find, head_phone, keep_reason, reason_needed};
use super::{Filter, FoundBusiness, businesses, pack, page, takes};
use crate::office::caveat::Caveats;
use crate::office::desk::Desk;
use crate::office::download::download;
use crate::office::frame::{Frame, Here, PageProblem};
use crate::office::log::{Access, Did};
use crate::office::photos;
use crate::office::register::{self, Around};
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use axum::extract::{Query, State};
use axum::response::Response;
use domain::household::{Product, Purpose};
use domain::{COLUMNS, Column, Holds, Name, PhotoId};
use reports::{Cell, Sheet};
use serde::Deserialize;
use words::{Language, business as say};

#[derive(Debug, Deserialize)]
pub struct BusinessExportForm {
    form: String,
    /// The household of one business; empty for all that the filter matches.
    #[serde(default)]
    household: String,
    /// Ticked for full account numbers.
    #[serde(default)]
    numbers: String,
    #[serde(default)]
    reason: String,
}

pub async fn export(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(filter): Query<Filter>,
    CsrfForm(wanted): CsrfForm<BusinessExportForm>,
) -> Result<Response, PageError> {
    let (fitting, household) = (filter.clone(), wanted.household.clone());
    let read = state.page(&who, move |desk| {
        let found = chosen(desk, &fitting, &household)?;
        Ok((desk.around()?, found, photos::here(desk)?))
    });
    let (around, found, here) = read.await?;
    let single = !wanted.household.is_empty();
    if wanted.form == "zip" {
        let photos = pack::photos(&found, single, |id| here.contains(id));
        return take_photos(&state, &who, &wanted, filter, photos).await;
    }
    let open = !wanted.numbers.is_empty();
    let accounts = found
        .iter()
        .filter(|it| it.trading.account.is_some())
        .count();
    // The file has owners, account holders and sales, with or without account numbers.
    let took = Access::new(&state, &who, Did::ExportedBusinesses).of(&wanted.household);
    let Some(took) = took.because(&wanted.reason, found.len()) else {
        return refuse(&state, &who, reason_needed(&who), filter).await;
    };
    took.keep(&state, &who).await?;
    if open {
        keep_reason(&state, &who, &wanted.reason, &wanted.household, accounts).await?;
    }
    let number = |it: &FoundBusiness| {
        let account = it.trading.account.as_ref()?;
        let number = state.store.account_number(&who.commune, account)?;
        let open = number.digits().filter(|_| open).map(str::to_owned);
        Some(open.unwrap_or_else(|| number.masked()))
    };
    let phone = |it: &FoundBusiness| {
        let told = open || it.household.consented(Purpose::PublicPhone);
        if told { head_phone(it) } else { String::new() }
    };
    let photo_name = |shop: usize, place: usize, product: &Product, number: usize| {
        let shop = found.get(shop).filter(|_| !single).map(|it| (shop, it));
        product.photos.get(number).filter(|id| here.contains(*id))?;
        Some(format!(
            "{}/{}.jpg",
            pack::folder(shop, place, product),
            number + 1
        ))
    };
    let sheet = sheet(&found, &around, (number, phone, photo_name), who.language);
    download(sheet, &Caveats::of(&state, &who), &wanted.form, "san-pham")
}

/// The photos as a ZIP file, once it is logged who took them and why.
async fn take_photos(
    state: &AppState,
    who: &SignedIn,
    wanted: &BusinessExportForm,
    filter: Filter,
    photos: Vec<(String, PhotoId)>,
) -> Result<Response, PageError> {
    let took = Access::new(state, who, Did::ExportedPhotos).of(&wanted.household);
    let problem = if photos.len() > pack::PHOTOS_LIMIT {
        PageProblem {
            code: "too-many-photos",
            sentence: say::too_many_photos(who.language).to_owned(),
        }
    } else if let Some(took) = took.because(&wanted.reason, photos.len()) {
        took.keep(state, who).await?;
        return pack::send(state, &who.commune, photos);
    } else {
        reason_needed(who)
    };
    refuse(state, who, problem, filter).await
}

/// One household's business, or all that the filter takes.
fn chosen(
    desk: &mut Desk<'_>,
    filter: &Filter,
    household: &str,
) -> Result<Vec<FoundBusiness>, PageError> {
    if !household.is_empty() {
        return Ok(vec![find(desk, household)?]);
    }
    let today = desk.today();
    let mut all = businesses(register::find(desk, &register::Filter::default())?.households);
    all.retain(|it| takes(filter, it, today));
    Ok(all)
}

/// The list as it was, with what was wrong.
async fn refuse(
    state: &AppState,
    who: &SignedIn,
    problem: PageProblem,
    filter: Filter,
) -> Result<Response, PageError> {
    let show = |desk: &mut Desk<'_>| {
        let frame = Frame::new(desk, Here::Business)?.problem(Some(problem));
        page(desk, frame, filter)
    };
    state.page(who, show).await
}

/// The shop's columns, then the product's in the order of `content/marketplaces.toml`.
fn sheet(
    found: &[FoundBusiness],
    around: &Around,
    (number, phone, photo_name): (
        impl Fn(&FoundBusiness) -> Option<String>,
        impl Fn(&FoundBusiness) -> String,
        impl Fn(usize, usize, &Product, usize) -> Option<String>,
    ),
    lang: Language,
) -> Sheet {
    let shop = [
        say::column_shop(lang),
        say::column_owner(lang),
        say::column_phone(lang),
        say::column_address(lang),
        say::column_trade(lang),
        say::column_bank(lang),
        say::column_number(lang),
        say::column_holder(lang),
    ];
    let columns = COLUMNS.iter().map(|column| column.name);
    let mut rows = Vec::new();
    for (shop, it) in found.iter().enumerate() {
        let products: Vec<Option<&Product>> = match it.trading.products.is_empty() {
            true => vec![None],
            false => it.trading.products.values().map(Some).collect(),
        };
        for (place, product) in products.into_iter().enumerate() {
            let mut cells = shop_cells(it, around, number(it), phone(it));
            let mut photo = 0;
            cells.extend(COLUMNS.iter().map(|column| match (product, column.holds) {
                (None, _) => Cell::Empty,
                (Some(product), Holds::Photo) => {
                    photo += 1;
                    let name = photo_name(shop, place, product, photo - 1);
                    name.map_or(Cell::Empty, Cell::text)
                }
                (Some(product), _) => cell(column, product),
            }));
            rows.push(cells);
        }
    }
    Sheet {
        title: say::export_title(lang).to_owned(),
        columns: shop.into_iter().chain(columns).map(str::to_owned).collect(),
        rows,
    }
}

fn shop_cells(
    it: &FoundBusiness,
    around: &Around,
    number: Option<String>,
    phone: String,
) -> Vec<Cell> {
    let head = it.household.head.reveal().map_or("", Name::as_str);
    let account = it.trading.account.as_ref();
    let holder = account
        .and_then(|it| it.holder.reveal())
        .map_or("", Name::as_str);
    let bank = account.map(|it| super::one::bank_name(it.bank.as_str()));
    vec![
        Cell::text(it.name()),
        Cell::text(head),
        Cell::text(phone),
        Cell::text(around.place(&it.household)),
        Cell::text(it.trade()),
        Cell::text(bank.unwrap_or_default()),
        Cell::text(number.unwrap_or_default()),
        Cell::text(holder),
    ]
}

fn cell(column: &Column, product: &Product) -> Cell {
    let text = product.text(column.id).unwrap_or_default();
    match column.holds {
        Holds::Dong | Holds::Number => text.parse().map_or(Cell::Empty, Cell::Number),
        Holds::Text | Holds::Photo => Cell::text(text),
    }
}
