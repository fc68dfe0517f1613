//! Signs that nobody sees and that break what stands around them.

/// Whether a letter is a control character other than a line break or a tab, or turns the direction
/// of what follows: U+061C, U+202A to U+202E and U+2066 to U+2069, of Unicode's `Bidi_Control`
/// those that [`crate::nfc`] does not drop.
///
/// A text with U+0000 is taken by no text column of PostgreSQL; one with a direction mark shows a
/// name or a link as what it is not.
pub fn is_hidden(letter: char) -> bool {
    match letter {
        '\n' | '\r' | '\t' => false,
        '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    }
}

/// The text without them.
pub fn without_hidden(mut text: String) -> String {
    if text.contains(is_hidden) {
        text.retain(|letter| !is_hidden(letter));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_told_from_what_is_written() {
        for hidden in [
            '\0', '\u{1}', '\u{8}', '\u{b}', '\u{c}', '\u{1b}', '\u{7f}', '\u{85}', '\u{9f}',
            '\u{61c}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}',
            '\u{2067}', '\u{2068}', '\u{2069}',
        ] {
            assert!(is_hidden(hidden), "{hidden:?}");
        }
        let written = "Bùi Thị Đào\r\n\t«ngõ 3» — 5.000 đ ₫ 👩‍🌾 e\u{301}";
        assert!(!written.contains(is_hidden));
        assert_eq!(without_hidden(written.to_owned()), written);
        assert_eq!(without_hidden("Bùi\u{202e} Thị\0".to_owned()), "Bùi Thị");
    }
}
