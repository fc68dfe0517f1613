//! Appends entries: next number, rules, records, figures and digests, all in one transaction.
mod cache;
mod flush;
mod follow;
mod open;

pub(crate) use cache::Cache;

use crate::moment::{log_ends, steps_back};
use crate::office_journal::Line;
use crate::rows::{Ahead, EntryRow, Rows, Transaction};
use crate::seal::Seal;
use crate::{Erased, StoreError, Unreadable};
use domain::{
    Certainty, CommuneId, Entry, EntryId, Kind, Millis, Operation, RECORD_LIMIT_BYTES, Record,
    RecordKey, Records, Refusal, RefusalCode, Scope, Seq, Settings, Stamped, apply, blank_erased,
    blank_taken_back, wanted,
};
use open::Open;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use sync::Outcome;

/// How many bytes a record usually grows by beyond the size of the entry itself, and never more than
/// twice.
const GROWTH_BYTES: usize = 512;
/// A record whose estimated size is smaller than this is within its limit; the size of a larger one
/// is measured. The estimate grows with each entry of one transaction and is at worst half the size.
const SURE_BYTES: usize = RECORD_LIMIT_BYTES / 2;

/// For which changed records to check that they are within their limit.
#[derive(Clone, Copy, PartialEq)]
enum Check {
    /// Those whose estimated size is near it.
    Large,
    /// All: in a rehearsal no estimate grows with the entries.
    All,
}

/// An entry to append, with its time already fixed.
#[derive(Debug)]
pub struct Incoming<'a> {
    pub entry: Entry,
    pub received_at: Millis,
    /// Where the author was allowed to write lately; `None` for the system itself.
    pub scope: Option<&'a Scope>,
}

/// The communes as one transaction sees them. Reads through it see what was appended before.
pub struct Ledger<'a> {
    transaction: &'a mut dyn Transaction,
    cache: &'a mut Cache,
    seal: &'a Seal,
    open: BTreeMap<CommuneId, Open>,
    erased: Vec<Erased>,
    /// Records that changed and may let waiting work be judged; that work is tried again.
    stirred: BTreeSet<(CommuneId, RecordKey)>,
    /// The only commune that the present work may touch, if it named one.
    only: Option<CommuneId>,
    /// A phone's own clock shows the same time as the server.
    is_confirmed: bool,
}

impl std::fmt::Debug for Ledger<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("communes", &self.open.len())
            .finish_non_exhaustive()
    }
}

impl<'a> Ledger<'a> {
    pub(crate) fn new(
        transaction: &'a mut dyn Transaction,
        cache: &'a mut Cache,
        seal: &'a Seal,
    ) -> Self {
        Self {
            transaction,
            cache,
            seal,
            open: BTreeMap::new(),
            erased: Vec::new(),
            stirred: BTreeSet::new(),
            only: None,
            is_confirmed: false,
        }
    }

    /// Begins the next piece of work, for this commune or for any.
    pub(crate) fn keep_to(&mut self, only: Option<CommuneId>) {
        self.only = only;
        self.is_confirmed = false;
        self.transaction.notes().is_quiet = false;
    }

    /// Keeps the present work out of the office's journal: a phone has it, or it came from that
    /// journal.
    pub(crate) fn keep_quiet(&mut self) {
        self.transaction.notes().is_quiet = true;
    }

    /// Fetches at once what appending these entries will need, and whatever else `ahead` names.
    pub(crate) fn look_ahead(
        &mut self,
        commune: &CommuneId,
        entries: &[&Entry],
        mut ahead: Ahead,
    ) -> Rows<()> {
        let opened = self.open.contains_key(commune);
        let mut records: Vec<RecordKey> = entries
            .iter()
            .flat_map(|entry| wanted(&Records::default(), &entry.operation))
            .filter(|key| self.cache.get(commune, key).is_none())
            .collect();
        if !entries.is_empty() && !opened {
            ahead.commune = true;
            records.push(RecordKey::Settings);
        }
        records.sort();
        records.dedup();
        ahead.records.extend(records);
        ahead.entries.extend(entries.iter().map(|entry| entry.id));
        self.transaction.look_ahead(commune, &ahead)
    }

