//! Tells the person which records only a newer version of the app can show.

use crate::{
    app::App,
    component::{Icon, icon},
    route::Route,
};
use domain::{HouseholdId, Kind};
use leptos::prelude::*;
use sync::NewerRecord;
use words::phone as w;

/// The most households listed by name.
const NAMED_LIMIT: usize = 10;

/// A note about all such records, with links to the households among them.
pub fn in_book(app: App) -> AnyView {
    let lang = app.lang();
    let (count, named) = read(app, &|_| true, &|it| it.kind() == Some(Kind::Household));
    let lines = named.into_iter().filter_map(|(id, title)| {
        let there = Route::Household(HouseholdId::new(id)?).hash();
        Some(view! { <li><a class="door" href=there><span><b>{title}</b></span>{icon(Icon::Next)}</a></li> })
    });
    (count > 0)
        .then(|| view! { <p class="note due">{w::newer_records(lang, count)}</p><ul>{lines.collect_view()}</ul> })
        .into_any()
}

/// A note for the list of one kind of record.
pub fn of_kind(app: App, kind: Kind) -> AnyView {
    let (count, _) = read(app, &|it| it.kind() == Some(kind), &|_| false);
    (count > 0)
        .then(|| view! { <p class="note due">{w::newer_here(app.lang(), count)}</p> })
        .into_any()
}

/// The title of a household that only a newer version can show.
pub fn household(app: App, id: &str) -> Option<String> {
    let is_it = |it: &NewerRecord| it.kind() == Some(Kind::Household) && it.key.id() == id;
    let (_, named) = read(app, &|_| true, &is_it);
    named.into_iter().next().map(|(_, title)| title)
}

/// Counts records, and returns the ids and titles of those to be listed.
fn read(
    app: App,
    counts: &dyn Fn(&NewerRecord) -> bool,
    is_named: &dyn Fn(&NewerRecord) -> bool,
) -> (usize, Vec<(String, String)>) {
    let read = app.read(|replica| {
        let named = replica.newer_records().filter(|it| is_named(it));
        let named = named.map(|it| {
            let id = it.key.id();
            let title = if it.title.is_empty() { id } else { &it.title };
            (id.to_owned(), w::household_code(app.lang(), title))
        });
        let named = named.take(NAMED_LIMIT).collect();
        (
            replica.newer_records().filter(|it| counts(it)).count(),
            named,
        )
    });
    read.unwrap_or_default()
}
