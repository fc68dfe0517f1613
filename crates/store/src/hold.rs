//! Held entries: kept aside until a leader or an officer accepts or rejects them.
use crate::ledger::{Incoming, Judgement, Ledger, judge};
use crate::office_journal::Line;
use crate::rows::{DocumentRow, Rows, Transaction};
use crate::scope::Standing;
use crate::sync_answer::stands_on;
use crate::waiting::{self, Forgotten};
use crate::{Account, Device, DeviceState, StoreError};
use domain::{
    Accepted, AccountId, CommuneId, DeviceId, Entry, EntryId, Millis, Record, RecordKey, Records,
    RefusalCode, ResidentId, Scope, Seq, Stamped, apply, is_the_boards,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use sync::Outcome;

/// The most entries held of one device. Further ones stay on the phone until someone has decided.
pub const HELD_OF_DEVICE_LIMIT: usize = 500;

pub(crate) const HELD: &str = "held";
const REJECTED: &str = "rejected";

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HeldEntry {
    /// The entry, with its time fixed when it was received.
    pub entry: Entry,
    pub received_at: Millis,
    /// The phone that brought the entry, if it was made on another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sender: Option<DeviceId>,
    /// The phone knows the entry as waiting and must be told that it is held now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    waited: bool,
    /// The author was in no team, as far as was known. The entry is judged again when teams change.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    of_no_team: bool,
}

impl HeldEntry {
    pub fn new(entry: Entry, received_at: Millis) -> Self {
        Self {
            entry,
            received_at,
            sender: None,
            waited: false,
            of_no_team: false,
        }
    }

    /// Sets the phone that brought the entry: that phone is told what becomes of it, and it counts
    /// towards that phone's limit.
    pub(crate) fn brought_by(self, device: &DeviceId) -> Self {
        let sender = Some(device.clone()).filter(|it| *it != self.entry.device);
        Self { sender, ..self }
    }

    pub(crate) fn device(&self) -> &DeviceId {
        self.sender.as_ref().unwrap_or(&self.entry.device)
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
            key: self.device().to_string(),
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

    /// Writes the entry and tells the office's journal, because no phone will bring it again after
    /// a restore.
    pub(crate) fn put_for_good(&self, rows: &mut dyn Transaction) -> Rows<()> {
        let row = self.row()?;
        rows.notes().tell(Line::document(HELD, &row));
        rows.put_document(HELD, &row)
    }

    /// Writes the entry again after something in it was blanked.
    pub(crate) fn put_blanked(&self, rows: &mut dyn Transaction) -> Rows<()> {
        let row = self.row()?;
        rows.notes().document_blanked(HELD, &row);
        rows.put_document(HELD, &row)
    }

    /// All held entries of a commune. Those that a newer server wrote and this one cannot read are
    /// skipped.
    pub fn all(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Self>> {
        let found = rows.documents(commune, HELD)?;
        Ok(found
            .iter()
            .filter_map(|row| Self::read(row).ok())
            .collect())
    }

    /// Some held entries of one device, or of all, in the order in which they were made, after a
    /// given one.
    pub fn some(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        device: Option<&DeviceId>,
        after: Option<EntryId>,
        limit: usize,
    ) -> Rows<Vec<Self>> {
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let device = device.map(DeviceId::as_str);
        let found = rows.documents_after(commune, HELD, device, &after, limit)?;
        Ok(found
            .iter()
            .filter_map(|row| Self::read(row).ok())
            .collect())
    }

    pub fn get(rows: &mut dyn Transaction, commune: &CommuneId, id: EntryId) -> Rows<Option<Self>> {
        let row = rows.document(commune, HELD, &id.to_string())?;
        row.as_ref().map(Self::read).transpose()
    }

    /// What accepting the entry would change now: each record before and after, or why the rules
    /// refuse it.
    pub fn would(
        &self,
        rows: &mut dyn Transaction,
        by: &Decider,
    ) -> Rows<Result<Vec<Changed>, RefusalCode>> {
        let entry = &self.entry;
        if !self.could_be_its_authors(rows)? {
            return Ok(Err(RefusalCode::NotAllowed));
        }
        if entry.operation.is_blank() {
            return Ok(Err(RefusalCode::ResidentGone));
        }
        let mut records = Records::default();
        let gathered = records.gather(&entry.operation, |key| {
            let found = rows.record(&entry.commune, key)?;
            let read = |row| rows.read_row(&entry.commune, &row);
            found.map(read).transpose()
        });
        match gathered {
            Err(StoreError::Unreadable(_)) => return Ok(Err(RefusalCode::RecordUnreadable)),
            done => done?,
        }
        if !matches!(judge(&by.scope, entry, &records), Judgement::Allowed) {
            return Ok(Err(RefusalCode::NotAllowed));
        }
        let last = rows
            .commune(&entry.commune)?
            .map_or(Seq(0), |it| it.last_seq);
        let seq = Seq(last.0 + 1);
        Ok(match apply(&records, Stamped { entry, seq }) {
            Err(refusal) => Err(refusal.code),
            Ok(changed) => Ok(changed
                .into_iter()
                .map(|after| (records.get(&after.key()).cloned().map(Box::new), after))
                .collect()),
        })
    }

    /// Whether it was held once and someone has decided on it.
    pub fn was_decided(rows: &mut dyn Transaction, commune: &CommuneId, id: EntryId) -> Rows<bool> {
        is_decided(rows, commune, &id.to_string())
    }

    /// How many entries are held of each device.
    pub fn count(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
    ) -> Rows<BTreeMap<DeviceId, usize>> {
        let counts = rows.count_documents(commune, HELD)?.into_iter();
        let counts = counts.filter_map(|(key, count)| Some((DeviceId::new(key)?, count)));
        Ok(counts.collect())
    }

    /// Accepts an entry: appends it as it was made, with the name of who accepted it. It is judged
    /// twice: by what its author may have made, and by what the one who accepts it may do. If it is
    /// refused, it stays held.
    pub fn accept(
        ledger: &mut Ledger<'_>,
        commune: &CommuneId,
        id: EntryId,
        by: &Decider,
    ) -> Rows<Option<Outcome>> {
        let Some(row) = ledger
            .transaction()
            .document(commune, HELD, &id.to_string())?
        else {
            return Ok(None);
        };
        let mut held = Self::read(&row)?;
        if !held.could_be_its_authors(ledger.transaction())? {
            let code = RefusalCode::NotAllowed;
            return Ok(Some(Outcome::Refused { code }));
        }
        if held.entry.operation.is_blank() {
            let code = RefusalCode::ResidentGone;
            return Ok(Some(Outcome::Refused { code }));
        }
        held.entry.accepted = Some(Accepted {
            by: by.account.clone(),
            at: by.at,
        });
        let outcome = ledger.append(Incoming {
            entry: held.entry,
            received_at: held.received_at,
            scope: Some(&by.scope),
        })?;
        Ok(Some(match outcome {
            Outcome::Kept { .. } => {
                ledger
                    .transaction()
                    .delete_document(commune, HELD, &row.id)?;
                outcome
            }
            // The household is outside the scope of the one who accepts, too.
            Outcome::Held => Outcome::Refused {
                code: RefusalCode::NotAllowed,
            },
            outcome => outcome,
        }))
    }

    /// Whether its author has, or ever had, a role that may make this operation. What only the
    /// board may say is refused here for everyone.
    fn could_be_its_authors(&self, rows: &mut dyn Transaction) -> Rows<bool> {
        let Entry {
            commune,
            author,
            operation,
            ..
        } = &self.entry;
        let Some(account) = Account::get(rows, commune, author)? else {
            return Ok(false);
        };
        let standing = Standing::of(rows, &account, self.received_at.day())?;
        Ok(standing.could_make(operation) && !is_the_boards(operation))
    }

    pub fn reject(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        id: EntryId,
        by: (&AccountId, Millis),
    ) -> Rows<bool> {
        let Some(row) = rows.document(commune, HELD, &id.to_string())? else {
            return Ok(false);
        };
        turn_down(rows, row, by)?;
        Ok(true)
    }

    /// Turns down the held entries of a device, at most `limit`. Returns how many there were.
    pub fn reject_of(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        device: &DeviceId,
        limit: usize,
        by: (&AccountId, Millis),
    ) -> Rows<usize> {
        let found = rows.documents_after(commune, HELD, Some(device.as_str()), "", limit)?;
        let count = found.len();
        for row in found {
            turn_down(rows, row, by)?;
        }
        Ok(count)
    }
}

/// A record before the change, if there was one, and after it.
pub type Changed = (Option<Box<Record>>, Record);

/// Someone who decides on held work, with their own scope.
#[derive(Clone, Debug)]
pub struct Decider {
    pub account: AccountId,
    pub scope: Scope,
    pub at: Millis,
}

fn turn_down(
    rows: &mut dyn Transaction,
    row: DocumentRow,
    (by, at): (&AccountId, Millis),
) -> Rows<()> {
    rows.delete_document(&row.commune, HELD, &row.id)?;
    let body = format!("{by} {}", at.0);
    rows.put_document(REJECTED, &DocumentRow { body, ..row })
}

/// Called when a roster has changed. Judges again the entries held because their author was in no
/// team: that roster may have been lost in a restore and be back now.
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
        let standing = Standing::of(ledger.transaction(), &account, day)?;
        let scope = standing.at(stands_on(&held.entry, held.received_at));
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

/// What became of an entry that a phone knows as held; `None` while there is nothing new to tell.
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

/// The documents that are read when an entry is taken in.
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

/// Whether an entry is held, or was refused after it had waited.
pub(crate) fn is_known(rows: &mut dyn Transaction, commune: &CommuneId, id: &str) -> Rows<bool> {
    let refused = rows.document(commune, waiting::REFUSED, id)?;
    Ok(refused.is_some() || rows.document(commune, HELD, id)?.is_some())
}

/// Whether what was held is in the log by now, or was turned down.
pub(crate) fn is_decided(rows: &mut dyn Transaction, commune: &CommuneId, id: &str) -> Rows<bool> {
    let Some(entry) = EntryId::parse(id) else {
        return Ok(true);
    };
    Ok(rows.document(commune, REJECTED, id)?.is_some() || rows.has_entry(commune, entry)?)
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
