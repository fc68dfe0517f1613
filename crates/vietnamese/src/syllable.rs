//! Whether a word could be a Vietnamese syllable, which tells encodings apart.
use crate::letter::{Tone, letters};

const ONSETS: &[&str] = &[
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
];
const NUCLEI: &[&str] = &[
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây",
    "eo", "êu", "ia", "iê", "iêu", "iu", "oa", "oă", "oai", "oao", "oay", "oe", "oeo", "oi", "ôi",
    "ơi", "oo", "ua", "uâ", "uây", "uê", "ui", "uô", "uôi", "uơ", "uy", "uya", "uyê", "uyu", "ưa",
    "ưi", "ươ", "ươi", "ươu", "ưu", "yê", "yêu", "uêu", "uao", "uau", "ue", "ueo",
];
const CODAS: &[&str] = &["", "c", "ch", "m", "n", "ng", "nh", "p", "t"];

/// Whether the word has an onset, a nucleus and a coda, and at most one tone, written in its place.
/// A syllable that ends in c, ch, p or t has the tone sắc or nặng.
pub fn is_syllable(word: &str) -> bool {
    let letters = letters(&word.to_lowercase());
    let text: Vec<char> = letters.iter().map(|it| it.shape).collect();
    let toned: Vec<usize> = (0..letters.len())
        .filter(|place| letters[*place].tone != Tone::Level)
        .collect();
    let place = match toned.as_slice() {
        [] => None,
        [one] => Some(*one),
        _ => return false,
    };
    ONSETS.iter().any(|onset| {
        let onset: Vec<char> = onset.chars().collect();
        text.strip_prefix(onset.as_slice()).is_some_and(|rime| {
            let at = place.map(|place| place.checked_sub(onset.len()));
            let tone = place.map(|place| letters[place].tone);
            !rime.is_empty() && at != Some(None) && is_rime(rime, at.flatten(), tone)
        })
    })
}

fn is_rime(rime: &[char], at: Option<usize>, tone: Option<Tone>) -> bool {
    CODAS.iter().any(|coda| {
        let letters: Vec<char> = coda.chars().collect();
        rime.strip_suffix(letters.as_slice())
            .is_some_and(|nucleus| {
                let stopped = matches!(*coda, "c" | "ch" | "p" | "t");
                let tone_fits =
                    !stopped || tone.is_none_or(|tone| matches!(tone, Tone::Sac | Tone::Nang));
                let text: String = nucleus.iter().collect();
                tone_fits
                    && NUCLEI.contains(&text.as_str())
                    && at.is_none_or(|at| is_place_of_tone(nucleus, !coda.is_empty(), at))
            })
    })
}

/// The tone is on the last vowel that has a shape. Without one, it depends on the number of vowels
/// and on whether the syllable ends in a consonant; oa, oe and uy may have it on either vowel, by
/// the old or the new spelling.
fn is_place_of_tone(nucleus: &[char], closed: bool, at: usize) -> bool {
    let shaped = nucleus.iter().rposition(|vowel| "ăâêôơư".contains(*vowel));
    match (shaped, nucleus) {
        (Some(shaped), _) => at == shaped,
        (None, [_]) => at == 0,
        (None, [_, _]) if closed => at == 1,
        (None, ['o', 'a' | 'e'] | ['u', 'y']) => at < 2,
        (None, [_, _]) => at == 0,
        (None, _) => at == 1,
    }
}
