//! The screen "Hộ": who lives there, what they can do, what was promised, and past visits.

mod learn;
mod next;

use super::{Piece, household_title, not_here, piece, with_book};
use crate::{
    app::{After, App},
    book::Book,
    component::{
        Foot, Icon, Page, ask, clock_time, day_month, five_groups, icon, page, promised, touched,
    },
    route::Route,
};
use domain::{
    FollowUpFinished, FollowUpHandedOn, Household, HouseholdId, Level, Name, Note, Operation,
    Personal, Phone,
    household::{FollowUp, GroupProgress, Purpose, Resident, Status, Visit, VisitOutcome},
};
use learn::learn_next;
use leptos::prelude::*;
use words::{Language, phone as w};

pub fn household(app: App, id: HouseholdId) -> AnyView {
    with_book(app, move |book| match app.household(&id) {
        Some(household) => content(app, book, &household),
        None => not_here(app, id.as_str()),
    })
}

fn content(app: App, book: &Book, household: &Household) -> AnyView {
    let lang = app.lang();
    let frame = Page::new(household_title(household, lang))
        .back()
        .below(place(book, household));
    let frame = match household.is_here() {
        true => frame.foot(Foot::Action(next::action(app, book, household))),
        false => frame,
    };
    let moved = matches!(household.status, Status::MovedAway(_))
        .then(|| view! { <p class="note due">{w::household_moved_away(lang)}</p> });
    let content = view! {
        {moved}
        {next::kept(book, household, lang)}
        {consent_note(household, lang)}
        {follow_ups(app, book, household)}
        {piece(app, Piece::Household(household.id.clone()))}
        {residents(book, household, lang)}
        {ways_to_reach(household, lang)}
        {differences(household, lang)}
        {business(household, lang)}
        {bulletins(household, lang)}
        {history(book, household, lang)}
        <div class="stack">
            <a class="button plain" href=Route::Correct(household.id.clone()).hash()>{w::correct(lang)}</a>
            <a class="button text" href=Route::Help(format!("ask/{}", household.id)).hash()>{words::help::phone_take_down(lang)}</a>
            <a class="button text" href=Route::Consent(household.id.clone()).hash()>{w::consent(lang)}</a>
        </div>
    };
    page(app, frame, content.into_any())
}

/// A link to the payment account, the shops and the products.
fn business(household: &Household, lang: Language) -> AnyView {
    let there = Route::Business(household.id.clone(), String::new()).hash();
    let remark = match &household.business {
        Some(business) => business.trade.as_str().to_owned(),
        None => w::business_none(lang).to_owned(),
    };
    view! {
        <a class="door" href=there>
            <span><b>{w::business(lang)}</b><small>{remark}</small></span>
            {icon(Icon::Next)}
        </a>
    }
    .into_any()
}

/// A link to the commune's current bulletins for this house.
fn bulletins(household: &Household, lang: Language) -> AnyView {
    let there = Route::Bulletins(format!("for/{}", household.id)).hash();
    let heard = household
        .heard
        .values()
        .filter(|it| it.how.is_some())
        .count();
    view! {
        <a class="door" href=there>
            <span><b>{words::bulletin::phone_title(lang)}</b><small>{words::bulletin::phone_heard(lang, heard)}</small></span>
            {icon(Icon::Next)}
        </a>
    }
    .into_any()
}

