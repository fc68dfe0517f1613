//! Chooses a household for a class: by name, code or phone number, or by scanning its slip.

use super::find;
use crate::{
    app::App,
    book::Card,
    component::{Icon, found_list, icon, live, scan, touched, typed},
    route::Route,
    screen::household_title,
};
use domain::{ClassId, Household, HouseholdId};
use leptos::prelude::*;
use words::{classes as w, phone};

/// The text before the household's id in the address on a slip.
const SLIP: &str = "/household/";

/// Choosing a household leads to `#/classes/{class}/{part}/{household}`.
pub fn pick(app: App, class: &ClassId, part: &'static str) -> AnyView {
    let lang = app.lang();
    let query = RwSignal::new(String::new());
    let scanning = RwSignal::new(false);
    let there = {
        let class = class.clone();
        move |id: &HouseholdId| Route::Classes(format!("{class}/{part}/{id}"))
    };
    let there = StoredValue::new_local(there);
    let class = class.clone();
    let results = move || {
        app.book.with(|book| {
            let book = book.as_ref()?;
            let query = query.get();
            let found = book.search(&query);
            if found.cards.is_empty() {
                let none = !query.trim().is_empty();
                return none.then(|| view! { <p class="empty">{phone::nothing_found(lang)}</p> }.into_any());
            }
            let line = |card: &Card| {
                let Some(home) = app.household(&card.id) else {
                    return ().into_any();
                };
                let to = there.with_value(|there| there(&home.id)).hash();
                let who = card.named(&query).map(str::to_owned);
                let said: Vec<String> = who.into_iter().chain(remark(app, &class, &home)).collect();
                let said = said.join(" · ");
                view! { <li><a class="door" href=to><span><b>{household_title(&home, lang)}</b><small>{said}</small></span>{icon(Icon::Next)}</a></li> }
                    .into_any()
            };
            Some(found_list(&found, lang, line))
        })
    };
    let found = move |text: String| {
        scanning.set(false);
        match read(&text).filter(|id| app.household(id).is_some()) {
            Some(id) => app.go(&there.with_value(|there| there(&id))),
            None => app.say(w::slip_not_here(lang)),
        }
    };
    let camera = move || {
        if scanning.get() {
            view! {
                <p>{w::slip_point(lang)}</p>
                {scan(lang, w::slip_no_camera(lang), found)}
                <button type="button" class="button plain" on:click=touched(move || scanning.set(false))>{phone::cancel(lang)}</button>
            }
            .into_any()
        } else {
            view! { <button type="button" class="button plain" on:click=touched(move || scanning.set(true))>{w::slip_scan(lang)}</button> }
                .into_any()
        }
    };
    view! {
        {live(camera)}
        <label class="field">
            <span>{phone::search_by(lang)}</span>
            <input type="search" enterkeyhint="search" autocomplete="off" maxlength="60"
                on:input=typed(move |text| query.set(text)) />
        </label>
        <div aria-live="polite">{live(results)}</div>
    }
    .into_any()
}

/// Says whether the household has come already or signed up.
fn remark(app: App, class: &ClassId, home: &Household) -> Option<String> {
    let lang = app.lang();
    if let Some(attended) = home.attended(class) {
        return Some(w::came_people(lang, attended.people()));
    }
    let class = find(app, class)?;
    let mut signed = class.signed.iter();
    let signed = signed.any(|it| it.household.as_ref() == Some(&home.id));
    signed.then(|| w::has_signed_up(lang).to_owned())
}

/// The household that a slip names.
fn read(text: &str) -> Option<HouseholdId> {
    let (_, id) = text.split_once(SLIP)?;
    HouseholdId::new(id.trim())
}
