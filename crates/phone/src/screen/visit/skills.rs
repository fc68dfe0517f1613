//! Sets skill levels with one tap: suggested skills of each resident, and all others on demand.

use super::{Desk, full_name, is_there};
use crate::{
    component::{Icon, day_month, flag, icon, live, ticked, toggled},
    route::Route,
    screen::household::level_name,
    visit::{is_for, suggestions},
};
use domain::{Catalogue, Level, ResidentId, Skill, household::Resident};
use leptos::prelude::*;
use words::{Language, lessons as l, phone as w};

/// How many residents have their skills unfolded at first. A visit rarely teaches more.
const OPEN_RESIDENTS: usize = 2;

/// The suggested next skills of each adult in the household.
pub fn suggested(desk: &Desk) -> AnyView {
    let each = adults(desk).enumerate().map(|(place, resident)| {
        let offered = suggestions(
            &desk.household,
            resident,
            &desk.book.catalogue,
            &desk.book.settings,
        );
        let cards: Vec<_> = offered
            .iter()
            .map(|offer| levels(desk, resident, offer.skill))
            .collect();
        let name = full_name(resident, desk.lang());
        if cards.is_empty() {
            return ().into_any();
        }
        if place < OPEN_RESIDENTS {
            return view! { <h2 class="heading">{name}</h2>{cards} }.into_any();
        }
        let touched = desk
            .draft
            .with_untracked(|draft| draft.levels.contains_key(&resident.id));
        view! { <details class="card" open=touched><summary>{name}</summary>{cards}</details> }
            .into_any()
    });
    each.collect_view().into_any()
}

/// Every skill of a chosen topic, for the residents who were met.
pub fn more_skills(desk: &Desk) -> AnyView {
    let lang = desk.lang();
    let topics = desk
        .book
        .catalogue
        .topics
        .iter()
        .enumerate()
        .map(|(index, topic)| {
            let open = RwSignal::new(false);
            let desk = StoredValue::new_local(desk.clone());
            let name = w::topic_short(lang, topic.number);
            view! {
                <details on:toggle=toggled(move || open.set(true))>
                    <summary>{name}</summary>
                    {live(move || open.get().then(|| desk.with_value(|desk| of_topic(desk, index))))}
                </details>
            }
        });
    view! {
        <details class="card">
            <summary>{w::more_skills(lang)}</summary>
            <div class="rows">{topics.collect_view()}</div>
        </details>
    }
    .into_any()
}

fn of_topic(desk: &Desk, index: usize) -> AnyView {
    let topic = &desk.book.catalogue.topics[index];
    let skills: Vec<&Skill> = topic
        .skills
        .iter()
        .filter(|skill| is_for(skill, &desk.household))
        .collect();
    let each = adults(desk).map(|resident| {
        let cards: Vec<_> = skills
            .iter()
            .map(|skill| levels(desk, resident, skill))
            .collect();
        view! { <h3 class="heading">{full_name(resident, desk.lang())}</h3>{cards} }
    });
    each.collect_view().into_any()
}

fn adults(desk: &Desk) -> impl Iterator<Item = &Resident> {
    let book = &desk.book;
    desk.household
        .residents
        .iter()
        .filter(move |it| is_there(&it.name) && it.is_adult(&book.settings, book.today))
}

/// One skill of one resident: four levels, and whether the level was only told.
fn levels(desk: &Desk, resident: &Resident, skill: &Skill) -> AnyView {
    let (lang, draft) = (desk.lang(), desk.draft);
    let key = StoredValue::new((resident.id.clone(), skill.id.clone()));
    let chosen = Memo::new(move |_| {
        key.with_value(|(resident, skill)| draft.with(|draft| draft.level(resident, skill)))
    });
    let desk_value = StoredValue::new_local(desk.clone());
    let group = group_name(&resident.id, skill);
    let options = Level::ALL.map(|level| {
        let choose = move |_| {
            desk_value.with_value(|desk| {
                key.with_value(|(resident, skill)| {
                    desk.change(|draft| draft.set_level(resident, skill, level, &desk.book.catalogue));
                });
            });
        };
        let class = ["l0", "l1", "l2", "l3"][usize::from(level.number())];
        view! {
            <label class=class>
                <input type="radio" name=group.clone() prop:checked=flag(move || chosen.get().is_some_and(|(now, _)| now == level)) on:change=ticked(choose) />
                <span>{level_name(level, lang)}</span>
            </label>
        }
    });
    let told = move || {
        let (_, seen) = chosen.get()?;
        let set = move |told: bool| {
            desk_value.with_value(|desk| {
                key.with_value(|(resident, skill)| {
                    desk.change(|draft| draft.set_seen(resident, skill, !told));
                });
            });
        };
        Some(view! {
            <label class="switch small">
                <input type="checkbox" prop:checked=!seen on:change=ticked(set) />
                {w::only_told(lang)}
            </label>
        })
    };
    let before = resident.skills.get(&skill.id).map(|state| {
        let day = day_month(state.last.at.day(), desk.book.today);
        view! { <p class="small quiet">{w::last_time(lang, level_name(state.last.level, lang), day)}</p> }
    });
    view! {
        <fieldset class="card skill">
            <legend class="unseen">{format!("{} · {}", full_name(resident, lang), skill.name)}</legend>
            <div class="skill-head"><b aria-hidden="true">{skill.name.clone()}</b>{card_link(skill, lang)}</div>
            {before}
            <div class="levels">{Vec::from(options)}</div>
            {live(told)}
        </fieldset>
    }
    .into_any()
}

/// A link to the teaching card. A skill that the commune added has none.
fn card_link(skill: &Skill, lang: Language) -> AnyView {
    Catalogue::is_shipped(&skill.id)
        .then(|| {
            let there = Route::Card(skill.id.clone()).hash();
            let named = l::open_card_of(lang, &skill.name);
            view! { <a class="card-link" href=there aria-label=named>{icon(Icon::Lessons)}{l::open_card(lang)}</a> }
        })
        .into_any()
}

fn group_name(resident: &ResidentId, skill: &Skill) -> String {
    format!("{resident}/{}", skill.id)
}
