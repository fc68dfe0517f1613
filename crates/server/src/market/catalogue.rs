//! The printable catalogue at `/cho-so/{commune}/danh-muc.pdf`, shop by shop.
use super::stalls::{Market, Stall};
use super::{CATALOGUE_LIMIT, base, cacheable, known};
use crate::office::codes::qr;
use crate::print::{self, For};
use crate::{AppState, LanguageOf, PageError};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use reports::{Catalogue, CatalogueShop, Goods, Print};
use words::{Language, business as say};

pub async fn pdf(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    headers: HeaderMap,
    Path(commune): Path<String>,
) -> Result<Response, PageError> {
    let (site, market) = known(&state, &commune, lang).await?;
    let shops = shops(&market, lang);
    if shops.is_empty() {
        return Err(PageError::NotFound);
    }
    let address = format!("{}/cho-so/{commune}", base(&state, &headers));
    let catalogue = Catalogue {
        lang: lang.code(),
        title: say::market_catalogue_title(lang).to_owned(),
        commune: site.name,
        qr_svg: qr(&address).ok_or(PageError::NotFound)?,
        address,
        scan: say::market_share(lang).to_owned(),
        safety: say::market_safe(lang).to_owned(),
        shops,
    };
    let response = print::pdf(Print::Catalogue(catalogue), "danh-muc", For::Public).await?;
    Ok(cacheable(response, &uri))
}

/// Shops that sell something, until the catalogue is full.
fn shops(market: &Market, lang: Language) -> Vec<CatalogueShop> {
    let mut room = CATALOGUE_LIMIT;
    let mut shops = Vec::new();
    for stall in market.stalls.iter().filter(|it| !it.products.is_empty()) {
        let goods: Vec<Goods> = stall
            .products
            .iter()
            .take(room)
            .map(|it| Goods {
                name: it.name.clone(),
                mark: it
                    .ocop
                    .map(|stars| say::ocop_stars(lang, stars))
                    .unwrap_or_default(),
                price: it.price.clone(),
            })
            .collect();
        room -= goods.len();
        if goods.is_empty() {
            break;
        }
        shops.push(CatalogueShop {
            name: stall.name.clone(),
            about: about(stall),
            goods,
        });
    }
    shops
}

fn about(stall: &Stall) -> String {
    let mut parts = vec![stall.trade.clone(), stall.village.clone()];
    parts.extend(stall.phone.clone());
    parts.extend(
        stall
            .shops
            .iter()
            .map(|(marketplace, _)| marketplace.clone()),
    );
    parts.join(" · ")
}
