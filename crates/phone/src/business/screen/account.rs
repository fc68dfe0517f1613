//! Records the payment account: its consent read aloud, the bank, the number typed twice, the
//! holder.

use super::frame::{Frame, keep, problem};
use crate::app::After;
use crate::business::{
    account::{AccountProblem, grouped, typed_twice},
    bank::{self, Bank},
    desk::Desk,
    draft::{self, AccountDraft},
};
use crate::component::{Field, chip, field, live, pick, touched};
use domain::household::{ConsentWay, PaymentStep, Purpose};
use domain::{
    ACCOUNT_LIMIT, AccountNumber, BankBin, ConsentGiven, Name, Operation, PaymentAccountRecorded,
    PaymentStepDone, Personal,
};
use leptos::prelude::*;
use words::{Language, phone as w};

#[derive(Clone, Copy)]
struct Form {
    way: RwSignal<Option<ConsentWay>>,
    search: RwSignal<String>,
    bank: RwSignal<Option<Bank>>,
    letters: RwSignal<bool>,
    card: RwSignal<bool>,
    number: RwSignal<String>,
    again: RwSignal<String>,
    holder: RwSignal<String>,
    problem: RwSignal<Option<String>>,
}

pub fn account(desk: Desk) -> AnyView {
    let Some(household) = desk.now(|lent| lent.household.clone()) else {
        return typed(desk, None);
    };
    desk.with_draft(draft::of_account(&household), move |kept| typed(desk, kept))
}

impl Form {
    fn new(kept: AccountDraft) -> Self {
        let bank = kept.bank.as_deref().and_then(bank::by_bin);
        Self {
            // Not taken from the draft: consent must be given again each time.
            way: RwSignal::new(None),
            search: RwSignal::new(String::new()),
            bank: RwSignal::new(bank),
            letters: RwSignal::new(kept.letters),
            card: RwSignal::new(kept.card),
            number: RwSignal::new(kept.number),
            again: RwSignal::new(kept.again),
            holder: RwSignal::new(kept.holder),
            problem: RwSignal::new(None),
        }
    }

    fn draft(self) -> AccountDraft {
        AccountDraft {
            bank: self.bank.get().map(|bank| bank.bin.to_owned()),
            letters: self.letters.get(),
            card: self.card.get(),
            number: self.number.get(),
            again: self.again.get(),
            holder: self.holder.get(),
        }
    }
}

fn typed(desk: Desk, kept: Option<AccountDraft>) -> AnyView {
    let lang = desk.lang;
    let form = Form::new(kept.unwrap_or_default());
    keep(desk, move || form.draft());
    let save = move || match operations(desk, form) {
        Ok(operations) => {
            form.problem.set(None);
            desk.record(&operations, w::account_recorded(lang), After::Back);
        }
        Err(text) => form.problem.set(Some(text)),
    };
    let content = view! {
        {consent(desk, form)}
        {live(move || chooser(form, lang))}
        {live(move || twice(form, lang))}
        {live(move || compared(form, lang))}
        {field(Field::text(w::account_holder(lang), 60).hint(w::account_holder_hint(lang)), form.holder)}
        {problem(form.problem)}
        {desk.drop_button()}
    };
    Frame::new(desk, w::account_record(lang))
        .action(desk.foot(w::save(lang), save))
        .around(desk, content.into_any())
}

/// How the household consents. No answer is preselected, and it is asked again for each account.
fn consent(desk: Desk, form: Form) -> AnyView {
    let lang = desk.lang;
    let (who, version) = desk
        .lent
        .with_untracked(|lent| {
            let lent = lent.as_ref()?;
            let who = w::consent_text_who(lang, &lent.member, &lent.controller);
            Some((who, lent.consent_text_version))
        })
        .unwrap_or_default();
    let options = vec![
        (ConsentWay::Tapped, w::way_tapped(lang)),
        (ConsentWay::Signed, w::way_signed(lang)),
        (ConsentWay::SaidBeforeWitness, w::way_said(lang)),
    ];
    view! {
        <p class="quiet">{w::account_consent_ask(lang)}</p>
        <blockquote class="card stack">
            <p>{who}</p>
            <p>{w::account_consent_what(lang)}</p>
            <p>{w::account_consent_not(lang)}</p>
            <p>{w::account_consent_rights(lang)}</p>
            <p class="small quiet">{w::consent_text_version(lang, version)}</p>
        </blockquote>
        <fieldset>
            <legend>{w::account_consent_agreed(lang)}</legend>
            {pick("way", options, move || form.way.get(), move |way| form.way.set(Some(way)))}
        </fieldset>
        <h2 class="heading">{w::bank(lang)}</h2>
    }
    .into_any()
}

fn chooser(form: Form, lang: Language) -> AnyView {
    if let Some(bank) = form.bank.get() {
        return chosen(form, bank, lang);
    }
    let results = move || {
        let found = form.search.with(|typed| bank::find(typed));
        if found.is_empty() {
            return view! { <p class="note due" role="status">{w::bank_none(lang)}</p> }.into_any();
        }
        let lines = found.into_iter().take(SHOWN).map(|bank| {
            let choose = move || form.bank.set(Some(bank));
            view! {
                <li><button type="button" class="door" on:click=touched(choose)>
                    <span><b>{bank.short_name}</b><small>{bank.name}</small></span>
                </button></li>
            }
        });
        view! { <ul>{lines.collect_view()}</ul> }.into_any()
    };
    view! {
        {field(Field::text(w::bank_search(lang), 40).hint(w::bank_search_hint(lang)), form.search)}
        {live(results)}
    }
    .into_any()
}

