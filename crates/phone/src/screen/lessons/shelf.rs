//! The teaching cards: fetched from the offline pack when first needed, then kept until the page
//! closes.

use crate::{
    app::App,
    component::{Page, live, page},
    platform::pack,
};
use leptos::{prelude::*, task::spawn_local};
use lessons::Lesson;
use std::cell::RefCell;
use std::sync::Arc;
use words::{lessons as l, phone as w};

pub(super) type Cards = Arc<Vec<Lesson>>;

thread_local! {
    static KEPT: RefCell<Option<Cards>> = const { RefCell::new(None) };
}

#[derive(Clone)]
enum Shelf {
    Fetching,
    Here(Cards),
    /// The cards are not in the offline pack yet, and there is no network.
    Missing,
}

/// Draws a screen as soon as the cards are here. Until then a screen with this title says that they
/// are being fetched.
pub(super) fn with_cards(
    app: App,
    title: String,
    draw: impl Fn(&Cards) -> AnyView + Send + 'static,
) -> AnyView {
    let kept = KEPT.with_borrow(Clone::clone);
    let shelf = RwSignal::new(kept.map_or(Shelf::Fetching, Shelf::Here));
    if matches!(shelf.get_untracked(), Shelf::Fetching) {
        spawn_local(async move {
            shelf.set(fetch().await.map_or(Shelf::Missing, Shelf::Here));
            app.arrived();
        });
    }
    let lang = app.lang();
    live(move || match shelf.get() {
        Shelf::Here(cards) => draw(&cards),
        Shelf::Fetching => empty(app, &title, w::opening(lang)),
        Shelf::Missing => empty(app, &title, l::cards_missing(lang)),
    })
}

async fn fetch() -> Option<Cards> {
    let text = pack::fetch_lessons().await.ok()?;
    let cards: Cards = match serde_json::from_str(&text) {
        Ok(cards) => Arc::new(cards),
        Err(problem) => {
            leptos::logging::warn!("lessons.json is not understood: {problem}");
            return None;
        }
    };
    KEPT.set(Some(Arc::clone(&cards)));
    Some(cards)
}

fn empty(app: App, title: &str, why: &'static str) -> AnyView {
    let content = view! { <p class="empty" role="status">{why}</p> }.into_any();
    page(app, Page::new(title).back(), content)
}
