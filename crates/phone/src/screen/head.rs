//! Asks who is the head of a household now, when the one before is no longer here.

use super::{household_now, household_title, not_here};
use crate::{
    app::{After, App},
    component::{Icon, Page, icon, page, touched},
    head::make_head,
    route::Route,
};
use domain::{Household, HouseholdId, Name};
use leptos::prelude::*;
use words::phone as w;

pub fn head(app: App, id: &HouseholdId) -> AnyView {
    let Some(household) = household_now(app, id) else {
        return not_here(app, id.as_str());
    };
    let lang = app.lang();
    let add = Route::AddResident(household.id.clone()).hash();
    let content = view! {
        <p class="note">{w::who_is_head_why(lang)}</p>
        {people(app, &household)}
        <a class="button plain" href=add>{icon(Icon::Add)}{w::add_resident(lang)}</a>
        <button type="button" class="button text" on:click=touched(move || app.back())>{w::later(lang)}</button>
    };
    let frame = Page::new(w::who_is_head(lang))
        .back()
        .below(household_title(&household, lang));
    page(app, frame, content.into_any())
}

fn people(app: App, household: &Household) -> AnyView {
    let lang = app.lang();
    let named = household.residents.iter().filter_map(|resident| {
        let name = resident.name.reveal().map(Name::as_str)?.to_owned();
        let operation = make_head(household, resident);
        let choose =
            move || app.record(vec![operation.clone()], w::head_recorded(lang), After::Back);
        let born = resident.born.map(|born| born.to_string());
        Some(view! {
            <li><button type="button" class="door" on:click=touched(choose)>
                <span><b>{name}</b><small>{born}</small></span>
            </button></li>
        })
    });
    view! { <ul>{named.collect_view()}</ul> }.into_any()
}
