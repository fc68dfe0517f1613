//! The nine steps to taking payments, each ticked with one tap.

use super::frame::Frame;
use crate::app::After;
use crate::business::desk::Desk;
use crate::component::{live, touched};
use domain::household::{PaymentStep, Trading};
use domain::{Operation, PaymentStepDone};
use leptos::prelude::*;
use words::phone as w;

pub fn steps(desk: Desk) -> AnyView {
    let lang = desk.lang;
    let content = live(move || {
        let trading = desk.trading();
        let lines = PaymentStep::ALL.map(|number| step(desk, &trading, number));
        view! {
            <p class="note">{w::payment_step_help(lang)}</p>
            <ol class="steps">{Vec::from(lines)}</ol>
        }
    });
    Frame::new(desk, w::payment(lang)).around(desk, content)
}

/// How many steps are done.
pub fn done(trading: &Trading) -> usize {
    trading.steps.values().filter(|tick| tick.done).count()
}

fn step(desk: Desk, trading: &Trading, step: PaymentStep) -> AnyView {
    let lang = desk.lang;
    let done = trading.steps.get(&step).is_some_and(|tick| tick.done);
    let number = step.number();
    let mark = if done {
        "✓".to_owned()
    } else {
        number.to_string()
    };
    let has_account = trading.account.is_some();
    let link = match step {
        PaymentStep::ReadBackTwice => Some(("account", w::write_down(lang))),
        PaymentStep::MakeCode if has_account => Some(("code", w::open(lang))),
        PaymentStep::PrintAndFix if has_account => Some(("print", w::print(lang))),
        _ => None,
    };
    let link = link.map(|(part, name)| view! { <a href=desk.link(part)>{name}</a> });
    view! {
        <li>
            <button type="button" aria-pressed=done.to_string() on:click=touched(move || set(desk, step, !done))>
                <span aria-hidden="true">{mark}</span>
                <span>{w::payment_step(lang, number)}</span>
            </button>
            {link}
        </li>
    }
    .into_any()
}

/// Ticks a step or removes its tick.
pub fn set(desk: Desk, step: PaymentStep, done: bool) {
    let said = if done {
        w::payment_step_done(desk.lang, step.number())
    } else {
        w::payment_step_undone(desk.lang, step.number())
    };
    let operation = |household| {
        Operation::PaymentStepDone(PaymentStepDone {
            household,
            step,
            done,
        })
    };
    desk.act(operation, &said, After::Stay);
}
