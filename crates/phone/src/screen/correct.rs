//! Corrects a household. Only what was changed is recorded.

use super::{
    add_household::{alleys, select},
    household_now, household_title, not_here,
};
use crate::{
    app::App,
    component::{Field, Foot, Page, field, live, page, touched},
    platform::place,
    route::Route,
};
use domain::{
    BusinessChange, Household, HouseholdCorrected, HouseholdId, HouseholdLeft, Label, Name,
    Operation, Parting, Personal, Phone, ResidentCorrected, ResidentParted,
    household::{Business, Children, Purpose, Resident},
};
use leptos::{prelude::*, task::spawn_local};
use words::{Language, phone as w};

#[derive(Clone, Copy)]
struct Form {
    head: RwSignal<String>,
    address: RwSignal<String>,
    alley: RwSignal<String>,
    phones: RwSignal<String>,
    trade: RwSignal<String>,
    under_6: RwSignal<String>,
    from_6: RwSignal<String>,
    from_16: RwSignal<String>,
}

pub fn correct(app: App, id: &HouseholdId) -> AnyView {
    let Some(household) = household_now(app, id) else {
        return not_here(app, id.as_str());
    };
    let lang = app.lang();
    let consented = household.consented(Purpose::Register);
    let form = filled(&household);
    let village = household.village.clone();
    let problem = RwSignal::new(None::<String>);
    let names: Vec<(Resident, RwSignal<String>, RwSignal<String>)> =
        household.residents.iter().map(editable).collect();
    let residents: Vec<AnyView> = names
        .iter()
        .map(|(resident, name, born)| resident_form(app, &household, resident, *name, *born))
        .collect();
    let phones = consented.then(|| {
        field(
            Field::phone(w::phones(lang)).hint(w::phones_hint(lang)),
            form.phones,
        )
    });
    let located = household.clone();
    let locate = consented.then(|| view! { <button type="button" class="button plain" on:click=touched(move || locate(app, &located))>{w::take_place(lang)}</button> });
    let away = household.is_here();
    let left = household.id.clone();
    let leave = move || {
        let operation = Operation::HouseholdLeft(HouseholdLeft {
            household: left.clone(),
            back: !away,
        });
        let said = if away {
            w::marked_moved_away(lang)
        } else {
            w::marked_back(lang)
        };
        app.record(vec![operation], said, move || app.back());
    };
    let content = view! {
        {field(Field::text(w::head(lang), Name::LIMIT_CHARS), form.head)}
        {select(w::alley(lang), form.alley, move || alleys(app, village.as_str()))}
        {field(Field::text(w::address(lang), Name::LIMIT_CHARS), form.address)}
        {phones}
        {field(Field::text(w::trade(lang), 60).hint(w::trade_hint(lang)), form.trade)}
        <fieldset>
            <legend>{w::children(lang)}</legend>
            <div class="two">
                {field(Field::number(w::under_6(lang), 2), form.under_6)}
                {field(Field::number(w::from_6_to_15(lang), 2), form.from_6)}
                {field(Field::number(w::from_16_to_17(lang), 2), form.from_16)}
            </div>
        </fieldset>
        {locate}
        {(!residents.is_empty()).then(|| view! { <h2 class="heading">{w::residents(lang)}</h2> })}
        {residents}
        {live(move || problem.get().map(|text| view! { <p class="note stop" role="alert">{text}</p> }))}
        <button type="button" class="button stop" on:click=touched(leave)>{if away { w::mark_moved_away(lang) } else { w::mark_back(lang) }}</button>
    };
    let title = household_title(&household, lang);
    let save = move || match operations(&household, form, &names, lang) {
        Err(text) => problem.set(Some(text)),
        Ok(operations) if operations.is_empty() => app.back(),
        Ok(operations) => app.record(operations, w::corrected(lang), move || app.back()),
    };
    let action = view! { <button type="button" class="button" on:click=touched(save)>{w::save(lang)}</button> };
    page(
        app,
        Page::new(w::correct(lang))
            .back()
            .below(title)
            .foot(Foot::Action(action.into_any())),
        content.into_any(),
    )
}

fn filled(household: &Household) -> Form {
    let text = |value: Option<&str>| RwSignal::new(value.unwrap_or_default().to_owned());
    let number = |value: u8| {
        RwSignal::new(if value == 0 {
            String::new()
        } else {
            value.to_string()
        })
    };
    let phones: Vec<&str> = household
        .phones
        .iter()
        .filter_map(Personal::reveal)
        .map(Phone::as_str)
        .collect();
    Form {
        head: text(household.head.reveal().map(Name::as_str)),
        alley: text(household.alley.as_ref().map(domain::AlleyId::as_str)),
        address: text(
            household
                .address
                .as_ref()
                .and_then(Personal::reveal)
                .map(Name::as_str),
        ),
        phones: RwSignal::new(phones.join(", ")),
        trade: text(
            household
                .business
                .as_ref()
                .map(|business| business.trade.as_str()),
        ),
        under_6: number(household.children.under_6),
        from_6: number(household.children.from_6_to_15),
        from_16: number(household.children.from_16_to_17),
    }
}

fn editable(resident: &Resident) -> (Resident, RwSignal<String>, RwSignal<String>) {
    let name = resident
        .name
        .reveal()
        .map(Name::as_str)
        .unwrap_or_default()
        .to_owned();
    let born = resident
        .born
        .map(|born| born.to_string())
        .unwrap_or_default();
    (resident.clone(), RwSignal::new(name), RwSignal::new(born))
}

