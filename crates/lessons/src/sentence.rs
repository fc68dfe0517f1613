//! Counts sentences and syllables of plain Vietnamese prose.

/// Sentences of a text; they end with `.`, `?`, `!` or `…` before a space or the end.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((place, letter)) = letters.next() {
        let ends = matches!(letter, '.' | '?' | '!' | '…');
        let mut end = place + letter.len_utf8();
        if !ends {
            continue;
        }
        while let Some((closing, _)) =
            letters.next_if(|(_, it)| matches!(it, '”' | '"' | ')' | '*'))
        {
            end = closing + text[closing..].chars().next().map_or(0, char::len_utf8);
        }
        if letters.peek().is_none_or(|(_, next)| next.is_whitespace()) {
            sentences.push(text[start..end].trim());
            start = end;
        }
    }
    sentences.push(text[start..].trim());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

/// Words with a letter or a digit. In Vietnamese each word between spaces is one syllable.
pub(crate) fn syllables(sentence: &str) -> usize {
    let words = sentence.split_whitespace();
    let spoken = words.filter(|word| word.chars().any(char::is_alphanumeric));
    spoken.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_stop_inside_a_word_ends_no_sentence() {
        let text = "Vào dichvucong.gov.vn. Chuyển 1.000 đồng thử! Đúng tên chưa? Bấm “Gửi.” Xong";
        let wanted = [
            "Vào dichvucong.gov.vn.",
            "Chuyển 1.000 đồng thử!",
            "Đúng tên chưa?",
            "Bấm “Gửi.”",
            "Xong",
        ];
        assert_eq!(sentences(text), wanted);
    }

    #[test]
    fn signs_between_spaces_are_not_syllables() {
        assert_eq!(syllables("Bấm “Gửi” – rồi **đợi** 5 phút."), 6);
    }
}
