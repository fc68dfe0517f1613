//! The screens, one a file.

mod add_household;
mod add_resident;
mod alleys;
mod aside;
mod bulletins;
mod classes;
mod clock;
mod consent;
mod correct;
mod directives;
mod enrol;
mod head;
mod help;
mod household;
mod later;
mod lessons;
mod newer;
mod search;
mod sync;
mod today;
mod unlock;
mod visit;

pub use enrol::enrol;
pub use household::household;
pub use later::{Later, Piece, draw_later, draw_piece, later, piece};
pub use sync::sync;
pub use today::today;
pub use unlock::{no_store, unlock};
pub use visit::visit;

use crate::{
    app::App,
    book::Book,
    component::{Page, live, page},
};
use domain::{Household, HouseholdId, Name};
use leptos::prelude::*;
use words::phone as w;

/// A screen that is drawn again whenever the book changes.
fn with_book(app: App, draw: impl Fn(&Book) -> AnyView + Send + 'static) -> AnyView {
    live(move || app.book.with(|book| book.as_deref().map(&draw)))
}

/// Shown for a household that is not on this phone, because it left the phone's scope or never
/// existed, or that only a newer version of the app can read.
fn not_here(app: App, id: &str) -> AnyView {
    let lang = app.lang();
    let (title, why) = match newer::household(app, id) {
        Some(title) => (title, w::needs_newer_app(lang)),
        None => (w::household(lang).to_owned(), w::household_not_here(lang)),
    };
    let content = view! { <p class="empty">{why}</p> }.into_any();
    page(app, Page::new(title).back(), content)
}

/// For example `Hộ 12 · Bùi Thị Dưỡng`.
fn household_title(household: &Household, lang: words::Language) -> String {
    let head = household
        .head
        .reveal()
        .map(Name::as_str)
        .unwrap_or_default();
    let code = w::household_code(lang, household.code.as_str());
    if head.is_empty() {
        code
    } else {
        format!("{code} · {head}")
    }
}

/// The household, read once, for forms that must not change while someone fills them in.
fn household_now(app: App, id: &HouseholdId) -> Option<Household> {
    app.household(id)
}
