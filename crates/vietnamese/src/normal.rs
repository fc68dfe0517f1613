//! One form for every text: NFC, with look-alikes and invisible characters mended.
use unicode_normalization::UnicodeNormalization;

/// Composes to NFC; turns Ð, ð and Ɖ into Đ and đ, no-break blanks into blanks, and drops
/// invisible characters.
///
/// The soft hyphen stays: in TCVN3 it is the letter ư (see [`crate::to_unicode`]).
pub fn nfc(text: &str) -> String {
    text.chars().filter_map(mend).nfc().collect()
}

fn mend(letter: char) -> Option<char> {
    match letter {
        'Ð' | 'Ɖ' => Some('Đ'),
        'ð' | 'ɖ' => Some('đ'),
        '\u{a0}' | '\u{2007}' | '\u{202f}' => Some(' '),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        other => Some(other),
    }
}