    /// Sets whether a phone's own clock shows the same time as the server. If so, both are right,
    /// whatever the log says. Returns the former value.
    pub(crate) fn confirm_time(&mut self, is_confirmed: bool) -> bool {
        std::mem::replace(&mut self.is_confirmed, is_confirmed)
    }

    /// Whether this time is long before the end of the log, and no phone confirms it.
    pub(crate) fn is_behind_log(&mut self, commune: &CommuneId, now: Millis) -> Rows<bool> {
        if self.is_confirmed {
            return Ok(false);
        }
        Ok(steps_back(self.row(commune)?.last_received, now))
    }

    /// The transaction below. Records changed in this transaction appear there only after a flush.
    pub fn transaction(&mut self) -> &mut dyn Transaction {
        self.transaction
    }

    /// Writes everything that is left and returns the erasures that were made.
    pub(crate) fn close(mut self) -> Rows<Vec<Erased>> {
        let communes: Vec<CommuneId> = self.open.keys().cloned().collect();
        for commune in communes {
            self.flush(&commune)?;
            if let Some(open) = self.open.get(&commune) {
                self.transaction.put_commune(&commune, &open.row)?;
            }
        }
        Ok(self.erased)
    }

    /// A record as it is now, changes of this transaction included.
    pub fn record(&mut self, commune: &CommuneId, key: &RecordKey) -> Rows<Option<Arc<Record>>> {
        self.open(commune)?;
        self.current(commune, key)
    }

    /// Appends one entry, or says why not. An entry that is already in the log changes nothing.
    /// Work that waits for a record that changed is tried again.
    pub fn append(&mut self, incoming: Incoming<'_>) -> Rows<Outcome> {
        let outcome = self.append_one(incoming)?;
        crate::waiting::try_stirred(self)?;
        Ok(outcome)
    }

    /// Like [`Ledger::append`], for work that was received at an earlier time: the end of the log
    /// does not move back, and waiting work is not tried again.
    pub(crate) fn append_received_then(&mut self, incoming: Incoming<'_>) -> Rows<Outcome> {
        let was_confirmed = self.confirm_time(false);
        let outcome = self.append_one(incoming);
        self.confirm_time(was_confirmed);
        outcome
    }

    pub(crate) fn append_one(&mut self, incoming: Incoming<'_>) -> Rows<Outcome> {
        let Incoming {
            mut entry,
            received_at,
            scope,
        } = incoming;
        let commune = entry.commune.clone();
        match self.transaction.entry(&commune, entry.id) {
            // The log has this entry, although its body cannot be read.
            Err(StoreError::Unreadable(Unreadable::Entry(seq))) => {
                let (at, certainty) = (entry.at, entry.certainty);
                return Ok(Outcome::Kept { seq, at, certainty });
            }
            found => {
                if let Some(known) = found? {
                    return Ok(kept(&known));
                }
            }
        }
        if let Err(code) = self.seal.close(&mut entry) {
            return Ok(Outcome::Refused { code });
        }
        self.open(&commune)?;
        let records = match self.load(&commune, &entry.operation) {
            Err(StoreError::Unreadable(_)) => {
                let code = RefusalCode::RecordUnreadable;
                return Ok(Outcome::Refused { code });
            }
            loaded => loaded?,
        };
        if let Some(scope) = scope {
            match judge(scope, &entry, &records) {
                Judgement::Allowed => {}
                Judgement::NotAllowed => {
                    return Ok(Outcome::Refused {
                        code: RefusalCode::NotAllowed,
                    });
                }
                Judgement::Elsewhere => return Ok(Outcome::Held),
            }
        }
        blank_erased(&mut entry.operation, &records);
        blank_taken_back(&mut entry, &records);
        entry.operation.leave_out(&records);
        crate::erase::blank_strangers(self.transaction, &mut entry, &records)?;
        crate::erase::blank_if_erased(self.transaction, &mut entry)?;
        // A server clock that is behind must not end a week a second time. Receipts stay at the
        // last known time until it is clear that the log had run ahead.
        let received_at = match self.is_behind_log(&commune, received_at)? {
            true => self.opened(&commune)?.row.last_received,
            false => received_at,
        };
        let seq = Seq(self.opened(&commune)?.row.last_seq.0 + 1);
        let changed = match self.apply_with_room(&records, &entry, seq, Check::Large) {
            Ok(changed) => changed,
            Err(Refusal { code }) => return Ok(Outcome::Refused { code }),
        };
        self.turn_week(&commune, received_at)?;
        let mut touched = entry.operation.touches();
        // A book changes together with its household, so it needs no history of its own.
        let told = changed.iter().map(Record::key);
        touched.extend(told.filter(|key| key.kind() != Kind::Book));
        touched.sort();
        touched.dedup();
        let row = EntryRow {
            seq,
            received_at,
            entry,
        };
        self.transaction.put_entry(&commune, &row, &touched)?;
        self.transaction.notes().tell(Line::Entry {
            seq,
            received_at,
            entry: Box::new(row.entry.clone()),
        });
        let open = self.opened(&commune)?;
        open.row.last_seq = seq;
        open.row.last_received = log_ends(open.row.last_received, received_at);
        let entry_bytes = bytes_of(&row.entry);
        let some_waits = open.row.waiting > 0;
        for record in changed {
            let is_team = record.key().kind() == Kind::Team;
            if some_waits || is_team {
                self.stirred.insert((commune.clone(), record.key()));
            }
            self.change(&commune, record, seq, entry_bytes)?;
        }
        self.after(&commune, &row, &records)?;
        self.erase_returned(&row)?;
        Ok(kept(&row))
    }

