//! Finding what someone types among thousands of texts: the best fits first, near ones last.
mod lexicon;
#[cfg(test)]
mod tests;

pub use lexicon::{Asked, Lexicon, Listed};

use crate::letter::{Tone, letters};
use crate::search::plain_letter;
use crate::search_key;
use std::cmp::min;

/// Words of a query that are looked for; any behind them are not.
const WORDS: usize = 8;
/// The shortest word in which one letter may be wrong.
const TYPO_LETTERS: usize = 4;
/// The shortest beginning of a word that is near one with other marks.
const NEAR_LETTERS: usize = 3;
/// How people are addressed. Before a name such a word need not be part of it: "bà Hoa".
const ADDRESSES: [&str; 16] = [
    "ong", "ba", "anh", "chi", "co", "chu", "bac", "em", "cu", "cau", "di", "mo", "thim", "gia",
    "nha", "ho",
];

/// How well a text fits a query, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Fit {
    /// Every word stands there as it was typed.
    Same,
    /// Every word stands there, some with marks that were not typed.
    Whole,
    /// Every word stands there or begins one.
    Begun,
    /// Some words stand only in what tells where it is.
    Place,
    /// A mark or a letter differs.
    Near,
}

/// How well each word of a query fits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fits([Option<Fit>; WORDS]);

/// A query, prepared once for searching thousands of texts at each keystroke.
///
/// A word without marks fits any marks. One with marks fits the same letter shapes and tone,
/// wherever in the word the tone is written (hoà and hòa are the same), and a word with others is
/// near; a word that is still being typed may lack its tone. Apostrophes are optional. Digits fit
/// anywhere in a word, so that the end of a phone number finds it; a code may lack its sign and
/// zeros (d58 for D-058).
#[derive(Clone, Debug)]
pub struct Query {
    words: Vec<Word>,
    /// Where all of it is a number or a code.
    number: Option<Number>,
}

#[derive(Clone, Debug)]
struct Word {
    /// The word without marks.
    plain: String,
    /// The word with the shapes of its letters but without its tone.
    shaped: String,
    tone: Tone,
    is_address: bool,
    /// Whether it is nothing but digits.
    is_number: bool,
}

#[derive(Clone, Debug)]
enum Number {
    /// Digits, as of a phone number, and the key of a code that is nothing else.
    Digits { digits: String, key: String },
    /// Letters and a number, as [`Searched::codes`] has them: whole, and begun.
    Code { whole: String, begun: String },
}

/// A text prepared to be searched.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Searched {
    /// Words without marks and apostrophes, in small letters, with one space between.
    plain: String,
    /// The same words with their marks.
    written: String,
    /// Keys of the words with digits, with one space before each and behind the last.
    codes: String,
}

/// Whether every word of the query stands in the text, at least its beginning, in any order.
pub fn matches(query: &str, text: &str) -> bool {
    Query::new(query).matches(text)
}

impl Searched {
    /// `texts` are names, codes, phone numbers or places.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut searched = Self::default();
        for text in texts {
            searched.add(text);
        }
        searched
    }

    fn add(&mut self, text: &str) {
        self.add_words(text);
        // "mong" finds H'Mông too.
        for part in text.split(is_apostrophe).skip(1) {
            self.add_words(part);
        }
        if text.contains(|it: char| it.is_ascii_digit()) {
            self.codes.push(' ');
            self.codes.push_str(&code_key(text));
            self.codes.push(' ');
        }
    }

    fn add_words(&mut self, text: &str) {
        self.space();
        let composed;
        let text = match text.chars().all(|it| plain_letter(it).is_some()) {
            true => text,
            false => {
                composed = crate::nfc(text);
                &composed
            }
        };
        for letter in text.chars() {
            if is_apostrophe(letter) {
                continue;
            }
            if matches!(letter, '\u{300}'..='\u{36f}') {
                self.written.push(letter);
                continue;
            }
            if !letter.is_alphanumeric() {
                self.space();
                continue;
            }
            self.written.push(letter);
            match plain_letter(letter) {
                Some(plain) => self.plain.push(plain),
                None => self
                    .plain
                    .push_str(&search_key(letter.encode_utf8(&mut [0; 4]))),
            }
        }
    }

    fn space(&mut self) {
        if !self.plain.is_empty() && !self.plain.ends_with(' ') {
            self.plain.push(' ');
            self.written.push(' ');
        }
    }

    /// Words without marks, and as they are written.
    fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.plain.split(' ').zip(self.written.split(' '))
    }
}

