//! Held entries: kept aside until a leader or officer accepts or rejects them.
use crate::ledger::{Incoming, Ledger};
use crate::office_journal::Line;
use crate::rows::{DocumentRow, Rows, Transaction};
use crate::waiting::{self, Forgotten};
use crate::{Account, Device, DeviceState, StoreError, recent_scope};
use domain::{
    AccountId, CommuneId, DeviceId, Entry, EntryId, Millis, RecordKey, RefusalCode, ResidentId,
};
use serde::{Deserialize, Serialize};
use sync::Outcome;

pub(crate) const HELD: &str = "held";
const REJECTED: &str = "rejected";

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HeldEntry {
    /// With its time fixed at receipt.
    pub entry: Entry,
    pub received_at: Millis,
    /// Its phone knows it as waiting and is told that it is held now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    waited: bool,
    /// Its author was of no team, as far as anyone knew: it is judged again when there is one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    of_no_team: bool,
}

impl HeldEntry {
    pub fn new(entry: Entry, received_at: Millis) -> Self {
        Self {
            entry,
            received_at,
            waited: false,
            of_no_team: false,
        }
    }

    pub(crate) fn of_no_team(self, of_no_team: bool) -> Self {
        Self { of_no_team, ..self }
    }

    pub(crate) fn after_waiting(entry: Entry, received_at: Millis) -> Self {
        Self {
            waited: true,
            ..Self::new(entry, received_at)
        }
    }

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

    /// All that wait for a decision in a commune; what a newer server held is passed over.
    pub fn all(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Self>> {
        let found = rows.documents(commune, HELD)?;
        Ok(found
            .iter()
            .filter_map(|row| Self::read(row).ok())
            .collect())
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

/// Where the roster has changed: judges again what was held because its author was of no team. It
/// may have been lost, and be there again.
pub(crate) fn judge_again(ledger: &mut Ledger<'_>, commune: &CommuneId) -> Rows<()> {
    ledger.flush(commune)?;
    let mut held = HeldEntry::all(ledger.transaction(), commune)?;
    held.retain(|it| it.of_no_team);
    for held in held {
        let author = &held.entry.author;
        let Some(account) = Account::get(ledger.transaction(), commune, author)? else {
            continue;
        };
        let device = Device::get(ledger.transaction(), commune, &held.entry.device)?;
        let over = |it: Device| matches!(it.state, DeviceState::Revoked | DeviceState::Stolen);
        if account.disabled || device.is_some_and(over) {
            continue;
        }
        let day = held.received_at.day();
        let scope = recent_scope(ledger.transaction(), &account, day)?;
        let id = held.entry.id.to_string();
        let (entry, received_at) = (held.entry, held.received_at);
        let outcome = ledger.append_received_then(Incoming {
            entry,
            received_at,
            scope: Some(&scope),
        })?;
        if matches!(outcome, Outcome::Kept { .. }) {
            ledger.transaction().delete_document(commune, HELD, &id)?;
        }
    }
    Ok(())
}

/// Notes who turned an entry down, and when.
pub(crate) fn note_rejected(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    (device, id): (&DeviceId, EntryId),
    (by, at): (&AccountId, Millis),
) -> Rows<()> {
    let row = DocumentRow {
        commune: commune.clone(),
        id: id.to_string(),
        key: device.to_string(),
        body: format!("{by} {}", at.0),
    };
    rows.put_document(REJECTED, &row)
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
    let id = id.to_string();
    if rows.document(commune, REJECTED, &id)?.is_some() {
        return Ok(Some(Outcome::Rejected));
    }
    if let Some(row) = rows.document(commune, HELD, &id)? {
        let waited = HeldEntry::read(&row).is_ok_and(|it| it.waited);
        return Ok(waited.then_some(Outcome::Held));
    }
    let refused = rows.document(commune, waiting::REFUSED, &id)?;
    let code = refused.and_then(|row| RefusalCode::parse(&row.body));
    Ok(code.map(|code| Outcome::Refused { code }))
}

/// The documents that taking in an entry asks for.
pub(crate) fn asked(id: EntryId) -> [(&'static str, String); 3] {
    [HELD, REJECTED, waiting::WAITING].map(|kind| (kind, id.to_string()))
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
    (resident, head_of): (&ResidentId, Option<&RecordKey>),
) -> Rows<()> {
    for mut held in HeldEntry::all(rows, commune)? {
        let before = held.entry.operation.clone();
        waiting::forget(&mut held.entry, Forgotten::Resident(resident, head_of));
        if held.entry.operation != before {
            held.put_blanked(rows)?;
        }
    }
    Ok(())
}
