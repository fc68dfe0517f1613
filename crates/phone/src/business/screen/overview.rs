//! An overview of the business, with the way to each of its parts.

use super::{
    frame::{Frame, line, problem},
    sales::{month_name, sold},
    shops::remark,
    steps::done,
};
use crate::app::After;
use crate::business::{Lent, desk::Desk, held::HeldAccount};
use crate::component::{Field, field, fields, live};
use crate::route::Route;
use domain::household::{PaymentStep, Trading};
use domain::{BusinessRegistered, Label, Operation};
use leptos::prelude::*;
use words::phone as w;

pub fn overview(desk: Desk) -> AnyView {
    // Drawn again when the household becomes a business, not with every change.
    let name = Memo::new(move |_| desk.watch(name).flatten());
    live(move || match name.get() {
        None => register(desk),
        Some(name) => {
            let content = live(move || desk.watch(|lent| parts(desk, lent)));
            Frame::new(desk, name).around(desk, content)
        }
    })
}

/// The name of the business; `None` until it is recorded as one.
fn name(lent: &Lent) -> Option<String> {
    lent.trade.as_ref()?;
    let name = lent.trading.name.as_ref()?;
    Some(name.as_str().to_owned())
}

fn parts(desk: Desk, lent: &Lent) -> AnyView {
    let lang = desk.lang;
    let trading = &lent.trading;
    let trade = lent.trade.clone();
    let consent = (!lent.consented).then(|| {
        let there = Route::Consent(lent.household.clone()).hash();
        view! {
            <div class="note due stack">
                <p>{w::business_needs_consent(lang)}</p>
                <a class="button plain" href=there>{w::ask_consent(lang)}</a>
            </div>
        }
    });
    let held = HeldAccount::of(trading);
    let buttons = match &held {
        Some(_) => view! {
            <div class="two">
                <a class="button" href=desk.link("code")>{w::show_code(lang)}</a>
                <a class="button plain" href=desk.link("sticker")>{w::check_sticker(lang)}</a>
            </div>
        }
        .into_any(),
        None => view! { <a class="button plain" href=desk.link("account")>{w::account_record(lang)}</a> }.into_any(),
    };
    let still = trading
        .shops
        .values()
        .any(|shop| shop.stands_still(lent.today));
    let products = match trading.products.len() {
        0 => w::products_none(lang).to_owned(),
        count => w::products_count(lang, count),
    };
    let sales = match trading.sales.iter().next_back() {
        None => w::sales_none(lang).to_owned(),
        Some((month, told)) => format!("{} · {}", month_name(*month), sold(told, lang)),
    };
    view! {
        <p class="small quiet">{trade}</p>
        {consent}
        {line(desk, "payment", w::payment(lang).to_owned(), payment(desk, held.as_ref(), trading), false)}
        {buttons}
        {line(desk, "shops", w::shops(lang).to_owned(), shops(desk, lent, trading), still)}
        {line(desk, "products", w::products(lang).to_owned(), products, false)}
        {line(desk, "sales", w::sales(lang).to_owned(), sales, false)}
    }
    .into_any()
}

fn payment(desk: Desk, held: Option<&HeldAccount>, trading: &Trading) -> String {
    let steps = w::payment_steps_done(desk.lang, done(trading), PaymentStep::ALL.len());
    match held {
        Some(held) => format!("{} {} · {steps}", held.bank_name(), held.number.masked()),
        None => steps,
    }
}

fn shops(desk: Desk, lent: &Lent, trading: &Trading) -> String {
    let markets = lent.markets();
    let begun = markets.iter().filter_map(|market| {
        let shop = trading.shops.get(&market.id)?;
        Some(format!(
            "{}: {}",
            market.name,
            remark(desk, Some(shop), lent.today)
        ))
    });
    let begun: Vec<String> = begun.collect();
    if begun.is_empty() {
        w::shop_not_begun(desk.lang).to_owned()
    } else {
        begun.join(" · ")
    }
}

/// The form for a household that is not recorded as a business yet, or only by its trade.
fn register(desk: Desk) -> AnyView {
    let trade = desk.now(|lent| lent.trade.clone());
    let (name, trade) = (
        RwSignal::new(String::new()),
        RwSignal::new(trade.flatten().unwrap_or_default()),
    );
    let fields = fields([("name", name), ("trade", trade)]);
    desk.kept_form("business", fields, move || register_form(desk, name, trade))
}

fn register_form(desk: Desk, name: RwSignal<String>, trade: RwSignal<String>) -> AnyView {
    let lang = desk.lang;
    let wrong = RwSignal::new(None::<String>);
    let save = move || {
        let (Ok(name), trade) = (Label::new(&name.get_untracked()), trade.get_untracked()) else {
            return wrong.set(Some(w::business_name_needed(lang).to_owned()));
        };
        let Ok(trade) = Label::new(&trade) else {
            return wrong.set(Some(w::business_trade_needed(lang).to_owned()));
        };
        wrong.set(None);
        let operation = |household| {
            Operation::BusinessRegistered(BusinessRegistered {
                household,
                name,
                trade,
                owner: None,
            })
        };
        desk.act(operation, w::business_registered(lang), After::Stay);
    };
    let content = view! {
        <p class="note">{w::business_why(lang)}</p>
        {field(Field::text(w::business_name(lang), NAME_CHARS).hint(w::business_name_hint(lang)), name)}
        {field(Field::text(w::business_trade(lang), NAME_CHARS).hint(w::business_trade_hint(lang)), trade)}
        {problem(wrong)}
        {desk.drop_button()}
    };
    Frame::new(desk, w::business(lang))
        .action(desk.foot(w::business_register(lang), save))
        .around(desk, content.into_any())
}

/// The longest name of a business that still fits on its printed sheet.
const NAME_CHARS: usize = 60;
