//! The printed sheet: an A6 card for the counter, or an A5 tent to stand on a table.

use super::{
    code::{number, picture, verified},
    frame::Frame,
};
use crate::business::{code::Wear, desk::Desk, held::HeldAccount};
use crate::component::{live, pick, touched};
use crate::platform::window;
use leptos::prelude::*;
use words::{Language, phone as w};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sheet {
    Card,
    Tent,
}

pub fn print(desk: Desk) -> AnyView {
    let lang = desk.lang;
    let sheet = RwSignal::new(Sheet::Card);
    let Some(held) = desk.account().filter(|held| held.digits().is_some()) else {
        let content = view! { <p class="empty">{w::code_not_kept(lang)}</p> }.into_any();
        return Frame::new(desk, w::print_code(lang)).around(desk, content);
    };
    let options = vec![
        (Sheet::Card, w::sheet_card(lang)),
        (Sheet::Tent, w::sheet_tent(lang)),
    ];
    let content = view! {
        <div class="not-printed">
            <fieldset>
                <legend>{w::sheet_size(lang)}</legend>
                {pick("sheet", options, move || Some(sheet.get()), move |chosen| sheet.set(chosen))}
            </fieldset>
            <p class="small quiet">{w::print_hint(lang)}</p>
        </div>
        {live(move || drawn(sheet.get(), &held, lang))}
    };
    let start = || drop(window().print());
    let action = view! { <button type="button" class="button" on:click=touched(start)>{w::print(lang)}</button> };
    Frame::new(desk, w::print_code(lang))
        .action(action.into_any())
        .around(desk, content.into_any())
}

fn drawn(sheet: Sheet, held: &HeldAccount, lang: Language) -> AnyView {
    match sheet {
        Sheet::Card => view! { <div class="sheet card-a6">{side(held, lang)}</div> }.into_any(),
        // One side is turned, so that both stand upright when the sheet is folded in the middle.
        Sheet::Tent => view! {
            <div class="sheet tent-a5">
                <div class="turned">{side(held, lang)}</div>
                <p class="fold">{w::sheet_fold(lang)}</p>
                {side(held, lang)}
            </div>
        }
        .into_any(),
    }
}

fn side(held: &HeldAccount, lang: Language) -> AnyView {
    view! {
        <section class="side">
            <h2>{w::sheet_scan(lang)}</h2>
            {picture(held, Wear::Paper, lang)}
            <p class="business">{held.business.clone()}</p>
            <dl>
                <dt>{w::bank(lang)}</dt><dd>{held.bank_name()}</dd>
                <dt>{w::sheet_account(lang)}</dt><dd class="grouped">{number(held)}</dd>
                <dt>{w::sheet_holder(lang)}</dt><dd>{held.holder.clone()}</dd>
            </dl>
            <p class="verified">{verified(held, lang)}" · "{w::sheet_check_name(lang)}</p>
        </section>
    }
    .into_any()
}
