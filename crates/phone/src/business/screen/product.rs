//! The form of a product's sheet: checks limits while typing and builds the title.

use super::{
    frame::{Frame, keep, problem},
    photos::album,
};
use crate::app::After;
use crate::business::{
    desk::Desk,
    draft::{self, ProductDraft},
    sheet::{
        DESCRIPTION, Measured, TITLE, Typed, Wrong, begun, columns, dong, longest, measure, read,
        typed,
    },
    title::Parts,
};
use crate::component::{self, Field, chip, field, live, shows, touched};
use crate::platform::chance;
use domain::household::Product;
use domain::{Column, Holds, MarketplaceId, Operation, ProductId, ProductRemoved, ProductSet};
use leptos::prelude::*;
use std::collections::BTreeMap;
use vietnamese::format_money;
use words::{Language, phone as w};

type Values = BTreeMap<&'static str, RwSignal<String>>;

/// The form for an existing product or a new one, filled with its draft if there is one.
pub fn product(desk: Desk, id: Option<&str>) -> AnyView {
    let id = id.and_then(ProductId::new);
    let Some(household) = desk.now(|lent| lent.household.clone()) else {
        return form(desk, id, None);
    };
    let name = draft::of_product(&household, id.as_ref());
    desk.with_draft(name, move |kept| form(desk, id.clone(), kept))
}

fn form(desk: Desk, id: Option<ProductId>, kept: Option<ProductDraft>) -> AnyView {
    let lang = desk.lang;
    let before = known(desk, id.as_ref());
    let values = values(desk, before.as_ref(), kept.as_ref());
    let wrong = RwSignal::new(None::<String>);
    let sheet = values.clone();
    let chosen = kept.map(|it| (it.listed, it.photos));
    let chosen = chosen.or_else(|| before.map(|it| (it.listed, it.photos)));
    let (listed, photos) = chosen.unwrap_or_default();
    let (listed, photos) = (RwSignal::new(listed), RwSignal::new(photos));
    let known_id = id.clone();
    let save = move || {
        let typed = sheet.iter().map(|(id, value)| (*id, value.get_untracked()));
        let read = match read(&typed.collect()) {
            Ok(read) => read,
            Err((column, why)) => return wrong.set(Some(said(column, why, lang))),
        };
        wrong.set(None);
        let product = known_id
            .clone()
            .unwrap_or_else(|| ProductId::random(chance::id_bits()));
        let (listed, photos) = (listed.get_untracked(), photos.get_untracked());
        let operation = |household| {
            Operation::ProductSet(Box::new(ProductSet {
                household,
                product,
                sheet: read,
                listed,
                photos,
            }))
        };
        desk.act(operation, w::product_saved(lang), After::Back);
    };
    let of = |required: bool| {
        let columns = columns().filter(move |it| it.required == required && it.id != TITLE);
        columns
            .map(|column| cell(column, &values, lang))
            .collect_view()
    };
    let typed = StoredValue::new(values.clone());
    let draft = move || ProductDraft {
        typed: typed.with_value(now),
        listed: listed.get(),
        photos: photos.get(),
    };
    keep(desk, draft);
    let content = view! {
        {title(values[TITLE], lang)}
        {album(desk, photos, draft)}
        {of(true)}
        {on_sale(desk, listed)}
        <details class="card">
            <summary>{w::product_more(lang)}</summary>
            {of(false)}
        </details>
        {id.map(|id| remove(desk, id))}
        {problem(wrong)}
        {desk.drop_button()}
    };
    let heading = Some(values[TITLE].get_untracked()).filter(|title| !title.is_empty());
    let heading = heading.unwrap_or_else(|| w::product_add(lang).to_owned());
    Frame::new(desk, heading)
        .action(desk.foot(w::save(lang), save))
        .around(desk, content.into_any())
}

/// The values as typed so far.
fn now(values: &Values) -> BTreeMap<String, String> {
    let typed = |(id, value): (&&str, &RwSignal<String>)| ((*id).to_owned(), value.get());
    values.iter().map(typed).collect()
}

fn known(desk: Desk, id: Option<&ProductId>) -> Option<Product> {
    let id = id?;
    desk.now(|lent| lent.trading.products.get(id).cloned())
        .flatten()
}

fn values(desk: Desk, before: Option<&Product>, kept: Option<&ProductDraft>) -> Values {
    let texts: Typed = match before {
        Some(product) => typed(product),
        None => desk
            .now(|lent| {
                let trading = Some(&lent.trading);
                let name = trading
                    .and_then(|it| it.name.as_ref())
                    .map(domain::Label::as_str);
                let products = trading.into_iter().flat_map(|it| it.products.values());
                begun(products, name.unwrap_or_default())
            })
            .unwrap_or_default(),
    };
    let of = |column: &'static Column| {
        let draft = kept.and_then(|it| it.typed.get(column.id));
        let text = draft.or_else(|| texts.get(column.id)).cloned();
        let text = text.unwrap_or_default();
        (column.id, RwSignal::new(text))
    };
    columns().map(of).collect()
}

