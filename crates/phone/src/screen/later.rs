//! The screens that the first start does not need: a separately loaded part of the program.

use super::{
    add_household::add_household,
    add_resident::add_resident,
    alleys::alleys,
    bulletins::bulletins,
    classes,
    consent::consent,
    correct::correct,
    directives,
    head::head,
    help::help,
    lessons::{card, check, lesson, lessons},
    search::search,
};
use crate::{
    app::App,
    business,
    component::{Page, live, page},
    part::{self, Screens},
    platform::pack,
    route::Route,
};
use domain::HouseholdId;
use leptos::{prelude::*, task::spawn_local};
use words::phone as w;

/// Whether the part is loaded.
#[derive(Clone, Copy, Debug, Default)]
pub enum Later {
    #[default]
    Unasked,
    Fetching,
    Here(Screens),
    /// The part is not in the offline pack yet, and there is no network.
    Missing,
}

/// Draws the screen as soon as the part is loaded.
pub fn later(app: App, route: Route) -> AnyView {
    ask(app);
    let lang = app.lang();
    live(move || match app.later.get() {
        Later::Here(screens) => (screens.draw)(app, route.clone()),
        Later::Missing => empty(app, w::part_missing(lang), w::part_missing_why(lang)),
        Later::Unasked | Later::Fetching => empty(app, w::opening(lang), ""),
    })
}

/// What the part adds to a screen of the shell. Nothing is shown before it is loaded.
#[derive(Clone, Debug)]
pub enum Piece {
    Today,
    Household(HouseholdId),
}

pub fn piece(app: App, piece: Piece) -> AnyView {
    ask(app);
    live(move || match app.later.get() {
        Later::Here(screens) => (screens.piece)(app, piece.clone()),
        _ => ().into_any(),
    })
}

fn ask(app: App) {
    if matches!(app.later.get_untracked(), Later::Unasked | Later::Missing) {
        app.later.set(Later::Fetching);
        spawn_local(fetch(app));
    }
}

async fn fetch(app: App) {
    let styled = pack::fetch_style().await.is_ok();
    let fetched = match part::screens().await {
        Ok(screens) if styled => Later::Here(screens),
        _ => Later::Missing,
    };
    app.later.set(fetched);
    app.arrived();
}

fn empty(app: App, title: &'static str, why: &'static str) -> AnyView {
    let content = view! { <p class="empty" role="status">{why}</p> }.into_any();
    page(app, Page::new(title).back(), content)
}

/// Draws the screens of this part: all that the shell does not draw itself.
pub fn draw_later(app: App, route: Route) -> AnyView {
    match route {
        Route::Alleys => alleys(app),
        Route::Search => search(app),
        Route::AddHousehold => add_household(app),
        Route::Consent(id) => consent(app, &id),
        Route::Correct(id) => correct(app, &id),
        Route::Head(id) => head(app, &id),
        Route::AddResident(id) => add_resident(app, id),
        Route::Business(id, part) => business::desk::open(app, &id, &part),
        Route::Help(part) => help(app, &part),
        Route::Bulletins(rest) => bulletins(app, &rest),
        Route::Lesson(topic) => lesson(app, &topic),
        Route::Card(skill) => card(app, &skill),
        Route::Check(id, resident) => check(app, &id, &resident),
        Route::Classes(part) => classes::open(app, &part),
        Route::Directive(id) => directives::directive(app, id),
        _ => lessons(app),
    }
}

/// Draws what this part adds to a screen of the shell.
pub fn draw_piece(app: App, piece: Piece) -> AnyView {
    match piece {
        Piece::Today => directives::on_today(app),
        Piece::Household(id) => directives::at_household(app, id),
    }
}
