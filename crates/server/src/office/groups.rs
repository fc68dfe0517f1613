//! What the five groups of skills are called, as columns and as badges.
use words::{Language, board as say};

/// A group's name as a column title.
pub fn group_name(group: &str, lang: Language) -> &'static str {
    say::by_id(&format!("group-{group}"), lang).unwrap_or_default()
}

/// The same in two letters, for a badge.
pub fn group_short(group: &str, lang: Language) -> &'static str {
    say::by_id(&format!("short-{group}"), lang).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Catalogue, Settings};

    #[test]
    fn every_group_of_the_catalogue_has_a_name_and_two_letters() {
        for group in Catalogue::new(&Settings::default()).groups {
            for lang in [Language::Vietnamese, Language::English] {
                let id = group.id.as_str();
                assert_ne!(group_name(id, lang), "", "{id}");
                assert_ne!(group_short(id, lang), "", "{id}");
            }
        }
    }
}
