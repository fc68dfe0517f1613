//! Checks with the camera whether the sticker on the counter still pays the household.

use super::frame::Frame;
use crate::business::{
    bank,
    desk::Desk,
    held::HeldAccount,
    sticker::{Sticker, compare},
};
use crate::component::{live, scan, touched};
use leptos::prelude::*;
use words::{Language, phone as w};

pub fn sticker(desk: Desk) -> AnyView {
    let lang = desk.lang;
    let Some(held) = desk.account().filter(|held| held.digits().is_some()) else {
        let content = view! { <p class="empty">{w::code_not_kept(lang)}</p> }.into_any();
        return Frame::new(desk, w::check_sticker(lang)).around(desk, content);
    };
    let scanned = RwSignal::new(None::<String>);
    let content = live(move || {
        match scanned.get() {
        None => view! {
            <p>{w::sticker_point(lang)}</p>
            {scan(lang, w::sticker_no_camera(lang), move |text| scanned.set(Some(text)))}
        }
        .into_any(),
        Some(text) => view! {
            <div role="alert">{told(&text, &held, lang)}</div>
            <button type="button" class="button plain" on:click=touched(move || scanned.set(None))>{w::sticker_again(lang)}</button>
        }
        .into_any(),
    }
    });
    Frame::new(desk, w::check_sticker(lang)).around(desk, content)
}

fn told(scanned: &str, held: &HeldAccount, lang: Language) -> AnyView {
    match compare(scanned, &held.bin, held.digits().unwrap_or_default()) {
        Sticker::Same { amount_dong: None } => {
            view! { <p class="note star verdict">{w::sticker_same(lang)}</p> }.into_any()
        }
        Sticker::Same {
            amount_dong: Some(dong),
        } => {
            let amount =
                i64::try_from(dong).map_or_else(|_| dong.to_string(), vietnamese::format_money);
            view! { <p class="note due verdict">{w::sticker_same_amount(lang, amount)}</p> }
                .into_any()
        }
        Sticker::Different { bin, account } => {
            let bank = bank::by_bin(&bin).map_or(bin, |bank| bank.short_name.to_owned());
            view! {
                <div class="note stop stack verdict">
                    <p class="loud">{w::sticker_different(lang)}</p>
                    <p>{w::sticker_different_what(lang, bank, account)}</p>
                    <p><b>{w::sticker_different_do(lang)}</b></p>
                </div>
            }
            .into_any()
        }
        Sticker::Unreadable => {
            view! { <p class="note due verdict">{w::sticker_unreadable(lang)}</p> }.into_any()
        }
    }
}