/// What differs from the household as it was when the form was opened.
fn operations(
    household: &Household,
    form: Form,
    residents: &[(Resident, RwSignal<String>, RwSignal<String>)],
    lang: Language,
) -> Result<Vec<Operation>, String> {
    let before = filled(household);
    let changed = |now: RwSignal<String>, old: RwSignal<String>| {
        let now = now.get_untracked();
        (now.trim() != old.get_untracked()).then(|| now.trim().to_owned())
    };
    let mut correction = HouseholdCorrected::of(household.id.clone());
    if let Some(head) = changed(form.head, before.head) {
        correction.head = Some(Personal::new(
            Name::new(&head).map_err(|_| w::head_needed(lang).to_owned())?,
        ));
    }
    if let Some(address) = changed(form.address, before.address) {
        correction.address = Name::new(&address).ok().map(Personal::new);
    }
    if let Some(alley) = changed(form.alley, before.alley) {
        correction.alley = domain::AlleyId::new(alley);
    }
    if let Some(phones) = changed(form.phones, before.phones) {
        correction.phones = Some(read_phones(&phones, lang)?);
    }
    if let Some(trade) = changed(form.trade, before.trade) {
        correction.business = Some(match Label::new(&trade) {
            Ok(trade) => BusinessChange::Is(Business { trade }),
            Err(_) => BusinessChange::IsNot,
        });
    }
    let count = |value: RwSignal<String>| {
        value
            .get_untracked()
            .trim()
            .parse::<u8>()
            .unwrap_or(0)
            .min(30)
    };
    let children = Children {
        under_6: count(form.under_6),
        from_6_to_15: count(form.from_6),
        from_16_to_17: count(form.from_16),
    };
    correction.children = (children != household.children).then_some(children);
    let mut operations = Vec::new();
    if correction != HouseholdCorrected::of(household.id.clone()) {
        operations.push(Operation::HouseholdCorrected(Box::new(correction)));
    }
    for (resident, name, born) in residents {
        operations.extend(resident_operation(
            household,
            resident,
            &name.get_untracked(),
            &born.get_untracked(),
            lang,
        )?);
    }
    Ok(operations)
}

fn read_phones(text: &str, lang: Language) -> Result<Vec<Personal<Phone>>, String> {
    let parts = text
        .split([',', ';', '/'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts
        .map(|part| {
            Phone::new(part)
                .map(Personal::new)
                .map_err(|_| w::phone_wrong(lang, part))
        })
        .collect()
}

fn resident_operation(
    household: &Household,
    resident: &Resident,
    name: &str,
    born: &str,
    lang: Language,
) -> Result<Option<Operation>, String> {
    let old = resident.name.reveal().map(Name::as_str).unwrap_or_default();
    let name = if name.trim() == old {
        None
    } else {
        Some(Name::new(name).map_err(|_| w::name_needed(lang).to_owned())?)
    };
    let born = born.trim();
    let year = if born.is_empty() {
        None
    } else {
        Some(
            born.parse::<u16>()
                .map_err(|_| w::year_wrong(lang).to_owned())?,
        )
    };
    let year = year.filter(|year| Some(*year) != resident.born);
    if name.is_none() && year.is_none() {
        return Ok(None);
    }
    Ok(Some(Operation::ResidentCorrected(ResidentCorrected {
        household: household.id.clone(),
        resident: resident.id.clone(),
        name: name.map(Personal::new),
        born: year,
        listed: false,
    })))
}

fn resident_form(
    app: App,
    household: &Household,
    resident: &Resident,
    name: RwSignal<String>,
    born: RwSignal<String>,
) -> AnyView {
    let lang = app.lang();
    let (id, who) = (household.id.clone(), resident.id.clone());
    let part = move |why: Parting| {
        let parted = ResidentParted {
            household: id.clone(),
            resident: who.clone(),
            why,
        };
        let there = Route::Household(id.clone());
        app.record(
            vec![Operation::ResidentParted(parted)],
            w::parted(lang),
            move || app.go_instead(&there),
        );
    };
    let died = part.clone();
    view! {
        <fieldset class="card">
            {field(Field::text(w::full_name(lang), Name::LIMIT_CHARS), name)}
            {field(Field::number(w::born(lang), 4), born)}
            <details>
                <summary>{w::no_longer_here(lang)}</summary>
                <div class="two">
                    <button type="button" class="button plain" on:click=touched(move || part(Parting::Left))>{w::has_left(lang)}</button>
                    <button type="button" class="button plain" on:click=touched(move || died(Parting::Died))>{w::has_died(lang)}</button>
                </div>
            </details>
        </fieldset>
    }
    .into_any()
}

/// Records the phone's position as the position of the household.
fn locate(app: App, household: &Household) {
    let lang = app.lang();
    let mut correction = HouseholdCorrected::of(household.id.clone());
    spawn_local(async move {
        match place::here().await {
            Some(place) => {
                correction.place = Some(Personal::new(place));
                app.record(
                    vec![Operation::HouseholdCorrected(Box::new(correction))],
                    w::place_taken(lang),
                    || (),
                );
            }
            None => app.say(w::no_place(lang)),
        }
    });
}
