//! What is next at a door: to record a visit; after that, what was kept and the way to the next door.

use super::what;
use crate::{
    app::App,
    book::Book,
    component::{Icon, clock_time, icon, live, touched},
    route::Route,
};
use domain::{
    Household,
    household::{Status, Visit},
};
use leptos::{prelude::*, task::spawn_local};
use words::{Language, phone as w};

/// The visit of today, once it is recorded.
fn today<'a>(book: &Book, household: &'a Household) -> Option<&'a Visit> {
    let last = household.last_visit()?;
    let is_here = household.status == Status::Here;
    (is_here && last.at.day() == book.today).then_some(last)
}

/// The main action: the visit, one that was begun and not recorded, or the next door.
pub fn action(app: App, book: &Book, household: &Household) -> AnyView {
    let lang = app.lang();
    let visit = Route::Visit(household.id.clone()).hash();
    let begun = RwSignal::new(false);
    let id = household.id.clone();
    spawn_local(async move {
        if let Some(session) = app.session() {
            let has_draft = session.has_draft(id.as_str()).await;
            begun.try_set(has_draft == Ok(true));
        }
    });
    let was_there = today(book, household).is_some();
    let next = was_there.then(|| {
        let next = book.next_after(&household.id);
        next.map(|card| (card.id.clone(), card.code.clone(), card.head.clone()))
    });
    live(move || match (begun.get(), next.clone()) {
        (true, _) => {
            view! { <a class="button" href=visit.clone()>{w::go_on_visit(lang)}</a> }.into_any()
        }
        (false, None) => {
            view! { <a class="button" href=visit.clone()>{w::record_visit(lang)}</a> }.into_any()
        }
        (false, Some(None)) => {
            view! { <a class="button" href=Route::Today.hash()>{w::back_to_today(lang)}</a> }
                .into_any()
        }
        (false, Some(Some((id, code, head)))) => {
            // In place of this door, so that "back" leads to where the first one was found.
            let go = move || app.go_instead(&Route::Household(id.clone()));
            view! { <button type="button" class="button" on:click=touched(go)>{w::next_door(lang, code, head)}{icon(Icon::Next)}</button> }
                .into_any()
        }
    })
}

/// What was kept today, and the way to record another visit.
pub fn kept(book: &Book, household: &Household, lang: Language) -> AnyView {
    let Some(visit) = today(book, household) else {
        return ().into_any();
    };
    let when = clock_time(visit.at, book.today, lang);
    let again = Route::Visit(household.id.clone()).hash();
    view! {
        <p class="note star" role="status">{w::kept(lang, when, what(book, visit, lang))}</p>
        <a class="button plain" href=again>{w::record_visit(lang)}</a>
    }
    .into_any()
}
