//! Promises at a visit: what became of those made before, and when to come again.

use super::Desk;
use crate::{
    component::{Field, chip, day_month, day_of, field, live, pick, text, typed},
    screen::household::promise,
    visit::Kept,
};
use domain::{
    Day, EntryId,
    household::{FollowUp, Purpose},
};
use leptos::prelude::*;
use words::{Language, phone as w};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Done,
    NotYet,
    Again,
}

/// Each open promise with its three answers. One that is not answered stays open.
pub fn promises(desk: &Desk) -> AnyView {
    let open = desk.household.follow_ups.iter().map(|it| one(desk, it));
    let open: Vec<AnyView> = open.collect();
    (!open.is_empty())
        .then(|| view! { <h2 class="heading">{w::promises(desk.lang())}</h2>{open} })
        .into_any()
}

fn one(desk: &Desk, it: &FollowUp) -> AnyView {
    let (lang, draft, today) = (desk.lang(), desk.draft, desk.book.today);
    let id = it.visit;
    let answered = Memo::new(move |_| draft.with(|draft| draft.promises.get(&id).copied()));
    let chosen = move || {
        answered.get().map(|kept| match kept {
            Kept::Done => Answer::Done,
            Kept::NotYet => Answer::NotYet,
            Kept::On(_) => Answer::Again,
        })
    };
    let choosing = StoredValue::new_local(desk.clone());
    let choose = move |answer| {
        let kept = match answer {
            Answer::Done => Kept::Done,
            Answer::NotYet => Kept::NotYet,
            Answer::Again => Kept::On(today.plus(1)),
        };
        choosing.with_value(|desk| desk.answer(id, kept));
    };
    let options = vec![
        (Answer::Done, w::promise_done(lang)),
        (Answer::NotYet, w::promise_not_yet(lang)),
        (Answer::Again, w::promise_again(lang)),
    ];
    let class = if it.due < today { "due-text" } else { "" };
    let is_put_off = Memo::new(move |_| chosen() == Some(Answer::Again));
    let again = move || {
        let days = || choosing.with_value(|desk| put_off(desk, id, answered));
        is_put_off.get().then(days)
    };
    view! {
        <fieldset class="card stack">
            <legend class="unseen">{w::promises(lang)}</legend>
            <p class=class>{promise(it, &desk.book, lang)}</p>
            {pick(format!("promise/{id}"), options, chosen, choose)}
            {live(again)}
        </fieldset>
    }
    .into_any()
}

fn put_off(desk: &Desk, id: EntryId, answered: Memo<Option<Kept>>) -> AnyView {
    let day = move || match answered.get() {
        Some(Kept::On(day)) => Some(day),
        _ => None,
    };
    let desk = StoredValue::new_local(desk.clone());
    let set = move |day: Option<Day>| {
        let kept = day.map_or(Kept::NotYet, Kept::On);
        desk.with_value(|desk| desk.answer(id, kept));
    };
    desk.with_value(|desk| days(desk, day, set))
}

/// The usual days are one tap; any other is typed.
fn days(
    desk: &Desk,
    chosen: impl Fn() -> Option<Day> + Copy + Send + Sync + 'static,
    choose: impl Fn(Option<Day>) + Copy + 'static,
) -> AnyView {
    let (lang, today) = (desk.lang(), desk.book.today);
    let soon = [
        (1, w::tomorrow(lang)),
        (3, w::in_three_days(lang)),
        (7, w::in_a_week(lang)),
    ];
    let soon = soon.map(|(days, label)| {
        let day = today.plus(days);
        let text = format!("{label} · {}", day_month(day, today));
        chip(
            text,
            move || chosen() == Some(day),
            move |on| choose(on.then_some(day)),
        )
    });
    let shown = text(move || chosen().map(|day| day.to_string()).unwrap_or_default());
    view! {
        <div class="chips">{Vec::from(soon)}</div>
        <label class="field">
            <span>{w::other_day(lang)}</span>
            <input type="date" min=today.to_string() max=today.plus(366).to_string()
                prop:value=shown on:input=typed(move |text| choose(day_of(&text))) />
        </label>
    }
    .into_any()
}

/// The day of the next visit.
pub fn come_again(desk: &Desk) -> AnyView {
    let (draft, lang, today) = (desk.draft, desk.lang(), desk.book.today);
    let start = draft.with_untracked(|draft| draft.follow_up.clone());
    let due = RwSignal::new(start.as_ref().map(|(day, _)| *day));
    let reason = RwSignal::new(start.map(|(_, reason)| reason).unwrap_or_default());
    let keeping = StoredValue::new_local(desk.clone());
    Effect::new(move |before: Option<()>| {
        let follow_up = due.get().map(|day| (day, reason.get()));
        if before.is_some() {
            keeping.with_value(|desk| desk.change(|draft| draft.follow_up = follow_up));
        }
    });
    let consented = desk.household.consented(Purpose::Register);
    view! {
        <details class="card">
            <summary><span>{w::come_again(lang)}" "<span class="due-text">{live(move || said(due, today, lang))}</span></span></summary>
            {days(desk, move || due.get(), move |day| due.set(day))}
            {consented.then(|| field(Field::text(w::what_for(lang), 200), reason))}
        </details>
    }
    .into_any()
}

fn said(due: RwSignal<Option<Day>>, today: Day, lang: Language) -> Option<String> {
    due.get()
        .map(|day| w::promised(lang, day_month(day, today)))
}