impl Query {
    pub fn new(query: &str) -> Self {
        let mut text = Searched::default();
        text.add_words(query);
        let mut words: Vec<Word> = text
            .words()
            .filter(|(plain, _)| !plain.is_empty())
            .take(WORDS)
            .map(|(plain, written)| Word::new(plain, written))
            .collect();
        let mut is_before = true;
        let last = words.len().saturating_sub(1);
        for (place, word) in words.iter_mut().enumerate() {
            is_before &= word.is_address() && place < last;
            word.is_address = is_before;
        }
        Self {
            words,
            number: number(query),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether the text fits, near misses left out. Every text fits an empty query.
    pub fn matches(&self, text: &str) -> bool {
        let fit = self.fit(&Searched::new([text]));
        self.is_empty() || fit.is_some_and(|fit| fit < Fit::Near)
    }

    /// How well all words of the query fit the text; `None` if one does not, or there are none.
    pub fn fit(&self, text: &Searched) -> Option<Fit> {
        self.overall(self.fits(text))
    }

    /// How well each word fits. A wrong mark is near.
    pub fn fits(&self, text: &Searched) -> Fits {
        match self.number.as_ref().and_then(|it| it.fit(text)) {
            Some(fit) => Fits([Some(fit); WORDS]),
            None => self.each(|word| word.fit(text)),
        }
    }

    /// As [`Query::fits`]; a wrong letter is near too.
    pub fn near(&self, text: &Searched) -> Fits {
        let fits = self.fits(text);
        fits.or(self.each(|word| word.typo(text)))
    }

    fn each(&self, fit: impl Fn(&Word) -> Option<Fit>) -> Fits {
        let mut fits = [None; WORDS];
        for (place, word) in fits.iter_mut().zip(&self.words) {
            *place = fit(word);
        }
        Fits(fits)
    }

    /// The worst of its words.
    pub fn overall(&self, fits: Fits) -> Option<Fit> {
        self.worst(|number, _| fits.of(number))
    }

    /// The worst of its words, each as `fit` says by its number. Most texts fail at their first word,
    /// and no other is looked at then.
    fn worst(&self, fit: impl Fn(usize, &Word) -> Option<Fit>) -> Option<Fit> {
        let mut worst = None;
        for (number, word) in self.words.iter().enumerate() {
            worst = worst.max(Some(word.unless_missing(fit(number, word))?));
        }
        worst
    }
}

impl Fits {
    /// How the word with this number fits.
    pub fn of(&self, number: usize) -> Option<Fit> {
        self.0.get(number).copied().flatten()
    }

    /// Whether no word fits.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// Of a text that tells where something is, such as its alley. Near misses do not count.
    #[must_use]
    pub fn of_place(self) -> Self {
        let there = |fit: Option<Fit>| fit.filter(|it| *it < Fit::Near).map(|_| Fit::Place);
        Self(self.0.map(there))
    }

    /// Of each word the better of two, where a text stands in two places.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let mut fits = self.0;
        for (fit, other) in fits.iter_mut().zip(other.0) {
            *fit = match (*fit, other) {
                (Some(one), Some(other)) => Some(min(one, other)),
                (one, other) => one.or(other),
            };
        }
        Self(fits)
    }
}

impl Word {
    fn new(plain: &str, written: &str) -> Self {
        let (shaped, tone) = shape(written);
        Self {
            plain: plain.to_owned(),
            shaped,
            tone,
            is_address: false,
            is_number: plain.bytes().all(|byte| byte.is_ascii_digit()),
        }
    }

