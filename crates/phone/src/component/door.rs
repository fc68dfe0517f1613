//! Doors: tiles whose shape shows the state, lines in a list, and the skills of a resident.

use super::{Icon, day_month, icon};
use crate::{
    app::App,
    book::{Book, Card, DoorState, FoundCards, Progress},
    route::Route,
};
use domain::{
    Day,
    household::{GroupProgress, Resident, VisitOutcome},
};
use leptos::prelude::*;
use words::{Language, phone as w};

fn class(door: DoorState, five: bool) -> String {
    let class = match door {
        DoorState::NotYet => "tile",
        DoorState::Met => "tile visited",
        DoorState::NotMet => "tile absent",
        DoorState::Promised => "tile due",
        DoorState::Gone => "tile gone",
    };
    let star = if five { " five" } else { "" };
    format!("{class}{star}")
}

fn state(door: DoorState, lang: Language) -> &'static str {
    match door {
        DoorState::NotYet => w::door_not_yet(lang),
        DoorState::Met => w::door_met(lang),
        DoorState::NotMet => w::door_not_met(lang),
        DoorState::Promised => w::door_follow_up(lang),
        DoorState::Gone => w::door_moved_away(lang),
    }
}

/// A door in a strip: its number, its state, and a link to the household.
pub fn tile(card: &Card, lang: Language) -> AnyView {
    let five = card.five.then(|| w::door_all_five(lang));
    let said = [card.number.as_str(), &card.head, state(card.door, lang)];
    let said: Vec<&str> = said.into_iter().chain(five).collect();
    let label = said.join(", ");
    view! {
        <li><a class=class(card.door, card.five) href=Route::Household(card.id.clone()).hash() aria-label=label>{card.number.clone()}</a></li>
    }
    .into_any()
}

/// Explains the tiles: the colour is of this month, the star for good.
pub fn legend(lang: Language) -> AnyView {
    let doors = [
        DoorState::NotYet,
        DoorState::Met,
        DoorState::Promised,
        DoorState::NotMet,
    ];
    let month = doors.map(|door| (class(door, false), state(door, lang)));
    let star = (class(DoorState::NotYet, true), w::door_all_five(lang));
    let items = month
        .into_iter()
        .chain([star])
        .map(|(class, said)| view! { <li><i class=class aria-hidden="true"></i>{said}</li> });
    view! { <ul class="legend">{items.collect_view()}</ul> }.into_any()
}

/// A door in a list.
pub fn door_line(app: App, book: &Book, card: &Card) -> AnyView {
    line(app, book, card, None)
}

/// A door in a list by distance.
pub fn near_line(app: App, book: &Book, card: &Card, metres: u32) -> AnyView {
    line(app, book, card, Some(&w::metres(app.lang(), metres)))
}

/// A door in search results. It names the resident who was found, if that is not the head.
pub fn found_line(app: App, book: &Book, card: &Card, query: &str) -> AnyView {
    line(app, book, card, card.named(query))
}

/// A search's results as a list of what `line` makes of each, near ones under a line that says so.
pub fn found_list(found: &FoundCards, lang: Language, line: impl Fn(&Card) -> AnyView) -> AnyView {
    let lines = |cards: &[&Card]| cards.iter().map(|card| line(card)).collect_view();
    let (fitting, near) = found.cards.split_at(found.cards.len() - found.near);
    let shown = found.cards.len();
    view! {
        {(!fitting.is_empty()).then(|| view! { <ul>{lines(fitting)}</ul> })}
        {(!near.is_empty()).then(|| view! { <p class="small quiet">{w::found_near(lang)}</p><ul>{lines(near)}</ul> })}
        {found.more.then(|| view! { <p class="small quiet">{w::first_found(lang, shown)}</p> })}
    }
    .into_any()
}

fn line(app: App, book: &Book, card: &Card, first: Option<&str>) -> AnyView {
    let lang = app.lang();
    let place = book
        .alley_name(&card.village, card.alley.as_ref())
        .unwrap_or_else(|| book.village_name(&card.village));
    let remark = remark(book, card, lang);
    let first = first.map(|first| format!("{first} · "));
    let is_late = card.is_here() && card.due.as_ref().is_some_and(|it| it.day < book.today);
    let class_of_remark = if is_late { "due-text" } else { "" };
    let head = if card.head.is_empty() {
        w::household_code(lang, &card.code)
    } else {
        card.head.clone()
    };
    view! {
        <a class="door" href=Route::Household(card.id.clone()).hash()>
            <span class=class(card.door, card.five)>{card.number.clone()}</span>
            <span><b>{head}</b><small>{first}{place.to_owned()}" · "<span class=class_of_remark>{remark}</span></small></span>
            {icon(Icon::Next)}
        </a>
    }
    .into_any()
}

/// The most useful thing to know before knocking.
fn remark(book: &Book, card: &Card, lang: Language) -> String {
    if !card.is_here() {
        return w::door_moved_away(lang).to_owned();
    }
    if let Some(due) = &card.due {
        return promised(due.day, due.reason.as_deref(), book.today, lang);
    }
    match card.last_visit {
        None => w::door_never_visited(lang).to_owned(),
        Some(_) if card.absences > 1 => w::absent_times(lang, card.absences),
        Some((day, VisitOutcome::Absent)) => w::absent_on(lang, day_month(day, book.today)),
        Some((day, VisitOutcome::Refused)) => w::refused_on(lang, day_month(day, book.today)),
        Some(_) if card.five => w::door_all_five(lang).to_owned(),
        Some(_) => w::groups_left(lang, card.groups_left),
    }
}

/// For example `hẹn 25/11: mở tài khoản`, or `quá hạn từ 21/08`.
pub fn promised(due: Day, reason: Option<&str>, today: Day, lang: Language) -> String {
    let day = day_month(due, today);
    match (due < today, reason) {
        (true, Some(reason)) => w::overdue_for(lang, day, reason),
        (true, None) => w::overdue(lang, day),
        (false, Some(reason)) => w::promised_for(lang, day, reason),
        (false, None) => w::promised(lang, day),
    }
}

/// One bar with how many households were met and how many have all five groups.
pub fn meter(progress: Progress, lang: Language) -> AnyView {
    let share = |part: usize| 100 * part / progress.households.max(1);
    let label = w::meter(lang, progress.met, progress.households, progress.five);
    view! {
        <svg class="meter" role="img" aria-label=label viewBox="0 0 100 10" preserveAspectRatio="none">
            <rect class="ground" width="100" height="10"></rect>
            <rect class="visited" width=share(progress.met).to_string() height="10"></rect>
            <rect class="five" y="6" width=share(progress.five).to_string() height="4"></rect>
        </svg>
    }
    .into_any()
}

/// The five groups of a resident: passed, begun or unknown.
pub fn five_groups(book: &Book, resident: &Resident, lang: Language) -> AnyView {
    let groups = book.catalogue.groups.iter().map(|group| {
        let progress = resident.progress(group, book.settings.told_counts);
        let (class, said) = match progress {
            GroupProgress::Passed => ("passed", w::group_passed(lang).to_owned()),
            GroupProgress::Partly { done, all } => ("begun", w::group_begun(lang, done, all)),
            GroupProgress::Unknown => ("", w::group_unknown(lang).to_owned()),
        };
        let (short, name) = (w::group_short(lang, group.id.as_str()), w::group_name(lang, group.id.as_str()));
        view! { <li class=class><span aria-hidden="true">{short}</span><span class="unseen">{format!("{name}: {said}")}</span></li> }
    });
    view! { <ul class="five-groups">{groups.collect_view()}</ul> }.into_any()
}