fn place(book: &Book, household: &Household) -> String {
    let village = book.village_name(&household.village).to_owned();
    let alley = book
        .alley_name(&household.village, household.alley.as_ref())
        .map(str::to_owned);
    let address = household
        .address
        .as_ref()
        .and_then(Personal::reveal)
        .map(|it: &Name| it.as_str().to_owned());
    let trade = household
        .business
        .as_ref()
        .map(|business| business.trade.as_str().to_owned());
    [address, alley, Some(village), trade]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// What to ask first: consent, then the names.
fn consent_note(household: &Household, lang: Language) -> AnyView {
    if !household.is_here() {
        return ().into_any();
    }
    if household.consented(Purpose::Register) {
        return ask_name(household, lang);
    }
    view! {
        <div class="note due stack">
            <p>{w::no_consent_yet(lang)}</p>
            <a class="button plain" href=Route::Consent(household.id.clone()).hash()>{w::ask_consent(lang)}</a>
        </div>
    }
    .into_any()
}

/// The way to the first name, where nobody is named yet.
pub(super) fn ask_name(household: &Household, lang: Language) -> AnyView {
    let add = Route::AddResident(household.id.clone()).hash();
    let nobody = household.residents.is_empty();
    nobody
        .then(|| {
            view! {
                <div class="note due stack">
                    <p>{w::nobody_named(lang)}</p>
                    <a class="button plain" href=add>{w::ask_name(lang)}</a>
                </div>
            }
        })
        .into_any()
}

fn follow_ups(app: App, book: &Book, household: &Household) -> AnyView {
    let lang = app.lang();
    let lines = household.follow_ups.iter().map(|follow_up| {
        let finished = Operation::FollowUpFinished(FollowUpFinished {
            household: household.id.clone(),
            follow_up: follow_up.visit,
        });
        let said = promise(follow_up, book, lang);
        let done = move || {
            let finished = finished.clone();
            let act = move || app.record(vec![finished.clone()], w::follow_up_done(lang), After::Stay);
            ask(app, w::finish_ask(lang), &said, w::finish_follow_up(lang), act);
        };
        let hand_on = hand_on(app, book, household, follow_up);
        let late = follow_up.due < book.today;
        view! {
            <li class="card stack">
                <p class=if late { "due-text" } else { "" }>{promise(follow_up, book, lang)}</p>
                <button type="button" class="button plain" on:click=touched(done)>{w::finish_follow_up(lang)}</button>
                {hand_on}
            </li>
        }
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty())
        .then(|| view! { <h2 class="heading">{w::promises(lang)}</h2><ul>{lines}</ul> })
        .into_any()
}

/// Hands a promised visit on to another member of the team.
fn hand_on(app: App, book: &Book, household: &Household, follow_up: &FollowUp) -> AnyView {
    let lang = app.lang();
    let serving = book.team.iter().flat_map(|team| team.serving(book.today));
    let others = serving.filter(|member| member.id != follow_up.to);
    let buttons = others.map(|member| {
        let handed = FollowUpHandedOn {
            household: household.id.clone(),
            follow_up: follow_up.visit,
            to: member.id.clone(),
            due: follow_up.due.max(book.today),
        };
        let name = member.name.as_str().to_owned();
        let (to, said) = (name.clone(), promise(follow_up, book, lang));
        let hand = move || {
            let operation = Operation::FollowUpHandedOn(handed.clone());
            let done = w::follow_up_handed_on(lang);
            let act = move || app.record(vec![operation.clone()], done, After::Stay);
            ask(
                app,
                w::hand_on_ask(lang, &to),
                &said,
                w::hand_on_yes(lang),
                act,
            );
        };
        view! { <button type="button" on:click=touched(hand)>{name}</button> }
    });
    let buttons: Vec<_> = buttons.collect();
    if buttons.is_empty() {
        return ().into_any();
    }
    view! { <details><summary>{w::hand_on(lang)}</summary><div class="chips">{buttons}</div></details> }.into_any()
}

pub(super) fn promise(follow_up: &FollowUp, book: &Book, lang: Language) -> String {
    let reason = follow_up.reason.as_ref().and_then(Personal::reveal);
    let said = promised(follow_up.due, reason.map(Note::as_str), book.today, lang);
    match book
        .member_name(&follow_up.to)
        .filter(|_| follow_up.to != book.me)
    {
        Some(name) => format!("{said} · {name}"),
        None => said,
    }
}

fn residents(book: &Book, household: &Household, lang: Language) -> AnyView {
    let lines = household.residents.iter().map(|resident| {
        let name = resident.name.reveal().map_or_else(|| w::erased(lang).to_owned(), |name| name.as_str().to_owned());
        let born = resident.born.map(|born| born.to_string()).unwrap_or_default();
        let unconfirmed = resident.unconfirmed.then(|| view! { <span class="small due-text">{w::unconfirmed(lang)}</span> });
        view! {
            <details>
                <summary>
                    <span class="stack-tight">
                        <span><b>{name}</b>" "<span class="small quiet">{born}</span>" "{unconfirmed}</span>
                        {five_groups(book, resident, lang)}
                    </span>
                </summary>
                {skills(book, resident, lang)}
                {learn_next(book, household, resident, lang)}
            </details>
        }
    });
    let legend = (!household.residents.is_empty())
        .then(|| view! { <p class="small quiet">{w::groups_legend(lang)}</p> });
    let children = household.children;
    let count = u32::from(children.under_6)
        + u32::from(children.from_6_to_15)
        + u32::from(children.from_16_to_17);
    let children =
        (count > 0).then(|| view! { <p class="small quiet">{w::children_count(lang, count)}</p> });
    let add = Route::AddResident(household.id.clone()).hash();
    view! {
        <section class="card rows">
            <h2 class="unseen">{w::residents(lang)}</h2>
            {lines.collect_view()}
            {legend}
            {missing(book, household, lang)}
            {children}
            <a class="button text" href=add>{icon(Icon::Add)}{w::add_resident(lang)}</a>
        </section>
    }
    .into_any()
}

/// What the most advanced adult still lacks of the five groups.
fn missing(book: &Book, household: &Household, lang: Language) -> AnyView {
    let adults = household
        .residents
        .iter()
        .filter(|resident| resident.is_adult(&book.settings, book.today));
    let open = adults.map(|resident| {
        let groups = book.catalogue.groups.iter();
        let open = groups.filter(|group| {
            resident.progress(group, book.settings.told_counts) != GroupProgress::Passed
        });
        open.map(|group| w::group_name(lang, group.id.as_str()))
            .collect::<Vec<_>>()
    });
    match open.min_by_key(Vec::len) {
        None => ().into_any(),
        Some(open) if open.is_empty() => view! { <p class="note star">{w::household_has_five(lang)}</p> }.into_any(),
        Some(open) => view! { <p class="small due-text">{w::household_lacks(lang, open.len(), open.join(", "))}</p> }.into_any(),
    }
}

fn skills(book: &Book, resident: &Resident, lang: Language) -> AnyView {
    let all = book.catalogue.topics.iter().flat_map(|topic| &topic.skills);
    let known = all.filter_map(|skill| Some((skill, resident.skills.get(&skill.id)?)));
    let lines: Vec<_> = known
        .map(|(skill, state)| {
            let told = (!state.last.seen).then(|| format!(" · {}", w::told(lang)));
            let said = format!("{}{}", level_name(state.last.level, lang), told.unwrap_or_default());
            let when = day_month(state.last.at.day(), book.today);
            view! { <li class="apart small"><span>{skill.name.clone()}</span><b>{said}</b><span class="quiet">{when}</span></li> }
        })
        .collect();
    if lines.is_empty() {
        return view! { <p class="small quiet">{w::no_skills_yet(lang)}</p> }.into_any();
    }
    view! { <ul class="stack">{lines}</ul> }.into_any()
}

pub(super) fn level_name(level: Level, lang: Language) -> &'static str {
    match level.number() {
        0 => w::level_not_yet(lang),
        1 => w::level_with_help(lang),
        2 => w::level_alone(lang),
        _ => w::level_teaches(lang),
    }
}

fn ways_to_reach(household: &Household, lang: Language) -> AnyView {
    let calls = household.phones.iter().filter_map(Personal::reveal).map(|phone: &Phone| {
        let number = phone.as_str().to_owned();
        view! { <a class="button plain" href=format!("tel:{number}")>{icon(Icon::Phone)}{w::call(lang, &number)}</a> }
    });
    let map = household
        .place
        .as_ref()
        .and_then(Personal::reveal)
        .map(|place| {
            let (latitude, longitude) = (degrees(place.latitude_e6), degrees(place.longitude_e6));
            let address = format!("geo:{latitude},{longitude}?q={latitude},{longitude}");
            view! { <a class="button plain" href=address>{icon(Icon::Map)}{w::open_map(lang)}</a> }
        });
    view! { <div class="two reach">{calls.collect_view()}{map}</div> }.into_any()
}

/// Turns millionths of a degree into a decimal number.
fn degrees(millionths: i32) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let whole = millionths.unsigned_abs();
    format!("{sign}{}.{:06}", whole / 1_000_000, whole % 1_000_000)
}

