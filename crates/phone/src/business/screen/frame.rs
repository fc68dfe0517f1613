//! The frame of a business screen: a header with "back", the content, and the main action at the
//! bottom.

use crate::business::desk::Desk;
use crate::component::{Icon, icon, touched};
use leptos::prelude::*;
use serde::Serialize;
use words::phone as w;

pub struct Frame {
    title: String,
    below: String,
    action: Option<AnyView>,
}

impl Frame {
    pub fn new(desk: Desk, title: impl Into<String>) -> Self {
        let below = desk.now(|lent| w::business_of(desk.lang, &lent.code, &lent.head));
        Self {
            title: title.into(),
            below: below.unwrap_or_default(),
            action: None,
        }
    }

    pub fn action(self, action: AnyView) -> Self {
        Self {
            action: Some(action),
            ..self
        }
    }

    pub fn around(self, desk: Desk, content: AnyView) -> AnyView {
        let lang = desk.lang;
        let foot = self
            .action
            .map(|action| view! { <footer class="action">{action}</footer> });
        view! {
            <div class="page">
                <header>
                    <div class="bar-top">
                        <button class="back" type="button" aria-label=w::back(lang) on:click=touched(move || desk.back())>
                            {icon(Icon::Back)}
                        </button>
                        <h1 tabindex="-1">{self.title}</h1>
                        {unsent(desk)}
                    </div>
                    <p>{self.below}</p>
                </header>
                <main class="business" tabindex="0">{content}</main>
                {foot}
            </div>
        }
        .into_any()
    }
}

fn unsent(desk: Desk) -> AnyView {
    crate::component::live(move || {
        let unsent = desk
            .lent
            .with(|lent| lent.as_ref().map_or(0, |lent| lent.unsent));
        (unsent > 0)
            .then(|| view! { <a class="badge" href="#/sync">{w::unsent(desk.lang, unsent)}</a> })
    })
}

/// Keeps a draft after each change, but none before the first change.
pub fn keep<T: Serialize + 'static>(desk: Desk, draft: impl Fn() -> T + 'static) {
    Effect::new(move |before: Option<()>| {
        let draft = draft();
        if before.is_some() {
            desk.keep_draft(draft);
        }
    });
}

/// Shows what is wrong with what was typed, and has screen readers say it.
pub fn problem(text: RwSignal<Option<String>>) -> AnyView {
    let said = move || {
        text.get()
            .map(|text| view! { <p class="note stop">{text}</p> })
    };
    view! { <div role="alert">{crate::component::live(said)}</div> }.into_any()
}

/// A line that leads to another screen of this business.
pub fn line(desk: Desk, part: &str, name: String, remark: String, due: bool) -> AnyView {
    let class = if due { "due-text" } else { "" };
    view! {
        <a class="door" href=desk.link(part)>
            <span><b>{name}</b><small class=class>{remark}</small></span>
            {icon(Icon::Next)}
        </a>
    }
    .into_any()
}
