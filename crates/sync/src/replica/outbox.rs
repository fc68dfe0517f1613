//! Making entries, and what becomes of them.
use super::{Changes, Replica};
use crate::{Later, Why};
use domain::{
    Certainty, Entry, EntryId, FORMAT, Millis, Operation, RULES, Record, RecordKey, Records,
    Refusal, RefusalCode, Seq, Stamped, apply,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OutboxItem {
    pub entry: Entry,
    /// The household's code, shown when its record has left the scope.
    pub label: String,
    pub state: OutboxState,
    /// It was kept once, by a server that was restored since: no server refuses it for good.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    /// Why the server did not take it when it was sent last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later: Option<Later>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutboxState {
    Unsent,
    /// The server refused it; in sight until someone deals with it.
    Refused(RefusalCode),
    /// The same, for a reason that only a newer app can tell in words.
    RefusedAs(String),
    /// The server holds it until a leader or officer decides.
    Held,
    Rejected,
    /// The server keeps it until what it waits for is there.
    Waiting(Why),
    /// The same, where only a newer app can tell what for.
    WaitingAs(String),
}

impl OutboxState {
    /// The server keeps it aside and is asked what became of it.
    pub fn is_aside(&self) -> bool {
        matches!(
            self,
            OutboxState::Held | OutboxState::Waiting(_) | OutboxState::WaitingAs(_)
        )
    }
}

/// A kept entry, until verified backups have held it for long.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SentItem {
    pub entry: Entry,
    pub label: String,
    pub seq: Seq,
    /// The time that the server fixed.
    pub at: Millis,
    /// When the server told that it is kept; rows of older apps do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Millis>,
    /// When the server first told that a verified backup holds it, by the server's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safe: Option<Millis>,
}

/// When and with which randomness entries are made.
#[derive(Debug)]
pub struct Making<R: FnMut() -> [u8; 10]> {
    pub now: Millis,
    pub random: R,
}

impl Replica {
    /// Records operations together: all are applied and put in the outbox, or none.
    ///
    /// # Errors
    /// The first refusal, by the same rules as the server's.
    pub fn record<R: FnMut() -> [u8; 10]>(
        &mut self,
        operations: Vec<Operation>,
        mut making: Making<R>,
    ) -> Result<Changes, Refusal> {
        let before = (self.overlay.clone(), self.meta.next_number);
        let mut made = Vec::new();
        for (step, operation) in operations.into_iter().enumerate() {
            // A millisecond apart, so that order by time is the order of making.
            let at = Millis(making.now.0 + i64::try_from(step).unwrap_or(0));
            let entry = self.entry(operation, at, (making.random)());
            match self.lay_over_if_room(&entry) {
                Ok(()) => made.push(entry),
                Err(refusal) => {
                    (self.overlay, self.meta.next_number) = before;
                    return Err(refusal);
                }
            }
        }
        let mut changes = Changes::default();
        for entry in made {
            let item = OutboxItem {
                label: self.label(&entry),
                entry,
                state: OutboxState::Unsent,
                again: false,
                later: None,
            };
            self.put_in_outbox(item, &mut changes);
        }
        changes.put_meta(&self.meta);
        Ok(changes)
    }

    /// Takes in the work of an earlier enrolment of the same person that was put aside: what was
    /// kept is sent again, what is here already stays as it is.
    pub fn adopt(&mut self, mut earlier: Self) -> Changes {
        // Its rows are committed nowhere: what matters of them is taken from its outbox.
        drop(earlier.enrolled_again(self.meta.identity.clone()).0);
        let here = self.outbox.values().map(|item| item.entry.id);
        let here: BTreeSet<EntryId> = here.chain(self.sent.keys().copied()).collect();
        let mut changes = Changes::default();
        // Unsent work is answered with who was erased meanwhile. The rest is never sent again, so
        // that all who were erased are to be told anew, by no answer that is on its way already.
        let is_unsent = |it: &OutboxItem| it.state == OutboxState::Unsent;
        if !earlier.outbox.values().all(is_unsent) {
            self.meta.cursor = Seq(0);
            self.round += 2;
        }
        for item in earlier.outbox.into_values() {
            if !here.contains(&item.entry.id) {
                self.put_in_outbox(item, &mut changes);
            }
        }
        for row in earlier.unread {
            self.keep_unread(row, &mut changes);
        }
        self.meta.let_go += earlier.meta.let_go;
        self.rebase();
        changes.put_meta(&self.meta);
        changes
    }

