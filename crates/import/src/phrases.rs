//! Phrases that texts of a list begin with or hold, as people write them: with marks, or without any.
use vietnamese::{identity_key, search_key};

/// Whether a text has no marks at all, as in lists typed on a plain keyboard.
pub(crate) fn is_unmarked(text: &str) -> bool {
    search_key(text) == text.to_lowercase()
}

/// What words of a text are compared by: with their marks where the text has any.
pub(crate) fn key_of(text: &str) -> fn(&str) -> String {
    if is_unmarked(text) {
        search_key
    } else {
        identity_key
    }
}

/// Phrases whose keys are made once, since every row is held against them.
pub(crate) struct Phrases {
    marked: Vec<String>,
    plain: Vec<String>,
}

impl Phrases {
    pub fn new(phrases: &[&str]) -> Self {
        Self {
            marked: phrases.iter().map(|it| identity_key(it)).collect(),
            plain: phrases.iter().map(|it| search_key(it)).collect(),
        }
    }

    /// Whether a text begins with one of them, whole.
    pub fn begin(&self, text: &str) -> bool {
        let phrases = match is_unmarked(text) {
            true => &self.plain,
            false => &self.marked,
        };
        let key = key_of(text)(text);
        phrases.iter().any(|it| has_begun(&key, it))
    }

    /// The number of words of the first one that a text begins with, marks and all.
    pub fn words_begun(&self, text: &str) -> Option<usize> {
        let key = identity_key(text);
        let begun = self.marked.iter().find(|it| has_begun(&key, it))?;
        Some(begun.split(' ').count())
    }

    /// Whether one of them is a key with its marks.
    pub fn has(&self, key: &str) -> bool {
        self.marked.iter().any(|it| it == key)
    }
}

fn has_begun(key: &str, phrase: &str) -> bool {
    let rest = key.strip_prefix(phrase);
    rest.is_some_and(|it| !it.starts_with(char::is_alphanumeric))
}
