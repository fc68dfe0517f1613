//! Shows the books put aside on this phone, and what can be done with each.

use super::enrol::{pin_field, pin_problem};
use crate::{
    app::App,
    aside::Aside,
    component::{flag, live, submitted, touched},
    session::{UnlockProblem, export_aside, open_aside, sync_now},
    vault::Pin,
};
use leptos::{prelude::*, task::spawn_local};
use words::phone as w;

/// Pause in milliseconds before the PIN is stretched. It lets the page show a busy state before it
/// blocks.
const PAINT_MS: i32 = 20;

type Asides = RwSignal<Vec<(Aside, bool)>, LocalStorage>;

/// A sentence for each book put aside. The member's own can be opened with its old PIN.
pub fn asides(app: App) -> AnyView {
    let asides: Asides = RwSignal::new_local(Vec::new());
    // Read again after each contact: the server may have a key again.
    Effect::new(move |_| {
        app.contact.track();
        look(app, asides);
    });
    live(move || {
        let all = asides.get();
        if all.is_empty() {
            return ().into_any();
        }
        let cards = all
            .into_iter()
            .map(|(it, mine)| card(app, asides, it, mine));
        view! { <h2 class="heading">{w::aside(app.lang())}</h2>{cards.collect_view()} }.into_any()
    })
    .into_any()
}

fn look(app: App, asides: Asides) {
    let Some(session) = app.session() else { return };
    spawn_local(async move { asides.set(session.asides().await) });
}

fn card(app: App, asides: Asides, it: Aside, mine: bool) -> AnyView {
    let lang = app.lang();
    let count = it.unsent + it.kept;
    let told = match &it.device {
        _ if mine => w::aside_mine(lang, count),
        Some(device) => w::aside_other(lang, count, &device.name),
        None => w::aside_unknown(lang, count),
    };
    let copied = it.clone();
    let export = move || {
        let (Some(session), copied) = (app.session(), copied.clone()) else {
            return;
        };
        spawn_local(async move {
            let saved = export_aside(&session, &copied).await;
            let count = copied.unsent + copied.kept;
            app.say(&saved.map_or_else(
                || w::not_exported(lang).to_owned(),
                |()| w::exported(lang, count),
            ));
        });
    };
    view! {
        <div class="card stack">
            <p>{told}</p>
            {mine.then(|| with_pin(app, asides, it))}
            <button type="button" class="button plain" on:click=touched(export)>{w::aside_export(lang)}</button>
            <p class="small quiet">{w::aside_export_why(lang)}</p>
        </div>
    }
    .into_any()
}

fn with_pin(app: App, asides: Asides, it: Aside) -> AnyView {
    let lang = app.lang();
    let (pin, problem) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let busy = RwSignal::new(false);
    let submit = move || {
        let typed = match Pin::enter(&pin.get_untracked()) {
            Ok(typed) => typed,
            Err(why) => return problem.set(Some(pin_problem(why, lang).to_owned())),
        };
        let (Some(session), false, it) = (app.session(), busy.get_untracked(), it.clone()) else {
            return;
        };
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            crate::platform::clock::wait_ms(PAINT_MS).await;
            let opened = open_aside(&session, &it, typed).await;
            busy.set(false);
            match opened {
                Ok(()) => {
                    app.refresh();
                    app.say(w::aside_opened(lang));
                    sync_now(app);
                    look(app, asides);
                }
                Err(UnlockProblem::LockedOut) => {
                    problem.set(Some(w::aside_no_tries(lang).to_owned()));
                }
                Err(UnlockProblem::Wrong { tries_left }) => {
                    problem.set(Some(w::wrong_pin(lang, tries_left)));
                }
                Err(UnlockProblem::Store(store)) => {
                    problem.set(Some(w::store_problem(lang, &store.name)));
                }
            }
        });
    };
    view! {
        <form class="pin" on:submit=submitted(submit)>
            {pin_field(w::aside_pin(lang), pin)}
            <div role="alert">{live(move || problem.get().map(|text| view! { <p class="note stop">{text}</p> }))}</div>
            <button class="button" disabled=flag(move || busy.get())>{w::aside_open(lang)}</button>
        </form>
    }
    .into_any()
}
