//! The screen "Ghi chuyến thăm": records a visit in at most eight taps. Its draft survives reload
//! and lock.

mod skills;

use super::{household_now, household_title, not_here};
use crate::{
    app::App,
    book::Book,
    component::{
        Field, Foot, Page, chip, day_month, day_of, field, flag, live, page, pick, shows, touched,
        typed,
    },
    platform::clock,
    route::Route,
    visit::Draft,
};
use domain::{
    Household, HouseholdId, Name, Personal,
    household::{Purpose, Resident, VisitOutcome},
};
use leptos::{prelude::*, task::spawn_local};
use skills::{more_skills, suggested};
use std::rc::Rc;
use words::{Language, phone as w};

/// The visit being recorded, with its household and book.
#[derive(Clone)]
struct Desk {
    app: App,
    household: Rc<Household>,
    book: Rc<Book>,
    draft: RwSignal<Draft>,
}

impl Desk {
    fn lang(&self) -> Language {
        self.app.lang()
    }

    /// Changes the draft and stores it, so that a reload or a lock loses nothing.
    fn change(&self, change: impl FnOnce(&mut Draft)) {
        self.draft.update(change);
        let (app, id, draft) = (
            self.app,
            self.household.id.clone(),
            self.draft.get_untracked(),
        );
        spawn_local(async move {
            let Some(session) = app.session() else { return };
            if let Err(problem) = session.keep_draft(id.as_str(), Some(&draft)).await {
                leptos::logging::warn!("a draft was not kept: {problem:?}");
            }
        });
    }
}

pub fn visit(app: App, id: HouseholdId) -> AnyView {
    let (Some(household), Some(book)) = (household_now(app, &id), app.book.get_untracked()) else {
        return not_here(app, id.as_str());
    };
    let draft = RwSignal::new(Draft::new(clock::now()));
    let ready = RwSignal::new(false);
    let desk = Desk {
        app,
        household: Rc::new(household),
        book,
        draft,
    };
    spawn_local(async move {
        if let Some(session) = app.session()
            && let Some(kept) = session.draft(id.as_str()).await
        {
            draft.set(kept);
        }
        ready.set(true);
    });
    let desk = StoredValue::new_local(desk);
    let shown = move || ready.get().then(|| desk.with_value(form));
    live(shown)
}

fn form(desk: &Desk) -> AnyView {
    let (app, lang, draft) = (desk.app, desk.lang(), desk.draft);
    let kept = move || {
        (!draft.with(Draft::is_untouched))
            .then(|| view! { <span class="badge">{w::draft_kept(lang)}</span> })
    };
    let frame = Page::new(w::record_visit(lang))
        .back()
        .below(household_title(&desk.household, lang))
        .beside(live(kept))
        .foot(Foot::Action(action(desk)));
    let outcome = Memo::new(move |_| draft.with(|draft| draft.outcome));
    let options = vec![
        (VisitOutcome::Met, w::outcome_met(lang)),
        (VisitOutcome::Absent, w::outcome_absent(lang)),
        (VisitOutcome::Refused, w::outcome_refused(lang)),
        (VisitOutcome::Moved, w::outcome_moved(lang)),
    ];
    let choosing = StoredValue::new_local(desk.clone());
    let choose =
        move |outcome| choosing.with_value(|desk| desk.change(|draft| draft.outcome = outcome));
    let shown = StoredValue::new_local(desk.clone());
    let content = view! {
        {pick("outcome", options, move || Some(outcome.get()), choose)}
        {live(move || (outcome.get() == VisitOutcome::Met).then(|| shown.with_value(met)))}
        {live(move || (outcome.get() == VisitOutcome::Moved).then(|| view! { <p class="note">{w::moved_hint(lang)}</p> }))}
        {shown.with_value(follow_up)}
        <a class="button text" href=Route::Bulletins(format!("for/{}", desk.household.id)).hash()>{words::bulletin::phone_title(lang)}</a>
    };
    page(app, frame, content.into_any())
}

