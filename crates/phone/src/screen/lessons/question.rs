//! A question with its answers. Touching one shows the right answer and the reason.

use crate::component::{flag, live, touched};
use leptos::prelude::*;
use lessons::{Answer, Question, spans};
use std::sync::Arc;
use words::{Language, lessons as l};

type Picked = RwSignal<Option<Answer>>;

/// `may_not_know` adds the answer "I do not know".
pub(super) fn question(
    question: &Question,
    picked: Picked,
    may_not_know: bool,
    lang: Language,
) -> AnyView {
    let asked = Arc::new(question.clone());
    let places = 0u8..3;
    let answers = places.map(|place| {
        let told = &question.answers[usize::from(place)];
        choice(&asked, Answer::Chosen(place), told, picked)
    });
    let not_known =
        may_not_know.then(|| choice(&asked, Answer::DoNotKnow, l::do_not_know(lang), picked));
    let verdict = {
        let asked = Arc::clone(&asked);
        move || picked.get().map(|answer| verdict(&asked, answer, lang))
    };
    view! {
        <div class="question">
            <p class="ask">{text(&question.ask)}</p>
            <div role="group" aria-label=l::answers(lang)>{answers.collect::<Vec<_>>()}{not_known}</div>
            <div role="status">{live(verdict)}</div>
        </div>
    }
    .into_any()
}

fn choice(asked: &Arc<Question>, answer: Answer, told: &str, picked: Picked) -> AnyView {
    let is_right = matches!(answer, Answer::Chosen(place) if asked.is_right(place));
    let mark = move || match picked.get() {
        Some(_) if is_right => "✓",
        Some(now) if now == answer => "✗",
        _ => "",
    };
    let shown = flag(move || picked.get().is_some() && is_right);
    let missed = flag(move || picked.get() == Some(answer) && !is_right);
    view! {
        <button type="button" class:right=shown class:wrong=missed on:click=touched(move || picked.set(Some(answer)))>
            <span aria-hidden="true">{live(mark)}</span>
            <span>{text(told)}</span>
        </button>
    }
    .into_any()
}

fn verdict(asked: &Question, answer: Answer, lang: Language) -> AnyView {
    let right = matches!(answer, Answer::Chosen(place) if asked.is_right(place));
    let said = if right {
        l::right(lang).to_owned()
    } else {
        let answer = asked.right_answer().replace("**", "");
        format!("{}. {}", l::wrong(lang), l::right_is(lang, answer))
    };
    view! { <p><b>{said}</b></p><p>{text(&asked.why)}</p> }.into_any()
}

/// The text of a card without its form, for another app.
pub(super) fn plain(text: &str) -> String {
    spans(text).map(|span| span.text).collect()
}

/// The text of a card with its bold parts.
pub(super) fn text(text: &str) -> AnyView {
    let pieces = spans(text).map(|span| {
        let text = span.text.to_owned();
        if span.bold {
            view! { <b>{text}</b> }.into_any()
        } else {
            text.into_any()
        }
    });
    pieces.collect::<Vec<_>>().into_any()
}