    pub fn outbox(&self) -> impl Iterator<Item = &OutboxItem> {
        self.outbox.values()
    }

    pub fn unsent_count(&self) -> usize {
        self.outbox
            .values()
            .filter(|item| item.state == OutboxState::Unsent)
            .count()
    }

    /// Someone dealt with an entry that was refused or rejected: it is let go.
    pub fn dismiss(&mut self, id: EntryId) -> Changes {
        let mut changes = Changes::default();
        let settled =
            |item: &OutboxItem| item.state != OutboxState::Unsent && !item.state.is_aside();
        let found = self
            .outbox
            .iter()
            .find(|(_, item)| item.entry.id == id && settled(item));
        if let Some(number) = found.map(|(number, _)| *number) {
            self.outbox.remove(&number);
            changes.delete_outbox(number);
        }
        changes
    }

    fn entry(&self, operation: Operation, at: Millis, random: [u8; 10]) -> Entry {
        let seen = operation
            .touches()
            .into_iter()
            .filter_map(|key| self.base.get(&key).map(|held| (key, held.seq)))
            .collect();
        let identity = &self.meta.identity;
        Entry {
            id: EntryId::made(at, random),
            commune: identity.commune.clone(),
            author: identity.account.clone(),
            device: identity.device.clone(),
            at,
            certainty: Certainty::Sure,
            format: FORMAT,
            rules: RULES,
            seen,
            accepted: None,
            operation,
        }
    }

    fn label(&self, entry: &Entry) -> String {
        let touched = entry.operation.touches();
        let code = touched.iter().find_map(|key| match self.get(key) {
            Some(Record::Household(household)) => Some(household.code.as_str().to_owned()),
            _ => None,
        });
        code.unwrap_or_else(|| {
            touched
                .first()
                .map(|key| key.id().to_owned())
                .unwrap_or_default()
        })
    }

    /// What the server would refuse for want of room is not told as recorded here.
    fn lay_over_if_room(&mut self, entry: &Entry) -> Result<(), Refusal> {
        let changed = self.applied(entry)?;
        let full = |record: &Record| !Record::has_room(self.get(&record.key()), record);
        if changed.iter().any(full) {
            return Err(RefusalCode::RecordTooLarge.into());
        }
        self.lay(changed);
        Ok(())
    }

    /// Applies an unsent entry to the records as they look now.
    pub(super) fn lay_over(&mut self, entry: &Entry) -> Result<(), Refusal> {
        let changed = self.applied(entry)?;
        self.lay(changed);
        Ok(())
    }

    fn lay(&mut self, changed: Vec<Record>) {
        for record in changed {
            self.overlay.insert(record.key(), record);
        }
    }

    /// Applies an entry. A record that is here but cannot be read is not treated as absent: the entry
    /// is refused. Only without the settings the rules use the usual ones, and the server decides.
    fn applied(&self, entry: &Entry) -> Result<Vec<Record>, Refusal> {
        let mut records = Records::default();
        records.gather(&entry.operation, |key| match self.get(key) {
            None if *key != RecordKey::Settings && self.needs_newer_app(key) => {
                Err(Refusal::from(RefusalCode::NeedsNewerApp))
            }
            found => Ok(found.cloned()),
        })?;
        let applied = apply(&records, Stamped { entry, seq: Seq(0) });
        match applied {
            Err(_) if self.needs_newer_app(&RecordKey::Settings) => {
                Err(RefusalCode::NeedsNewerApp.into())
            }
            applied => applied,
        }
    }

    pub(super) fn number_of(&self, id: EntryId) -> Option<u64> {
        self.outbox
            .iter()
            .find(|(_, item)| item.entry.id == id)
            .map(|(number, _)| *number)
    }
}
