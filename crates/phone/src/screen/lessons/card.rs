//! One teaching card, readable at the door in bright sun.
//!
//! It has the steps as large numbered lines, common mistakes, safety, and three questions.

use super::marks;
use super::question::{plain, question, text};
use super::shelf::with_cards;
use crate::{
    app::App,
    component::{Page, date, page, share_button},
    platform::{clock, share},
};
use domain::{Skill, SkillId};
use leptos::prelude::*;
use lessons::{Card, Lesson};
use words::{Language, lessons as l, phone as w};

pub fn card(app: App, id: &SkillId) -> AnyView {
    let lang = app.lang();
    let skill = app
        .book
        .with_untracked(|book| book.as_ref()?.catalogue.skill(id).cloned());
    let topic = app.book.with_untracked(|book| {
        let topic = book.as_ref()?.catalogue.topic_of(id)?;
        Some(topic.id.to_string())
    });
    let Some(skill) = skill else {
        let content = view! { <p class="empty">{w::no_topic(lang)}</p> }.into_any();
        return page(app, Page::new(w::lessons(lang)).back(), content);
    };
    with_cards(app, skill.name.clone(), move |cards| {
        let found = cards.iter().find(|it| it.card.skill == skill.id);
        let content = match found {
            Some(lesson) => {
                let shared = topic
                    .as_ref()
                    .map(|it| share_button(app, skill.name.clone(), shared(lesson, &skill, it)));
                view! { {content(lesson, &skill, lang)} {shared} }.into_any()
            }
            None => without_card(&skill, lang),
        };
        page(app, Page::new(skill.name.clone()).back(), content)
    })
}

/// What the lesson is about, its steps, and where it stands in public with its picture.
fn shared(lesson: &Lesson, skill: &Skill, topic: &str) -> String {
    let steps = lesson.card.steps.iter().enumerate();
    let steps = steps.map(|(at, step)| format!("{}. {}", at + 1, plain(step)));
    let there = share::public(&format!("/hoc/{topic}/{}", skill.id));
    let title = [skill.name.clone()].into_iter();
    title
        .chain(steps)
        .chain([there])
        .collect::<Vec<_>>()
        .join("\n")
}

fn content(lesson: &Lesson, skill: &Skill, lang: Language) -> AnyView {
    let card = &lesson.card;
    let picture = lesson
        .picture
        .clone()
        .map(|svg| view! { <figure class="picture" inner_html=svg></figure> });
    let steps = card
        .steps
        .iter()
        .map(|it| view! { <li><span>{text(it)}</span></li> });
    let watch = card.watch.iter().map(|it| view! { <li>{text(it)}</li> });
    view! {
        <p class="lead">{text(&card.lead)}</p>
        <p class="small quiet">{l::minutes(lang, card.minutes)}" "{marks(skill, lang)}</p>
        {picture}
        <h2 class="heading">{l::steps(lang)}</h2>
        <ol class="card-steps">{steps.collect_view()}</ol>
        {done_when(skill, lang)}
        <h2 class="heading">{l::watch(lang)}</h2>
        <ul class="card dashes">{watch.collect_view()}</ul>
        <h2 class="heading">{l::mistake(lang)}</h2>
        <p class="note due">{text(&card.mistake)}</p>
        <h2 class="heading">{l::safety(lang)}</h2>
        <p class="note stop">{text(&card.safety)}</p>
        <h2 class="heading">{l::ask_back(lang)}</h2>
        {questions(card, lang)}
        {origin(card, lang)}
    }
    .into_any()
}

fn done_when(skill: &Skill, lang: Language) -> AnyView {
    view! {
        <h2 class="heading">{l::done_when(lang)}</h2>
        <p class="note star">{skill.observe.clone()}</p>
    }
    .into_any()
}

fn questions(card: &Card, lang: Language) -> AnyView {
    let each = card.questions.iter().map(|it| {
        let picked = RwSignal::new(None);
        view! { <li class="card">{question(it, picked, false, lang)}</li> }
    });
    view! { <ol>{each.collect_view()}</ol> }.into_any()
}

fn origin(card: &Card, lang: Language) -> AnyView {
    let old = card
        .is_old(clock::now().day())
        .then(|| view! { <p class="note due">{l::old_card(lang)}</p> });
    view! {
        {old}
        <p class="small quiet">{l::source(lang, &card.source)}" · "{l::last_checked(lang, date(card.checked))}</p>
    }
    .into_any()
}

/// A skill that the commune added has no card; shows what the catalogue says of it.
fn without_card(skill: &Skill, lang: Language) -> AnyView {
    view! { {done_when(skill, lang)} <p class="note">{l::no_card(lang)}</p> }.into_any()
}
