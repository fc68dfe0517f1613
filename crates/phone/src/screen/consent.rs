//! Consent: the text to read aloud, how consent was given, and withdrawing it.

use super::{household_now, household_title, not_here};
use crate::{
    app::{After, App},
    component::{Foot, Page, ask as ask_first, date, flag, page, pick, touched},
    newcomer::name_head,
    platform::chance,
    route::Route,
};
use domain::{
    ConsentGiven, ConsentWithdrawn, Household, HouseholdId, Operation, ResidentId, Settings,
    household::{ConsentWay, Purpose},
};
use leptos::prelude::*;
use words::{Language, phone as w};

pub fn consent(app: App, id: &HouseholdId) -> AnyView {
    let Some(household) = household_now(app, id) else {
        return not_here(app, id.as_str());
    };
    let lang = app.lang();
    let frame = Page::new(w::consent(lang))
        .back()
        .below(household_title(&household, lang));
    match household
        .consents
        .get(&Purpose::Register)
        .filter(|consent| consent.withdrawn.is_none())
    {
        Some(consent) => {
            let given = date(consent.given.day());
            let text = w::consent_given(
                lang,
                given,
                way_name(consent.way, lang),
                consent.text_version,
            );
            page(app, frame, given_already(app, &household, text))
        }
        None => ask(app, &household, frame),
    }
}

/// Asks how the household consents. No answer is preselected.
fn ask(app: App, household: &Household, frame: Page) -> AnyView {
    let lang = app.lang();
    let way = RwSignal::new(None::<ConsentWay>);
    let settings = app.read(sync::Replica::settings).unwrap_or_default();
    let version = settings.consent_text_version;
    let asked = household.clone();
    let agree = move || {
        let Some(way) = way.get_untracked() else {
            return;
        };
        let given = Operation::ConsentGiven(ConsentGiven {
            household: asked.id.clone(),
            purpose: Purpose::Register,
            way,
            text_version: version,
        });
        let head = name_head(&asked, ResidentId::random(chance::id_bits()));
        let operations = [given].into_iter().chain(head).collect();
        app.record(operations, w::consent_recorded(lang), After::Back);
    };
    let content = view! {
        {text(app, &settings)}
        <h2 class="heading">{w::how_agreed(lang)}</h2>
        {pick("way", ways(lang), move || way.get(), move |chosen| way.set(Some(chosen)))}
    };
    let action = view! {
        <div class="two">
            <button type="button" class="button plain" on:click=touched(move || app.back())>{w::not_agreed(lang)}</button>
            <button type="button" class="button" disabled=flag(move || way.get().is_none()) on:click=touched(agree)>{w::agreed(lang)}</button>
        </div>
    };
    page(
        app,
        frame.foot(Foot::Action(action.into_any())),
        content.into_any(),
    )
}

/// The text to read aloud.
pub(super) fn text(app: App, settings: &Settings) -> AnyView {
    let lang = app.lang();
    let name = app.device().map(|device| device.name).unwrap_or_default();
    view! {
        <p class="quiet">{w::read_aloud(lang)}</p>
        <blockquote class="card stack">
            <p>{w::consent_text_who(lang, name, settings.controller.as_str())}</p>
            <p>{w::consent_text_what(lang)}</p>
            <p>{w::consent_text_not(lang)}</p>
            <p>{w::consent_text_rights(lang)}</p>
            <p class="small quiet">{w::consent_text_version(lang, settings.consent_text_version)}</p>
        </blockquote>
    }
    .into_any()
}

/// How a household may agree. No answer is preselected.
pub(super) fn ways(lang: Language) -> Vec<(ConsentWay, &'static str)> {
    let ways = [
        ConsentWay::Tapped,
        ConsentWay::Signed,
        ConsentWay::SaidBeforeWitness,
    ];
    ways.map(|way| (way, way_name(way, lang))).to_vec()
}

fn given_already(app: App, household: &Household, text: String) -> AnyView {
    let lang = app.lang();
    let id = household.id.clone();
    let withdraw = move || {
        let withdrawn = Operation::ConsentWithdrawn(ConsentWithdrawn {
            household: id.clone(),
            purpose: Purpose::Register,
        });
        let after = After::Instead(Route::Household(id.clone()));
        let said = w::consent_withdrawn(lang);
        let act = move || app.record(vec![withdrawn.clone()], said, after.clone());
        let told = w::withdraw_what_happens(lang);
        ask_first(app, w::withdraw_ask(lang), told, w::withdraw(lang), act);
    };
    view! {
        <p class="note star">{text}</p>
        <p class="card">{w::withdraw_what_happens(lang)}</p>
        <button type="button" class="button stop" on:click=touched(withdraw)>{w::withdraw(lang)}</button>
    }
    .into_any()
}

fn way_name(way: ConsentWay, lang: Language) -> &'static str {
    match way {
        ConsentWay::Tapped => w::way_tapped(lang),
        ConsentWay::Signed => w::way_signed(lang),
        ConsentWay::SaidBeforeWitness => w::way_said(lang),
    }
}
