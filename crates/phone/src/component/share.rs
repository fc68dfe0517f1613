//! The button that shares a text with neighbours, through whatever app they use.

use super::{Icon, icon, touched};
use crate::{
    app::App,
    platform::share::{Handed, share},
};
use leptos::{prelude::*, task::spawn_local};
use words::phone as w;

/// `text` is shared as it stands, `title` where the other app asks for one.
pub fn share_button(app: App, title: String, text: String) -> AnyView {
    let lang = app.lang();
    let hand = move || {
        let (title, text) = (title.clone(), text.clone());
        spawn_local(async move {
            match share(&title, &text).await {
                Handed::Shared => {}
                Handed::Copied => app.say(w::share_copied(lang)),
                Handed::Nowhere => app.say(w::share_nowhere(lang)),
            }
        });
    };
    view! {
        <button type="button" class="button plain" on:click=touched(hand)>{icon(Icon::Share)}{w::share(lang)}</button>
    }
    .into_any()
}
