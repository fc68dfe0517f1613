//! Which column holds which field, found by its Vietnamese title; people may correct it.
use crate::decisions::RowKey;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    Number,
    Code,
    /// A number that tells the households of one alley or sheet apart, and nobody beyond.
    HouseholdNumber,
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
    pub const ALL: [Field; 16] = [
        Field::Number,
        Field::Code,
        Field::HouseholdNumber,
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
            Field::HouseholdNumber => "household-number",
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

/// What people corrected: for each sheet by name, and who in the list is one household. Where
/// nothing is said, the list speaks for itself.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub sheets: BTreeMap<String, SheetMapping>,
    /// Households that are the one further up in the list that they resemble.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub together: BTreeSet<RowKey>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SheetMapping {
    /// The village of every household that names none itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub village: Option<String>,
    /// Whether the sheet is taken: asks for one that would be left out (hidden, or a repetition of
    /// others), or leaves one out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken: Option<bool>,
    /// Whether rows that are hidden are taken too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hidden_rows: bool,
    /// The field of each corrected column; `None` drops the column.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<usize, Option<Field>>,
    /// Columns whose letters stay as they are in the file, whatever font they name.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub as_written: BTreeSet<usize>,
}

impl Mapping {
    /// What was corrected about a sheet, to correct more.
    pub fn sheet(&mut self, name: &str) -> &mut SheetMapping {
        self.sheets.entry(name.to_owned()).or_default()
    }
}
