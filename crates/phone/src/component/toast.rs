//! Messages over the page: that something was done, and that a new version is ready.

use super::{live, touched};
use crate::{app::App, platform::clock};
use leptos::{prelude::*, task::spawn_local};
use words::phone as w;

/// How long a message stays: long enough to read two lines.
const SHOWN_MS: i32 = 5_000;

/// The latest message; it disappears by itself.
pub fn toast(app: App) -> AnyView {
    let said = StoredValue::new(0_usize);
    Effect::new(move |_| {
        if app.toast.get().is_none() {
            return;
        }
        said.update_value(|said| *said += 1);
        let this = said.get_value();
        spawn_local(async move {
            clock::wait_ms(SHOWN_MS).await;
            if said.try_get_value() == Some(this) {
                app.toast.set(None);
            }
        });
    });
    view! {
        <div role="status" aria-live="polite">
            {live(move || app.toast.get().map(|text| view! { <p class="toast"><span>{text}</span></p> }))}
        </div>
    }
    .into_any()
}

/// Offers a new version; the person decides when to take it.
pub fn new_version(app: App) -> AnyView {
    let offer = move || {
        let lang = app.lang();
        app.offered.get().then(|| {
            view! {
                <div class="toast" role="region" aria-label=w::new_version(lang)>
                    <span>{w::new_version(lang)}</span>
                    <button type="button" on:click=touched(move || app.take_new_version())>{w::take_new_version(lang)}</button>
                    <button type="button" on:click=touched(move || app.offered.set(false))>{w::later(lang)}</button>
                </div>
            }
        })
    };
    live(offer)
}
