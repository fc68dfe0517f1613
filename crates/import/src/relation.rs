//! How people write who someone is to the head of a household.
use vietnamese::{identity_key, search_key};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Relation {
    Head,
    Spouse,
    /// Anyone else of the household.
    Member,
    /// The cell is empty.
    Untold,
    /// It says something, and not who someone is to the head.
    Unknown,
}

/// Words that relations are made of.
const WORDS: &[&str] = &[
    "con", "chau", "chat", "bo", "me", "cha", "ba", "ma", "ong", "cu", "anh", "chi", "em", "dau",
    "re", "co", "di", "chu", "bac", "cau", "mo", "thim", "duong", "nuoi", "noi", "ngoai", "ruot",
    "ho", "khac", "than", "thanh", "vien", "tv", "nguoi", "giup", "nho", "day", "u", "tia", "vo",
    "chong", "gai", "trai", "de", "nhan", "khau", "boa", "mei", "amai",
];

/// How a column tells relations.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Notation {
    Words,
    /// By numbers of a key, of which 1 is the head.
    Codes,
    /// By a cross for the head, and nothing for everyone else.
    Crosses,
}

impl Relation {
    pub fn of(text: &str, notation: Notation) -> Self {
        let plain: String = text
            .chars()
            .map(|it| if it.is_alphanumeric() { it } else { ' ' })
            .collect();
        let key = search_key(&plain);
        let first_marked = identity_key(plain.split_whitespace().next().unwrap_or_default());
        match notation {
            Notation::Words => {}
            Notation::Codes => {
                return match key.trim_start_matches('0') {
                    "" => Self::Untold,
                    "1" => Self::Head,
                    "2" => Self::Spouse,
                    _ => Self::Member,
                };
            }
            Notation::Crosses => {
                return if text.is_empty() || is_no(&key) {
                    Self::Member
                } else {
                    Self::Head
                };
            }
        }
        match key.as_str() {
            "" => Self::Untold,
            "ch" | "c h" | "chu" | "chu nha" | "ban than" | "la chu ho" | "chuho" | "chh"
            | "c ho" | "ch ho" | "chu gia dinh" | "chu hgd" | "doc than" | "mot minh"
            | "song mot minh" | "don than" => Self::Head,
            "v" | "vo" | "ck" | "chong" | "vc" | "vo chong" | "v c" => Self::Spouse,
            key if key.starts_with("chu ho") => Self::Head,
            key if key.starts_with("vo ") || key.starts_with("chong ") => Self::Spouse,
            _ if first_marked == identity_key("vợ") || first_marked == identity_key("chồng") => {
                Self::Spouse
            }
            // A letter or two is short for something.
            key if key.len() <= 2 || key.split(' ').any(|word| WORDS.contains(&word)) => {
                Self::Member
            }
            _ => Self::Unknown,
        }
    }
}

/// A mark for the head: `x`, `có`, `✓`.
pub(crate) fn is_cross(text: &str) -> bool {
    let key = search_key(text);
    matches!(key.as_str(), "x" | "co" | "dung" | "yes" | "+" | "✓" | "√") || is_no(&key)
}

fn is_no(key: &str) -> bool {
    matches!(key, "khong" | "ko" | "no" | "sai" | "-" | "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_read_as_they_are_shortened() {
        for (text, wanted) in [
            ("Chủ hộ", Relation::Head),
            ("CH", Relation::Head),
            ("C.H", Relation::Head),
            ("chu ho", Relation::Head),
            ("Chủ hộ (đã mất)", Relation::Head),
            ("V", Relation::Spouse),
            ("Vợ", Relation::Spouse),
            ("Vợ chủ hộ", Relation::Spouse),
            ("Con chủ hộ", Relation::Member),
            ("Mẹ của chủ hộ", Relation::Member),
            ("C", Relation::Member),
            ("Con đẻ", Relation::Member),
            ("C.hộ", Relation::Head),
            ("Ch.hộ", Relation::Head),
            ("Chủ gia đình", Relation::Head),
            ("Độc thân", Relation::Head),
            ("Tạm trú", Relation::Unknown),
            ("", Relation::Untold),
            ("-", Relation::Untold),
        ] {
            assert_eq!(Relation::of(text, Notation::Words), wanted, "{text}");
        }
        assert_eq!(Relation::of("01", Notation::Codes), Relation::Head);
        assert_eq!(Relation::of("3", Notation::Codes), Relation::Member);
        assert_eq!(Relation::of("x", Notation::Crosses), Relation::Head);
        assert_eq!(Relation::of("", Notation::Crosses), Relation::Member);
    }
}
