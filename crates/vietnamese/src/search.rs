//! Search as people type it: a word without marks finds any marks, one with marks only the same.
use crate::letter::{Letter, Tone, base, letters};
use crate::normal::decomposed;

/// The text without marks, in small letters, with single spaces: `Đỗ  Thị` becomes `do thi`.
pub fn search_key(text: &str) -> String {
    quick_key(text).unwrap_or_else(|| {
        let plain = without_marks(text);
        plain.chars().flat_map(char::to_lowercase).collect()
    })
}

/// The same in one pass, for texts of plain and composed Vietnamese letters; `None` for others.
/// Nearly all texts are such, and a phone needs tens of thousands of keys when its data are opened.
fn quick_key(text: &str) -> Option<String> {
    let mut key = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_whitespace() || letter == '\u{b}' {
            if !key.is_empty() && !key.ends_with(' ') {
                key.push(' ');
            }
        } else {
            key.push(plain_letter(letter)?);
        }
    }
    key.truncate(key.trim_end_matches(' ').len());
    Some(key)
}

/// The small letter without marks; `None` if it is not in this table.
fn plain_letter(letter: char) -> Option<char> {
    Some(match letter {
        '\0'..='\x7f' => letter.to_ascii_lowercase(),
        'À'..='Ã' | 'à'..='ã' | 'Ă' | 'ă' | 'Ạ'..='ặ' => 'a',
        'È'..='Ê' | 'è'..='ê' | 'Ẹ'..='ệ' => 'e',
        'Ì' | 'Í' | 'ì' | 'í' | 'Ĩ' | 'ĩ' | 'Ỉ'..='ị' => 'i',
        'Ò'..='Õ' | 'ò'..='õ' | 'Ơ' | 'ơ' | 'Ọ'..='ợ' => 'o',
        'Ù' | 'Ú' | 'ù' | 'ú' | 'Ũ' | 'ũ' | 'Ư' | 'ư' | 'Ụ'..='ự' => 'u',
        'Ý' | 'ý' | 'Ỳ'..='ỹ' => 'y',
        'Đ' | 'đ' => 'd',
        _ => return None,
    })
}

/// The text without marks, with single spaces, as bank transfers need it: `Đỗ  Thị` becomes `Do
/// Thi`.
pub fn without_marks(text: &str) -> String {
    let folded: String = decomposed(crate::nfc(text).chars())
        .filter(|part| !('\u{300}'..='\u{36f}').contains(part))
        .map(base)
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether every word of the query is the beginning of a word of the text, in any order.
///
/// A query word without marks fits any marks. One with marks must have the same letter shapes and
/// tone, wherever in the word the tone is written (hoà and hòa are the same); a word that is still
/// being typed may lack its tone. Digits fit anywhere in a word, so that the end of a phone number
/// finds it.
pub fn matches(query: &str, text: &str) -> bool {
    Query::new(query).matches(text)
}

/// Whether two words are the same but for case and the place of the tone mark.
pub fn same_word(left: &str, right: &str) -> bool {
    words(left) == words(right)
}

/// A prepared query, for searching thousands of texts at each keystroke.
#[derive(Clone, Debug)]
pub struct Query {
    words: Vec<Word>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Word {
    /// The word without marks.
    plain: String,
    /// The word with the shapes of its letters but without its tone.
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

    /// Whether a word has marks, so that looking into texts without marks is not enough.
    pub fn has_marks(&self) -> bool {
        self.words.iter().any(Word::has_marks)
    }

    /// The same as [`matches`].
    pub fn matches(&self, text: &str) -> bool {
        if self.is_empty() {
            return true;
        }
        let letters = letters(text);
        self.words
            .iter()
            .all(|asked| split(&letters).any(|word| asked.begins(word)))
    }
}

impl Word {
    fn has_marks(&self) -> bool {
        self.tone != Tone::Level || self.shaped != self.plain
    }

    fn begins(&self, word: &[Letter]) -> bool {
        if self.plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return plain(word).collect::<String>().contains(&self.plain);
        }
        if !self.has_marks() {
            return rest(plain(word), &self.plain).is_some();
        }
        rest(shaped(word), &self.shaped).is_some_and(|mut untyped| {
            let still_typing = self.tone == Tone::Level && untyped.next().is_some();
            still_typing || self.tone == tone(word)
        })
    }
}

/// The rest of a word after a beginning; `None` if it begins otherwise.
fn rest<I: Iterator<Item = char>>(mut word: I, beginning: &str) -> Option<I> {
    let begins = beginning.chars().all(|letter| word.next() == Some(letter));
    begins.then_some(word)
}

fn words(text: &str) -> Vec<Word> {
    let letters = letters(text);
    let words = split(&letters).map(|word| Word {
        plain: plain(word).collect(),
        shaped: shaped(word).collect(),
        tone: tone(word),
    });
    words.collect()
}

fn split(letters: &[Letter]) -> impl Iterator<Item = &[Letter]> {
    let parts = letters.split(|letter| !letter.shape.is_alphanumeric());
    parts.filter(|part| !part.is_empty())
}

fn plain(word: &[Letter]) -> impl Iterator<Item = char> {
    word.iter()
        .flat_map(|letter| base(letter.shape).to_lowercase())
}

fn shaped(word: &[Letter]) -> impl Iterator<Item = char> {
    word.iter().flat_map(|letter| letter.shape.to_lowercase())
}

fn tone(word: &[Letter]) -> Tone {
    let tones = word.iter().map(|letter| letter.tone);
    tones.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slow_key(text: &str) -> String {
        let plain = without_marks(text);
        plain.chars().flat_map(char::to_lowercase).collect()
    }

    #[test]
    fn the_quick_key_equals_the_slow_one_for_every_letter() {
        for code in 0..0x2000 {
            let Some(letter) = char::from_u32(code) else {
                continue;
            };
            let text = format!("a{letter}b");
            if let Some(key) = quick_key(&text) {
                assert_eq!(key, slow_key(&text), "{code:x}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_quick_key_equals_the_slow_one_for_any_text(text in "[ \\t\u{b}\u{c}\u{a0}a-zA-Z0-9àằẵĐđƯữỹỴÝ\u{301}Ðñ.]{0,12}") {
            prop_assert_eq!(search_key(&text), slow_key(&text));
        }
    }

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
