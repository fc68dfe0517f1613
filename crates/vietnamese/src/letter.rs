//! Takes letters apart into base letter, shape and tone.
use crate::normal::{composed, decomposed};

/// The six tones in the order of the dictionary.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub(crate) enum Tone {
    #[default]
    Level,
    Huyen,
    Hoi,
    Nga,
    Sac,
    Nang,
}

impl Tone {
    fn from_mark(mark: char) -> Option<Self> {
        Some(match mark {
            '\u{300}' | '\u{340}' => Tone::Huyen,
            '\u{309}' => Tone::Hoi,
            '\u{303}' => Tone::Nga,
            '\u{301}' | '\u{341}' => Tone::Sac,
            '\u{323}' => Tone::Nang,
            _ => return None,
        })
    }

    /// The mark of a tone, to be written behind a letter.
    pub(crate) fn mark(self) -> Option<char> {
        Some(match self {
            Tone::Level => return None,
            Tone::Huyen => '\u{300}',
            Tone::Hoi => '\u{309}',
            Tone::Nga => '\u{303}',
            Tone::Sac => '\u{301}',
            Tone::Nang => '\u{323}',
        })
    }
}

/// A letter without its tone (ê stays ê), and the tone it had.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Letter {
    pub shape: char,
    pub tone: Tone,
}

/// Splits a text into letters and their tones. Marks that are not tones stay on their letter.
pub(crate) fn letters(text: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(text.len());
    for part in decomposed(crate::nfc(text).chars()) {
        match (Tone::from_mark(part), letters.last_mut()) {
            (Some(tone), Some(last)) => last.tone = tone,
            (None, Some(last)) if is_shape_mark(part) => {
                last.shape = composed([last.shape, part].into_iter())
                    .next()
                    .unwrap_or(last.shape);
            }
            _ => letters.push(Letter {
                shape: part,
                tone: Tone::Level,
            }),
        }
    }
    letters
}

/// Marks of Vietnamese letters, and of those of other peoples (Čuôr, Ê̆ban).
fn is_shape_mark(mark: char) -> bool {
    matches!(mark, '\u{300}'..='\u{36f}')
}

/// The plain Latin letter: e for ê, d for đ.
pub(crate) fn base(shape: char) -> char {
    match shape {
        'ă' | 'â' => 'a',
        'Ă' | 'Â' => 'A',
        'ê' => 'e',
        'Ê' => 'E',
        'ô' | 'ơ' => 'o',
        'Ô' | 'Ơ' => 'O',
        'ư' => 'u',
        'Ư' => 'U',
        'đ' => 'd',
        'Đ' => 'D',
        other => other,
    }
}
