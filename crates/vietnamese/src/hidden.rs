//! Finds and removes invisible characters that harm the text around them.

/// Whether a character is invisible and harmful: a control character other than line breaks and
/// tabs, or one that changes the direction of text. Of the latter (Unicode's `Bidi_Control`) these
/// are U+061C, U+202A to U+202E and U+2066 to U+2069; [`crate::nfc`] drops the others.
///
/// PostgreSQL refuses text with U+0000, and a direction mark makes a name or link look like
/// another.
pub fn is_hidden(letter: char) -> bool {
    match letter {
        '\n' | '\r' | '\t' => false,
        '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    }
}

/// Removes such characters.
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
    fn hidden_characters_are_told_from_visible_ones() {
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
