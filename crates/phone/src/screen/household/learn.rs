//! What a resident could learn next, and a link to ask them ten questions.

use crate::{
    book::Book,
    component::{Icon, icon},
    route::Route,
    visit::suggestions,
};
use domain::{Household, household::Resident};
use leptos::prelude::*;
use words::{Language, lessons as l};

pub(super) fn learn_next(
    book: &Book,
    household: &Household,
    resident: &Resident,
    lang: Language,
) -> AnyView {
    if !household.is_here() || !resident.is_adult(&book.settings, book.today) {
        return ().into_any();
    }
    let offered = suggestions(household, resident, &book.catalogue, &book.settings);
    let links: Vec<_> = offered.iter().map(|it| link(it.skill)).collect();
    let heading =
        (!links.is_empty()).then(|| view! { <p class="small quiet">{l::learn_next(lang)}</p> });
    let check = Route::Check(household.id.clone(), resident.id.clone()).hash();
    view! {
        <div class="learn">
            {heading}
            {links}
            <a class="button plain" href=check>{l::check_someone(lang)}</a>
        </div>
    }
    .into_any()
}

fn link(skill: &domain::Skill) -> AnyView {
    let there = Route::Card(skill.id.clone()).hash();
    view! { <a class="card-link" href=there>{icon(Icon::Lessons)}{skill.name.clone()}</a> }
        .into_any()
}
