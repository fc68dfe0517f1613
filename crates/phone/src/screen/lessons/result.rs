//! The result of a check: by topic, with cards to learn and levels that would be recorded.

use super::check::Desk;
use crate::{
    component::{Icon, icon},
    route::Route,
    screen::household::level_name,
};
use domain::{Level, SkillId};
use leptos::prelude::*;
use lessons::{Quiz, Standing, TopicResult, told_levels};
use words::{Language, lessons as l, phone as w};

/// Levels that the answers show and that are not known of this resident yet.
pub(super) fn told(desk: &Desk, quiz: &Quiz<'_>) -> Vec<(SkillId, Level)> {
    told_levels(quiz, &desk.resident.skills)
}

pub(super) fn result(desk: &Desk, quiz: &Quiz<'_>) -> AnyView {
    let lang = desk.lang();
    let results = quiz.results();
    if results.is_empty() {
        return view! { <p class="empty">{l::check_none(lang)}</p> }.into_any();
    }
    let right: usize = results.iter().map(|it| it.right).sum();
    let asked: usize = results.iter().map(|it| it.asked).sum();
    let topics = results.iter().map(|it| topic(desk, it));
    view! {
        <h2 class="heading" role="status">{l::check_result(lang)}": "{l::check_right(lang, right, asked)}</h2>
        <ul>{topics.collect_view()}</ul>
        {to_record(desk, quiz)}
    }
    .into_any()
}

fn topic(desk: &Desk, result: &TopicResult) -> AnyView {
    let lang = desk.lang();
    let name = desk
        .catalogue
        .topic(&result.topic)
        .map(|it| it.name.clone());
    let links = result.learn.iter().filter_map(|id| {
        let skill = desk.catalogue.skill(id)?;
        let there = Route::Card(id.clone()).hash();
        Some(
            view! { <a class="card-link" href=there>{icon(Icon::Lessons)}{skill.name.clone()}</a> },
        )
    });
    view! {
        <li class="card">
            <b>{name}</b>
            <p class="small">{standing(result.standing(), lang)}" · "{l::check_right(lang, result.right, result.asked)}</p>
            {links.collect_view()}
        </li>
    }
    .into_any()
}

fn standing(standing: Standing, lang: Language) -> &'static str {
    match standing {
        Standing::Begin => l::standing_begin(lang),
        Standing::Partly => l::standing_partly(lang),
        Standing::Well => l::standing_well(lang),
    }
}

/// Each skill with the level that would be recorded as told, or the reason why none would.
fn to_record(desk: &Desk, quiz: &Quiz<'_>) -> AnyView {
    let lang = desk.lang();
    if !desk.consented() {
        let ask = Route::Consent(desk.household.id.clone()).hash();
        return view! {
            <div class="note due stack">
                <p>{l::check_no_consent(lang)}</p>
                <a class="button plain" href=ask>{w::ask_consent(lang)}</a>
            </div>
        }
        .into_any();
    }
    let told = told(desk, quiz);
    if told.is_empty() {
        return view! { <p class="note">{l::check_nothing(lang)}</p> }.into_any();
    }
    let lines = told.iter().filter_map(|(id, level)| {
        let name = desk.catalogue.skill(id)?.name.clone();
        Some(view! { <li class="apart small"><span>{name}</span><b>{level_name(*level, lang)}</b></li> })
    });
    view! { <p class="note">{l::check_rule(lang)}</p><ul class="card stack">{lines.collect_view()}</ul> }
        .into_any()
}
