//! Search as people type it: without marks it finds any, with marks the marks must fit.
use crate::letter::{Letter, Tone, base, letters};
use crate::normal::decomposed;

/// The text without marks, in lower case, blanks collapsed: `Đỗ  Thị` to `do thi`.
pub fn search_key(text: &str) -> String {
    without_marks(text)
        .chars()
        .flat_map(char::to_lowercase)
        .collect()
}

/// The text without marks, blanks collapsed: `Đỗ  Thị` to `Do Thi`, as bank transfers want it.
pub fn without_marks(text: &str) -> String {
    let folded: String = decomposed(crate::nfc(text).chars())
        .filter(|part| !('\u{300}'..='\u{36f}').contains(part))
        .map(base)
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether every word of the query begins a word of the text, in any order.
///
/// A query word without marks fits any marks; one with marks must fit letter shapes and tone,
/// the tone wherever it is written (hoà and hòa are one). A word still being typed may lack its
/// tone. Digits fit anywhere inside a word, so that the end of a phone number finds it.
pub fn matches(query: &str, text: &str) -> bool {
    Query::new(query).matches(&SearchText::new(text))
}

/// Two words are the same up to case and where the tone is written.
pub fn same_word(left: &str, right: &str) -> bool {
    words(left) == words(right)
}

/// A prepared query, for searching thousands of texts on each keystroke.
#[derive(Clone, Debug)]
pub struct Query {
    words: Vec<Word>,
}

/// A prepared text.
#[derive(Clone, Debug)]
pub struct SearchText {
    words: Vec<Word>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Word {
    /// Without marks.
    plain: String,
    /// With shapes, without tone.
    shaped: String,
    tone: Tone,
}

impl Query {
    pub fn new(query: &str) -> Self {
        Self {
            words: words(query),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub fn matches(&self, text: &SearchText) -> bool {
        self.words
            .iter()
            .all(|asked| text.words.iter().any(|word| asked.begins(word)))
    }
}

impl SearchText {
    pub fn new(text: &str) -> Self {
        Self { words: words(text) }
    }
}

impl Word {
    fn begins(&self, word: &Word) -> bool {
        if self.plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return word.plain.contains(&self.plain);
        }
        let has_marks = self.tone != Tone::Level || self.shaped != self.plain;
        if !has_marks {
            return word.plain.starts_with(&self.plain);
        }
        let tone_fits = if self.shaped.len() == word.shaped.len() {
            self.tone == word.tone
        } else {
            self.tone == Tone::Level || self.tone == word.tone
        };
        tone_fits && word.shaped.starts_with(&self.shaped)
    }
}

fn words(text: &str) -> Vec<Word> {
    let letters = letters(text);
    let parts = letters.split(|letter| !letter.shape.is_alphanumeric());
    parts.filter(|part| !part.is_empty()).map(word).collect()
}

fn word(letters: &[Letter]) -> Word {
    let lower = |shape: char| shape.to_lowercase();
    Word {
        plain: letters
            .iter()
            .flat_map(|letter| lower(base(letter.shape)))
            .collect(),
        shaped: letters
            .iter()
            .flat_map(|letter| lower(letter.shape))
            .collect(),
        tone: letters
            .iter()
            .map(|letter| letter.tone)
            .max()
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off_and_capitals_stay() {
        for (text, plain) in [
            ("Tiền nước mắm hộ bà Đào", "Tien nuoc mam ho ba Dao"),
            ("ủng hộ lũ lụt", "ung ho lu lut"),
            ("Đặt 2 hũ  mắm tôm ", "Dat 2 hu mam tom"),
            ("Phí VSMT thôn Đông Sơn", "Phi VSMT thon Dong Son"),
        ] {
            assert_eq!(without_marks(text), plain);
        }
    }
}
