//! Whether two names are the same: for telling people and places apart, never for finding them.
use crate::letter::{Letter, Tone, letters};
use crate::without_hidden;

/// A key that two names share only if they are the same name.
///
/// Case, runs of blanks, the Unicode form, the place of the tone in a syllable (`hòa`, `hoà`) and
/// the kind of apostrophe make no difference. Every letter and every mark does: Hùng, Hưng and Hung
/// have three keys. The key is not a text to show.
pub fn identity_key(text: &str) -> String {
    let text = without_hidden(crate::nfc(text));
    let words = text.split_whitespace().map(word_key);
    words.collect::<Vec<_>>().join(" ")
}

/// Whether two names have the same [`identity_key`].
pub fn same_name(left: &str, right: &str) -> bool {
    identity_key(left) == identity_key(right)
}

/// The text with `…` wherever the whole name stands in it; `None` if it stands nowhere.
///
/// A name of one word is left: it may be any word.
pub fn without_name(text: &str, name: &str) -> Option<String> {
    let name: Vec<String> = words(name).map(|(_, word)| word_key(word)).collect();
    if name.len() < 2 {
        return None;
    }
    let found: Vec<(usize, &str)> = words(text).collect();
    let keys: Vec<String> = found.iter().map(|(_, word)| word_key(word)).collect();
    let (mut plain, mut end, mut from) = (String::new(), 0, 0);
    while let Some(window) = keys.get(from..from + name.len()) {
        if window != name {
            from += 1;
            continue;
        }
        let (last, word) = found[from + name.len() - 1];
        plain.push_str(&text[end..found[from].0]);
        plain.push('…');
        end = last + word.len();
        from += name.len();
    }
    plain.push_str(&text[end..]);
    (end > 0).then_some(plain)
}

/// The words of a text with their places in bytes.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_of_word = |it: char| {
        it.is_alphanumeric() || apostrophe(it) == '\'' || matches!(it, '\u{300}'..='\u{36f}')
    };
    let parts = text.split(move |it| !is_of_word(it));
    let place = move |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    parts
        .filter(|part| !part.is_empty())
        .map(move |part| (place(part), part))
}

fn word_key(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase().replace('`', "'");
    }
    let letters = letters(&word.to_lowercase());
    let mut key = String::with_capacity(word.len());
    for run in letters.chunk_by(|left, right| is_letter(*left) == is_letter(*right)) {
        let toned = run.iter().filter(|it| it.tone != Tone::Level).count();
        let shapes = run.iter().map(|it| apostrophe(it.shape));
        match toned {
            // The one tone of a syllable stands behind it, wherever it was written.
            1 => key.extend(shapes.chain(run.iter().filter_map(|it| it.tone.mark()))),
            _ => key.extend(
                shapes
                    .zip(run)
                    .flat_map(|(shape, it)| [Some(shape), it.tone.mark()])
                    .flatten(),
            ),
        }
    }
    key
}

fn is_letter(letter: Letter) -> bool {
    letter.shape.is_alphabetic() && apostrophe(letter.shape) != '\''
}

/// The plain sign for each of those that keyboards put in its place, as in `K'Brế`.
fn apostrophe(letter: char) -> char {
    match letter {
        '’' | '‘' | 'ʼ' | 'ʻ' | '′' | '´' | '`' | '＇' => '\'',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_or_a_letter_makes_another_name() {
        for (left, right) in [
            ("Trần Văn Hùng", "Trần Văn Hưng"),
            ("Lê Thị Hà", "Lê Thị Hạ"),
            ("Nguyễn Thị Thúy", "Nguyễn Thị Thủy"),
            ("Nguyễn Thị Thủy", "Nguyễn Thị Thùy"),
            ("Nguyễn Thị Hoa", "Nguyễn Thị Hòa"),
            ("Lê Văn Đức", "Lê Văn Dức"),
            ("Mai Hà An", "Mai Ha An"),
            ("Lý Mỹ", "Lí Mĩ"),
            ("K'Brế", "KBrế"),
            ("Y Čuôr", "Y Cuôr"),
        ] {
            assert!(!same_name(left, right), "{left}, {right}");
        }
    }

    #[test]
    fn a_name_is_taken_out_of_a_text() {
        let name = "Đỗ Quang Bình";
        for (text, left) in [
            ("Hộ Đỗ Quang Bình, Nghi Sơn", Some("Hộ …, Nghi Sơn")),
            ("ĐỖ QUANG BÌNH", Some("…")),
            ("(Đỗ  Quang\u{a0}Bình) và Đỗ Quang Bình.", Some("(…) và ….")),
            ("Bánh gai Bình", None),
            ("Đỗ Quang Bính", None),
            ("Hộ Đỗ Quang Bìnhh", None),
        ] {
            assert_eq!(without_name(text, name).as_deref(), left, "{text}");
        }
        assert_eq!(without_name("Nhà bà Hoa", "Hoa"), None);
    }

    #[test]
    fn the_same_name_written_otherwise_is_the_same() {
        for (left, right) in [
            ("Lê Thị Hòa", "LÊ  THỊ HOÀ "),
            ("Nguyễn Thị Thúy", "Nguyễn Thị Thuý"),
            ("Hoàng Khoẻ", "Hoàng Khỏe"),
            ("Đỗ Thị Hạ", "Đỗ Thị Ha\u{323}"),
            ("Ðỗ\u{a0}Văn", "Đỗ Văn"),
            ("K'Brế", "K’Brế"),
            ("H'Mông", "HʼMông"),
            ("Bùi\u{202e} Thị", "Bùi Thị"),
        ] {
            assert!(same_name(left, right), "{left}, {right}");
        }
    }
}
