//! The screen "Hôm nay": promised visits and the next doors, then what else there is to do and the
//! month's progress.

use super::{Piece, clock, newer, piece, with_book};
use crate::{
    app::App,
    book::{Book, Card, Still, Today},
    component::{
        Foot, Icon, Page, Tab, badge, door_line, icon, live, long_day, meter, near_line, page,
        touched,
    },
    platform::place,
    route::Route,
};
use domain::{Marketplace, household::Place};
use leptos::{prelude::*, task::spawn_local};
use words::{Language, phone as w};

pub fn today(app: App) -> AnyView {
    let lang = app.lang();
    let below = move || {
        app.book.with(|book| {
            book.as_ref().map(|book| {
                let day = long_day(book.today, lang);
                let team = book.team.as_ref().map(|team| team.name.as_str().to_owned());
                team.map_or_else(|| day.clone(), |team| format!("{team} · {day}"))
            })
        })
    };
    let frame = Page {
        below: Some(view! { <p>{live(below)}</p> }.into_any()),
        ..Page::new(w::today(lang))
            .beside(view! { {find(lang)}{badge(app)} }.into_any())
            .foot(Foot::Tabs(Tab::Today))
    };
    let near = RwSignal::new(None);
    page(
        app,
        frame,
        with_book(app, move |book| content(app, book, near)),
    )
}

/// The way to the search. It stands in the header, so that the doors come first.
fn find(lang: Language) -> AnyView {
    view! { <a class="back" href=Route::Search.hash() aria-label=w::search(lang)>{icon(Icon::Search)}</a> }
        .into_any()
}

fn content(app: App, book: &Book, near: Near) -> AnyView {
    let lang = app.lang();
    if book.cards().next().is_none() {
        let filled = app.read(sync::Replica::is_filled).unwrap_or(false);
        let text = if filled {
            w::no_households(lang)
        } else {
            w::first_sync(lang)
        };
        return view! { {newer::in_book(app)}<p class="empty" role="status">{text}</p> }.into_any();
    }
    let today = book.today();
    let due =
        (!today.due.is_empty()).then(|| section(app, book, w::promised_today(lang), &today.due));
    let next = if today.next.is_empty() {
        view! { <p class="note star">{w::all_doors_done(lang)}</p> }.into_any()
    } else {
        next(app, book, &today.next, near)
    };
    view! {
        {due}
        {next}
        {clock::wrong(app)}
        {newer::in_book(app)}
        {asked(book, lang)}
        {piece(app, Piece::Today)}
        {still(book, &today.still, lang)}
        {progress(book, &today, lang)}
        <a class="button text" href=Route::Bulletins(String::new()).hash()>{words::bulletin::phone_title(lang)}</a>
    }
    .into_any()
}

/// Where the member stands, once they asked for the doors near them.
type Near = RwSignal<Option<Place>>;

/// The next doors on the way, or by distance where places are recorded and someone asks.
fn next(app: App, book: &Book, next: &[&Card], near: Near) -> AnyView {
    let lang = app.lang();
    if let Some(here) = near.get() {
        let doors = book.nearest(here).into_iter();
        let lines = doors.map(|(card, metres)| {
            view! { <li>{near_line(app, book, card, metres)}</li> }
        });
        let on_the_way = move || near.set(None);
        return view! {
            {heading(w::near_doors(lang), w::on_the_way(lang), on_the_way)}
            <ul>{lines.collect_view()}</ul>
        }
        .into_any();
    }
    let has_places = book.mine().any(|card| card.place.is_some());
    if !has_places {
        return section(app, book, w::next_doors(lang), next);
    }
    let look = move || {
        spawn_local(async move {
            match place::here().await {
                Some(here) => {
                    near.try_set(Some(here));
                }
                None => app.say(w::no_place(lang)),
            }
        });
    };
    view! {
        {heading(w::next_doors(lang), w::near_me(lang), look)}
        {lines(app, book, next)}
    }
    .into_any()
}

/// A heading with another way to order what is below.
fn heading(text: &'static str, other: &'static str, choose: impl FnMut() + 'static) -> AnyView {
    view! {
        <div class="apart">
            <h2 class="heading">{text}</h2>
            <button type="button" class="as-link" on:click=touched(choose)>{other}</button>
        </div>
    }
    .into_any()
}

/// The month's figures, in a line that opens.
fn progress(book: &Book, today: &Today<'_>, lang: Language) -> AnyView {
    let (mine, team) = (today.mine, today.team);
    let (_, month, _) = book.today.civil();
    let of_team = book.has_own.then(|| {
        view! { <p class="small quiet">{w::team_progress(lang, team.met, team.households, team.five)}</p> }
    });
    view! {
        <details class="card stack">
            <summary>{w::progress_line(lang, month, mine.met, mine.households, mine.five)}</summary>
            <div class="goal">
                <div>
                    <p class="number">{mine.met}<small>{w::of_households(lang, mine.households)}</small></p>
                    <p class="small quiet">{w::met_in_month(lang, month)}</p>
                </div>
                <div>
                    <p class="small">{w::have_five(lang, mine.five)}</p>
                    {meter(mine, lang)}
                </div>
            </div>
            {of_team}
        </details>
    }
    .into_any()
}

/// Help requests that wait for me.
fn asked(book: &Book, lang: Language) -> AnyView {
    let asked = book.asked;
    let text = match (asked.open, asked.late) {
        (0, _) => return ().into_any(),
        (open, 0) => words::help::today_line(lang, open),
        (open, late) if open == late => words::help::today_line_all_late(lang, open),
        (open, late) => words::help::today_line_late(lang, open, late),
    };
    let class = if asked.late > 0 {
        "button plain due-text"
    } else {
        "button plain"
    };
    view! { <a class=class href=Route::Help(String::new()).hash()>{text}</a> }.into_any()
}

fn section(app: App, book: &Book, heading: &'static str, cards: &[&Card]) -> AnyView {
    view! { <h2 class="heading">{heading}</h2>{lines(app, book, cards)} }.into_any()
}

fn lines(app: App, book: &Book, cards: &[&Card]) -> AnyView {
    let lines = cards.iter();
    let lines = lines.map(|card| view! { <li>{door_line(app, book, card)}</li> });
    view! { <ul>{lines.collect_view()}</ul> }.into_any()
}

/// Unfinished shops that have not moved for too long.
fn still(book: &Book, still: &[(&Card, &Still)], lang: Language) -> AnyView {
    if still.is_empty() {
        return ().into_any();
    }
    let markets = Marketplace::all(&book.settings);
    let lines = still.iter().map(|(card, still)| {
        let market = markets.iter().find(|market| market.id == still.marketplace);
        let market = market.map_or(still.marketplace.as_str(), |market| market.name.as_str());
        let stage = w::shop_stage(lang, still.stage.as_str());
        let remark = w::shop_stuck_line(lang, market, stage, still.days);
        let there = Route::Business(card.id.clone(), format!("shops/{}", still.marketplace));
        let head = card.head.clone();
        view! {
            <li><a class="door" href=there.hash()>
                <span><b>{head}</b><small class="due-text">{remark}</small></span>
                {icon(Icon::Next)}
            </a></li>
        }
    });
    view! { <h2 class="heading">{w::shops_standing(lang)}</h2><ul>{lines.collect_view()}</ul> }
        .into_any()
}
