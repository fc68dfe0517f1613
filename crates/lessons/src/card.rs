//! A teaching card as the phone, the public pages and the leaflets show it.
use domain::{Day, SkillId};
use serde::{Deserialize, Serialize};

/// A card must be checked again after this many days.
pub(crate) const FRESH_DAYS: i32 = 365;

/// What a member teaches about one skill. Texts are single lines; their only markup is `**bold**`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Card {
    pub skill: SkillId,
    /// Minutes that teaching it takes.
    pub minutes: u8,
    /// The day on which someone last compared it with its source.
    pub checked: Day,
    pub source: String,
    /// The name of a file in `content/lessons/pictures`.
    pub picture: Option<String>,
    /// What a resident gains by the skill.
    pub lead: String,
    /// Each step is one action.
    pub steps: Vec<String>,
    /// What the member should pay attention to.
    pub watch: Vec<String>,
    pub mistake: String,
    pub safety: String,
    /// From easy to hard.
    pub questions: [Question; 3],
}

impl Card {
    /// Whether it was last checked more than a year ago.
    pub fn is_old(&self, today: Day) -> bool {
        self.checked.plus(FRESH_DAYS) < today
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Question {
    pub ask: String,
    pub answers: [String; 3],
    /// Position of the right answer, from 0.
    pub right: u8,
    pub why: String,
}

impl Question {
    pub fn right_answer(&self) -> &str {
        &self.answers[usize::from(self.right)]
    }

    pub fn is_right(&self, place: u8) -> bool {
        self.right == place
    }
}

/// A card with its drawing, so that it can be shown without fetching another file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Lesson {
    pub card: Card,
    /// An SVG without script, style or references.
    pub picture: Option<String>,
}

/// A part of a text, bold or not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span<'a> {
    pub text: &'a str,
    pub bold: bool,
}

/// Splits a text at its `**`. If the last mark is not closed, the rest is bold.
pub fn spans(text: &str) -> impl Iterator<Item = Span<'_>> {
    let parts = text.split("**").enumerate();
    let spans = parts.map(|(place, text)| Span {
        text,
        bold: place % 2 == 1,
    });
    spans.filter(|span| !span.text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_between_two_marks_is_bold() {
        let read: Vec<_> = spans("Đọc **tên người nhận** rồi bấm **Gửi**")
            .map(|span| (span.text, span.bold))
            .collect();
        let wanted = [
            ("Đọc ", false),
            ("tên người nhận", true),
            (" rồi bấm ", false),
            ("Gửi", true),
        ];
        assert_eq!(read, wanted);
        assert_eq!(spans("").count(), 0);
    }
}
