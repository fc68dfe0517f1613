//! One help request: what is needed, whom to call, and how it ended in the asker's own words.

use super::{due, whose, words_of};
use crate::{
    app::{After, App},
    book::Book,
    component::{
        Icon, Keeper, Page, ask, fields, icon, kept_form, live, page, pick, shows, touched, typed,
    },
    route::Route,
    screen::with_book,
};
use domain::{
    Help, HelpAnswered, HelpAssigned, HelpClosed, HelpId, HelpState, Note, Operation, Personal,
    Phone, Record, RecordKey, ResidentWord,
};
use leptos::prelude::*;
use words::{Language, help as w, phone};

/// What is being typed. It stays while the book changes.
#[derive(Clone, Copy)]
struct Typed {
    /// The name of the chosen [`ResidentWord`].
    word: RwSignal<String>,
    note: RwSignal<String>,
    answer: RwSignal<String>,
    keeper: Keeper,
}

pub fn one(app: App, id: HelpId) -> AnyView {
    let lang = app.lang();
    let [word, note, answer] = [(); 3].map(|()| RwSignal::new(String::new()));
    let fields = fields([("word", word), ("note", note), ("answer", answer)]);
    let content = kept_form(app, format!("help/{id}"), fields, move |keeper| {
        let typed = Typed {
            word,
            note,
            answer,
            keeper,
        };
        let id = id.clone();
        with_book(app, move |book| match find(app, &id) {
            Some(help) => content(app, book, &help, typed),
            None => view! { <p class="empty" role="status">{w::phone_gone(lang)}</p> }.into_any(),
        })
    });
    page(app, Page::new(w::nav(lang)).back(), content)
}

fn find(app: App, id: &HelpId) -> Option<Help> {
    let key = RecordKey::Help(id.clone());
    app.read(|replica| match replica.get(&key) {
        Some(Record::Help(help)) => Some((**help).clone()),
        _ => None,
    })
    .flatten()
}

fn content(app: App, book: &Book, help: &Help, typed: Typed) -> AnyView {
    let lang = app.lang();
    let late = help.is_late(book.today);
    let topic = help.topic.as_ref();
    let topic = topic.and_then(|id| book.catalogue.topic(id));
    let topic = topic.map(|topic| phone::topic_short(lang, topic.number));
    let under = format!("{}{}", due(book, help, lang), whose(app, book, help));
    let answered = help.answer.as_ref().and_then(|it| it.text.reveal());
    let answered = answered.map(|text: &Note| text.as_str().to_owned());
    let state = match help.state {
        HelpState::Closed => w::state_closed(lang),
        HelpState::Dismissed => w::state_dismissed(lang),
        _ => w::state_erased(lang),
    };
    let open = help.is_open();
    let forms = open.then(|| view! { {close(app, help, typed)} {answer(app, help, typed)} {hand_on(app, book, help)} {typed.keeper.drop_button()} });
    let over = (!open).then(|| view! { <p class="note star" role="status">{state}</p> });
    view! {
        <div class="card stack">
            <p><b>{words_of(help)}</b></p>
            <p class=if late { "small due-text" } else { "small quiet" }>{under}</p>
            {topic.map(|topic| view! { <p class="small quiet">{topic}</p> })}
            {answered.map(|text| view! { <p class="small">{w::answer(lang)}": "{text}</p> })}
        </div>
        {over}
        {reach(help, lang)}
        {forms}
    }
    .into_any()
}

/// Links to the phone number, the household and the visit.
fn reach(help: &Help, lang: Language) -> AnyView {
    let number = help.phone.as_ref().and_then(Personal::reveal);
    let call = number.map(|phone: &Phone| {
        let number = phone.as_str().to_owned();
        view! { <a class="button plain" href=format!("tel:{number}")>{icon(Icon::Phone)}{phone::call(lang, &number)}</a> }
    });
    let household = help.household.clone().map(|id| {
        let (there, visit) = (Route::Household(id.clone()), Route::Visit(id));
        view! {
            <a class="button plain" href=there.hash()>{w::phone_open_household(lang)}</a>
            <a class="button plain" href=visit.hash()>{w::phone_visit(lang)}</a>
        }
    });
    view! { <div class="two reach">{call}{household}</div> }.into_any()
}

