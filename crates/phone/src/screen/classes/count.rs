//! Counts of a class: people in the room, and hands raised before and after. No names are recorded.

use super::{find, gone};
use crate::{
    app::{After, App},
    component::{Field, Fields, Foot, Page, field, fields, kept_form, live, page},
};
use domain::class::SelfCheck;
use domain::{ClassHeld, ClassId, Operation};
use leptos::prelude::*;
use words::classes as w;

#[derive(Clone, Copy)]
struct Form {
    heads: RwSignal<String>,
    before: (RwSignal<String>, RwSignal<String>),
    after: (RwSignal<String>, RwSignal<String>),
    problem: RwSignal<Option<&'static str>>,
}

pub fn count(app: App, id: &ClassId) -> AnyView {
    let lang = app.lang();
    let Some(class) = find(app, id) else {
        return gone(app);
    };
    let known = class.result.as_ref();
    let number = |it: Option<u16>| RwSignal::new(it.map(|it| it.to_string()).unwrap_or_default());
    let pair =
        |it: Option<SelfCheck>| (number(it.map(|it| it.asked)), number(it.map(|it| it.able)));
    let form = Form {
        heads: number(known.map(|it| it.heads)),
        before: pair(known.and_then(|it| it.before)),
        after: pair(known.and_then(|it| it.after)),
        problem: RwSignal::new(None),
    };
    let (id, title) = (id.clone(), class.plan.title.as_str().to_owned());
    kept_form(app, format!("class/{id}"), form.fields(), move |keeper| {
        let id = id.clone();
        let save = move || match form.read(&id) {
            Some(held) => {
                let operations = vec![Operation::ClassHeld(held)];
                keeper.record(operations, w::done_held(lang), After::Back);
            }
            None => form.problem.set(Some(w::numbers_only(lang))),
        };
        let content = view! {
            <p class="quiet small">{w::result_help(lang)}</p>
            {field(Field::number(w::heads(lang), 4), form.heads)}
            {hands(w::check_before(lang), form.before, lang)}
            {hands(w::check_after(lang), form.after, lang)}
            {live(move || form.problem.get().map(|text| view! { <p class="note stop" role="alert">{text}</p> }))}
            {keeper.drop_button()}
        };
        let frame = Page::new(w::count_heads(lang)).back().below(title.clone());
        let foot = keeper.foot(move || w::save_result(lang).to_owned(), save);
        page(app, frame.foot(Foot::Action(foot)), content.into_any())
    })
}

fn hands(
    title: &'static str,
    (asked, able): (RwSignal<String>, RwSignal<String>),
    lang: words::Language,
) -> AnyView {
    view! {
        <details class="card"><summary>{title}</summary>
            {field(Field::number(w::asked(lang), 4), asked)}
            {field(Field::number(w::able(lang), 4), able)}
        </details>
    }
    .into_any()
}

impl Form {
    fn fields(self) -> Fields {
        fields([
            ("heads", self.heads),
            ("before/asked", self.before.0),
            ("before/able", self.before.1),
            ("after/asked", self.after.0),
            ("after/able", self.after.1),
        ])
    }

    /// `None` if a field is not a number, or if only one of the two counts of hands is filled in.
    fn read(self, class: &ClassId) -> Option<ClassHeld> {
        Some(ClassHeld {
            class: class.clone(),
            heads: number(self.heads)?,
            before: check(self.before)?,
            after: check(self.after)?,
            note: None,
        })
    }
}

fn number(typed: RwSignal<String>) -> Option<u16> {
    typed.with_untracked(|it| it.trim().parse().ok())
}

fn check((asked, able): (RwSignal<String>, RwSignal<String>)) -> Option<Option<SelfCheck>> {
    let empty = |it: RwSignal<String>| it.with_untracked(|it| it.trim().is_empty());
    if empty(asked) && empty(able) {
        return Some(None);
    }
    Some(Some(SelfCheck {
        asked: number(asked)?,
        able: number(able)?,
    }))
}
