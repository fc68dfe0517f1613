//! Finds and removes invisible characters that harm the text around them.

/// Whether a character is invisible and harmful: a control character other than line breaks and
/// tabs, one that changes the direction of text, or one that is drawn as nothing, such as fillers,
/// tags, annotations and the Braille blank. Of Unicode's `Bidi_Control` and
/// `Default_Ignorable_Code_Point` these are the ones that [`crate::nfc`] keeps and that no
/// Vietnamese text or emoji needs.
///
/// PostgreSQL refuses text with U+0000, a direction mark makes a name or link look like another,
/// and a name of fillers alone looks empty.
pub fn is_hidden(letter: char) -> bool {
    match letter {
        '\n' | '\r' | '\t' => false,
        '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' => {
            true
        }
        '\u{2061}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{2800}' | '\u{3164}' => true,
        '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' => true,
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' => true,
        '\u{e0000}'..='\u{e0fff}' => true,
        other => other.is_control(),
    }
}

/// Whether nothing of a text is seen: blanks, what [`is_hidden`], soft hyphens, and marks that have
/// no letter.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|letter| {
        letter.is_whitespace()
            || is_hidden(letter)
            || matches!(
                letter,
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
            )
            || matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{300}'..='\u{36f}')
    })
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
    fn a_text_of_which_nothing_is_seen_is_blank() {
        for blank in [
            "",
            " \n",
            "\u{ad}",
            "\u{fe0f}",
            "\u{200b}\u{301}",
            "\u{3164}",
        ] {
            assert!(is_blank(blank), "{blank:?}");
        }
        assert!(!is_blank("❤\u{fe0f}") && !is_blank("e\u{301}") && !is_blank("."));
    }

    #[test]
    fn hidden_characters_are_told_from_visible_ones() {
        #[rustfmt::skip]
        let hidden = [
            '\0', '\u{1}', '\u{8}', '\u{b}', '\u{c}', '\u{1b}', '\u{7f}', '\u{85}',
            '\u{9f}', '\u{61c}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}',
            '\u{2067}', '\u{2068}', '\u{2069}', '\u{34f}', '\u{115f}', '\u{1160}', '\u{206a}', '\u{206f}',
            '\u{2800}', '\u{3164}', '\u{ffa0}', '\u{fff9}', '\u{fffb}', '\u{e0041}', '\u{e0100}', '\u{180e}',
        ];
        for hidden in hidden {
            assert!(is_hidden(hidden), "{hidden:?}");
        }
        let written = "Bùi Thị Đào\r\n\t«ngõ 3» — 5.000 đ ₫ 👩‍🌾 e\u{301}";
        assert!(!written.contains(is_hidden));
        assert_eq!(without_hidden(written.to_owned()), written);
        assert_eq!(without_hidden("Bùi\u{202e} Thị\0".to_owned()), "Bùi Thị");
    }
}
