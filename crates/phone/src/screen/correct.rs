//! Corrects a household. Only what was changed is recorded.

mod resident;

use super::{
    add_household::{alleys, select},
    household_now, household_title, not_here,
};
use crate::{
    app::{After, App},
    component::{
        Field, Fields, Foot, Keeper, Page, ask, field, fields, kept_form, live, page, touched,
    },
    platform::place,
};
use domain::{
    BusinessChange, Household, HouseholdCorrected, HouseholdId, HouseholdLeft, Label, Name,
    Operation, Personal, Phone,
    household::{Business, Children, Purpose},
};
use leptos::{prelude::*, task::spawn_local};
use resident::Typed;
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
    // Drawn again when someone is no longer here. What was typed is filled in again.
    let parted = RwSignal::new(0_usize);
    let id = id.clone();
    live(move || {
        parted.track();
        match household_now(app, &id) {
            Some(household) => kept(app, household, move || parted.update(|it| *it += 1)),
            None => not_here(app, id.as_str()),
        }
    })
}

fn kept(app: App, household: Household, parted: impl Fn() + Copy + Send + 'static) -> AnyView {
    let form = filled(&household);
    let residents: Vec<Typed> = household.residents.iter().map(Typed::of).collect();
    let mut fields = form.fields();
    for it in &residents {
        let id = &it.resident.id;
        fields.push((format!("resident/{id}/name"), it.name));
        fields.push((format!("resident/{id}/born"), it.born));
    }
    let desk = StoredValue::new_local((household, residents));
    let name = desk.with_value(|(household, _)| format!("correct/{}", household.id));
    kept_form(app, name, fields, move |keeper| {
        desk.with_value(|(household, residents)| {
            draw(app, keeper, household, form, residents, parted)
        })
    })
}

fn draw(
    app: App,
    keeper: Keeper,
    household: &Household,
    form: Form,
    residents: &[Typed],
    parted: impl Fn() + Copy + 'static,
) -> AnyView {
    let lang = app.lang();
    let consented = household.consented(Purpose::Register);
    let village = household.village.clone();
    let problem = RwSignal::new(None::<String>);
    let people: Vec<AnyView> = residents
        .iter()
        .map(|typed| resident::fields(app, household, typed, parted))
        .collect();
    let phones = consented.then(|| {
        field(
            Field::phone(w::phones(lang)).hint(w::phones_hint(lang)),
            form.phones,
        )
    });
    let located = household.clone();
    let locate = consented.then(|| view! { <button type="button" class="button plain" on:click=touched(move || locate(app, &located))>{w::take_place(lang)}</button> });
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
        {(!people.is_empty()).then(|| view! { <h2 class="heading">{w::residents(lang)}</h2> })}
        {people}
        {live(move || problem.get().map(|text| view! { <p class="note stop" role="alert">{text}</p> }))}
        {leave(app, household)}
        {keeper.drop_button()}
    };
    let title = household_title(household, lang);
    let (household, residents) = (household.clone(), residents.to_vec());
    let save = move || match operations(&household, form, &residents, lang) {
        Err(text) => problem.set(Some(text)),
        Ok(operations) if operations.is_empty() => app.back(),
        Ok(operations) => keeper.record(operations, w::corrected(lang), After::Back),
    };
    let frame = Page::new(w::correct(lang)).back().below(title);
    let foot = keeper.foot(move || w::save(lang).to_owned(), save);
    page(app, frame.foot(Foot::Action(foot)), content.into_any())
}

/// Says that the whole household has left the commune, which is asked first, or is back.
fn leave(app: App, household: &Household) -> AnyView {
    let lang = app.lang();
    let away = household.is_here();
    let operation = Operation::HouseholdLeft(HouseholdLeft {
        household: household.id.clone(),
        back: !away,
    });
    let (label, said) = match away {
        true => (w::mark_moved_away(lang), w::marked_moved_away(lang)),
        false => (w::mark_back(lang), w::marked_back(lang)),
    };
    let title = household_title(household, lang);
    let act = move || app.record(vec![operation.clone()], said, After::Back);
    let leave = move || {
        let act = act.clone();
        match away {
            true => ask(app, title.clone(), w::moved_away_told(lang), label, act),
            false => act(),
        }
    };
    view! { <button type="button" class="button stop" on:click=touched(leave)>{label}</button> }
        .into_any()
}

impl Form {
    fn fields(self) -> Fields {
        fields([
            ("head", self.head),
            ("alley", self.alley),
            ("address", self.address),
            ("phones", self.phones),
            ("trade", self.trade),
            ("under_6", self.under_6),
            ("from_6", self.from_6),
            ("from_16", self.from_16),
        ])
    }
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

/// What differs from the household as it was when the form was opened.
fn operations(
    household: &Household,
    form: Form,
    residents: &[Typed],
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
    for typed in residents {
        operations.extend(typed.operation(household, lang)?);
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
                    After::Stay,
                );
            }
            None => app.say(w::no_place(lang)),
        }
    });
}
