//! Adds an adult who is not on the household's list yet.

use super::{household_now, household_title, not_here};
use crate::{
    app::{After, App},
    component::{Field, Foot, Keeper, Page, field, fields, kept_form, live, page, touched},
    newcomer::{Ages, count_child},
    platform::chance,
    route::Route,
};
use domain::{
    Household, HouseholdId, Name, Operation, Personal, ResidentAdded, ResidentId,
    household::Purpose,
};
use leptos::prelude::*;
use words::{Language, phone as w};

pub fn add_resident(app: App, id: HouseholdId) -> AnyView {
    let Some(household) = household_now(app, &id) else {
        return not_here(app, id.as_str());
    };
    let lang = app.lang();
    let frame = move |household: &Household| {
        let title = household_title(household, lang);
        Page::new(w::add_resident(lang)).back().below(title)
    };
    if !household.consented(Purpose::Register) {
        let ask = Route::Consent(id).hash();
        let content = view! {
            <p class="note due">{w::residents_need_consent(lang)}</p>
            <a class="button" href=ask>{w::ask_consent(lang)}</a>
        };
        return page(app, frame(&household), content.into_any());
    }
    let [name, born] = [(); 2].map(|()| RwSignal::new(String::new()));
    let fields = fields([("name", name), ("born", born)]);
    kept_form(app, format!("resident/{id}"), fields, move |keeper| {
        let typed = Form { name, born };
        form(app, keeper, &household, typed, frame(&household))
    })
}

/// What is typed of the new resident.
#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    born: RwSignal<String>,
}

fn form(app: App, keeper: Keeper, household: &Household, form: Form, frame: Page) -> AnyView {
    let lang = app.lang();
    let Form { name, born } = form;
    let problem = RwSignal::new(None::<&'static str>);
    let id = household.id.clone();
    let (adult_age, year) = app.book.with_untracked(|book| {
        let known = book
            .as_ref()
            .map(|it| (it.settings.adult_age, it.today.year()));
        known.unwrap_or_default()
    });
    let ages = Memo::new(move |_| Ages::of(born.get().trim().parse().ok()?, year, adult_age));
    let save = move || {
        let Ok(name) = Name::new(&name.get_untracked()) else {
            return problem.set(Some(w::name_needed(lang)));
        };
        if ages.get_untracked().is_some() {
            return problem.set(Some(w::children_are_counted(lang)));
        }
        let typed = born.get_untracked();
        let born = typed
            .trim()
            .parse::<u16>()
            .ok()
            .filter(|year| (1900..=2100).contains(year));
        if born.is_none() && !typed.trim().is_empty() {
            return problem.set(Some(w::year_wrong(lang)));
        }
        let added = ResidentAdded {
            household: id.clone(),
            resident: ResidentId::random(chance::id_bits()),
            name: Personal::new(name),
            born,
            listed: false,
        };
        let operations = vec![Operation::ResidentAdded(added)];
        keeper.record(operations, w::resident_added(lang), After::Back);
    };
    let counting = household.clone();
    let (village, here) = (household.village.clone(), household.id.clone());
    let lookalikes = move || {
        let name = name.get();
        let found = app.book.with_untracked(|book| {
            let book = book.as_ref()?;
            app.read(|replica| book.same_name(replica, &village, &name))
        });
        let lines: Vec<_> = found
            .unwrap_or_default()
            .into_iter()
            .map(|it| {
                let text = if it.id == here {
                    w::in_this_household(lang).to_owned()
                } else {
                    format!("{} · {}", w::household_code(lang, &it.code), it.name)
                };
                view! { <li><a href=Route::Household(it.id).hash()>{text}</a></li> }
            })
            .collect();
        (!lines.is_empty()).then(|| {
            view! { <div class="note due" role="status"><p>{w::same_name_there(lang)}</p><ul class="links">{lines}</ul></div> }
        })
    };
    let content = view! {
        <p class="quiet small">{w::adults_only(lang)}</p>
        {field(Field::text(w::full_name(lang), Name::LIMIT_CHARS), name)}
        {live(lookalikes)}
        {field(Field::number(w::born(lang), 4).hint(w::born_hint(lang)), born)}
        {live(move || ages.get().map(|ages| child(keeper, &counting, ages, lang)))}
        {live(move || problem.get().map(|text| view! { <p class="note stop" role="alert">{text}</p> }))}
        {keeper.drop_button()}
    };
    let foot = keeper.foot(move || w::save(lang).to_owned(), save);
    page(app, frame.foot(Foot::Action(foot)), content.into_any())
}

/// A child is counted, not named: one touch counts it.
fn child(keeper: Keeper, household: &Household, ages: Ages, lang: Language) -> AnyView {
    let operation = count_child(household, ages);
    let count = move || {
        let operations = vec![operation.clone()];
        keeper.record(operations, w::child_counted(lang), After::Back);
    };
    let group = match ages {
        Ages::Under6 => w::under_6(lang),
        Ages::From6To15 => w::from_6_to_15(lang),
        Ages::From16To17 => w::from_16_to_17(lang),
    };
    view! {
        <div class="note due stack">
            <p>{w::children_are_counted(lang)}</p>
            <button type="button" class="button plain" on:click=touched(count)>{w::count_child(lang, group)}</button>
        </div>
    }
    .into_any()
}
