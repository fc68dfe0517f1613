//! Finds a household by name, code or phone number.

use crate::{
    app::App,
    book::Card,
    component::{Icon, Page, found_line, found_list, icon, live, page, shows, typed},
    route::Route,
};
use leptos::{html::Input, prelude::*};
use words::phone as w;

pub fn search(app: App) -> AnyView {
    let lang = app.lang();
    let query = app.choices.searched;
    let came_back = app.came_back();
    if !came_back {
        query.set(String::new());
    }
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get().filter(|_| !came_back) {
            request_animation_frame(move || drop(input.focus()));
        }
    });
    let results = move || {
        app.book.with(|book| {
            let book = book.as_ref()?;
            let query = query.get();
            let found = book.search(&query);
            if found.cards.is_empty() {
                return (!query.trim().is_empty())
                    .then(|| view! { <p class="empty">{w::nothing_found(lang)}</p> }.into_any());
            }
            let line =
                |card: &Card| view! { <li>{found_line(app, book, card, &query)}</li> }.into_any();
            Some(found_list(&found, lang, line))
        })
    };
    let content = view! {
        <label class="field">
            <span>{w::search_by(lang)}</span>
            <input type="search" enterkeyhint="search" autocomplete="off" maxlength="60" node_ref=input
                prop:value=shows(query) on:input=typed(move |text| query.set(text)) />
        </label>
        <div aria-live="polite">{live(results)}</div>
        <a class="button plain" href=Route::AddHousehold.hash()>{icon(Icon::Add)}{w::add_household(lang)}</a>
    };
    page(app, Page::new(w::search(lang)).back(), content.into_any())
}
