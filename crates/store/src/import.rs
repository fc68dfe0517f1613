//! What is kept of an import so that it can be taken back: whose household it wrote, and with which
//! entries. It holds ids and counts, and nobody's name.
use crate::StoreError;
use crate::columns::to_json;
use crate::rows::{DocumentRow, Rows, Transaction};
use domain::{AccountId, CommuneId, HouseholdId, Millis, Seq};
use serde::{Deserialize, Serialize};

const IMPORT: &str = "import";
const PART: &str = "import-part";
/// Most parts of one import that are read.
const PARTS_LIMIT: usize = 1_000;

/// An import that was begun.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Import {
    /// Begins with its time, so that ids are in its order.
    pub id: String,
    pub file: String,
    pub account: AccountId,
    pub at: Millis,
    pub counts: ImportCounts,
    /// How many households are written.
    pub done: usize,
    /// How many operations the rules refused.
    #[serde(default)]
    pub refused: usize,
    /// All of it is written.
    #[serde(default)]
    pub finished: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<ImportUndone>,
}

/// That an import was taken back, or how far that is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ImportUndone {
    pub account: AccountId,
    pub at: Millis,
    /// How many households are as they were before.
    pub taken: usize,
    /// Those of whom someone has recorded something since.
    pub stayed: Vec<HouseholdId>,
    #[serde(default)]
    pub finished: bool,
}

/// An import can be taken back for so long.
pub const UNDO_MS: i64 = 30 * Millis::DAY;

/// How many households an import writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ImportCounts {
    pub new: usize,
    pub changed: usize,
}

impl ImportCounts {
    pub fn all(self) -> usize {
        self.new + self.changed
    }
}

/// A household that an import wrote, and its first and last entry there.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ImportTouched {
    pub household: HouseholdId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_new: bool,
    pub first: Seq,
    pub last: Seq,
}

impl Import {
    pub fn may_be_undone(&self, now: Millis) -> bool {
        let finished = self.undone.as_ref().is_some_and(|it| it.finished);
        !finished && now.0.saturating_sub(self.at.0) <= UNDO_MS
    }

    pub fn get(rows: &mut dyn Transaction, commune: &CommuneId, id: &str) -> Rows<Option<Self>> {
        let row = rows.document(commune, IMPORT, id)?;
        row.as_ref().map(read).transpose()
    }

    /// All imports of a commune, the latest first.
    pub fn all(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Self>> {
        let found = rows.documents(commune, IMPORT)?;
        let found: Rows<Vec<Self>> = found.iter().map(read).collect();
        let mut found = found?;
        found.sort_by(|one, other| other.id.cmp(&one.id));
        Ok(found)
    }

    pub fn put(&self, rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<()> {
        let row = row(commune, self.id.clone(), String::new(), self);
        rows.put_document(IMPORT, &row)
    }

    /// Keeps which households a group wrote.
    pub fn put_part(
        &self,
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        touched: &[ImportTouched],
    ) -> Rows<()> {
        let Some(first) = touched.first() else {
            return Ok(());
        };
        let id = format!("{}-{:020}", self.id, first.first.0);
        let row = row(commune, id, self.id.clone(), &touched);
        rows.put_document(PART, &row)
    }

    /// Every household that it wrote, in order.
    pub fn touched(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        id: &str,
    ) -> Rows<Vec<ImportTouched>> {
        let parts = rows.documents_after(commune, PART, Some(id), "", PARTS_LIMIT)?;
        let mut all = Vec::new();
        for part in &parts {
            all.extend(read::<Vec<ImportTouched>>(part)?);
        }
        Ok(all)
    }
}

fn row(commune: &CommuneId, id: String, key: String, body: &impl Serialize) -> DocumentRow {
    DocumentRow {
        commune: commune.clone(),
        id,
        key,
        body: to_json(body),
    }
}

fn read<T: serde::de::DeserializeOwned>(row: &DocumentRow) -> Rows<T> {
    serde_json::from_str(&row.body).map_err(|error| StoreError::damaged("import", error))
}