/// Values that two people recorded differently. The leader settles them with the household.
fn differences(household: &Household, lang: Language) -> AnyView {
    let lines = household
        .differences
        .iter()
        .filter_map(|it| it.other.reveal())
        .map(|other: &Note| {
            view! { <li>{w::also_told(lang, other.as_str())}</li> }
        });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty())
        .then(|| view! { <div class="note"><p><b>{w::told_differently(lang)}</b></p><ul>{lines}</ul></div> })
        .into_any()
}

fn history(book: &Book, household: &Household, lang: Language) -> AnyView {
    let visits = household.visits.iter().rev().map(|visit| {
        let when = clock_time(visit.at, book.today, lang);
        let who = book.member_name(&visit.author).unwrap_or_default().to_owned();
        let note = visit.note.as_ref().and_then(Personal::reveal).map(|note: &Note| view! { <p class="quiet">{note.as_str().to_owned()}</p> });
        view! { <li><b>{when}</b>" · "{what(book, visit, lang)}<br /><span class="quiet">{who}</span>{note}</li> }
    });
    let visits: Vec<_> = visits.collect();
    let visits = if visits.is_empty() {
        view! { <p class="quiet">{w::door_never_visited(lang)}</p> }.into_any()
    } else {
        view! { <ul class="history">{visits}</ul> }.into_any()
    };
    view! { <h2 class="heading">{w::history(lang)}</h2>{visits} }.into_any()
}

fn what(book: &Book, visit: &Visit, lang: Language) -> String {
    let mut said = match visit.outcome {
        VisitOutcome::Met => w::met_people(lang, visit.met.len(), visit.minutes),
        VisitOutcome::Absent => w::outcome_absent(lang).to_owned(),
        VisitOutcome::Refused => w::outcome_refused(lang).to_owned(),
        VisitOutcome::Moved => w::outcome_moved(lang).to_owned(),
    };
    let topics = visit
        .topics
        .iter()
        .filter_map(|id| book.catalogue.topic(id));
    let topics: Vec<String> = topics
        .map(|topic| w::topic_short(lang, topic.number))
        .collect();
    if !topics.is_empty() {
        said = format!("{said}: {}", topics.join(", "));
    }
    if visit.doubtful {
        said = format!("{said} ({})", w::doubtful_time(lang));
    }
    said
}
