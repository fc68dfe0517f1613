//! Việc xã giao: the commune's directives, on today's screen, at a household, and on a screen of
//! their own.

use super::with_book;
use crate::{
    app::App,
    book::{Book, Card},
    component::{Icon, Page, chip, day_month, door_line, icon, page, pick},
    directive::{Work, at_door, done, in_force, work},
    route::Route,
};
use domain::{Day, Directive, DirectiveId, HouseholdId};
use leptos::prelude::*;
use std::collections::BTreeSet;
use sync::Replica;
use words::{Language, directive as w};

/// Doors shown for each directive on today's screen. The rest are one tap away.
const DOORS_SHOWN: usize = 3;
/// The most doors drawn on a directive's own screen; nobody visits more in a day.
const DOORS_LIMIT: usize = 60;

/// What is left to do at my doors: each directive with its next doors. No door stands twice on the
/// screen.
pub fn on_today(app: App) -> AnyView {
    with_book(app, move |book| {
        let today = book.today();
        let above = today.due.iter().chain(&today.next);
        let mut shown: BTreeSet<HouseholdId> = above.map(|card| card.id.clone()).collect();
        let groups = app.read(|replica| {
            let all = in_force(replica).into_iter();
            let works = all.map(|it| work(it, replica, book, book.mine()));
            let open = works.filter(|work| work.doors() > 0);
            open.map(|work| group(app, book, &work, &mut shown))
                .collect_view()
        });
        groups
            .filter(|groups| !groups.is_empty())
            .map(|groups| {
                view! { <h2 class="heading">{w::phone_title(app.lang())}</h2>{groups} }
            })
            .into_any()
    })
}

