//! The question before something that cannot be taken back, and the rest after it was done.

use super::{live, toggled, touched};
use crate::app::App;
use leptos::{html::Dialog, prelude::*};
use std::{fmt, rc::Rc};
use words::phone as w;

/// What is asked: what would be done, what happens then, and the button that does it.
#[derive(Clone)]
pub struct Question {
    pub title: String,
    pub told: String,
    pub yes: String,
    pub act: Rc<dyn Fn()>,
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Question({})", self.title)
    }
}

/// Asks before `act`, in a sheet over the page.
pub fn ask(app: App, title: impl Into<String>, told: &str, yes: &str, act: impl Fn() + 'static) {
    app.question.set(Some(Question {
        title: title.into(),
        told: told.to_owned(),
        yes: yes.to_owned(),
        act: Rc::new(act),
    }));
}

/// The question that is open. Its last button changes nothing, so that a second tap does no harm.
pub fn question(app: App) -> AnyView {
    live(move || app.question.get().map(|question| sheet(app, question)))
}

fn sheet(app: App, question: Question) -> AnyView {
    let lang = app.lang();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            drop(dialog.show_modal());
        }
    });
    let close = move || app.question.set(None);
    let act = question.act;
    let agree = move || {
        close();
        act();
    };
    view! {
        <dialog class="question" node_ref=dialog aria-labelledby="question" on:close=toggled(close)>
            <h2 id="question">{question.title}</h2>
            <p>{question.told}</p>
            <div class="stack">
                <button type="button" class="button stop" on:click=touched(agree)>{question.yes}</button>
                <button type="button" class="button plain" on:click=touched(close)>{w::cancel(lang)}</button>
            </div>
        </dialog>
    }
    .into_any()
}

/// Takes taps away while something is recorded, and afterwards until fingers rest.
pub fn rest(app: App) -> AnyView {
    let take = move || app.touched.set_value(true);
    live(move || {
        let rests = app.recording.get() || app.resting.get();
        rests.then(|| view! { <div class="rest" on:click=touched(take)></div> })
    })
}