    fn is_address(&self) -> bool {
        let is_household = self.shaped == "hô" && self.tone == Tone::Nang;
        ADDRESSES.contains(&self.plain.as_str()) && (self.plain != "ho" || is_household)
    }

    /// How someone is addressed may be missing.
    fn unless_missing(&self, fit: Option<Fit>) -> Option<Fit> {
        match self.is_address {
            true => Some(fit.filter(|fit| *fit < Fit::Begun).unwrap_or(Fit::Whole)),
            false => fit,
        }
    }

    fn has_marks(&self) -> bool {
        self.tone != Tone::Level || self.shaped != self.plain
    }

    fn fit(&self, text: &Searched) -> Option<Fit> {
        let stands = match self.is_number {
            true => text.plain.contains(&self.plain),
            false => begins_word(&text.plain, &self.plain),
        };
        if !stands {
            return None;
        }
        let words = text.words();
        words
            .filter_map(|(plain, written)| self.fit_word(plain, written))
            .min()
    }

    /// How it fits one word, given without marks and as it is written.
    fn fit_word(&self, plain: &str, written: &str) -> Option<Fit> {
        let around = match self.is_number {
            true => plain.split_once(&self.plain),
            false => plain.strip_prefix(&self.plain).map(|rest| ("", rest)),
        };
        match around? {
            ("", "") => self.marks(written, Fit::Same),
            _ if self.is_number => Some(Fit::Begun),
            _ => self.marks(written, Fit::Begun),
        }
    }

    /// What is left of a fit once the marks are compared. Two letters begin too many words to be
    /// near with other marks.
    fn marks(&self, written: &str, fit: Fit) -> Option<Fit> {
        if !self.has_marks() {
            return Some(match fit {
                Fit::Same if !written.is_ascii() => Fit::Whole,
                fit => fit,
            });
        }
        let (shaped, tone) = shape(written);
        let still_typing = fit == Fit::Begun && self.tone == Tone::Level;
        let is_short = fit == Fit::Begun && self.plain.len() < NEAR_LETTERS;
        match shaped.starts_with(&self.shaped) && (still_typing || self.tone == tone) {
            true => Some(fit),
            false => (!is_short).then_some(Fit::Near),
        }
    }

    fn typo(&self, text: &Searched) -> Option<Fit> {
        let mut words = text.words().map(|(plain, _)| plain);
        words.any(|it| self.is_typo_of(it)).then_some(Fit::Near)
    }

