//! Which column holds which field, found by its Vietnamese title; people may correct it.
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    Number,
    Code,
    Head,
    Name,
    Relation,
    BirthYear,
    Phone,
    Address,
    DoorNumber,
    Village,
    Alley,
    Business,
    Identity,
    People,
    Note,
}

impl Field {
    pub const ALL: [Field; 15] = [
        Field::Number,
        Field::Code,
        Field::Head,
        Field::Name,
        Field::Relation,
        Field::BirthYear,
        Field::Phone,
        Field::Address,
        Field::DoorNumber,
        Field::Village,
        Field::Alley,
        Field::Business,
        Field::Identity,
        Field::People,
        Field::Note,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Field::Number => "number",
            Field::Code => "code",
            Field::Head => "head",
            Field::Name => "name",
            Field::Relation => "relation",
            Field::BirthYear => "birth-year",
            Field::Phone => "phone",
            Field::Address => "address",
            Field::DoorNumber => "door-number",
            Field::Village => "village",
            Field::Alley => "alley",
            Field::Business => "business",
            Field::Identity => "identity",
            Field::People => "people",
            Field::Note => "note",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }
}

/// Corrections: for each sheet by name, the field of each corrected column; `None` drops the
/// column.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Mapping(pub BTreeMap<String, BTreeMap<usize, Option<Field>>>);
