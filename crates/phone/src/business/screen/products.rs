//! What the business sells, and what each sheet still lacks.

use super::frame::{Frame, line};
use crate::business::desk::Desk;
use crate::component::live;
use domain::household::Product;
use domain::{Column, Holds};
use leptos::prelude::*;
use vietnamese::format_money_short;
use words::{Language, phone as w};

pub fn products(desk: Desk) -> AnyView {
    let lang = desk.lang;
    let content = live(move || {
        let trading = desk.trading();
        if trading.products.is_empty() {
            return view! { <p class="empty">{w::products_none(lang)}</p> }.into_any();
        }
        let lines = trading.products.iter().map(|(id, product)| {
            let part = format!("products/{id}");
            let lacks = lacks(product, lang);
            let due = lacks.is_some();
            let remark = [price(product), lacks];
            let remark: Vec<String> = remark.into_iter().flatten().collect();
            line(
                desk,
                &part,
                product.name().to_owned(),
                remark.join(" · "),
                due,
            )
        });
        lines.collect_view().into_any()
    });
    let add = view! { <a class="button" href=desk.link("products/add")>{w::product_add(lang)}</a> };
    Frame::new(desk, w::products(lang))
        .action(add.into_any())
        .around(desk, content)
}

/// For example `65.000đ/chai`.
fn price(product: &Product) -> Option<String> {
    let price = format_money_short(i64::try_from(product.price()?).ok()?);
    Some(match product.text("don-vi-tinh") {
        Some(unit) => format!("{price}/{unit}"),
        None => price,
    })
}

/// What must be filled in or photographed before the product can be listed.
fn lacks(product: &Product, lang: Language) -> Option<String> {
    let (photos, columns): (Vec<&Column>, Vec<&Column>) = product
        .missing()
        .into_iter()
        .partition(|column| column.holds == Holds::Photo);
    let mut names: Vec<String> = columns.iter().map(|it| it.name.to_lowercase()).collect();
    names.extend((!photos.is_empty()).then(|| w::photos_count(lang, photos.len())));
    (!names.is_empty()).then(|| w::product_lacks(lang, names.join(", ")))
}
