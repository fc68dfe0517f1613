//! The form for asking for help: what was typed, what is wrong with it, and the resulting request.
use super::Site;
use askama::Template;
use domain::{
    Catalogue, HelpAsked, HelpId, HelpWay, HouseholdId, Name, Note, Personal, Phone, RefusalCode,
    TextProblem, TopicId, VillageId,
};
use serde::Deserialize;
use words::{Language, help as say};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub household: String,
    pub topic: String,
    pub village: String,
    pub name: String,
    pub phone: String,
    pub words: String,
    /// A field that people cannot see. Whoever fills it in is a machine.
    pub website: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HelpProblem {
    Trapped,
    WordsMissing,
    WordsTooLong,
    NameTooLong,
    PhoneMissing,
    PhoneWrong,
    VillageMissing,
    CodeUnknown,
    Refused(RefusalCode),
}

impl HelpProblem {
    fn sentence(self, lang: Language) -> &'static str {
        match self {
            HelpProblem::Trapped => say::trapped(lang),
            HelpProblem::WordsMissing => say::words_missing(lang),
            HelpProblem::WordsTooLong => say::words_too_long(lang),
            HelpProblem::NameTooLong => say::name_too_long(lang),
            HelpProblem::PhoneMissing => say::phone_missing(lang),
            HelpProblem::PhoneWrong => say::phone_wrong(lang),
            HelpProblem::VillageMissing => say::village_missing(lang),
            HelpProblem::CodeUnknown => say::code_unknown(lang),
            HelpProblem::Refused(code) => code.sentence(lang),
        }
    }
}

#[derive(Template)]
#[template(path = "site/help.html")]
pub struct HelpForm {
    lang: Language,
    site: Site,
    typed: Typed,
    /// The request is for the household of a card.
    on_card: bool,
    topics: Vec<(String, &'static str)>,
    villages: Vec<(String, String)>,
    controller: String,
    problem: Option<&'static str>,
    /// A reference was typed instead of a request.
    asked_after: bool,
}

impl HelpForm {
    pub fn new(site: Site, typed: Typed, on_card: bool, problem: Option<HelpProblem>) -> Self {
        let lang = site.lang;
        let face = site.face();
        let catalogue = Catalogue::new(&face.settings);
        let topics = catalogue.topics.iter().filter_map(|topic| {
            let name = words::site::by_id(&format!("topic-{}", topic.id), lang)?;
            Some((topic.id.to_string(), name))
        });
        let villages = face.villages.iter();
        let villages = villages.map(|it| (it.id.to_string(), it.name.as_str().to_owned()));
        Self {
            lang,
            typed,
            on_card,
            topics: topics.collect(),
            villages: villages.collect(),
            controller: face.settings.controller.as_str().to_owned(),
            problem: problem.map(|it| it.sentence(lang)),
            asked_after: problem == Some(HelpProblem::CodeUnknown),
            site,
        }
    }
}

/// The request as typed. The phone number may be left out if a card says who asks.
pub fn read(
    typed: &Typed,
    help: HelpId,
    household: Option<HouseholdId>,
) -> Result<HelpAsked, HelpProblem> {
    if !typed.website.is_empty() {
        return Err(HelpProblem::Trapped);
    }
    let words = Note::new(&typed.words).map_err(|problem| match problem {
        TextProblem::Empty => HelpProblem::WordsMissing,
        TextProblem::NotPlain => HelpProblem::Refused(RefusalCode::TextNotPlain),
        _ => HelpProblem::WordsTooLong,
    })?;
    let name = optional(&typed.name, |text| {
        Name::new(text).map_err(|problem| match problem {
            TextProblem::NotPlain => HelpProblem::Refused(RefusalCode::TextNotPlain),
            _ => HelpProblem::NameTooLong,
        })
    })?;
    let phone = optional(&typed.phone, |text| {
        Phone::new(text).map_err(|_| HelpProblem::PhoneWrong)
    })?;
    if phone.is_none() && household.is_none() {
        return Err(HelpProblem::PhoneMissing);
    }
    let village = VillageId::new(typed.village.as_str());
    if village.is_none() && household.is_none() {
        return Err(HelpProblem::VillageMissing);
    }
    Ok(HelpAsked {
        help,
        way: match household {
            Some(_) => HelpWay::Card,
            None => HelpWay::Site,
        },
        topic: TopicId::new(typed.topic.as_str()),
        village,
        household,
        name,
        phone,
        words: Personal::new(words),
    })
}

fn optional<T>(
    text: &str,
    read: impl FnOnce(&str) -> Result<T, HelpProblem>,
) -> Result<Option<Personal<T>>, HelpProblem> {
    match text.trim() {
        "" => Ok(None),
        text => read(text).map(|value| Some(Personal::new(value))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Typed {
        Typed {
            village: "dong".to_owned(),
            phone: "0912 345 678".to_owned(),
            words: "Không mở được VNeID".to_owned(),
            ..Typed::default()
        }
    }

    fn id() -> HelpId {
        HelpId::random(7)
    }

    #[test]
    fn missing_fields_are_reported_one_by_one() {
        let cases: [(fn(&mut Typed), HelpProblem); 6] = [
            (|it| it.words.clear(), HelpProblem::WordsMissing),
            (|it| it.words = "a".repeat(501), HelpProblem::WordsTooLong),
            (|it| it.name = "a".repeat(121), HelpProblem::NameTooLong),
            (|it| it.phone = "12".to_owned(), HelpProblem::PhoneWrong),
            (|it| it.phone.clear(), HelpProblem::PhoneMissing),
            (|it| it.village.clear(), HelpProblem::VillageMissing),
        ];
        for (spoil, problem) in cases {
            let mut typed = typed();
            spoil(&mut typed);
            assert_eq!(read(&typed, id(), None), Err(problem));
        }
        assert!(read(&typed(), id(), None).is_ok());
    }

    #[test]
    fn a_card_says_who_asks() {
        let household = HouseholdId::new("ab12cd34");
        let mut typed = typed();
        typed.phone.clear();
        typed.village.clear();
        let asked = read(&typed, id(), household.clone()).unwrap();
        assert_eq!((asked.way, asked.household), (HelpWay::Card, household));
    }

    #[test]
    fn whoever_fills_in_the_hidden_field_is_a_machine() {
        let mut typed = typed();
        typed.website = "https://x.example".to_owned();
        assert_eq!(read(&typed, id(), None), Err(HelpProblem::Trapped));
    }
}
