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
}

impl Relation {
    /// `coded` if the column holds numbers, of which 1 is the head.
    pub fn of(text: &str, coded: bool) -> Self {
        let plain: String = text
            .chars()
            .map(|it| if it.is_alphanumeric() { it } else { ' ' })
            .collect();
        let key = search_key(&plain);
        let first_marked = identity_key(plain.split_whitespace().next().unwrap_or_default());
        if coded {
            return match key.trim_start_matches('0') {
                "" => Self::Untold,
                "1" => Self::Head,
                "2" => Self::Spouse,
                _ => Self::Member,
            };
        }
        match key.as_str() {
            "" => Self::Untold,
            "ch" | "c h" | "chu" | "chu nha" | "ban than" | "la chu ho" | "chuho" | "chh" => {
                Self::Head
            }
            "v" | "vo" | "ck" | "chong" | "vc" | "vo chong" | "v c" => Self::Spouse,
            key if key.starts_with("chu ho") => Self::Head,
            key if key.starts_with("vo ") || key.starts_with("chong ") => Self::Spouse,
            _ if first_marked == identity_key("vợ") || first_marked == identity_key("chồng") => {
                Self::Spouse
            }
            _ => Self::Member,
        }
    }
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
            ("", Relation::Untold),
            ("-", Relation::Untold),
        ] {
            assert_eq!(Relation::of(text, false), wanted, "{text}");
        }
        assert_eq!(Relation::of("01", true), Relation::Head);
        assert_eq!(Relation::of("3", true), Relation::Member);
    }
}