fn close(app: App, help: &Help, typed: Typed) -> AnyView {
    let lang = app.lang();
    let Typed {
        word, note, keeper, ..
    } = typed;
    let id = help.id.clone();
    let chosen = move || ResidentWord::parse(&word.get());
    let save = move || {
        let Some(word) = untrack(chosen) else {
            return app.say(w::phone_say_word(lang));
        };
        let closed = HelpClosed {
            help: id.clone(),
            word,
            note: Note::new(&note.get_untracked()).ok().map(Personal::new),
        };
        let done = w::phone_close_done(lang);
        keeper.record(vec![Operation::HelpClosed(closed)], done, After::Stay);
    };
    let options = vec![
        (ResidentWord::Solved, w::word_solved(lang)),
        (ResidentWord::Partly, w::word_partly(lang)),
        (ResidentWord::NotSolved, w::word_not_solved(lang)),
        (ResidentWord::NotReached, w::word_not_reached(lang)),
    ];
    view! {
        <section class="card stack">
            <h2>{w::close_word(lang)}</h2>
            {pick("word", options, chosen, move |it: ResidentWord| word.set(it.as_str().to_owned()))}
            {text(w::close_note(lang), note)}
            <button type="button" class="button" on:click=touched(save)>{w::close(lang)}</button>
        </section>
    }
    .into_any()
}

fn answer(app: App, help: &Help, typed: Typed) -> AnyView {
    let lang = app.lang();
    let Typed { answer, keeper, .. } = typed;
    let id = help.id.clone();
    let save = move || {
        let Ok(text) = Note::new(&answer.get_untracked()) else {
            return app.say(w::phone_words_needed(lang));
        };
        let answered = HelpAnswered {
            help: id.clone(),
            answer: Personal::new(text),
        };
        let done = w::phone_answer_done(lang);
        keeper.record(vec![Operation::HelpAnswered(answered)], done, After::Stay);
    };
    view! {
        <details class="card">
            <summary>{w::answer(lang)}</summary>
            <p class="small quiet">{w::answer_help(lang)}</p>
            {text(w::answer(lang), answer)}
            <button type="button" class="button plain" on:click=touched(save)>{w::answer(lang)}</button>
        </details>
    }
    .into_any()
}

/// Lets the leader give the request to another member of the team.
fn hand_on(app: App, book: &Book, help: &Help) -> AnyView {
    if !book.i_lead() {
        return ().into_any();
    }
    let lang = app.lang();
    let serving = book.team.iter().flat_map(|team| team.serving(book.today));
    let others = serving.filter(|member| help.assigned.as_ref() != Some(&member.id));
    let buttons = others.map(|member| {
        let assigned = HelpAssigned {
            help: help.id.clone(),
            member: Some(member.id.clone()),
            household: None,
            village: None,
            due: None,
        };
        let name = member.name.as_str().to_owned();
        let (to, words) = (name.clone(), words_of(help));
        let give = move || {
            let operation = Operation::HelpAssigned(assigned.clone());
            let done = w::done_assigned(lang);
            let act = move || app.record(vec![operation.clone()], done, After::Stay);
            let title = phone::hand_on_ask(lang, &to);
            ask(app, title, &words, phone::hand_on_yes(lang), act);
        };
        view! { <button type="button" on:click=touched(give)>{name}</button> }
    });
    view! { <details class="card"><summary>{phone::hand_on(lang)}</summary><div class="chips">{buttons.collect_view()}</div></details> }
        .into_any()
}

/// A text field of several lines.
pub(super) fn text(label: &'static str, value: RwSignal<String>) -> AnyView {
    let limit = Note::LIMIT_CHARS.to_string();
    view! {
        <label class="field">
            <span>{label}</span>
            <textarea maxlength=limit prop:value=shows(value) on:input=typed(move |text| value.set(text))></textarea>
        </label>
    }
    .into_any()
}

/// Says what is wrong with a form, next to the form.
pub(super) fn wrong(problem: RwSignal<Option<&'static str>>) -> AnyView {
    live(move || {
        problem
            .get()
            .map(|text| view! { <p class="note stop" role="alert">{text}</p> })
    })
}
