//! The frame of a screen: its header, its content, and the main action at the bottom.

use super::{Icon, icon};
use super::{live, touched};
use crate::{answer::ContactProblem, app::App, route::Route, session::Contact};
use leptos::prelude::*;
use words::phone as w;

pub enum Foot {
    Tabs(Tab),
    /// The screen's main action.
    Action(AnyView),
    Nothing,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tab {
    Today,
    Alleys,
    Lessons,
    Sync,
}

pub struct Page {
    pub title: String,
    pub below: Option<AnyView>,
    pub goes_back: bool,
    /// What stands beside the title, for example the badge.
    pub beside: Option<AnyView>,
    pub foot: Foot,
}

impl Page {
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            below: None,
            goes_back: false,
            beside: None,
            foot: Foot::Nothing,
        }
    }

    pub fn below(self, text: impl Into<String>) -> Self {
        let text: String = text.into();
        Self {
            below: Some(view! { <p>{text}</p> }.into_any()),
            ..self
        }
    }

    pub fn back(self) -> Self {
        Self {
            goes_back: true,
            ..self
        }
    }

    pub fn beside(self, beside: AnyView) -> Self {
        Self {
            beside: Some(beside),
            ..self
        }
    }

    pub fn foot(self, foot: Foot) -> Self {
        Self { foot, ..self }
    }
}

pub fn page(app: App, page: Page, content: AnyView) -> AnyView {
    let lang = app.lang();
    let back = page.goes_back.then(|| {
        view! {
            <button class="back" type="button" aria-label=w::back(lang) on:click=touched(move || app.back())>
                {icon(Icon::Back)}
            </button>
        }
    });
    let foot = match page.foot {
        Foot::Tabs(tab) => tabs(app, tab),
        Foot::Action(action) => view! { <footer class="action">{action}</footer> }.into_any(),
        Foot::Nothing => ().into_any(),
    };
    view! {
        <div class="page">
            <header>
                <div class="bar-top">
                    {back}
                    <h1 tabindex="-1">{page.title}</h1>
                    {page.beside}
                    {page.goes_back.then(|| unsent_badge(app))}
                </div>
                {page.below}
            </header>
            <main tabindex="0">{content}</main>
            {foot}
        </div>
    }
    .into_any()
}

/// The number of unsent entries. On inner screens it shows only when it is above zero.
fn unsent_badge(app: App) -> AnyView {
    let lang = app.lang();
    live(move || {
        let unsent = unsent(app);
        (unsent > 0).then(|| {
            view! { <a class="badge" href=Route::Sync.hash()>{w::unsent(lang, unsent)}</a> }
        })
    })
}

/// Unsent entries and photos. Reading the book makes the view follow every change of the replica.
fn unsent(app: App) -> usize {
    let entries = app.book.with(|_| app.read(sync::Replica::unsent_count));
    entries.unwrap_or(0) + app.photos.with(|standing| standing.waiting)
}

fn tabs(app: App, here: Tab) -> AnyView {
    let lang = app.lang();
    let all = [
        (Tab::Today, Route::Today, Icon::Home, w::today(lang)),
        (Tab::Alleys, Route::Alleys, Icon::Alleys, w::alleys(lang)),
        (
            Tab::Lessons,
            Route::Lessons,
            Icon::Lessons,
            w::lessons(lang),
        ),
        (Tab::Sync, Route::Sync, Icon::Sync, w::sync(lang)),
    ];
    let links = all.map(|(tab, route, picture, name)| {
        let current = (tab == here).then_some("page");
        view! { <a href=route.hash() aria-current=current>{icon(picture)}{name}</a> }
    });
    view! { <nav aria-label=w::main_menu(lang)>{Vec::from(links)}</nav> }.into_any()
}

/// The state of contact with the server and the amount of unsent work, always in sight.
pub fn badge(app: App) -> AnyView {
    let lang = app.lang();
    let text = move || {
        let unsent = unsent(app);
        let no_network = app.contact.get() == Contact::Failed(ContactProblem::NoNetwork);
        match (app.contact.get(), unsent) {
            (_, 0) if no_network => w::no_network(lang).to_owned(),
            (_, unsent) if no_network => w::no_network_unsent(lang, unsent),
            (Contact::Talking, _) => w::talking(lang).to_owned(),
            (Contact::Failed(_), 0) => w::contact_failed(lang).to_owned(),
            (_, 0) => w::all_sent(lang).to_owned(),
            (_, unsent) => w::unsent(lang, unsent),
        }
    };
    view! { <a class="badge" href=Route::Sync.hash()>{live(text)}</a> }.into_any()
}
