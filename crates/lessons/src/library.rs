//! All cards of this build, read once.
use crate::{Card, Lesson, Problem, check, parse};
use domain::{Catalogue, Day, SkillId};
use std::sync::LazyLock;

include!(concat!(env!("OUT_DIR"), "/content.rs"));

static LESSONS: LazyLock<Vec<Lesson>> = LazyLock::new(|| {
    let cards = CARDS
        .iter()
        .filter_map(|(file, text)| parse(file, text).ok());
    cards.map(with_picture).collect()
});

/// All cards that can be read, ordered by the names of their files; a test fails if one cannot.
pub fn all() -> &'static [Lesson] {
    &LESSONS
}

/// The card of a skill. Skills that a commune has added have none.
pub fn lesson(skill: &str) -> Option<&'static Lesson> {
    all().iter().find(|it| it.card.skill.as_str() == skill)
}

pub fn lesson_of(skill: &SkillId) -> Option<&'static Lesson> {
    lesson(skill.as_str())
}

/// Cards last checked more than a year ago, the oldest first.
pub fn stale(today: Day) -> Vec<&'static Card> {
    let cards = all().iter().map(|lesson| &lesson.card);
    let mut old: Vec<_> = cards.filter(|card| card.is_old(today)).collect();
    old.sort_by_key(|card| card.checked);
    old
}

/// All problems of `content/lessons`: those of each card, and those found by comparing the cards
/// with the catalogue of skills.
pub fn content_problems(catalogue: &Catalogue, today: Day) -> Vec<Problem> {
    let mut problems: Vec<Problem> = CARDS
        .iter()
        .flat_map(|(file, text)| check(file, text, PICTURES, today))
        .collect();
    let skills = |topic: &'_ domain::Topic| {
        let paths = topic
            .skills
            .iter()
            .map(|skill| format!("{}/{}.md", topic.id, skill.id));
        paths.collect::<Vec<_>>()
    };
    let wanted: Vec<String> = catalogue.topics.iter().flat_map(skills).collect();
    let missing = wanted
        .iter()
        .filter(|path| !CARDS.iter().any(|(file, _)| file == path));
    problems.extend(missing.map(|path| problem(path, "this skill has no card")));
    let strange = CARDS
        .iter()
        .filter(|(file, _)| !wanted.iter().any(|path| path == file));
    problems.extend(strange.map(|(file, _)| problem(file, "no topic has a skill of this name")));
    let shown = |picture: &str| {
        all().iter().any(|it| {
            it.card
                .picture
                .as_ref()
                .is_some_and(|name| picture == format!("pictures/{name}"))
        })
    };
    let unused = PICTURES.iter().filter(|(file, _)| !shown(file));
    problems.extend(unused.map(|(file, _)| problem(file, "no card shows this picture")));
    problems.sort();
    problems
}

fn problem(file: &str, what: &str) -> Problem {
    Problem {
        file: file.to_owned(),
        line: 1,
        what: what.to_owned(),
    }
}

fn with_picture(card: Card) -> Lesson {
    let path = card.picture.as_ref().map(|name| format!("pictures/{name}"));
    let found = path.and_then(|path| PICTURES.iter().find(|(file, _)| *file == path));
    Lesson {
        picture: found.map(|(_, svg)| svg.trim().to_owned()),
        card,
    }
}