fn cell(column: &'static Column, values: &Values, lang: Language) -> AnyView {
    let value = values[column.id];
    match column.holds {
        Holds::Text if column.id == DESCRIPTION => view! {
            <label class="field">
                <span>{column.name}</span>
                <textarea prop:value=shows(value) on:input=component::typed(move |text| value.set(text))></textarea>
            </label>
            {counted(column, value, lang)}
        }
        .into_any(),
        Holds::Text => view! {
            {field(Field::text(column.name, longest(column) + SLACK), value)}
            {counted(column, value, lang)}
        }
        .into_any(),
        Holds::Dong => view! {
            {field(Field::text(column.name, 24).hint(w::sales_money_hint(lang)), value)}
            {reads(value)}
        }
        .into_any(),
        Holds::Number | Holds::Photo => field(Field::number(column.name, 9), value),
    }
}

/// Where the product is on sale: the marketplaces on which this business has a shop.
fn on_sale(desk: Desk, listed: RwSignal<Vec<MarketplaceId>>) -> AnyView {
    let shops = desk.lent.with_untracked(|lent| {
        let lent = lent.as_ref()?;
        let all = lent.markets().into_iter();
        let with_shop = all.filter(|market| lent.trading.shops.contains_key(&market.id));
        Some(with_shop.collect::<Vec<_>>())
    });
    let chips = shops.unwrap_or_default().into_iter().map(|market| {
        let id = market.id.clone();
        let on = move || listed.with(|listed| listed.contains(&id));
        let change = move |on: bool| {
            listed.update(|listed| {
                listed.retain(|it| *it != market.id);
                if on {
                    listed.push(market.id.clone());
                }
            });
        };
        chip(market.name, on, change)
    });
    let chips: Vec<AnyView> = chips.collect();
    if chips.is_empty() {
        return ().into_any();
    }
    view! {
        <fieldset>
            <legend>{w::product_on_sale(desk.lang)}</legend>
            <div class="chips">{chips}</div>
        </fieldset>
    }
    .into_any()
}

/// Extra characters that a field accepts, so that the limit is explained instead of letters
/// vanishing.
const SLACK: usize = 40;

/// The length of the text and its limit, shown while typing; nothing if the column has no limit.
fn counted(column: &'static Column, value: RwSignal<String>, lang: Language) -> AnyView {
    let Some(most) = column.max else {
        return ().into_any();
    };
    live(move || {
        let (class, text) = match value.with(|typed| measure(column, typed)) {
            Measured::Empty if column.min == 0 => return ().into_any(),
            Measured::Empty => ("counted", w::typed_empty(lang, column.min, most)),
            Measured::Missing(count) => ("counted wrong", w::typed_missing(lang, count)),
            Measured::Fits { count } => ("counted fits", w::typed_fits(lang, count, most)),
            Measured::TooMuch(count) => ("counted wrong", w::typed_too_much(lang, count)),
        };
        view! { <small class=class>{text}</small> }.into_any()
    })
}

/// The amount as the app understood it: `1.200.000 đồng`.
pub fn reads(value: RwSignal<String>) -> AnyView {
    live(move || {
        let amount = value
            .with(|typed| dong(typed))
            .and_then(|dong| i64::try_from(dong).ok());
        amount.map(|dong| view! { <small class="counted fits">{format_money(dong)}</small> })
    })
}

fn title(value: RwSignal<String>, lang: Language) -> AnyView {
    let [kind, name, feature, size] = [(); 4].map(|()| RwSignal::new(String::new()));
    let offer = live(move || {
        let title = Parts {
            kind: kind.get(),
            name: name.get(),
            feature: feature.get(),
            size: size.get(),
        }
        .title();
        (!title.is_empty()).then(|| {
            let taken = title.clone();
            view! {
                <p class="note">{title}</p>
                <button type="button" class="button plain" on:click=touched(move || value.set(taken.clone()))>{w::product_title_take(lang)}</button>
            }
        })
    });
    let column = columns().find(|column| column.id == TITLE);
    let (label, counter) = column.map_or_else(
        || ("", ().into_any()),
        |column| (column.name, counted(column, value, lang)),
    );
    view! {
        {field(Field::text(label, 120 + SLACK), value)}
        {counter}
        <details class="card">
            <summary>{w::product_title_help(lang)}</summary>
            {field(Field::text(w::product_title_kind(lang), 60), kind)}
            {field(Field::text(w::product_title_name(lang), 60), name)}
            {field(Field::text(w::product_title_feature(lang), 60), feature)}
            {field(Field::text(w::product_title_size(lang), 40), size)}
            {offer}
        </details>
    }
    .into_any()
}

fn remove(desk: Desk, product: ProductId) -> AnyView {
    let lang = desk.lang;
    let remove = move || {
        let product = product.clone();
        let act = move || {
            let product = product.clone();
            let operation =
                |household| Operation::ProductRemoved(ProductRemoved { household, product });
            desk.act(operation, w::product_removed(lang), After::Back);
        };
        let (title, told) = (w::product_remove_ask(lang), w::product_remove_told(lang));
        desk.ask(title, told, w::product_remove(lang), act);
    };
    view! { <button type="button" class="button stop" on:click=touched(remove)>{w::product_remove(lang)}</button> }
        .into_any()
}

fn said(column: &Column, why: Wrong, lang: Language) -> String {
    let name = column.name;
    match why {
        Wrong::Needed => w::field_needed(lang, name),
        Wrong::TooMuch(count) => format!("{name}: {}", w::typed_too_much(lang, count)),
        Wrong::NotANumber => format!("{name}: {}", w::number_wrong(lang)),
        Wrong::TooLarge(most) => w::number_too_large(lang, name, most),
    }
}
