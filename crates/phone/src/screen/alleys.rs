//! The screen "Ngõ": each alley as a strip of doors.

use super::{directives, newer, with_book};
use crate::{
    app::{App, Choices},
    book::{Book, Card, Lane},
    component::{Foot, Icon, Page, Tab, badge, icon, legend, live, page, pick, tile},
    route::Route,
};
use domain::Kind;
use leptos::prelude::*;
use words::phone as w;

pub fn alleys(app: App) -> AnyView {
    let lang = app.lang();
    let frame = Page::new(w::alleys(lang))
        .beside(badge(app))
        .foot(Foot::Tabs(Tab::Alleys));
    page(app, frame, with_book(app, move |book| content(app, book)))
}

fn content(app: App, book: &Book) -> AnyView {
    let lang = app.lang();
    let Choices {
        whole_team, only, ..
    } = app.choices;
    let cards: Vec<&Card> = match whole_team.get() {
        true => book.cards().collect(),
        false => book.mine().collect(),
    };
    let left = only
        .get()
        .and_then(|id| directives::left_at(app, book, &id, &cards));
    let lanes = book.lanes(left.unwrap_or(cards).into_iter());
    let several_villages = lanes.iter().any(|lane| lane.village != lanes[0].village);
    let many = lanes.len() > OPEN_LANES;
    let none_left = (lanes.is_empty() && only.get().is_some())
        .then(|| view! { <p class="note star">{words::directive::phone_all_done(lang)}</p> });
    let lanes: Vec<AnyView> = lanes
        .iter()
        .map(|lane| strip(app, book, lane, several_villages, many))
        .collect();
    let choice = book.has_own.then(|| {
        let options = vec![(false, w::my_households(lang)), (true, w::whole_team(lang))];
        let chosen = move || Some(whole_team.get());
        view! { <div class="card">{pick("whose", options, chosen, move |all| whole_team.set(all))}</div> }
    });
    view! {
        <a class="button plain" href=Route::Search.hash()>{icon(Icon::Search)}{w::search(lang)}</a>
        {choice}
        {directives::filter(app, only)}
        {legend(lang)}
        {none_left}
        {lanes}
        {newer::of_kind(app, Kind::Household)}
        <a class="button plain" href=Route::AddHousehold.hash()>{icon(Icon::Add)}{w::add_household(lang)}</a>
    }
    .into_any()
}

/// With more alleys than this, all are folded, and the doors of one are drawn when it is opened.
const OPEN_LANES: usize = 8;

fn strip(app: App, book: &Book, lane: &Lane<'_>, with_village: bool, folded: bool) -> AnyView {
    let lang = app.lang();
    let here = lane.cards.iter().filter(|card| card.is_here());
    let (met, five, all) = here.fold((0, 0, 0), |(met, five, all), card| {
        (
            met + usize::from(card.met_this_month),
            five + usize::from(card.five),
            all + 1,
        )
    });
    let alley = book
        .alley_name(lane.village, lane.alley)
        .unwrap_or_else(|| w::no_alley(lang))
        .to_owned();
    let name = if with_village {
        format!("{alley}, {}", book.village_name(lane.village))
    } else {
        alley
    };
    let count = w::lane_count(lang, met, all, five);
    let tiles = {
        let cards: Vec<_> = lane.cards.iter().map(|card| (*card).clone()).collect();
        move || cards.iter().map(|card| tile(card, lang)).collect_view()
    };
    if !folded {
        return view! {
            <section class="card">
                <h2 class="apart"><b>{name}</b><span class="small quiet">{count}</span></h2>
                <ul class="strip">{tiles()}</ul>
            </section>
        }
        .into_any();
    }
    let unfolded = app.choices.unfolded;
    let open = unfolded.with_untracked(|all| all.contains(&name));
    let drawn = RwSignal::new(open);
    let this = name.clone();
    let fold = move |event: web_sys::Event| {
        let is_open = event_target::<web_sys::Element>(&event).has_attribute("open");
        drawn.set(true);
        unfolded.update(|all| {
            all.remove(&this);
            all.extend(is_open.then(|| this.clone()));
        });
    };
    view! {
        <details class="card" open=open on:toggle=fold>
            <summary><span class="apart"><b>{name}</b><span class="small quiet">{count}</span></span></summary>
            <ul class="strip">{live(move || drawn.get().then(&tiles))}</ul>
        </details>
    }
    .into_any()
}
