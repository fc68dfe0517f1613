//! Drafts of lists to import: what people decided, and the file itself under the seal. They last a
//! few days and go at once when someone is erased, for nobody can look into them for a name.
use crate::StoreError;
use crate::columns::to_json;
use crate::rows::{DocumentRow, Rows, Transaction};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use domain::{AccountId, CommuneId, EntryId, Millis};
use serde::{Deserialize, Serialize};

const DRAFT: &str = "list-draft";
const FILE: &str = "list-draft-file";
const SHAPE: &str = "list-shape";
/// A draft that is not written is dropped after so long.
pub const DRAFT_LIFE_MS: i64 = 7 * Millis::DAY;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ListDraft {
    pub id: EntryId,
    pub file: String,
    pub account: AccountId,
    pub at: Millis,
    /// What was decided, as JSON.
    pub answers: String,
    /// Which lists look like this one.
    pub shape: String,
}

impl ListDraft {
    pub fn get(rows: &mut dyn Transaction, commune: &CommuneId, id: EntryId) -> Rows<Option<Self>> {
        let row = rows.document(commune, DRAFT, &id.to_string())?;
        row.as_ref().map(read).transpose()
    }

    /// All drafts of a commune, the latest first.
    pub fn all(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Self>> {
        let found = rows.documents(commune, DRAFT)?;
        let found: Rows<Vec<Self>> = found.iter().map(read).collect();
        let mut found = found?;
        found.sort_by_key(|it| std::cmp::Reverse(it.id));
        Ok(found)
    }

    pub fn is_over(&self, now: Millis) -> bool {
        now.0.saturating_sub(self.at.0) > DRAFT_LIFE_MS
    }

    pub fn put(&self, rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<()> {
        rows.put_document(DRAFT, &row(commune, self.id.to_string(), to_json(self)))
    }

    /// Keeps the file, as [`crate::Store::seal_list`] sealed it.
    pub fn put_file(
        &self,
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        sealed: &str,
    ) -> Rows<()> {
        rows.put_document(FILE, &row(commune, self.id.to_string(), sealed.to_owned()))
    }

    /// The sealed file, for [`crate::Store::open_list`].
    pub fn file(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        id: EntryId,
    ) -> Rows<Option<String>> {
        let row = rows.document(commune, FILE, &id.to_string())?;
        Ok(row.map(|row| row.body))
    }

    pub fn remove(rows: &mut dyn Transaction, commune: &CommuneId, id: EntryId) -> Rows<()> {
        for kind in [DRAFT, FILE] {
            rows.delete_document(commune, kind, &id.to_string())?;
        }
        Ok(())
    }

    /// Drops those that are over; says how many.
    pub fn sweep(rows: &mut dyn Transaction, commune: &CommuneId, now: Millis) -> Rows<usize> {
        let mut over = Self::all(rows, commune)?;
        over.retain(|it| it.is_over(now));
        for it in &over {
            Self::remove(rows, commune, it.id)?;
        }
        Ok(over.len())
    }

    /// Drops all of a commune.
    pub(crate) fn forget_all(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<()> {
        for row in rows.documents(commune, DRAFT)? {
            for kind in [DRAFT, FILE] {
                rows.delete_document(commune, kind, &row.id)?;
            }
        }
        Ok(())
    }

    /// What was decided about the last list of a shape, as JSON.
    pub fn remembered(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        shape: &str,
    ) -> Rows<Option<String>> {
        let row = rows.document(commune, SHAPE, shape)?;
        Ok(row.map(|row| row.body))
    }

    pub fn remember(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        shape: &str,
        answers: String,
    ) -> Rows<()> {
        rows.put_document(SHAPE, &row(commune, shape.to_owned(), answers))
    }
}

impl crate::Store {
    /// Seals a list's file; none without a key.
    pub fn seal_list(&self, commune: &CommuneId, id: EntryId, bytes: &[u8]) -> Option<String> {
        let text = BASE64_STANDARD_NO_PAD.encode(bytes);
        self.seal.close_text(commune, id, &text)
    }

    /// Opens what [`crate::Store::seal_list`] sealed; none with another key.
    pub fn open_list(&self, commune: &CommuneId, id: EntryId, sealed: &str) -> Option<Vec<u8>> {
        let text = self.seal.open_text(commune, id, sealed)?;
        BASE64_STANDARD_NO_PAD.decode(text).ok()
    }
}

fn row(commune: &CommuneId, id: String, body: String) -> DocumentRow {
    DocumentRow {
        commune: commune.clone(),
        id,
        key: String::new(),
        body,
    }
}

fn read(row: &DocumentRow) -> Rows<ListDraft> {
    serde_json::from_str(&row.body).map_err(|error| StoreError::damaged("list draft", error))
}
