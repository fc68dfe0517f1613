//! A person's name and its parts.

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NameParts {
    pub family: String,
    pub middle: String,
    /// The name by which people are addressed and sorted.
    pub given: String,
}

/// The family name comes first, the given name last, the rest between. A single word is a given
/// name.
pub fn name_parts(full: &str) -> NameParts {
    let full = crate::nfc(full);
    let words: Vec<&str> = full.split_whitespace().collect();
    let (family, middle, given) = match words.as_slice() {
        [] => ("", String::new(), ""),
        [given] => ("", String::new(), *given),
        [family, middle @ .., given] => (*family, middle.join(" "), *given),
    };
    NameParts {
        family: family.to_owned(),
        middle,
        given: given.to_owned(),
    }
}
