//! The payment code on the screen, large and dark on white in any light, for another phone to scan.

use super::{frame::Frame, steps::set};
use crate::app::After;
use crate::business::{
    account::grouped,
    code::{Drawing, Wear, card_payload, draw, payload},
    desk::Desk,
    held::HeldAccount,
};
use crate::component::{date, live, touched};
use domain::household::{PaymentStep, Purpose};
use domain::{ConsentWithdrawn, Operation};
use leptos::prelude::*;
use words::{Language, phone as w};

pub fn code(desk: Desk) -> AnyView {
    let lang = desk.lang;
    let content = live(move || match desk.account() {
        Some(held) if held.digits().is_some() => shown(desk, &held),
        _ => view! { <p class="empty">{w::code_not_kept(lang)}</p> }.into_any(),
    });
    Frame::new(desk, w::payment_code(lang)).around(desk, content)
}

fn shown(desk: Desk, held: &HeldAccount) -> AnyView {
    let lang = desk.lang;
    let Some(picture) = picture(held, Wear::Screen, lang) else {
        return view! { <p class="note stop">{w::code_not_made(lang)}</p> }.into_any();
    };
    let test = held.tested.is_none().then(|| {
        let tested = move || set(desk, PaymentStep::ScanTest, true);
        view! {
            <p class="note due">{w::code_test_how(lang)}</p>
            <button type="button" class="button plain" on:click=touched(tested)>{w::code_test_done(lang)}</button>
        }
    });
    view! {
        <div class="code-on-screen">
            {picture}
            <p><b>{held.bank_name()}</b></p>
            <p class="grouped">{number(held)}</p>
            <p>{held.holder.clone()}</p>
            <p class="small">{verified(held, lang)}</p>
        </div>
        {test}
        <div class="two">
            <a class="button plain" href=desk.link("print")>{w::print_code(lang)}</a>
            <a class="button plain" href=desk.link("sticker")>{w::check_sticker(lang)}</a>
        </div>
        <a class="button text" href=desk.link("account")>{w::account_change(lang)}</a>
        {forget(desk)}
    }
    .into_any()
}

/// Erases the account number when the household asks, as the consent text promises.
fn forget(desk: Desk) -> AnyView {
    let lang = desk.lang;
    let operation = |household| {
        Operation::ConsentWithdrawn(ConsentWithdrawn {
            household,
            purpose: Purpose::AccountNumber,
        })
    };
    let forget = move || {
        let act = move || desk.act(operation, w::account_forgotten(lang), After::Back);
        let (title, told) = (w::account_forget_ask(lang), w::account_forget_told(lang));
        desk.ask(title, told, w::account_forget(lang), act);
    };
    view! { <button type="button" class="button stop" on:click=touched(forget)>{w::account_forget(lang)}</button> }
        .into_any()
}

/// The code as a picture with a name for screen readers; `None` if no code can be made.
pub fn picture(held: &HeldAccount, wear: Wear, lang: Language) -> Option<AnyView> {
    if held.bank.is_some_and(|bank| bank.gives_its_own_codes()) {
        return None;
    }
    let digits = held.digits()?;
    let payload = match held.card {
        true => card_payload(&held.bin, digits),
        false => payload(&held.bin, digits),
    };
    let Drawing { side, path } = draw(&payload.ok()?, wear)?;
    let label = w::code_for(lang, held.holder.clone(), held.bank_name(), number(held));
    let view_box = format!("0 0 {side} {side}");
    Some(
        view! {
            <svg class="qr" role="img" aria-label=label viewBox=view_box shape-rendering="crispEdges">
                <rect width=side.to_string() height=side.to_string() fill="#fff"></rect>
                <path d=path fill="#000"></path>
            </svg>
        }
        .into_any(),
    )
}

/// Says whether and when someone checked the name behind the number.
pub fn verified(held: &HeldAccount, lang: Language) -> String {
    match held.tested {
        Some(day) => w::code_tested(lang, date(day)),
        None => w::code_not_tested(lang).to_owned(),
    }
}

/// The account number in groups, as it is read aloud.
pub fn number(held: &HeldAccount) -> String {
    held.digits().map(grouped).unwrap_or_default()
}