fn group(app: App, book: &Book, work: &Work<'_>, shown: &mut BTreeSet<HouseholdId>) -> AnyView {
    let new = work.left.iter();
    let new = new.filter(|card| shown.insert(card.id.clone()));
    let doors = new.take(DOORS_SHOWN);
    let doors = doors.map(|card| view! { <li>{door_line(app, book, card)}</li> });
    view! {
        <section class="directive">
            {line(work.directive, left(work, book.today, app.lang()))}
            <ul>{doors.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// For example `còn 7 nhà · hạn 15/12`.
fn left(work: &Work<'_>, today: Day, lang: Language) -> String {
    match work.left.len() {
        0 => w::phone_all_done(lang).to_owned(),
        left => w::phone_left(lang, left, day_month(work.directive.to, today)),
    }
}

/// A link to the directive's own screen.
fn line(directive: &Directive, remark: String) -> AnyView {
    let there = Route::Directive(directive.id().clone()).hash();
    let title = directive.title.as_str().to_owned();
    view! {
        <a class="door" href=there>
            <span><b>{title}</b><small>{remark}</small></span>
            {icon(Icon::Next)}
        </a>
    }
    .into_any()
}

/// What the directives ask of one household.
pub fn at_household(app: App, id: HouseholdId) -> AnyView {
    let lang = app.lang();
    with_book(app, move |book| {
        let Some(household) = app.household(&id) else {
            return ().into_any();
        };
        let lines = app.read(|replica| {
            let all = in_force(replica).into_iter();
            let asked = all.filter_map(|it| Some((it, done(&it.asked, &household, book)?)));
            let lines = asked.map(|(directive, is_done)| {
                let state = if is_done {
                    w::phone_is_done(lang)
                } else {
                    w::phone_to_do(lang)
                };
                let goal = directive.asked.goal_said(lang, &book.catalogue);
                view! { <li>{line(directive, format!("{state} · {goal}"))}</li> }
            });
            lines.collect_view()
        });
        lines
            .filter(|lines| !lines.is_empty())
            .map(|lines| {
                view! { <h2 class="heading">{w::phone_title(lang)}</h2><ul>{lines}</ul> }
            })
            .into_any()
    })
}

/// The doors among these at which a directive still has work to do; `None` when it is not in force.
pub fn left_at<'a>(
    app: App,
    book: &Book,
    id: &DirectiveId,
    cards: &[&'a Card],
) -> Option<Vec<&'a Card>> {
    let left = app.read(|replica| {
        let mut all = in_force(replica).into_iter();
        let directive = all.find(|it| it.id() == id)?;
        let left = cards.iter().copied();
        Some(
            left.filter(|card| at_door(&directive.asked, replica, book, card) == Some(false))
                .collect(),
        )
    });
    left.flatten()
}

/// Buttons to choose the directive whose doors are shown, if any directive is in force.
pub fn filter(app: App, only: RwSignal<Option<DirectiveId>>) -> AnyView {
    let all = app.read(|replica| {
        let all = in_force(replica).into_iter();
        all.map(|it| (it.id().clone(), it.title.as_str().to_owned()))
            .collect::<Vec<_>>()
    });
    let all = all.filter(|all| !all.is_empty());
    let chips = all.map(|all| {
        let each = all.into_iter().map(|(id, title)| {
            let mine = id.clone();
            let is = move || only.get().as_ref() == Some(&mine);
            chip(title, is, move |on| only.set(on.then(|| id.clone())))
        });
        view! {
            <fieldset class="card">
                <legend>{w::phone_title(app.lang())}</legend>
                <div class="chips">{each.collect_view()}</div>
            </fieldset>
        }
    });
    chips.into_any()
}

/// One directive: its text, and the doors that are left.
pub fn directive(app: App, id: DirectiveId) -> AnyView {
    let whole_team = app.choices.whole_team;
    with_book(app, move |book| {
        let drawn = app.read(|replica| {
            let all = in_force(replica).into_iter();
            let mut found = all.filter(|it| *it.id() == id);
            found
                .next()
                .map(|it| open(app, book, replica, it, whole_team))
        });
        drawn.flatten().unwrap_or_else(|| gone(app))
    })
}

fn gone(app: App) -> AnyView {
    let lang = app.lang();
    let content = view! { <p class="empty">{w::phone_gone(lang)}</p> }.into_any();
    page(app, Page::new(w::phone_title(lang)).back(), content)
}

fn open(
    app: App,
    book: &Book,
    replica: &Replica,
    directive: &Directive,
    whole_team: RwSignal<bool>,
) -> AnyView {
    let lang = app.lang();
    let work = match whole_team.get() {
        true => work(directive, replica, book, book.cards()),
        false => work(directive, replica, book, book.mine()),
    };
    let choice = book.has_own.then(|| {
        let options = vec![(false, w::phone_mine(lang)), (true, w::phone_team(lang))];
        let chosen = move || Some(whole_team.get());
        view! { <div class="card">{pick("whose", options, chosen, move |all| whole_team.set(all))}</div> }
    });
    let name = |id: &domain::VillageId| book.village_name(id).to_owned();
    let (goal, whom) = (
        directive.asked.goal_said(lang, &book.catalogue),
        directive.asked.whom_said(lang, name),
    );
    let content = view! {
        <section class="card stack-tight">
            <p><b>{goal}</b></p>
            <p class="small quiet">{whom}</p>
            <p class=if directive.to < book.today { "small due-text" } else { "small" }>{due(directive, book.today, lang)}</p>
        </section>
        <section class="card as-typed">{directive.text.as_str().to_owned()}</section>
        {choice}
        {doors(app, book, &work)}
    };
    page(
        app,
        Page::new(directive.title.as_str()).back(),
        content.into_any(),
    )
}

/// For example `Hạn 15/12 · Theo 15/KH-UBND`.
fn due(directive: &Directive, today: Day, lang: Language) -> String {
    let due = w::due(lang, day_month(directive.to, today));
    match &directive.decision {
        Some(decision) => format!("{due} · {}", w::by_decision(lang, decision.as_str())),
        None => due,
    }
}

fn doors(app: App, book: &Book, work: &Work<'_>) -> AnyView {
    let lang = app.lang();
    let told = w::phone_doors_done(lang, work.done, work.doors());
    let shown = work.left.iter().take(DOORS_LIMIT);
    let lines = shown.map(|card| view! { <li>{door_line(app, book, card)}</li> });
    let empty = match (work.doors(), work.left.len()) {
        (0, _) => Some(view! { <p class="empty">{w::phone_none(lang)}</p> }.into_any()),
        (_, 0) => Some(view! { <p class="note star">{w::phone_all_done(lang)}</p> }.into_any()),
        _ => None,
    };
    view! {
        <h2 class="heading apart"><span>{w::phone_doors(lang)}</span><span>{told}</span></h2>
        {empty}
        <ul>{lines.collect_view()}</ul>
    }
    .into_any()
}