/// The most banks shown at once, few enough to choose from.
const SHOWN: usize = 8;

fn chosen(form: Form, bank: Bank, lang: Language) -> AnyView {
    let own = bank
        .gives_its_own_codes()
        .then(|| view! { <p class="note due">{w::bank_own_codes(lang, bank.short_name)}</p> });
    let change = move || {
        form.search.set(String::new());
        form.bank.set(None);
    };
    view! {
        <div class="card">
            <p><b>{bank.short_name}</b></p>
            <p class="small quiet">{bank.name}</p>
        </div>
        {own}
        <button type="button" class="button text" on:click=touched(change)>{w::bank_change(lang)}</button>
    }
    .into_any()
}

/// The number, typed twice. The keyboard has digits only, unless letters are asked for: a few banks
/// use names.
fn twice(form: Form, lang: Language) -> AnyView {
    let keyboard = match form.letters.get() {
        true => "text",
        false => "numeric",
    };
    let number = |label| Field {
        keyboard,
        ..Field::text(label, 32)
    };
    view! {
        {field(number(w::account_number(lang)).hint(w::account_number_hint(lang)), form.number)}
        <div class="chips">
            {chip(w::account_has_letters(lang).to_owned(), move || form.letters.get(), move |on| form.letters.set(on))}
            {chip(w::account_is_card(lang).to_owned(), move || form.card.get(), move |on| form.card.set(on))}
        </div>
        {live(move || reads(&form.number.get(), lang))}
        {field(number(w::account_number_again(lang)), form.again)}
    }
    .into_any()
}

/// The number in groups, so that it can be read back aloud.
fn reads(number: &str, lang: Language) -> AnyView {
    let grouped = grouped(number);
    (!grouped.is_empty())
        .then(|| view! { <p class="grouped" aria-live="polite">{w::account_reads(lang, grouped)}</p> })
        .into_any()
}

/// While the second number is being typed, shows only errors that more digits cannot mend.
fn compared(form: Form, lang: Language) -> AnyView {
    let (number, again) = (form.number.get(), form.again.get());
    match typed_twice(&number, &again) {
        Ok(_) => {
            view! { <p class="note star" role="status">{w::account_same(lang)}</p> }.into_any()
        }
        Err(AccountProblem::Differs { group }) => {
            let plain = |text: &str| grouped(text).replace(' ', "");
            let begun = plain(&number).starts_with(&plain(&again));
            (!begun)
                .then(|| view! { <p class="note stop" role="status">{w::account_differs(lang, group)}</p> })
                .into_any()
        }
        Err(_) => ().into_any(),
    }
}

fn said(problem: AccountProblem, lang: Language) -> String {
    match problem {
        AccountProblem::TooShort => w::account_too_short(lang).to_owned(),
        AccountProblem::TooLong => w::account_too_long(lang, ACCOUNT_LIMIT),
        AccountProblem::Strange(letter) => w::account_strange(lang, letter),
        AccountProblem::Differs { group } => w::account_differs(lang, group),
    }
}

/// The operations in order: the consent, the account that it is for, then the step that is now
/// done.
fn operations(desk: Desk, form: Form) -> Result<Vec<Operation>, String> {
    let lang = desk.lang;
    let told = |text: &str| Err(text.to_owned());
    let Some(way) = form.way.get_untracked() else {
        return told(w::account_consent_needed(lang));
    };
    let Some(bank) = form.bank.get_untracked() else {
        return told(w::bank_needed(lang));
    };
    let (first, second) = (form.number.get_untracked(), form.again.get_untracked());
    let number = typed_twice(&first, &second).map_err(|problem| said(problem, lang))?;
    let holder = Name::new(&form.holder.get_untracked());
    let (Ok(number), Some(bin)) = (AccountNumber::new(&number), BankBin::new(bank.bin)) else {
        return told(w::account_too_short(lang));
    };
    let Ok(holder) = holder else {
        return told(w::account_holder_needed(lang));
    };
    let lent = desk.lent.with_untracked(|lent| {
        let lent = lent.as_ref()?;
        Some((lent.household.clone(), lent.consent_text_version))
    });
    let Some((household, text_version)) = lent else {
        return Ok(Vec::new());
    };
    let consent = ConsentGiven {
        household: household.clone(),
        purpose: Purpose::AccountNumber,
        way,
        text_version,
    };
    let account = PaymentAccountRecorded {
        household: household.clone(),
        bank: bin,
        number: Personal::new(number),
        card: form.card.get_untracked(),
        holder: Personal::new(holder),
        holder_resident: None,
    };
    let step = PaymentStepDone {
        household,
        step: PaymentStep::ReadBackTwice,
        done: true,
    };
    Ok(vec![
        Operation::ConsentGiven(consent),
        Operation::PaymentAccountRecorded(Box::new(account)),
        Operation::PaymentStepDone(step),
    ])
}
