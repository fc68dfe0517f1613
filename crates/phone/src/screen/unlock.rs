//! The lock screen: asks for the PIN, and says what to do without it.

use super::enrol::{language_switch, pin_field, pin_problem};
use crate::component::{flag, live, submitted, touched};
use crate::{
    app::{App, Notice, Stage},
    platform::clock,
    session::{self, UnlockProblem},
    vault::Pin,
};
use leptos::{prelude::*, task::spawn_local};
use words::phone as w;

/// Pause in milliseconds before the PIN is stretched. It lets the page show a busy state before it
/// blocks.
const PAINT_MS: i32 = 20;

pub fn unlock(app: App) -> AnyView {
    let lang = app.lang();
    let (pin, problem, busy) = (
        RwSignal::new(String::new()),
        RwSignal::new(None::<String>),
        RwSignal::new(false),
    );
    let device = app.device();
    let name = device
        .as_ref()
        .map(|device| device.name.clone())
        .unwrap_or_default();
    let place = device.map(|device| device.commune_name).unwrap_or_default();
    let submit = move || {
        let typed = match Pin::enter(&pin.get_untracked()) {
            Ok(typed) => typed,
            Err(why) => return problem.set(Some(pin_problem(why, lang).to_owned())),
        };
        let Some(session) = app.session() else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            clock::wait_ms(PAINT_MS).await;
            match session::unlock(&session, typed).await {
                Ok(()) => app.opened(),
                Err(UnlockProblem::LockedOut) => {
                    app.stage.set(Stage::Enrol {
                        code: String::new(),
                        notice: Some(Notice::LockedOut),
                    });
                }
                Err(UnlockProblem::Wrong { tries_left }) => {
                    pin.set(String::new());
                    busy.set(false);
                    problem.set(Some(w::wrong_pin(lang, tries_left)));
                }
                Err(UnlockProblem::Store(store)) => {
                    busy.set(false);
                    problem.set(Some(w::store_problem(lang, &store.name)));
                }
            }
        });
    };
    let forgotten = move || {
        app.stage.set(Stage::Enrol {
            code: String::new(),
            notice: Some(Notice::ForgottenPin),
        });
    };
    view! {
        <div class="page">
            <main class="welcome">
                <h1 tabindex="-1">{w::hello(lang, &name)}</h1>
                <p class="quiet">{place}</p>
                <form class="pin" on:submit=submitted(submit)>
                    {pin_field(w::pin(lang), pin)}
                    <div role="alert">{live(move || problem.get().map(|text| view! { <p class="note stop">{text}</p> }))}</div>
                    <button class="button" disabled=flag(move || busy.get())>
                        {live(move || busy.get().then(|| view! { <span class="busy" aria-hidden="true"></span> }))}
                        {w::unlock(lang)}
                    </button>
                    <button type="button" class="button text" on:click=touched(forgotten)>{w::forgot_pin(lang)}</button>
                </form>
                {language_switch(app)}
            </main>
        </div>
    }
    .into_any()
}

/// Shown when the browser does not let the app store anything.
pub fn no_store(app: App, name: &str) -> AnyView {
    let lang = app.lang();
    view! {
        <div class="page"><main class="welcome">
            <h1>{w::no_store(lang)}</h1>
            <p>{w::no_store_what_to_do(lang)}</p>
            <p class="quiet small">{name.to_owned()}</p>
        </main></div>
    }
    .into_any()
}
