//! Attendance: a household and who of it came, by name if it consented, otherwise the number of
//! people.

use super::{find, gone, pick::pick};
use crate::{
    app::{After, App},
    component::{Foot, Keeper, Page, ask, chip, page, touched},
    route::Route,
    screen::household_title,
};
use domain::household::{ATTENDING_LIMIT, Attended, Purpose};
use domain::{Class, ClassAttended, ClassId, Household, HouseholdId, Name, Operation, ResidentId};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use words::{classes as w, phone};

/// Numbers of people offered as one tap.
const OFFERED: u8 = 6;

pub fn attend(app: App, id: &ClassId, household: Option<HouseholdId>) -> AnyView {
    let lang = app.lang();
    let Some(class) = find(app, id) else {
        return gone(app);
    };
    match household.and_then(|id| app.household(&id)) {
        Some(home) => one(app, &class, &home),
        None => {
            let frame = Page::new(w::take_attendance(lang))
                .back()
                .below(class.plan.title.as_str());
            let count = Route::Classes(format!("{id}/count")).hash();
            let content = view! {
                {pick(app, id, "attend")}
                <a class="button text" href=count>{w::count_heads(lang)}</a>
            };
            page(app, frame, content.into_any())
        }
    }
}

/// What was entered on this screen.
#[derive(Clone, Copy)]
struct Form {
    named: RwSignal<Vec<ResidentId>>,
    people: RwSignal<u8>,
    keeper: Keeper,
}

/// What was entered, as it is kept until it is recorded.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Entered {
    named: Vec<ResidentId>,
    people: u8,
}

impl Form {
    fn of(known: Option<&Attended>, keeper: Keeper) -> Self {
        let people = known.map_or(0, |it| u8::try_from(it.people()).unwrap_or(ATTENDING_LIMIT));
        let form = Self {
            named: RwSignal::new(known.map(|it| it.residents.clone()).unwrap_or_default()),
            people: RwSignal::new(people),
            keeper,
        };
        spawn_local(async move {
            if let Some(Entered { named, people }) = keeper.load().await {
                form.named.try_set(named);
                form.people.try_set(people);
            }
        });
        form
    }

    fn count(self, people: u8) {
        self.people.set(people);
        self.keep();
    }

    fn keep(self) {
        self.keeper.keep(Entered {
            named: self.named.get_untracked(),
            people: self.people.get_untracked(),
        });
    }

    /// Sets whether a resident came. The number of people is never below the number of names.
    fn name(self, id: &ResidentId, came: bool) {
        self.named.update(|named| {
            named.retain(|it| it != id);
            if came {
                named.push(id.clone());
            }
        });
        let named = self.named.with_untracked(Vec::len);
        let named = u8::try_from(named).unwrap_or(ATTENDING_LIMIT);
        self.people.update(|people| {
            *people = if came { (*people).max(named) } else { named };
        });
        self.keep();
    }
}

fn one(app: App, class: &Class, home: &Household) -> AnyView {
    let lang = app.lang();
    let known = home.attended(&class.id);
    let keeper = Keeper::new(app, format!("class/{}/{}", class.id, home.id));
    let form = Form::of(known, keeper);
    let named = if home.consented(Purpose::Register) {
        residents(app, form, home)
    } else {
        view! { <p class="note">{w::names_need_consent(lang)}</p> }.into_any()
    };
    let counts = (1..=OFFERED).map(|count| {
        let on = move || (form.people.get() == count).to_string();
        view! { <button type="button" aria-pressed=on on:click=touched(move || form.count(count))>{count}</button> }
    });
    let mistaken = known.is_some().then(|| {
        let operation = told(&class.id, &home.id, Vec::new(), 0, true);
        let forget = move || {
            let operation = operation.clone();
            let act = move || app.record(vec![operation.clone()], w::done_mistaken(lang), After::Back);
            let told = w::mistaken_told(lang);
            ask(app, w::mistaken_ask(lang), told, w::mistaken(lang), act);
        };
        view! { <button type="button" class="button text" on:click=touched(forget)>{w::mistaken(lang)}</button> }
    });
    let content = view! {
        {named}
        <h2 class="heading">{w::how_many_came(lang)}</h2>
        <div class="chips">{counts.collect_view()}</div>
        {mistaken}
        {keeper.drop_button()}
    };
    let (class_id, household) = (class.id.clone(), home.id.clone());
    let save = move || {
        let (named, people) = (form.named.get_untracked(), form.people.get_untracked());
        if people == 0 {
            return app.say(w::say_how_many(lang));
        }
        let operation = told(&class_id, &household, named, people, false);
        keeper.record(vec![operation], w::done_attend(lang), After::Back);
    };
    let name = move || w::record_people(lang, u32::from(form.people.get()));
    let foot = keeper.foot(name, save);
    let frame = Page::new(household_title(home, lang)).back();
    let frame = frame
        .below(class.plan.title.as_str())
        .foot(Foot::Action(foot));
    page(app, frame, content.into_any())
}

fn residents(app: App, form: Form, home: &Household) -> AnyView {
    let lang = app.lang();
    let chips = home.residents.iter().map(|resident| {
        let name = resident.name.reveal().map(Name::as_str);
        let name = name.unwrap_or(phone::erased(lang)).to_owned();
        let (on, id) = (resident.id.clone(), resident.id.clone());
        let is_on = move || form.named.with(|named| named.contains(&on));
        chip(name, is_on, move |came| form.name(&id, came))
    });
    view! { <h2 class="heading">{w::who_came(lang)}</h2><div class="chips">{chips.collect_view()}</div> }
        .into_any()
}

fn told(
    class: &ClassId,
    household: &HouseholdId,
    residents: Vec<ResidentId>,
    people: u8,
    mistaken: bool,
) -> Operation {
    Operation::ClassAttended(ClassAttended {
        class: class.clone(),
        household: household.clone(),
        residents,
        people,
        mistaken,
    })
}