fn met(desk: &Desk) -> AnyView {
    let lang = desk.lang();
    let consented = desk.household.consented(Purpose::Register);
    let without_consent = (!consented).then(|| {
        let ask = Route::Consent(desk.household.id.clone()).hash();
        view! {
            <div class="note due stack">
                <p>{w::skills_need_consent(lang)}</p>
                <a class="button plain" href=ask>{w::ask_consent(lang)}</a>
            </div>
        }
    });
    let skills = consented.then(|| view! { {suggested(desk)} {more_skills(desk)} });
    view! {
        <h2 class="heading">{w::who_was_met(lang)}</h2>
        {people(desk)}
        {without_consent}
        {skills}
        <h2 class="heading">{w::what_was_taught(lang)}</h2>
        {topics(desk)}
        {time_and_note(desk, consented)}
    }
    .into_any()
}

fn people(desk: &Desk) -> AnyView {
    let draft = desk.draft;
    let chips = desk.household.residents.iter().map(|resident| {
        let id = resident.id.clone();
        let (on, desk) = (id.clone(), StoredValue::new_local(desk.clone()));
        chip(
            desk.with_value(|desk| short_name(desk, resident)),
            move || draft.with(|draft| draft.met.contains(&on)),
            move |met| desk.with_value(|desk| desk.change(|draft| draft.set_met(&id, met))),
        )
    });
    let add = Route::AddResident(desk.household.id.clone()).hash();
    view! { <div class="chips">{chips.collect_view()}<a class="chip-link" href=add>{w::add_person(desk.lang())}</a></div> }.into_any()
}

/// The last word of a resident's name, as people here call each other; the full name where two
/// share it.
fn short_name(desk: &Desk, resident: &Resident) -> String {
    let given = |it: &Resident| {
        let name = it.name.reveal().map(Name::as_str)?;
        name.split_whitespace().next_back().map(str::to_owned)
    };
    let mine = given(resident);
    let shared = desk
        .household
        .residents
        .iter()
        .filter(|it| given(it) == mine)
        .count()
        > 1;
    mine.filter(|_| !shared)
        .unwrap_or_else(|| full_name(resident, desk.lang()))
}

fn topics(desk: &Desk) -> AnyView {
    let (draft, lang) = (desk.draft, desk.lang());
    let chips = desk.book.catalogue.topics.iter().map(|topic| {
        let id = topic.id.clone();
        let (on, desk) = (id.clone(), StoredValue::new_local(desk.clone()));
        chip(
            w::topic_short(lang, topic.number),
            move || draft.with(|draft| draft.topics.contains(&on)),
            move |taught| {
                desk.with_value(|desk| desk.change(|draft| draft.set_taught(&id, taught)));
            },
        )
    });
    view! { <div class="chips">{chips.collect_view()}</div> }.into_any()
}

fn time_and_note(desk: &Desk, consented: bool) -> AnyView {
    let (draft, lang) = (desk.draft, desk.lang());
    let minutes = RwSignal::new(
        draft.with_untracked(|draft| draft.minutes.map(|it| it.to_string()).unwrap_or_default()),
    );
    let note = RwSignal::new(draft.with_untracked(|draft| draft.note.clone()));
    let keeping = StoredValue::new_local(desk.clone());
    Effect::new(move |before: Option<()>| {
        let (minutes, note) = (minutes.get().trim().parse().ok(), note.get());
        if before.is_some() {
            keeping.with_value(|desk| {
                desk.change(|draft| (draft.minutes, draft.note) = (minutes, note));
            });
        }
    });
    let note_field = consented.then(|| {
        view! {
            <label class="field">
                <span>{w::note(lang)}</span>
                <textarea maxlength="500" prop:value=shows(note) on:input=typed(move |text| note.set(text))></textarea>
                <small>{w::note_hint(lang)}</small>
            </label>
        }
    });
    view! {
        <details class="card">
            <summary>{w::time_and_note(lang)}</summary>
            {field(Field::number(w::minutes(lang), 3).hint(w::minutes_hint(lang)), minutes)}
            {note_field}
        </details>
    }
    .into_any()
}

