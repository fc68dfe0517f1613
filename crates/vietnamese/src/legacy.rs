//! Encodings from before Unicode: read and written, recognised by their fonts and by sense.
mod gain;
mod table;

use crate::is_syllable;
pub use gain::{Gain, Weigher, is_unicode, may_be_legacy};
use table::LETTERS;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Encoding {
    Unicode,
    /// ABC, with fonts such as `.VnTime`. `capitals` is for fonts whose name ends in H; they draw
    /// small letters as capitals.
    Tcvn3 {
        capitals: bool,
    },
    /// VNI-Windows, with fonts such as `VNI-Times`.
    Vni,
    Viqr,
}

impl Encoding {
    pub const LEGACY: [Encoding; 3] = [
        Encoding::Tcvn3 { capitals: false },
        Encoding::Vni,
        Encoding::Viqr,
    ];

    /// The encoding that the name of a font implies. There is no better hint.
    pub fn from_font(font: &str) -> Option<Self> {
        let name = font.trim().to_lowercase();
        if name.starts_with(".vn") {
            return Some(Encoding::Tcvn3 {
                capitals: name.ends_with('h'),
            });
        }
        name.starts_with("vni").then_some(Encoding::Vni)
    }
}

/// The encoding in which most words of a column are Vietnamese syllables.
///
/// It is Unicode unless another encoding gives more such words.
pub fn detect_column(cells: &[&str]) -> Encoding {
    let score = |encoding: Encoding| -> usize {
        let valid = |word: &str| word.chars().any(char::is_alphabetic) && is_syllable(word);
        let words = |cell: &&str| {
            let text = to_unicode(cell, encoding);
            text.split(|letter: char| !is_word_part(letter))
                .filter(|word| valid(word))
                .count()
        };
        cells.iter().map(words).sum()
    };
    let unicode = score(Encoding::Unicode);
    let best = Encoding::LEGACY
        .into_iter()
        .map(|it| (score(it), it))
        .max_by_key(|(score, _)| *score);
    match best {
        Some((score, encoding)) if score > unicode => encoding,
        _ => Encoding::Unicode,
    }
}

/// Signs that VIQR and other encodings use count as letters, so that a word read in the wrong
/// encoding is not a syllable.
fn is_word_part(letter: char) -> bool {
    !(letter.is_whitespace()
        || matches!(
            letter,
            ',' | ';' | '-' | '/' | '\'' | '"' | '(' | ')' | ':' | '.'
        ))
}

/// Reads a text in an encoding into NFC. Characters unknown to the encoding stay as they are.
pub fn to_unicode(text: &str, encoding: Encoding) -> String {
    let read = match encoding {
        Encoding::Unicode => return crate::nfc(text),
        Encoding::Tcvn3 { capitals } => from_tcvn3(text, capitals),
        Encoding::Vni => from_longest(text, |letter| letter.vni, vni_fits),
        Encoding::Viqr => from_longest(text, |letter| letter.viqr, |code, start| start == code),
    };
    crate::nfc(&read)
}

/// Writes a text in an old encoding, to make lists for tests. Capitals that TCVN3 lacks become
/// small letters.
pub fn from_unicode(text: &str, encoding: Encoding) -> String {
    let code = |letter: char| -> String {
        let Some(known) = LETTERS.iter().find(|it| it.unicode == letter) else {
            return letter.to_string();
        };
        match encoding {
            Encoding::Unicode => letter.to_string(),
            Encoding::Vni => known.vni.to_owned(),
            Encoding::Viqr => known.viqr.to_owned(),
            Encoding::Tcvn3 { .. } => {
                let lower = letter.to_lowercase().next().unwrap_or(letter);
                let small = LETTERS
                    .iter()
                    .find(|it| it.unicode == lower)
                    .and_then(|it| it.tcvn3);
                known.tcvn3.or(small).unwrap_or(letter).to_string()
            }
        }
    };
    crate::nfc(text).chars().map(code).collect()
}

/// TCVN3 has no codes for most capitals with marks. They are restored where the other letters of
/// the word, or the other words of the cell, are in capitals.
fn from_tcvn3(text: &str, capitals: bool) -> String {
    let known = |code: char| {
        LETTERS
            .iter()
            .find(|it| it.tcvn3 == Some(code))
            .map_or(code, |it| it.unicode)
    };
    let read: String = text.chars().map(known).collect();
    if capitals {
        return read.to_uppercase();
    }
    let cell = Capitals::of(text);
    let words = text
        .split_inclusive(char::is_whitespace)
        .zip(read.split_inclusive(char::is_whitespace));
    words.map(|(word, read)| cell.mend(word, read)).collect()
}

/// What the letters that have capitals in TCVN3 tell about a cell.
struct Capitals {
    /// All plain letters are capitals, and some word has at least two.
    shouted: bool,
    /// Every word whose first letter can be a capital begins with one.
    titled: bool,
}

impl Capitals {
    fn of(text: &str) -> Self {
        let plain = |word: &str| {
            word.chars()
                .filter(char::is_ascii_alphabetic)
                .collect::<String>()
        };
        let all_capitals = |plain: &str| plain.bytes().all(|byte| byte.is_ascii_uppercase());
        let firsts: Vec<char> = text
            .split_whitespace()
            .filter_map(|word| word.chars().next())
            .filter(|it| has_capital(*it))
            .collect();
        Self {
            shouted: all_capitals(&plain(text))
                && text.split_whitespace().any(|word| plain(word).len() > 1),
            titled: !firsts.is_empty() && firsts.iter().all(|first| is_capital(*first)),
        }
    }

    fn mend(&self, word: &str, read: &str) -> String {
        let plain: Vec<u8> = word.bytes().filter(u8::is_ascii_alphabetic).collect();
        let word_shouted = plain.len() > 1 && plain.iter().all(u8::is_ascii_uppercase);
        if self.shouted || word_shouted {
            return read.to_uppercase();
        }
        let mut letters = read.chars();
        match (word.chars().next(), letters.next()) {
            (Some(code), Some(first)) if self.titled && !has_capital(code) => {
                first.to_uppercase().chain(letters).collect()
            }
            _ => read.to_owned(),
        }
    }
}

/// Whether TCVN3 has both a small and a capital code for the letter of this code.
fn has_capital(code: char) -> bool {
    code.is_ascii_alphabetic()
        || "\u{a8}\u{a9}\u{aa}\u{ab}\u{ac}\u{ad}\u{ae}".contains(code)
        || is_capital(code)
}

fn is_capital(code: char) -> bool {
    code.is_ascii_uppercase() || ('\u{a1}'..='\u{a7}').contains(&code)
}

/// Reads codes of one to three characters; the longest that fits is taken.
fn from_longest(
    text: &str,
    code_of: impl Fn(&table::Letter) -> &'static str,
    fits: impl Fn(&str, &str) -> bool,
) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut read = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let found = (1..=3)
            .rev()
            .filter(|length| at + length <= letters.len())
            .find_map(|length| {
                let start: String = letters[at..at + length].iter().collect();
                LETTERS
                    .iter()
                    .find(|it| fits(code_of(it), &start))
                    .map(|it| (it.unicode, length))
            });
        let (letter, length) = found.unwrap_or((letters[at], 1));
        read.push(letter);
        at += length;
    }
    read
}

/// In VNI the base letter decides about capital or small; the mark after it may be in either case.
fn vni_fits(code: &str, start: &str) -> bool {
    let mut code = code.chars();
    let mut start = start.chars();
    if code.next() != start.next() {
        return false;
    }
    code.flat_map(char::to_lowercase)
        .eq(start.flat_map(char::to_lowercase))
}
