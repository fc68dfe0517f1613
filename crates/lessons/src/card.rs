//! A teaching card as the phone, the public pages and the leaflets show it.
use domain::{Day, SkillId};
use serde::{Deserialize, Serialize};

/// A card is looked over again after so many days.
pub(crate) const FRESH_DAYS: i32 = 365;

/// What a member teaches of one skill. Texts are single lines in which only `**bold**` is markup.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Card {
    pub skill: SkillId,
    /// How long teaching it takes.
    pub minutes: u8,
    /// When someone last held it against the source.
    pub checked: Day,
    pub source: String,
    /// The name of a file in `content/lessons/pictures`.
    pub picture: Option<String>,
    /// What a resident gains by it.
    pub lead: String,
    /// One action each.
    pub steps: Vec<String>,
    /// What the member watches for.
    pub watch: Vec<String>,
    pub mistake: String,
    pub safety: String,
    /// From easy to hard.
    pub questions: [Question; 3],
}

impl Card {
    /// Whether it was last checked more than a year before.
    pub fn is_old(&self, today: Day) -> bool {
        self.checked.plus(FRESH_DAYS) < today
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Question {
    pub ask: String,
    pub answers: [String; 3],
    /// The place of the right one.
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

/// A card with its drawing, ready to be shown without asking for another file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Lesson {
    pub card: Card,
    /// SVG that holds no script, no style and no reference.
    pub picture: Option<String>,
}

/// A piece of a text, bold or not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span<'a> {
    pub text: &'a str,
    pub bold: bool,
}

/// Takes a text apart at its `**`; a mark left open makes the rest bold.
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
    fn bold_is_what_stands_between_two_marks() {
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
