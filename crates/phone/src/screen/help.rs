//! The screen "Nhờ giúp": what people asked the team for, late requests first.

mod one;
mod take_down;

use super::{newer, with_book};
use crate::{
    app::App,
    book::{Book, helps},
    component::{Icon, Page, badge, day_month, icon, page},
    route::Route,
};
use domain::{Help, HelpId, HouseholdId, Kind, Note, Personal};
use leptos::prelude::*;
use words::{help as w, phone};

/// The list, one request, or the form for a household, depending on the rest of the address.
pub fn help(app: App, part: &str) -> AnyView {
    let form = part.strip_prefix("ask/").and_then(HouseholdId::new);
    match (form, HelpId::new(part)) {
        (Some(household), _) => take_down::take_down(app, &household),
        (None, Some(id)) => one::one(app, id),
        (None, None) => list(app),
    }
}

fn list(app: App) -> AnyView {
    let lang = app.lang();
    let content = with_book(app, move |book| {
        let mut open: Vec<Help> = app
            .read(|replica| helps(replica).filter(|it| it.is_open()).cloned().collect())
            .unwrap_or_default();
        domain::put_in_order(&mut open, |it| (it.due, it.asked));
        if open.is_empty() {
            return view! { <p class="empty" role="status">{w::phone_none(lang)}</p>{newer::of_kind(app, Kind::Help)} }.into_any();
        }
        let is_mine = |it: &&Help| it.assigned.as_ref() == Some(&book.me);
        let (mine, others): (Vec<&Help>, Vec<&Help>) = open.iter().partition(is_mine);
        view! {
            {section(app, book, w::phone_mine(lang), &mine)}
            {section(app, book, w::phone_others(lang), &others)}
            {newer::of_kind(app, Kind::Help)}
        }
        .into_any()
    });
    page(
        app,
        Page::new(w::nav(lang)).back().beside(badge(app)),
        content,
    )
}

fn section(app: App, book: &Book, heading: &'static str, some: &[&Help]) -> AnyView {
    if some.is_empty() {
        return ().into_any();
    }
    let lines = some
        .iter()
        .map(|it| view! { <li>{line(app, book, it)}</li> });
    view! { <h2 class="heading">{heading}</h2><ul>{lines.collect_view()}</ul> }.into_any()
}

fn line(app: App, book: &Book, help: &Help) -> AnyView {
    let lang = app.lang();
    let words = words_of(help);
    let due = due(book, help, lang);
    let who = whose(app, book, help);
    let class = if help.is_late(book.today) {
        "due-text"
    } else {
        ""
    };
    view! {
        <a class="door" href=Route::Help(help.id.to_string()).hash()>
            <span><b>{words}</b><small><span class=class>{due}</span>{who}</small></span>
            {icon(Icon::Next)}
        </a>
    }
    .into_any()
}

fn words_of(help: &Help) -> String {
    let words = help.words.reveal().map(Note::as_str);
    words.unwrap_or("—").to_owned()
}

fn due(book: &Book, help: &Help, lang: words::Language) -> String {
    let day = day_month(help.due, book.today);
    if help.is_late(book.today) {
        w::phone_late(lang, day)
    } else {
        w::phone_due(lang, day)
    }
}

/// For example ` · Hộ 12 · Bùi Thị Dưỡng`, or the village if no household is known.
fn whose(app: App, book: &Book, help: &Help) -> String {
    let card = help.household.as_ref().and_then(|id| book.card(id));
    let place = match (card, &help.village) {
        (Some(card), _) => phone::household_code(app.lang(), &card.code),
        (None, Some(village)) => book.village_name(village).to_owned(),
        (None, None) => String::new(),
    };
    let name = help.name.as_ref().and_then(Personal::reveal);
    let name = name.map(|it| it.as_str().to_owned());
    let parts = [Some(place), name.or_else(|| card.map(|it| it.head.clone()))];
    let parts = parts.into_iter().flatten().filter(|it| !it.is_empty());
    parts.fold(String::new(), |all, it| format!("{all} · {it}"))
}
