//! What was typed into the form of a directive, and the operation that it means.
use crate::office::frame::PageProblem;
use domain::directive::{Born, Goal, Reached, Whom};
use domain::{Day, DirectiveId, DirectiveIssued, DirectiveText, Label, Map, SkillId, VillageId};
use std::collections::BTreeMap;
use words::{Language, directive as say};

/// The fields as they were sent. A field may come several times.
#[derive(Debug, Default)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// The value of a field; empty if it is missing.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.trim())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self.0.iter().filter(move |(key, _)| key == name);
        found.map(|(_, value)| value.trim())
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Whether a field has this value among its values.
    pub fn says(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|it| it == value)
    }

    pub fn or<'a>(&'a self, name: &str, now: &'a str) -> &'a str {
        if self.has(name) { self.get(name) } else { now }
    }
}

pub fn told(code: &'static str, lang: Language) -> PageProblem {
    PageProblem {
        code,
        sentence: say::by_id(code, lang).unwrap_or(code).to_owned(),
    }
}

/// The words and days that issuing and correcting share.
pub struct Words {
    pub title: Label,
    pub text: DirectiveText,
    pub decision: Option<Label>,
    pub decided: Option<Day>,
    pub to: Day,
}

impl Words {
    pub fn read(typed: &Typed, lang: Language) -> Result<Self, PageProblem> {
        let decision = typed.get("decision");
        Ok(Self {
            title: Label::new(typed.get("title")).map_err(|_| told("title-needed", lang))?,
            text: DirectiveText::new(typed.get("text")).map_err(|_| told("text-needed", lang))?,
            decision: match decision {
                "" => None,
                decision => Some(Label::new(decision).map_err(|_| told("title-needed", lang))?),
            },
            decided: Day::parse(typed.get("decided")),
            to: Day::parse(typed.get("to")).ok_or_else(|| told("dates-needed", lang))?,
        })
    }
}

/// The directive as typed, without targets.
pub fn issued(
    typed: &Typed,
    id: DirectiveId,
    lang: Language,
) -> Result<DirectiveIssued, PageProblem> {
    let words = Words::read(typed, lang)?;
    let villages = typed.all("village").map(VillageId::new);
    Ok(DirectiveIssued {
        directive: id,
        title: words.title,
        text: words.text,
        decision: words.decision,
        decided: words.decided,
        goal: goal(typed).ok_or_else(|| told("goal-needed", lang))?,
        whom: Whom {
            villages: villages.flatten().collect(),
            business: typed.has("business"),
            born: born(typed, lang)?,
            never_visited: typed.has("never"),
        },
        from: Day::parse(typed.get("from")).ok_or_else(|| told("dates-needed", lang))?,
        to: words.to,
        targets: Map::new(),
        started: Map::new(),
    })
}

fn goal(typed: &Typed) -> Option<Goal> {
    Some(match typed.get("goal") {
        "skill" => Goal::Skill(SkillId::new(typed.get("skill"))?),
        "five" => Goal::Five,
        "met" => Goal::Met,
        "consent" => Goal::Consent,
        "shop" => Goal::ShopOpen,
        "account" => Goal::AccountRecorded,
        _ => return None,
    })
}

fn born(typed: &Typed, lang: Language) -> Result<Option<Born>, PageProblem> {
    let (from, to) = (typed.get("born_from"), typed.get("born_to"));
    if from.is_empty() && to.is_empty() {
        return Ok(None);
    }
    let years = from.parse().ok().zip(to.parse().ok());
    let born = years.map(|(from, to)| Born { from, to });
    match born.filter(|it| it.is_possible()) {
        Some(born) => Ok(Some(born)),
        None => Err(told("years-needed", lang)),
    }
}

/// The targets of the villages that have one. None may exceed the number of households concerned.
pub fn targets(
    typed: &Typed,
    reached: &BTreeMap<VillageId, Reached>,
    lang: Language,
) -> Result<Map<VillageId, u32>, PageProblem> {
    let mut targets = Map::new();
    for (village, reached) in reached {
        let number = typed
            .get(&format!("target-{village}"))
            .replace(['.', ' '], "");
        if number.is_empty() {
            continue;
        }
        let number = number.parse().ok().filter(|it| *it <= reached.concerned);
        let number = number.ok_or_else(|| told("target-needed", lang))?;
        targets.insert(village.clone(), number);
    }
    Ok(targets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(more: &[(&str, &str)]) -> Typed {
        let given = [
            ("title", "Gọi video"),
            ("text", "Dạy gọi video."),
            ("from", "2026-11-01"),
            ("to", "2026-12-15"),
        ];
        // Later values come first, because the first of a name is read.
        let fields = more.iter().chain(&given);
        Typed(
            fields
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    fn code(more: &[(&str, &str)]) -> &'static str {
        let id = DirectiveId::new("viec").unwrap();
        let read = issued(&typed(more), id, Language::English);
        read.map_or_else(|problem| problem.code, |_| "good")
    }

    #[test]
    fn each_wrong_field_has_its_own_sentence() {
        let skill = [("goal", "skill"), ("skill", "goi-video")];
        let with = |more: &[(&'static str, &'static str)]| code(&[&skill[..], more].concat());
        assert_eq!(with(&[]), "good");
        assert_eq!(with(&[("title", " ")]), "title-needed");
        assert_eq!(with(&[("text", "")]), "text-needed");
        assert_eq!(with(&[("to", "mai")]), "dates-needed");
        assert_eq!(with(&[("from", "")]), "dates-needed");
        assert_eq!(with(&[("born_from", "1950")]), "years-needed");
        assert_eq!(
            with(&[("born_from", "1966"), ("born_to", "1950")]),
            "years-needed"
        );
        assert_eq!(with(&[("born_from", "1950"), ("born_to", "1966")]), "good");
        assert_eq!(code(&[("goal", "skill")]), "goal-needed");
        assert_eq!(code(&[("goal", "other")]), "goal-needed");
        assert_eq!(code(&[("goal", "met")]), "good");
    }

    #[test]
    fn a_target_is_a_number_not_above_the_households_concerned() {
        let village = VillageId::new("dong").unwrap();
        let reached = BTreeMap::from([(
            village.clone(),
            Reached {
                concerned: 1200,
                done: 3,
            },
        )]);
        let read = |text| {
            let typed = typed(&[("target-dong", text), ("target-elsewhere", "9")]);
            targets(&typed, &reached, Language::English).map_err(|it| it.code)
        };
        assert_eq!(read("1.200").unwrap().get(&village), Some(&1200));
        assert!(read("").unwrap().is_empty());
        assert_eq!(read("1201"), Err("target-needed"));
        assert_eq!(read("-1"), Err("target-needed"));
    }
}
