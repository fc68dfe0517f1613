//! The screen "Lớp học": coming classes, signing up at the door, and attendance without signal.

mod attend;
mod class;
mod count;
mod join;
mod photo;
mod pick;

use super::{newer, with_book};
use crate::{
    app::App,
    book::Book,
    component::{Icon, Page, icon, long_day, page},
    route::Route,
};
use domain::{Class, ClassId, Day, HouseholdId, Kind, Record, RecordKey};
use leptos::prelude::*;
use words::{Language, classes as w};

/// How many days back classes are shown, for attendance that is recorded late.
const PAST_DAYS: i32 = 31;

/// Draws the screen that the rest of the address names. Anything not understood leads to the list.
pub fn open(app: App, part: &str) -> AnyView {
    let mut parts = part.split('/');
    let Some(id) = parts.next().and_then(ClassId::new) else {
        return list(app);
    };
    let household = |text: Option<&str>| text.and_then(HouseholdId::new);
    match (parts.next(), parts.next()) {
        (Some("join"), it) => join::join(app, &id, household(it)),
        (Some("attend"), it) => attend::attend(app, &id, household(it)),
        (Some("count"), _) => count::count(app, &id),
        _ => class::class(app, id),
    }
}

/// The line on the lessons screen that leads here, with the next class.
pub fn way_there(app: App) -> AnyView {
    let lang = app.lang();
    let today = app
        .book
        .with_untracked(|book| book.as_ref().map(|book| book.today));
    let coming = all(app).into_iter().filter(|it| Some(it.plan.day) >= today);
    let next = coming
        .filter(|it| it.state.is_planned())
        .min_by_key(Class::begins);
    let said = next.map_or_else(
        || w::none_coming_short(lang).to_owned(),
        |it| format!("{} · {}", when(&it, lang), it.plan.title.as_str()),
    );
    view! {
        <a class="door" href=Route::Classes(String::new()).hash()>
            <span><b>{w::title_office(lang)}</b><small>{said}</small></span>
            {icon(Icon::Next)}
        </a>
    }
    .into_any()
}

fn list(app: App) -> AnyView {
    let lang = app.lang();
    let content = with_book(app, move |book| {
        let mut classes = all(app);
        domain::put_in_order(&mut classes, Class::begins);
        let (coming, mut past): (Vec<Class>, Vec<Class>) = classes
            .into_iter()
            .partition(|it| it.plan.day >= book.today);
        past.retain(|it| it.plan.day >= book.today.plus(-PAST_DAYS) && !it.state.is_cancelled());
        past.reverse();
        let none = coming
            .is_empty()
            .then(|| view! { <p class="empty">{w::none_coming_short(lang)}</p> });
        view! { {none}{lines(book, &coming, lang)}{section(book, &past, lang)}{newer::of_kind(app, Kind::Class)} }.into_any()
    });
    page(app, Page::new(w::title_office(lang)).back(), content)
}

fn section(book: &Book, past: &[Class], lang: Language) -> AnyView {
    if past.is_empty() {
        return ().into_any();
    }
    view! { <h2 class="heading">{w::past(lang)}</h2>{lines(book, past, lang)} }.into_any()
}

fn lines(book: &Book, classes: &[Class], lang: Language) -> AnyView {
    let lines = classes.iter().map(|it| {
        let there = Route::Classes(it.id.to_string()).hash();
        let (said, due) = remark(it, book.today, lang);
        let (title, place) = (it.plan.title.as_str().to_owned(), it.plan.place.as_str().to_owned());
        let class = if due { "due-text" } else { "" };
        view! {
            <li><a class="door" href=there>
                <span><b>{title}</b><small>{when(it, lang)}<br />{place}" · "<span class=class>{said}</span></small></span>
                {icon(Icon::Next)}
            </a></li>
        }
    });
    view! { <ul>{lines.collect_view()}</ul> }.into_any()
}

/// The most useful thing to know of a class, and whether something is to be done.
fn remark(class: &Class, today: Day, lang: Language) -> (String, bool) {
    if class.state.is_cancelled() {
        return (w::state_cancelled(lang).to_owned(), true);
    }
    if let Some(result) = &class.result {
        return (w::heads_counted(lang, result.heads), false);
    }
    if class.plan.day < today {
        return (w::untold(lang).to_owned(), true);
    }
    match class.seats_left() {
        0 => (w::full(lang).to_owned(), false),
        left => (w::seats_left(lang, left), false),
    }
}

/// All classes on this phone, in no particular order.
fn all(app: App) -> Vec<Class> {
    let class = |record: &Record| match record {
        Record::Class(class) => Some((**class).clone()),
        _ => None,
    };
    app.read(|replica| replica.records().filter_map(class).collect())
        .unwrap_or_default()
}

fn find(app: App, id: &ClassId) -> Option<Class> {
    app.read(|replica| match replica.get(&RecordKey::Class(id.clone())) {
        Some(Record::Class(class)) => Some((**class).clone()),
        _ => None,
    })?
}

/// Shown for a class that is not on this phone.
fn gone(app: App) -> AnyView {
    let lang = app.lang();
    let content = view! { <p class="empty">{w::not_here(lang)}</p> }.into_any();
    page(app, Page::new(w::class(lang)).back(), content)
}

/// For example `14:00–16:00, thứ Bảy 05/12`.
fn when(class: &Class, lang: Language) -> String {
    let plan = &class.plan;
    w::hours_on(lang, plan.from, plan.to, long_day(plan.day, lang))
}