    /// Appends entries that belong together: all of them or, if one is refused, none.
    pub fn append_all(
        &mut self,
        mut entries: Vec<Entry>,
        received_at: Millis,
        scope: &Scope,
    ) -> Rows<Result<(), RefusalCode>> {
        for entry in &mut entries {
            if self.is_behind_log(&entry.commune, received_at)? {
                entry.certainty = Certainty::Doubtful;
            }
        }
        if let Err(code) = self.rehearse(&entries, scope)? {
            return Ok(Err(code));
        }
        for entry in entries {
            let outcome = self.append(Incoming {
                entry,
                received_at,
                scope: Some(scope),
            })?;
            match outcome {
                Outcome::Kept { .. } => {}
                Outcome::Refused { code } => return Ok(Err(code)),
                _ => return Ok(Err(RefusalCode::NotAllowed)),
            }
        }
        Ok(Ok(()))
    }

    /// Applies the entries one after the other without writing, to find out whether one is refused.
    fn rehearse(&mut self, entries: &[Entry], scope: &Scope) -> Rows<Result<(), RefusalCode>> {
        let mut records = Records::default();
        for (place, entry) in (1..).zip(entries) {
            self.open(&entry.commune)?;
            match self.load_into(&mut records, &entry.commune, &entry.operation) {
                Err(StoreError::Unreadable(_)) => return Ok(Err(RefusalCode::RecordUnreadable)),
                loaded => loaded?,
            }
            if !matches!(judge(scope, entry, &records), Judgement::Allowed) {
                return Ok(Err(RefusalCode::NotAllowed));
            }
            let seq = Seq(self.opened(&entry.commune)?.row.last_seq.0 + place);
            match self.apply_with_room(&records, entry, seq, Check::All) {
                Ok(changed) => changed.into_iter().for_each(|it| records.insert(it)),
                Err(Refusal { code }) => return Ok(Err(code)),
            }
        }
        Ok(Ok(()))
    }

    fn apply_with_room(
        &self,
        records: &Records,
        entry: &Entry,
        seq: Seq,
        check: Check,
    ) -> Result<Vec<Record>, Refusal> {
        let changed = apply(records, Stamped { entry, seq })?;
        let check_all = entry.operation.joins_records() || check == Check::All;
        let grows_by = bytes_of(entry) + GROWTH_BYTES;
        for record in &changed {
            let before = records.get(&record.key());
            let may_be_full =
                || self.size_of(&entry.commune, &record.key(), before) + grows_by > SURE_BYTES;
            if (check_all || may_be_full()) && !Record::has_room(before, record) {
                return Err(RefusalCode::RecordTooLarge.into());
            }
        }
        Ok(changed)
    }