/// The day of the next visit; the usual days are one tap.
fn follow_up(desk: &Desk) -> AnyView {
    let (draft, lang, today) = (desk.draft, desk.lang(), desk.book.today);
    let start = draft.with_untracked(|draft| draft.follow_up.clone());
    let due = RwSignal::new(
        start
            .as_ref()
            .map(|(day, _)| day.to_string())
            .unwrap_or_default(),
    );
    let reason = RwSignal::new(start.map(|(_, reason)| reason).unwrap_or_default());
    let keeping = StoredValue::new_local(desk.clone());
    Effect::new(move |before: Option<()>| {
        let follow_up = day_of(&due.get()).map(|day| (day, reason.get()));
        if before.is_some() {
            keeping.with_value(|desk| desk.change(|draft| draft.follow_up = follow_up));
        }
    });
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
            move || due.get() == day.to_string(),
            move |on| due.set(if on { day.to_string() } else { String::new() }),
        )
    });
    let consented = desk.household.consented(Purpose::Register);
    let said = move || {
        draft.with(|draft| {
            draft
                .follow_up
                .as_ref()
                .map(|(day, _)| w::promised(lang, day_month(*day, today)))
        })
    };
    view! {
        <details class="card">
            <summary><span>{w::come_again(lang)}" "<span class="due-text">{live(said)}</span></span></summary>
            <div class="chips">{Vec::from(soon)}</div>
            <label class="field">
                <span>{w::other_day(lang)}</span>
                <input type="date" min=today.to_string() max=today.plus(366).to_string() prop:value=shows(due)
                    on:input=typed(move |text| due.set(text)) />
            </label>
            {consented.then(|| field(Field::text(w::what_for(lang), 200), reason))}
        </details>
    }
    .into_any()
}

fn action(desk: &Desk) -> AnyView {
    let (app, lang, draft) = (desk.app, desk.lang(), desk.draft);
    let desk = StoredValue::new_local(desk.clone());
    let done = move || {
        let household = desk.with_value(|desk| Rc::clone(&desk.household));
        if draft.with_untracked(|draft| draft.lacks_who_was_met(&household)) {
            return app.say(w::say_who_was_met(lang));
        }
        // The household may have changed since the form was opened. Only what was entered is
        // recorded, on top of the household as it is now.
        let now = app
            .household(&household.id)
            .unwrap_or_else(|| (*household).clone());
        let operations = draft.with_untracked(|draft| draft.operations(&now, clock::now()));
        let id = household.id.clone();
        app.record(operations, w::visit_recorded(lang), move || {
            drop_draft(app, id.clone());
            app.back();
        });
    };
    let discard = move || {
        let id = desk.with_value(|desk| desk.household.id.clone());
        drop_draft(app, id);
        app.back();
    };
    view! {
        <div class="two">
            <button type="button" class="button plain" on:click=touched(discard) hidden=flag(move || draft.with(Draft::is_untouched))>{w::discard(lang)}</button>
            <button type="button" class="button" disabled=flag(move || app.recording.get()) on:click=touched(done)>{w::done(lang)}</button>
        </div>
    }
    .into_any()
}

fn drop_draft(app: App, id: HouseholdId) {
    spawn_local(async move {
        if let Some(session) = app.session() {
            // A draft that is not deleted appears again and can be discarded then.
            drop(session.keep_draft::<Draft>(id.as_str(), None).await);
        }
    });
}

/// The full name, for headings.
fn full_name(resident: &Resident, lang: Language) -> String {
    resident.name.reveal().map_or_else(
        || w::erased(lang).to_owned(),
        |name: &Name| name.as_str().to_owned(),
    )
}

/// Whether a personal value was not erased.
fn is_there<T>(value: &Personal<T>) -> bool {
    value.reveal().is_some()
}