    /// Whether one letter is wrong, missing, too many, or two changed places.
    fn is_typo_of(&self, word: &str) -> bool {
        let is_near = one_letter_off(&self.plain, word) || turned(&self.plain, word);
        is_near
            && self.plain.chars().all(char::is_alphabetic)
            && self.plain.chars().count() >= TYPO_LETTERS
    }
}

impl Number {
    fn fit(&self, text: &Searched) -> Option<Fit> {
        match self {
            Self::Code { whole, .. } if text.codes.contains(whole) => Some(Fit::Same),
            Self::Code { begun, .. } => text.codes.contains(begun).then_some(Fit::Begun),
            Self::Digits { digits, key } => {
                let mut codes = text.codes.split_ascii_whitespace();
                let is_number = |code: &str| code.trim_start_matches(char::is_alphabetic) == key;
                if codes.any(|code| is_number(code.rsplit('.').next().unwrap_or(code))) {
                    return Some(Fit::Same);
                }
                text.plain.contains(digits.as_str()).then_some(Fit::Begun)
            }
        }
    }
}

/// What a query asks for that is nothing but a number or a code.
fn number(query: &str) -> Option<Number> {
    let query = query.trim();
    let digits: String = query.chars().filter(char::is_ascii_digit).collect();
    let is_sign = |it: char| matches!(it, ' ' | '.' | '-' | '/' | '(' | ')' | '+');
    if digits.is_empty() {
        return None;
    }
    if query.chars().all(|it| it.is_ascii_digit() || is_sign(it)) {
        let is_abroad = query.starts_with('+') || query.starts_with("(+") || digits.len() >= 11;
        let national = digits.strip_prefix("84").filter(|_| is_abroad);
        let digits = match national {
            Some(rest) => format!("0{}", rest.trim_start_matches('0')),
            None => digits,
        };
        let key = code_key(&digits);
        return Some(Number::Digits { digits, key });
    }
    // One run of letters and what is a number, as D058, D-58 or TL 15.
    let letters: String = query.chars().take_while(|it| it.is_alphabetic()).collect();
    let rest = query[letters.len()..].trim_start_matches(is_sign);
    let is_code = !letters.is_empty() && rest.starts_with(|it: char| it.is_ascii_digit());
    let is_whole = rest
        .chars()
        .all(|it| it.is_ascii_digit() || it == '-' || it == '/');
    let begun = format!(" {}", code_key(query));
    (is_code && is_whole).then(|| Number::Code {
        whole: format!("{begun} "),
        begun,
    })
}

/// A code without marks, signs and zeros before its numbers: `d58` for Đ-058, `tl1.2` for TL-01/02.
fn code_key(code: &str) -> String {
    let plain = search_key(code);
    let mut key = String::with_capacity(plain.len());
    for run in plain.split(|it: char| !it.is_alphanumeric()) {
        let letters = run.trim_start_matches(|it: char| !it.is_ascii_digit());
        let (word, number) = run.split_at(run.len() - letters.len());
        if word.is_empty() && key.ends_with(|it: char| it.is_ascii_digit()) && !number.is_empty() {
            key.push('.');
        }
        key.push_str(word);
        let short = number.trim_start_matches('0');
        key.push_str(if short.is_empty() && !number.is_empty() {
            "0"
        } else {
            short
        });
    }
    key
}

/// Signs that people leave out or write in five ways, as in H'Mông.
fn is_apostrophe(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '′' | '´' | '`' | '＇'
    )
}

/// Whether a word of the text begins so. It is asked of thousands of texts at each keystroke.
fn begins_word(text: &str, beginning: &str) -> bool {
    let mut rest = text.as_bytes();
    while !rest.starts_with(beginning.as_bytes()) {
        match rest.iter().position(|it| *it == b' ') {
            Some(space) => rest = &rest[space + 1..],
            None => return false,
        }
    }
    true
}

/// The shapes of a word's letters, and its tone.
fn shape(word: &str) -> (String, Tone) {
    let letters = letters(word);
    let tones = letters.iter().map(|letter| letter.tone);
    let tone = tones.max().unwrap_or_default();
    let shapes = letters
        .iter()
        .flat_map(|letter| letter.shape.to_lowercase());
    (shapes.collect(), tone)
}

/// Whether two keys without marks differ by one letter: wrong, missing, or too many.
pub fn one_letter_off(one: &str, other: &str) -> bool {
    match behind_what_is_same(one, other) {
        ([], rest) | (rest, []) => rest.len() == 1,
        (one, other) => one[1..] == other[1..] || one[1..] == *other || *one == other[1..],
    }
}

/// Whether two letters that follow each other have changed places.
fn turned(one: &str, other: &str) -> bool {
    match behind_what_is_same(one, other) {
        ([a, b, one @ ..], [c, d, other @ ..]) => (a, b) == (d, c) && one == other,
        _ => false,
    }
}

fn behind_what_is_same<'a>(one: &'a str, other: &'a str) -> (&'a [u8], &'a [u8]) {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    (&one[same..], &other[same..])
}
