//! Keys without marks: for finding, never for identity.
use crate::letter::base;
use crate::normal::decomposed;

/// The text without marks, in small letters, with single spaces: `Đỗ  Thị` becomes `do thi`.
pub fn search_key(text: &str) -> String {
    quick_key(text).unwrap_or_else(|| {
        let plain = without_marks(text);
        plain.chars().flat_map(char::to_lowercase).collect()
    })
}

/// The same in one pass, for texts of plain and composed Vietnamese letters; `None` for others.
/// Nearly all texts are such, and a phone needs tens of thousands of keys when its data are opened.
fn quick_key(text: &str) -> Option<String> {
    let mut key = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_whitespace() || letter == '\u{b}' {
            if !key.is_empty() && !key.ends_with(' ') {
                key.push(' ');
            }
        } else {
            key.push(plain_letter(letter)?);
        }
    }
    key.truncate(key.trim_end_matches(' ').len());
    Some(key)
}

/// The small letter without marks; `None` if it is not in this table.
pub(crate) fn plain_letter(letter: char) -> Option<char> {
    Some(match letter {
        '\0'..='\x7f' => letter.to_ascii_lowercase(),
        'À'..='Ã' | 'à'..='ã' | 'Ă' | 'ă' | 'Ạ'..='ặ' => 'a',
        'È'..='Ê' | 'è'..='ê' | 'Ẹ'..='ệ' => 'e',
        'Ì' | 'Í' | 'ì' | 'í' | 'Ĩ' | 'ĩ' | 'Ỉ'..='ị' => 'i',
        'Ò'..='Õ' | 'ò'..='õ' | 'Ơ' | 'ơ' | 'Ọ'..='ợ' => 'o',
        'Ù' | 'Ú' | 'ù' | 'ú' | 'Ũ' | 'ũ' | 'Ư' | 'ư' | 'Ụ'..='ự' => 'u',
        'Ý' | 'ý' | 'Ỳ'..='ỹ' => 'y',
        'Đ' | 'đ' => 'd',
        // Of Êđê, Jrai, Bahnar and Cơ Ho names: Dŏ, Klĭ, Ŭt, Čuôr, Ñŭ.
        'Ŏ' | 'ŏ' => 'o',
        'Ĭ' | 'ĭ' => 'i',
        'Ĕ' | 'ĕ' => 'e',
        'Ŭ' | 'ŭ' => 'u',
        'Č' | 'č' => 'c',
        'Ñ' | 'ñ' => 'n',
        _ => return None,
    })
}

/// The text without marks, with single spaces, as bank transfers need it: `Đỗ  Thị` becomes `Do
/// Thi`.
pub fn without_marks(text: &str) -> String {
    let folded: String = decomposed(crate::nfc(text).chars())
        .filter(|part| !('\u{300}'..='\u{36f}').contains(part))
        .map(base)
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slow_key(text: &str) -> String {
        let plain = without_marks(text);
        plain.chars().flat_map(char::to_lowercase).collect()
    }

    #[test]
    fn the_quick_key_equals_the_slow_one_for_every_letter() {
        for code in 0..0x2000 {
            let Some(letter) = char::from_u32(code) else {
                continue;
            };
            let text = format!("a{letter}b");
            if let Some(key) = quick_key(&text) {
                assert_eq!(key, slow_key(&text), "{code:x}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_quick_key_equals_the_slow_one_for_any_text(text in "[ \\t\u{b}\u{c}\u{a0}a-zA-Z0-9àằẵĐđƯữỹỴÝ\u{301}Ðñ.]{0,12}") {
            prop_assert_eq!(search_key(&text), slow_key(&text));
        }
    }

    #[test]
    fn marks_are_taken_off_and_capitals_stay() {
        for (text, plain) in [
            ("Tiền nước mắm hộ bà Đào", "Tien nuoc mam ho ba Dao"),
            ("ủng hộ lũ lụt", "ung ho lu lut"),
            ("Đặt 2 hũ  mắm tôm ", "Dat 2 hu mam tom"),
            ("Phí VSMT thôn Đông Sơn", "Phi VSMT thon Dong Son"),
        ] {
            assert_eq!(without_marks(text), plain);
        }
    }
}
