//! Reads the parts of a card's file: front matter, fixed headings, steps, items, three questions.
mod body;
mod questions;

use crate::Card;
use domain::{Day, SkillId};
use serde::Deserialize;
use std::fmt;

/// What is wrong with a file, and where.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Problem {
    /// Path within `content/lessons`.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, what } = self;
        write!(f, "content/lessons/{file}:{line}: {what}")
    }
}

/// The part of a card to which a text belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    Lead,
    Step,
    Watch,
    Mistake,
    Safety,
    Ask,
    RightAnswer,
    WrongAnswer,
    Why,
}

/// A text with its part and its line in the file, for the checks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PlacedText {
    pub place: Place,
    pub line: usize,
    pub text: String,
}

/// A card with its texts and lines, for the checks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Parsed {
    pub card: Card,
    pub told: Vec<PlacedText>,
    /// Lines of some keys in the front matter.
    pub keys: Keys,
}

/// Lines, in the file, of keys whose values are checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Keys {
    pub checked: usize,
    pub picture: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    skill: SkillId,
    minutes: u8,
    checked: Day,
    source: String,
    picture: Option<String>,
}

const FENCE: &str = "+++";
const LONGEST_MINUTES: u8 = 60;

/// Reads one card; `file` is its path within `content/lessons`.
///
/// # Errors
/// All problems of its form, with their lines.
pub fn parse(file: &str, text: &str) -> Result<Card, Vec<Problem>> {
    read(file, text).map(|parsed| parsed.card)
}

pub(crate) fn read(file: &str, text: &str) -> Result<Parsed, Vec<Problem>> {
    let mut problems = Problems::new(file);
    let Some((matter, rest)) = fenced(text) else {
        problems.add(1, "the file begins with front matter between two lines +++");
        return Err(problems.found);
    };
    let front = front(matter, &mut problems);
    let rest_line = matter.lines().count() + 3;
    let body = body::read(rest, rest_line, &mut problems);
    match (front, body) {
        (Some(front), Some(body)) if problems.found.is_empty() => Ok(Parsed {
            keys: Keys {
                checked: line_of(matter, "checked"),
                picture: line_of(matter, "picture"),
            },
            told: body.told,
            card: Card {
                skill: front.skill,
                minutes: front.minutes,
                checked: front.checked,
                source: front.source,
                picture: front.picture,
                lead: body.lead,
                steps: body.steps,
                watch: body.watch,
                mistake: body.mistake,
                safety: body.safety,
                questions: body.questions,
            },
        }),
        _ => Err(problems.found),
    }
}

/// Splits the front matter from the text after it; `None` if there is no front matter.
fn fenced(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix(FENCE)?.strip_prefix('\n')?;
    let (matter, rest) = text.split_once("\n+++\n")?;
    Some((matter, rest))
}

fn front(matter: &str, problems: &mut Problems) -> Option<Front> {
    let front: Front = match toml::from_str(matter) {
        Ok(front) => front,
        Err(problem) => {
            let start = problem.span().map_or(0, |span| span.start);
            let line = matter[..start.min(matter.len())].matches('\n').count() + 2;
            problems.add(line, problem.message());
            return None;
        }
    };
    if !(1..=LONGEST_MINUTES).contains(&front.minutes) {
        let line = line_of(matter, "minutes");
        problems.add(line, format!("minutes are 1 to {LONGEST_MINUTES}"));
    }
    if front.source.trim().is_empty() {
        problems.add(line_of(matter, "source"), "the source is missing");
    }
    Some(front)
}

/// The line of the file that begins with a key of the front matter; 1 if there is none.
fn line_of(matter: &str, key: &str) -> usize {
    let place = matter.lines().position(|line| line.starts_with(key));
    place.map_or(1, |place| place + 2)
}

/// Collects the problems of one file.
pub(crate) struct Problems<'a> {
    file: &'a str,
    pub found: Vec<Problem>,
}

impl<'a> Problems<'a> {
    pub(crate) fn new(file: &'a str) -> Self {
        Self {
            file,
            found: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, line: usize, what: impl Into<String>) {
        self.found.push(Problem {
            file: self.file.to_owned(),
            line,
            what: what.into(),
        });
    }
}
