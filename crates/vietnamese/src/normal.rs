//! Gives every text one form: NFC, with look-alike letters replaced and invisible characters
//! removed.

/// Composes to NFC, turns Ð, ð and similar letters into Đ and đ, no-break spaces into spaces, and
/// drops invisible characters.
///
/// The soft hyphen stays, because in TCVN3 it is the letter ư (see [`crate::to_unicode`]).
pub fn nfc(text: &str) -> String {
    composed(text.chars().filter_map(mend)).collect()
}

/// Canonical composition.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn composed(letters: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    unicode_normalization::UnicodeNormalization::nfc(letters)
}

/// Canonical decomposition.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn decomposed(letters: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    unicode_normalization::UnicodeNormalization::nfd(letters)
}

#[cfg(target_arch = "wasm32")]
pub(crate) fn composed(letters: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    crate::compose::nfc(letters).into_iter()
}

#[cfg(target_arch = "wasm32")]
pub(crate) fn decomposed(letters: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    crate::compose::nfd(letters).into_iter()
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
