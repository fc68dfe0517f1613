//! Whose a photo is.
use crate::{ClassId, HouseholdId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A household's product, or a class.
///
/// As a text a household is its id alone, as it was written before classes had photos; a class is
/// `class:` and its id, which is nobody's id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PhotoOf {
    Household(HouseholdId),
    Class(ClassId),
}

const CLASS: &str = "class:";

impl TryFrom<String> for PhotoOf {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match text.strip_prefix(CLASS) {
            Some(id) => ClassId::try_from(id.to_owned()).map(PhotoOf::Class),
            None => HouseholdId::try_from(text).map(PhotoOf::Household),
        }
    }
}

impl From<PhotoOf> for String {
    fn from(of: PhotoOf) -> String {
        of.to_string()
    }
}

impl fmt::Display for PhotoOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PhotoOf::Household(id) => id.fmt(f),
            PhotoOf::Class(id) => write!(f, "{CLASS}{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_written_as_ever_and_no_class_is_mistaken_for_one() {
        let household = PhotoOf::Household(HouseholdId::new("class").unwrap());
        let class = PhotoOf::Class(ClassId::new("h1").unwrap());
        for (of, text) in [(household, "class"), (class, "class:h1")] {
            assert_eq!(of.to_string(), text);
            assert_eq!(PhotoOf::try_from(text.to_owned()), Ok(of));
        }
        for wrong in ["", "class:", "class:a:b", "household:h1", "class:H"] {
            assert!(PhotoOf::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
