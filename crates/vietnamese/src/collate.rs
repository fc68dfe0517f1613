//! Order as in the dictionary (CLDR `vi`), numbers by value, people by given name first.
use crate::letter::{Tone, letters};
use crate::name_parts;

/// Two keys compare as their texts are ordered.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SortKey(Vec<u8>);

/// The alphabet; letters with a shape follow their base letter, as in CLDR.
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// Orders by letters, then tones (ngang, huyền, hỏi, ngã, sắc, nặng), then small before capital.
/// Digits come before letters and count by value: Thôn 2 comes before Thôn 10.
pub fn word_sort_key(text: &str) -> SortKey {
    let mut key = Vec::new();
    push_whole(&mut key, text);
    SortKey(key)
}

/// Orders by given name, then family name, then middle names.
pub fn person_sort_key(full_name: &str) -> SortKey {
    let parts = name_parts(full_name);
    let mut key = Vec::new();
    for part in [&parts.given, &parts.family, &parts.middle] {
        push_whole(&mut key, part);
        key.push(0);
    }
    SortKey(key)
}

/// Appends three levels: letters, tones, case. Each ends with 1, which is less than any weight.
fn push_whole(key: &mut Vec<u8>, text: &str) {
    let letters = letters(text.trim());
    push_primary(key, &letters);
    key.push(1);
    key.extend(letters.iter().map(|letter| 2 + tone_weight(letter.tone)));
    key.push(1);
    key.extend(
        letters
            .iter()
            .map(|letter| 2 + u8::from(letter.shape.is_uppercase())),
    );
    key.push(1);
}

fn push_primary(key: &mut Vec<u8>, letters: &[crate::letter::Letter]) {
    let mut rest = letters;
    while let Some((first, after)) = rest.split_first() {
        if first.shape.is_ascii_digit() {
            let end = rest
                .iter()
                .position(|it| !it.shape.is_ascii_digit())
                .unwrap_or(rest.len());
            push_number(key, rest[..end].iter().map(|it| it.shape));
            rest = &rest[end..];
        } else {
            push_letter(key, first.shape);
            rest = after;
        }
    }
}

/// Appends a number: how many digits it has without leading zeros, then the digits.
fn push_number(key: &mut Vec<u8>, digits: impl Iterator<Item = char>) {
    let digits: Vec<u8> = digits
        .skip_while(|digit| *digit == '0')
        .map(|digit| digit as u8)
        .collect();
    key.push(40);
    key.push(u8::try_from(digits.len() + 2).unwrap_or(u8::MAX));
    key.extend(digits);
}

/// Spaces come first, then other signs, numbers (40), the alphabet (from 50), other letters (200).
fn push_letter(key: &mut Vec<u8>, letter: char) {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    let place = ALPHABET.chars().position(|it| it == lower);
    match (place, lower) {
        (Some(place), _) => key.push(50 + u8::try_from(place).unwrap_or(u8::MAX - 50)),
        (None, blank) if blank.is_whitespace() => key.push(3),
        (None, other) => {
            key.push(if other.is_alphabetic() { 200 } else { 10 });
            key.extend(other.to_string().as_bytes());
        }
    }
}

fn tone_weight(tone: Tone) -> u8 {
    match tone {
        Tone::Level => 0,
        Tone::Huyen => 1,
        Tone::Hoi => 2,
        Tone::Nga => 3,
        Tone::Sac => 4,
        Tone::Nang => 5,
    }
}
