//! Ten questions asked of a resident. Nothing is stored except what is recorded at the end.

use super::{
    question::question,
    result::{result, told},
    shelf::{Cards, with_cards},
};
use crate::{
    app::{After, App},
    component::{Foot, Page, live, page, touched},
    platform::clock,
    screen::{household_now, not_here},
    visit::is_for,
};
use domain::{
    Catalogue, Household, HouseholdId, Name, Operation, ResidentId, SkillObserved,
    household::{Purpose, Resident},
};
use leptos::prelude::*;
use lessons::{Answer, AskedQuestion, Pool, QUESTIONS_LIMIT, Quiz};
use words::{Language, lessons as l};

/// A check under way, with the household and the resident.
#[derive(Clone)]
pub(super) struct Desk {
    pub app: App,
    pub household: Household,
    pub resident: Resident,
    pub catalogue: Catalogue,
    cards: Cards,
    seed: RwSignal<u32>,
    answers: RwSignal<Vec<Answer>>,
    picked: RwSignal<Option<Answer>>,
}

pub fn check(app: App, household: &HouseholdId, resident: &ResidentId) -> AnyView {
    let catalogue = app
        .book
        .with_untracked(|book| book.as_ref().map(|book| book.catalogue.clone()));
    let (Some(household), Some(catalogue)) = (household_now(app, household), catalogue) else {
        return not_here(app, household.as_str());
    };
    let found = household.residents.iter().find(|it| it.id == *resident);
    let Some(resident) = found.cloned() else {
        return not_here(app, household.id.as_str());
    };
    let lang = app.lang();
    with_cards(app, l::check_title(lang).to_owned(), move |cards| {
        let desk = Desk {
            app,
            household: household.clone(),
            resident: resident.clone(),
            catalogue: catalogue.clone(),
            cards: cards.clone(),
            seed: RwSignal::new(seed()),
            answers: RwSignal::new(Vec::new()),
            picked: RwSignal::new(None),
        };
        screen(desk)
    })
}

/// Decides which skills the check begins with. Any number will do.
fn seed() -> u32 {
    (clock::now().0 / 1000) as u32
}

impl Desk {
    pub(super) fn lang(&self) -> Language {
        self.app.lang()
    }

    /// Whether this household consented to having levels recorded.
    pub(super) fn consented(&self) -> bool {
        self.household.consented(Purpose::Register)
    }

    fn with_quiz<T>(&self, read: impl FnOnce(&Quiz<'_>) -> T) -> T {
        let cards = self.cards.iter().map(|lesson| &lesson.card);
        let pool = Pool::new(&self.catalogue, cards, |skill| {
            is_for(skill, &self.household)
        });
        read(&Quiz::replay(&pool, self.seed.get(), &self.answers.get()))
    }

    fn next(&self) {
        if let Some(answer) = self.picked.get_untracked() {
            self.picked.set(None);
            self.answers.update(|answers| answers.push(answer));
        }
    }

    fn start_again(&self) {
        self.seed.set(seed());
        self.picked.set(None);
        self.answers.set(Vec::new());
    }

    fn record(&self) {
        let observed = self.with_quiz(|quiz| told(self, quiz));
        let operations = observed.into_iter().map(|(skill, level)| {
            Operation::SkillObserved(SkillObserved {
                household: self.household.id.clone(),
                resident: self.resident.id.clone(),
                skill,
                level,
                seen: false,
            })
        });
        let app = self.app;
        let done = l::check_recorded(self.lang());
        app.record(operations.collect(), done, After::Back);
    }
}

fn screen(desk: Desk) -> AnyView {
    let (app, lang) = (desk.app, desk.lang());
    let name = desk.resident.name.reveal().map(Name::as_str);
    let frame = Page::new(l::check_title(lang))
        .back()
        .below(l::check_who(lang, name.unwrap_or_default()));
    let desk = StoredValue::new(desk);
    let content = live(move || {
        desk.with_value(|desk| {
            desk.with_quiz(|quiz| match quiz.open() {
                Some(asked) => open(desk, quiz, asked),
                None => result(desk, quiz),
            })
        })
    });
    let foot = live(move || desk.with_value(|desk| foot(desk, StoredValue::new(desk.clone()))));
    page(app, frame.foot(Foot::Action(foot)), content)
}

fn open(desk: &Desk, quiz: &Quiz<'_>, asked: &AskedQuestion<'_>) -> AnyView {
    let lang = desk.lang();
    let number = quiz.answered().len() + 1;
    let how = (number == 1).then(|| view! { <p class="note">{l::check_how(lang)}</p> });
    let topic = desk.catalogue.topic(&asked.topic).map(|it| it.name.clone());
    view! {
        {how}
        <p class="small quiet" role="status">{l::check_question(lang, number, QUESTIONS_LIMIT)}" · "{topic}</p>
        <div class="card">{question(asked.question, desk.picked, true, lang)}</div>
    }
    .into_any()
}

/// The main button: the next question, or recording what the answers told.
fn foot(desk: &Desk, kept: StoredValue<Desk>) -> AnyView {
    let lang = desk.lang();
    let (is_open, may_record) = desk.with_quiz(|quiz| {
        let may_record = desk.consented() && !told(desk, quiz).is_empty();
        (quiz.open().is_some(), may_record)
    });
    let (picked, recording) = (desk.picked.get().is_some(), desk.app.recording.get());
    let last = desk.answers.with(Vec::len) + 1 == QUESTIONS_LIMIT;
    let (name, ready, act): (_, _, fn(&Desk)) = match (is_open, may_record) {
        (true, _) if last => (l::check_see(lang), picked, Desk::next),
        (true, _) => (l::check_next(lang), picked, Desk::next),
        (false, true) => (l::check_record(lang), !recording, Desk::record),
        (false, false) => (l::check_again(lang), true, Desk::start_again),
    };
    let act = touched(move || kept.with_value(act));
    view! { <button type="button" class="button" disabled=!ready on:click=act>{name}</button> }
        .into_any()
}