    /// Loads the records that an operation touches or reads. Pointers of merged households are
    /// followed.
    fn load(&mut self, commune: &CommuneId, operation: &Operation) -> Rows<Records> {
        let mut records = Records::default();
        self.load_into(&mut records, commune, operation)?;
        Ok(records)
    }

    fn load_into(
        &mut self,
        records: &mut Records,
        commune: &CommuneId,
        operation: &Operation,
    ) -> Rows<()> {
        records.gather(operation, |key| self.current(commune, key))
    }

    /// The row of a commune. It is written back with the group.
    pub(crate) fn row(&mut self, commune: &CommuneId) -> Rows<&mut crate::CommuneRow> {
        self.open(commune)?;
        Ok(&mut self.opened(commune)?.row)
    }

    /// Seals an entry that is kept aside instead of being appended.
    pub(crate) fn seal(&self, entry: &mut Entry) -> Result<(), RefusalCode> {
        self.seal.close(entry)
    }

    pub(crate) fn seal_text(&self, commune: &CommuneId, id: EntryId, text: &str) -> Option<String> {
        self.seal.close_text(commune, id, text)
    }

    pub(crate) fn open_text(&self, commune: &CommuneId, id: EntryId, text: &str) -> Option<String> {
        self.seal.open_text(commune, id, text)
    }

    /// The keys of the records that an operation touches or reads. Pointers of merged households
    /// are followed.
    pub(crate) fn names(
        &mut self,
        commune: &CommuneId,
        operation: &Operation,
    ) -> Rows<BTreeSet<RecordKey>> {
        self.open(commune)?;
        let (mut records, mut names) = (Records::default(), BTreeSet::new());
        records.gather(operation, |key| {
            names.insert(key.clone());
            match self.current(commune, key) {
                Err(StoreError::Unreadable(_)) => Ok(None),
                found => found,
            }
        })?;
        Ok(names)
    }

    /// The next changed record that waiting work may need.
    pub(crate) fn next_stirred(&mut self) -> Option<(CommuneId, RecordKey)> {
        self.stirred.pop_first()
    }

    /// Drops the records read so far, after they were rebuilt from the log.
    pub(crate) fn begin_anew(&mut self, commune: &CommuneId, settings: Settings) -> Rows<()> {
        self.cache.clear();
        self.opened(commune)?.settings_are(settings);
        Ok(())
    }

    /// Notes that a record changed, so that entries waiting for it are tried again.
    pub(crate) fn stir(&mut self, commune: &CommuneId, key: RecordKey) {
        self.stirred.insert((commune.clone(), key));
    }

    fn opened(&mut self, commune: &CommuneId) -> Rows<&mut Open> {
        self.open
            .get_mut(commune)
            .ok_or_else(|| StoreError::NoCommune(commune.to_string()))
    }
}

pub(crate) enum Judgement {
    Allowed,
    NotAllowed,
    /// The household is outside the author's area. A leader or an officer decides.
    Elsewhere,
}

pub(crate) fn judge(scope: &Scope, entry: &Entry, records: &Records) -> Judgement {
    let operation = &entry.operation;
    if !scope.role.may_make(operation) {
        return Judgement::NotAllowed;
    }
    let touched = operation.touches();
    let touched = touched.iter().filter_map(|key| match key {
        RecordKey::Household(id) => match records.household(id) {
            Ok(household) => records.get(&RecordKey::Household(household.id.clone())),
            Err(_) => records.get(key),
        },
        key => records.get(key),
    });
    if scope.lets(&entry.author, operation, touched) {
        Judgement::Allowed
    } else {
        Judgement::Elsewhere
    }
}

fn bytes_of(entry: &Entry) -> usize {
    serde_json::to_string(&entry.operation).map_or(0, |json| json.len())
}

fn kept(row: &EntryRow) -> Outcome {
    Outcome::Kept {
        seq: row.seq,
        at: row.entry.at,
        certainty: row.entry.certainty,
    }
}
