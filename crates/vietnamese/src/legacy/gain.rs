//! Whether reading a text in an old encoding makes it better Vietnamese.
use super::{Encoding, to_unicode};
use crate::is_syllable;
use std::collections::HashMap;

/// How many words a reading made into syllables, and how many it took from being one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Gain {
    pub better: usize,
    pub worse: usize,
    /// Words that stand in every list, such as ngõ and hộ: those won less those lost.
    pub common: isize,
}

/// Words by which two readings that are both Vietnamese are told apart.
const COMMON: &[&str] = &[
    "ngõ",
    "xóm",
    "thôn",
    "đường",
    "số",
    "hộ",
    "nghèo",
    "cận",
    "chủ",
    "vợ",
    "chồng",
    "con",
    "cháu",
    "mẹ",
    "bố",
    "có",
    "không",
    "nam",
    "nữ",
    "nhà",
    "ruộng",
    "công",
    "nhân",
    "văn",
    "thị",
    "tổ",
    "khu",
    "làm",
    "sinh",
    "tên",
    "họ",
    "điện",
    "thoại",
    "địa",
    "chỉ",
    "ghi",
    "chú",
    "quan",
    "hệ",
    "năm",
    "cũ",
    "hữu",
    "đức",
    "xã",
    "giếng",
    "đình",
    "chợ",
    "ấp",
    "bản",
    "buôn",
    "rể",
    "dâu",
];

/// Reads texts in old encodings and weighs the result, remembering the words it has met.
#[derive(Clone, Debug, Default)]
pub struct Weigher {
    syllables: HashMap<String, bool>,
}

/// Whether a text has letters that no old encoding uses, so that it is Unicode already.
pub fn is_unicode(text: &str) -> bool {
    text.chars().any(|letter| {
        matches!(letter, '\u{102}'..='\u{1b0}' | '\u{1ea0}'..='\u{1ef9}' | '\u{300}'..='\u{323}')
    })
}

/// Whether a text has signs that an old encoding could have put there.
pub fn may_be_legacy(text: &str) -> bool {
    let viqr = |pair: &[u8]| {
        matches!(
            pair[0].to_ascii_lowercase(),
            b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'd'
        ) && b"'`?~.^(+dD".contains(&pair[1])
    };
    !is_unicode(text) && (!text.is_ascii() || text.as_bytes().windows(2).any(viqr))
}

impl Weigher {
    /// The text read in an encoding, and what the reading gained. Only words with a plain letter
    /// count: a sign that stands alone is no word that was misread.
    pub fn read(&mut self, text: &str, encoding: Encoding) -> (String, Gain) {
        let read = to_unicode(text, encoding);
        let mut gain = Gain::default();
        let words = text.split_whitespace().zip(read.split_whitespace());
        for (before, after) in words.filter(|(before, after)| before != after) {
            if !before.bytes().any(|it| it.is_ascii_alphabetic()) {
                continue;
            }
            gain.common += is_common(after) - is_common(before);
            match (self.is_word(before), self.is_word(after)) {
                (false, true) => gain.better += 1,
                (true, false) => gain.worse += 1,
                _ => {}
            }
        }
        (read, gain)
    }

    /// Whether every part of a word is a syllable, but for numbers and the signs around it.
    fn is_word(&mut self, word: &str) -> bool {
        if let Some(known) = self.syllables.get(word) {
            return *known;
        }
        let mut parts = word
            .split(|it: char| it.is_ascii_punctuation() || it.is_ascii_digit())
            .filter(|it| !it.is_empty())
            .peekable();
        let is = parts.peek().is_some() && parts.all(is_syllable);
        self.syllables.insert(word.to_owned(), is);
        is
    }
}

fn is_common(word: &str) -> isize {
    let word = word.trim_matches(|it: char| it.is_ascii_punctuation());
    isize::from(COMMON.contains(&word.to_lowercase().as_str()))
}
