//! The screen "Bài học": the six topics, their skills, a teaching card for each, and ten questions
//! to ask.

mod card;
mod check;
mod question;
mod result;
mod shelf;

pub use card::card;
pub use check::check;

use super::with_book;
use crate::{
    app::App,
    book::Book,
    component::{Foot, Icon, Page, Tab, badge, icon, page},
    route::Route,
};
use domain::{Skill, Topic, TopicId, Who};
use leptos::prelude::*;
use words::{Language, phone as w};

pub fn lessons(app: App) -> AnyView {
    let lang = app.lang();
    let frame = Page::new(w::lessons(lang))
        .beside(badge(app))
        .foot(Foot::Tabs(Tab::Lessons));
    let content = with_book(app, move |book| {
        let topics = book
            .catalogue
            .topics
            .iter()
            .map(|topic| view! { <li>{line(topic, lang)}</li> });
        view! { {super::classes::way_there(app)}<ul>{topics.collect_view()}</ul> }.into_any()
    });
    page(app, frame, content)
}

fn line(topic: &Topic, lang: Language) -> AnyView {
    view! {
        <a class="door" href=Route::Lesson(topic.id.clone()).hash()>
            <span class="tile visited">{topic.number}</span>
            <span><b>{w::topic_name(lang, topic.number)}</b><small>{w::skills_count(lang, topic.skills.len())}</small></span>
            {icon(Icon::Next)}
        </a>
    }
    .into_any()
}

pub fn lesson(app: App, id: &TopicId) -> AnyView {
    let lang = app.lang();
    let title = app.book.with_untracked(|book| {
        let topic = book.as_ref()?.catalogue.topic(id)?;
        Some(w::topic_name(lang, topic.number))
    });
    let id = id.clone();
    let content = with_book(app, move |book| skills(book, &id, lang));
    page(
        app,
        Page::new(title.unwrap_or_else(|| w::lessons(lang).to_owned())).back(),
        content,
    )
}

fn skills(book: &Book, id: &TopicId, lang: Language) -> AnyView {
    let Some(topic) = book.catalogue.topic(id) else {
        return view! { <p class="empty">{w::no_topic(lang)}</p> }.into_any();
    };
    let skills = topic.skills.iter().map(|skill| {
        view! {
            <li>
                <a class="door" href=Route::Card(skill.id.clone()).hash()>
                    <span><b>{skill.name.clone()}</b>{marks(skill, lang)}</span>
                    {icon(Icon::Next)}
                </a>
            </li>
        }
    });
    view! {
        <p class="note">{w::never_take_the_phone(lang)}</p>
        <ul>{skills.collect_view()}</ul>
    }
    .into_any()
}

/// Marks a skill that is a core one or for businesses only.
fn marks(skill: &Skill, lang: Language) -> AnyView {
    let marks = [
        skill.core.then(|| w::core_skill(lang)),
        (skill.who == Who::Business).then(|| w::for_business(lang)),
    ];
    let marks: Vec<&str> = marks.into_iter().flatten().collect();
    (!marks.is_empty())
        .then(|| view! { <small class="due-text">{marks.join(" · ")}</small> })
        .into_any()
}
