//! What people decided about a list: which columns and villages, who is who, which changes, and what
//! became of those whom the list lacks. The command line and the office use the same.
use crate::compare::What;
use crate::{Mapping, ProposedHousehold, SheetPreview};
use domain::HouseholdId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use vietnamese::identity_key;

/// The answers to a list. Whatever is not answered is left as it is in the register.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Decisions {
    /// How the sheets are read.
    pub mapping: Mapping,
    /// Who a household of the list is, by its key.
    pub households: BTreeMap<RowKey, Whose>,
    /// Whether a change is written: of one household by `KEY/WHAT`, or of all by `WHAT`.
    pub changes: BTreeMap<String, bool>,
    /// What became of households that the list lacks.
    pub missing: BTreeMap<HouseholdId, Fate>,
}

/// Names a household of a list by what is said of it, not by its row: it is the same in the next list.
/// Nobody's name can be read from it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowKey(String);

/// Who a household of the list is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// This household of the register.
    Same(HouseholdId),
    /// Nobody whom the register has.
    New,
    /// Not decided yet: nothing is written.
    Later,
}

/// What became of a household that the list lacks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    MovedAway,
    StillHere,
    /// The team goes and asks.
    Ask,
}

impl Decisions {
    /// Whether someone said that a change is written or not; their word on one household goes before
    /// that on all.
    pub(crate) fn ticked(&self, key: &RowKey, what: What) -> Option<bool> {
        let one = self.changes.get(&format!("{}/{}", key.0, what.as_str()));
        one.or_else(|| self.changes.get(what.as_str())).copied()
    }
}

impl RowKey {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for RowKey {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Gives keys to the households of a list, in order. Those of which the list says the same are told
/// apart by how many came before.
#[derive(Debug, Default)]
pub(crate) struct Keys(HashMap<String, usize>);

impl Keys {
    pub fn next(&mut self, it: &ProposedHousehold) -> RowKey {
        let head = it.residents.iter().find(|person| person.is_head);
        let born = head.and_then(|head| head.born);
        let text = [
            crate::village_identity(&it.village),
            identity_key(it.alley.as_deref().unwrap_or_default()),
            identity_key(it.code.as_deref().unwrap_or_default()),
            identity_key(&it.head),
            born.map(|it| it.to_string()).unwrap_or_default(),
            it.phones.join(","),
        ]
        .join("\n");
        let key = format!("{:016x}", stable_hash(&text));
        let before = self.0.entry(key.clone()).or_default();
        *before += 1;
        RowKey(match before {
            1 => key,
            times => format!("{key}-{times}"),
        })
    }
}

/// What lists of one shape have in common, their sheets and titles, as a word for remembering what
/// was decided about one of them.
pub fn shape(sheets: &[SheetPreview]) -> String {
    let mut text = String::new();
    for sheet in sheets {
        let titles = sheet.columns.iter().map(|it| it.title.as_str());
        text += &format!(
            "{}\n{}\n",
            sheet.name,
            titles.collect::<Vec<_>>().join("\t")
        );
    }
    format!("{:016x}", stable_hash(&text))
}

/// FNV-1a: the same in every version, as the keys of drafts and remembered answers must be.
pub(crate) fn stable_hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
