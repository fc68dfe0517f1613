//! The screen "Ghi lần đến nhà": records a visit in at most eight taps. Its draft survives reload
//! and lock.

mod promises;
mod skills;

use super::{household_now, household_title, not_here};
use crate::{
    app::{After, App},
    book::Book,
    component::{Field, Foot, Keeper, Page, chip, field, live, page, pick, shows, typed},
    platform::clock,
    route::Route,
    screen::household::ask_name,
    visit::{Draft, Kept, Missing},
};
use domain::{
    EntryId, Household, HouseholdId, Name, Personal,
    household::{Purpose, Resident, VisitOutcome},
};
use leptos::{prelude::*, task::spawn_local};
use promises::{come_again, promises};
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
    keeper: Keeper,
}

impl Desk {
    fn lang(&self) -> Language {
        self.app.lang()
    }

    /// Changes the draft and stores it, so that a reload or a lock loses nothing.
    fn change(&self, change: impl FnOnce(&mut Draft)) {
        self.draft.update(change);
        self.keeper.keep(self.draft.get_untracked());
    }

    /// Answers what became of a promise.
    fn answer(&self, promise: EntryId, kept: Kept) {
        self.change(|draft| {
            draft.promises.insert(promise, kept);
        });
    }
}

pub fn visit(app: App, id: &HouseholdId) -> AnyView {
    let (Some(household), Some(book)) = (household_now(app, id), app.book.get_untracked()) else {
        return not_here(app, id.as_str());
    };
    let draft = RwSignal::new(Draft::new(clock::now(), &household));
    let ready = RwSignal::new(false);
    let keeper = Keeper::new(app, id.to_string());
    let desk = Desk {
        app,
        household: Rc::new(household),
        book,
        draft,
        keeper,
    };
    spawn_local(async move {
        if let Some(kept) = keeper.load().await {
            draft.try_set(kept);
        }
        ready.try_set(true);
    });
    let desk = StoredValue::new_local(desk);
    let shown = move || ready.get().then(|| desk.with_value(form));
    live(shown)
}

fn form(desk: &Desk) -> AnyView {
    let (app, lang, draft) = (desk.app, desk.lang(), desk.draft);
    let frame = Page::new(w::record_visit(lang))
        .back()
        .below(household_title(&desk.household, lang))
        .foot(Foot::Action(foot(desk)));
    let outcome = Memo::new(move |_| draft.with(|draft| draft.outcome));
    let options = vec![
        (VisitOutcome::Met, w::outcome_met(lang)),
        (VisitOutcome::Absent, w::outcome_absent(lang)),
        (VisitOutcome::Refused, w::outcome_refused(lang)),
        (VisitOutcome::Moved, w::outcome_moved(lang)),
    ];
    let choosing = StoredValue::new_local(desk.clone());
    let choose = move |outcome| {
        choosing.with_value(|desk| desk.change(|draft| draft.outcome = Some(outcome)));
    };
    let shown = StoredValue::new_local(desk.clone());
    let content = view! {
        {promises(desk)}
        {pick("outcome", options, move || outcome.get(), choose)}
        {live(move || (outcome.get() == Some(VisitOutcome::Met)).then(|| shown.with_value(met)))}
        {live(move || (outcome.get() == Some(VisitOutcome::Moved)).then(|| view! { <p class="note">{w::moved_hint(lang)}</p> }))}
        {come_again(desk)}
        <a class="button text" href=Route::Bulletins(format!("for/{}", desk.household.id)).hash()>{words::bulletin::phone_title(lang)}</a>
        {desk.keeper.drop_button()}
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
    let ask_name = consented.then(|| ask_name(&desk.household, lang));
    view! {
        {ask_name}
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

fn foot(desk: &Desk) -> AnyView {
    let lang = desk.lang();
    let keeper = desk.keeper;
    let desk = StoredValue::new_local(desk.clone());
    keeper.foot(
        move || w::done(lang).to_owned(),
        move || desk.with_value(record),
    )
}

fn record(desk: &Desk) {
    let (app, lang) = (desk.app, desk.lang());
    // The household may have changed since the form was opened. Only what was entered is recorded,
    // on top of the household as it is now.
    let now = app.household(&desk.household.id);
    let now = now.unwrap_or_else(|| (*desk.household).clone());
    let draft = desk.draft.get_untracked();
    match draft.missing(&desk.household) {
        Some(Missing::Outcome) => app.say(w::say_outcome(lang)),
        Some(Missing::WhoWasMet) => app.say(w::say_who_was_met(lang)),
        None => {
            let operations = draft.operations(&now, clock::now());
            desk.keeper
                .record(operations, w::visit_recorded(lang), After::Back);
        }
    }
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
