//! Held entries: kept aside until a leader or officer accepts or rejects them.
use crate::StoreError;
use crate::ledger::{Incoming, Ledger};
use crate::office_journal::Line;
use crate::rows::{DocumentRow, Rows, Transaction};
use domain::{AccountId, CommuneId, Entry, EntryId, Millis, ResidentId, blank};
use serde::{Deserialize, Serialize};
use sync::Outcome;

pub(crate) const HELD: &str = "held";
const REJECTED: &str = "rejected";

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HeldEntry {
    /// With its time fixed at receipt.
    pub entry: Entry,
    pub received_at: Millis,
}

impl HeldEntry {
    fn row(&self) -> Rows<DocumentRow> {
        Ok(DocumentRow {
            commune: self.entry.commune.clone(),
            id: self.entry.id.to_string(),
            key: self.entry.device.to_string(),
            body: serde_json::to_string(self)
                .map_err(|error| StoreError::damaged("held entry", error))?,
        })
    }

    fn read(row: &DocumentRow) -> Rows<Self> {
        serde_json::from_str(&row.body).map_err(|error| StoreError::damaged("held entry", error))
    }

    pub(crate) fn put(&self, rows: &mut dyn Transaction) -> Rows<()> {
        rows.put_document(HELD, &self.row()?)
    }

    /// The same for what no phone will bring again after a restore.
    pub(crate) fn put_for_good(&self, rows: &mut dyn Transaction) -> Rows<()> {
        let row = self.row()?;
        rows.notes().tell(Line::document(HELD, &row));
        rows.put_document(HELD, &row)
    }

    /// The same with less in it than before.
    pub(crate) fn put_blanked(&self, rows: &mut dyn Transaction) -> Rows<()> {
        let row = self.row()?;
        rows.notes().document_blanked(HELD, &row);
        rows.put_document(HELD, &row)
    }

    /// All that wait for a decision in a commune.
    pub fn all(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Self>> {
        rows.documents(commune, HELD)?
            .iter()
            .map(Self::read)
            .collect()
    }

    /// Appends the entry as it was made; a rule may still refuse it, and then it stays held.
    pub fn accept(
        ledger: &mut Ledger<'_>,
        commune: &CommuneId,
        id: EntryId,
    ) -> Rows<Option<Outcome>> {
        let Some(row) = ledger
            .transaction()
            .document(commune, HELD, &id.to_string())?
        else {
            return Ok(None);
        };
        let held = Self::read(&row)?;
        let outcome = ledger.append(Incoming {
            entry: held.entry,
            received_at: held.received_at,
            scope: None,
        })?;
        if matches!(outcome, Outcome::Kept { .. }) {
            ledger
                .transaction()
                .delete_document(commune, HELD, &row.id)?;
        }
        Ok(Some(outcome))
    }

    pub fn reject(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        id: EntryId,
        by: &AccountId,
    ) -> Rows<bool> {
        let Some(row) = rows.document(commune, HELD, &id.to_string())? else {
            return Ok(false);
        };
        rows.delete_document(commune, HELD, &row.id)?;
        rows.put_document(
            REJECTED,
            &DocumentRow {
                body: by.to_string(),
                ..row
            },
        )?;
        Ok(true)
    }
}

/// What became of entries that a phone knows as held; those still held are not told.
pub(crate) fn fate(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    id: EntryId,
) -> Rows<Option<Outcome>> {
    if let Some(row) = rows.entry(commune, id)? {
        let (at, certainty) = (row.entry.at, row.entry.certainty);
        return Ok(Some(Outcome::Kept {
            seq: row.seq,
            at,
            certainty,
        }));
    }
    let rejected = rows.document(commune, REJECTED, &id.to_string())?;
    Ok(rejected.map(|_| Outcome::Rejected))
}

/// The documents that taking in an entry asks for.
pub(crate) fn asked(id: EntryId) -> [(&'static str, String); 2] {
    [(HELD, id.to_string()), (REJECTED, id.to_string())]
}

/// Whether an entry waits for a decision or was turned down.
pub(crate) fn set_aside(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    id: EntryId,
) -> Rows<Option<Outcome>> {
    for (kind, outcome) in [(HELD, Outcome::Held), (REJECTED, Outcome::Rejected)] {
        if rows.document(commune, kind, &id.to_string())?.is_some() {
            return Ok(Some(outcome));
        }
    }
    Ok(None)
}

/// Whether what was held is in the log by now, or was turned down.
pub(crate) fn is_decided(rows: &mut dyn Transaction, commune: &CommuneId, id: &str) -> Rows<bool> {
    let Some(entry) = EntryId::parse(id) else {
        return Ok(true);
    };
    Ok(rows.document(commune, REJECTED, id)?.is_some() || rows.entry(commune, entry)?.is_some())
}

pub(crate) fn blank_held(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    resident: &ResidentId,
) -> Rows<()> {
    for mut held in HeldEntry::all(rows, commune)? {
        let before = held.entry.operation.clone();
        blank(&mut held.entry.operation, resident, false);
        if held.entry.operation != before {
            held.put_blanked(rows)?;
        }
    }
    Ok(())
}
