//! Records at the door what a household asks for.

use super::one::{text, wrong};
use crate::{
    app::{After, App},
    component::{Field, Foot, Page, field, fields, kept_form, page},
    platform::chance,
    route::Route,
    screen::{add_household::select, household_now, household_title, not_here},
};
use domain::{
    HelpAsked, HelpId, HelpWay, Household, HouseholdId, Note, Operation, Personal, Phone, TopicId,
};
use leptos::prelude::*;
use words::{Language, help as w, phone};

pub fn take_down(app: App, id: &HouseholdId) -> AnyView {
    let Some(household) = household_now(app, id) else {
        return not_here(app, id.as_str());
    };
    let lang = app.lang();
    let (words, topic) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let number = RwSignal::new(String::new());
    let problem = RwSignal::new(None);
    let fields = fields([("words", words), ("topic", topic), ("number", number)]);
    let name = format!("help/ask/{}", household.id);
    kept_form(app, name, fields, move |keeper| {
        let title = household_title(&household, lang);
        let household = household.clone();
        let save = move || match asked(&household, words, topic, number, lang) {
            Err(why) => problem.set(Some(why)),
            Ok(asked) => {
                let there = Route::Help(asked.help.to_string());
                let operation = Operation::HelpAsked(Box::new(asked));
                keeper.record(vec![operation], w::phone_taken(lang), After::Instead(there));
            }
        };
        let content = view! {
            {text(w::phone_take_down_for(lang), words)}
            <p class="small quiet">{w::words_hint(lang)}</p>
            {wrong(problem)}
            {select(w::topic(lang), topic, move || topics(app))}
            {field(Field::phone(w::phone(lang)).hint(w::optional(lang)), number)}
            {keeper.drop_button()}
        };
        let frame = Page::new(w::phone_take_down(lang)).back().below(title);
        let foot = keeper.foot(move || phone::save(lang).to_owned(), save);
        page(app, frame.foot(Foot::Action(foot)), content.into_any())
    })
}

fn asked(
    household: &Household,
    words: RwSignal<String>,
    topic: RwSignal<String>,
    number: RwSignal<String>,
    lang: Language,
) -> Result<HelpAsked, &'static str> {
    let words = Note::new(&words.get_untracked()).map_err(|_| w::phone_words_needed(lang))?;
    let number = number.get_untracked();
    let phone = match number.trim() {
        "" => None,
        number => Some(Phone::new(number).map_err(|_| w::phone_wrong(lang))?),
    };
    Ok(HelpAsked {
        help: HelpId::random(chance::id_bits()),
        way: HelpWay::Door,
        topic: TopicId::new(topic.get_untracked()),
        village: Some(household.village.clone()),
        household: Some(household.id.clone()),
        name: None,
        phone: phone.map(Personal::new),
        words: Personal::new(words),
    })
}

fn topics(app: App) -> Vec<(String, String)> {
    let lang = app.lang();
    let other = (String::new(), w::topic_other(lang).to_owned());
    app.book.with_untracked(|book| {
        let topics = book.iter().flat_map(|book| &book.catalogue.topics);
        let named = topics.map(|topic| {
            let name = phone::topic_short(lang, topic.number);
            (topic.id.to_string(), name)
        });
        [other].into_iter().chain(named).collect()
    })
}
