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
