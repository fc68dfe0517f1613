//! Signs a household up for a class at the door: how many will come, or that it no longer comes.

use super::{find, gone, pick::pick, when};
use crate::{
    app::{After, App},
    component::{Foot, Page, ask, live, page, touched},
    screen::household_title,
};
use domain::class::SIGN_UP_PEOPLE_LIMIT;
use domain::{ClassId, ClassJoined, ClassLeft, HouseholdId, Operation};
use leptos::prelude::*;
use words::classes as w;

pub fn join(app: App, id: &ClassId, household: Option<HouseholdId>) -> AnyView {
    let lang = app.lang();
    let Some(class) = find(app, id) else {
        return gone(app);
    };
    let home = household.and_then(|id| app.household(&id));
    let title = format!("{} · {}", class.plan.title.as_str(), when(&class, lang));
    let Some(home) = home else {
        let frame = Page::new(w::sign_up_household(lang)).back().below(title);
        return page(app, frame, pick(app, id, "join"));
    };
    let known = class
        .signed
        .iter()
        .find(|it| it.household.as_ref() == Some(&home.id));
    let people = RwSignal::new(known.map_or(1, |it| it.people));
    let choices = (1..=SIGN_UP_PEOPLE_LIMIT).map(|count| {
        let on = move || (people.get() == count).to_string();
        view! { <button type="button" aria-pressed=on on:click=touched(move || people.set(count))>{count}</button> }
    });
    let leaves = known.is_some().then(|| {
        let left = ClassLeft {
            class: id.clone(),
            household: Some(home.id.clone()),
            sign_up: None,
        };
        let leave = move || {
            let operation = Operation::ClassLeft(left.clone());
            let act = move || app.record(vec![operation.clone()], w::done_leave(lang), After::Back);
            let told = w::take_off_told(lang);
            ask(app, w::take_off_ask(lang), told, w::take_off(lang), act);
        };
        view! { <button type="button" class="button text" on:click=touched(leave)>{w::take_off(lang)}</button> }
    });
    let joined = {
        let (class, household) = (id.clone(), home.id.clone());
        move || {
            Operation::ClassJoined(ClassJoined {
                class: class.clone(),
                people: people.get_untracked(),
                household: Some(household.clone()),
                contact: None,
                unconfirmed: false,
                confirms: None,
            })
        }
    };
    let save = move || app.record(vec![joined()], w::done_join(lang), After::Back);
    let left = class.seats_left();
    let content = view! {
        <p class="note">{title}</p>
        <h2 class="heading">{w::how_many_come(lang)}</h2>
        <div class="chips">{choices.collect_view()}</div>
        <p class="small quiet">{w::seats_left(lang, left)}</p>
        {leaves}
    };
    let action = live(move || {
        let save = save.clone();
        view! { <button type="button" class="button" on:click=touched(save)>{w::sign_up_people(lang, u32::from(people.get()))}</button> }
    });
    let frame = Page::new(household_title(&home, lang))
        .back()
        .foot(Foot::Action(action));
    page(app, frame, content.into_any())
}
