//! Taking in a response.
use super::{Changes, HeldRecord, NewerRecord, OutboxState, Replica, SentItem, Table};
use crate::{Later, Outcome, Receipt, Revoked, SentKey, SentRecord, SyncResponse};
use domain::{Entry, HelpId, Millis, Record, RecordKey, ResidentId, blank, blank_help};

/// What the host does after committing the changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// All is said for now.
    Done,
    /// There is more to fetch or to send: ask again at once.
    Again,
    /// This device was revoked: destroy the keys and everything on the shelf.
    Destroy(Revoked),
    /// The records differ from the server's for the second time: stop and say so.
    Stuck,
    /// The answer to an earlier request; nothing was taken from it.
    Ignored,
    /// The server ended this device in words that only a later version of the app knows; nothing
    /// was taken from its answer.
    NeedsNewerApp,
}

impl Replica {
    /// Takes in the response to the request of `round`, which `clock` was sent with.
    pub fn receive(
        &mut self,
        round: u64,
        clock: Millis,
        response: SyncResponse,
    ) -> (Changes, Next) {
        let mut changes = Changes::default();
        if round != self.round {
            return (changes, Next::Ignored);
        }
        self.round += 1;
        if response.revoked == Some(Revoked::Newer) {
            return (changes, Next::NeedsNewerApp);
        }
        if let Some(revoked) = response.revoked {
            let next = self.last_upload(
                revoked,
                response.receipts,
                response.server_time,
                &mut changes,
            );
            return (changes, next);
        }
        let offset_ms = response.server_time.0.saturating_sub(clock.0);
        let jumped = offset_ms.abs_diff(self.meta.offset_ms) > Millis::DAY.unsigned_abs();
        self.meta.offset_ms = offset_ms;
        // Where it is not known which life was met last, it may have been another.
        let restored = self.meta.epoch != Some(response.epoch);
        self.meta.epoch = Some(response.epoch);
        if restored {
            self.meta.proof = None;
            self.put_journal_back(&mut changes);
        }
        if response.proof.is_some() {
            self.meta.proof = response.proof;
        }
        if response.start_over {
            self.start_over(&mut changes);
        }
        let mut progress = false;
        for receipt in response.receipts {
            progress |= self.take_receipt(receipt, response.server_time, &mut changes);
        }
        self.forget_erased(&response.erased, &response.erased_help, &mut changes);
        for record in response.records {
            self.take_record(record, &mut changes);
        }
        for departure in response.departures {
            let key = departure.key;
            if self.held_seq(&key).is_some_and(|seq| seq < departure.seq) {
                changes.delete(Table::Record, &key);
                self.newer.remove(&key.to_string());
                if let SentKey::Known(key) = key {
                    self.base.remove(&key);
                }
            }
        }
        self.meta.scope = Some(response.scope);
        self.meta.cursor = response.cursor;
        self.meta.safe_seq = response.safe_seq;
        self.tend_journal(&mut changes, response.server_time, jumped);
        let next = if response.more {
            Next::Again
        } else {
            self.meta.last_contact = Some(response.server_time);
            self.meta.filling = false;
            let differs = response
                .digest
                .is_some_and(|theirs| theirs != self.digest());
            self.judge_digest(differs, restored || progress, &mut changes)
        };
        self.rebase();
        changes.put_meta(&self.meta);
        (changes, next)
    }

    /// The last upload may need several requests: nothing is destroyed before all of it was taken.
    fn last_upload(
        &mut self,
        revoked: Revoked,
        receipts: Vec<Receipt>,
        now: Millis,
        changes: &mut Changes,
    ) -> Next {
        let before = self.unsent_count();
        for receipt in receipts {
            self.take_receipt(receipt, now, changes);
        }
        let left = self.unsent_count();
        if revoked == Revoked::AfterLastUpload && (1..before).contains(&left) {
            Next::Again
        } else {
            Next::Destroy(revoked)
        }
    }

    fn judge_digest(&mut self, differs: bool, progress: bool, changes: &mut Changes) -> Next {
        if differs {
            self.meta.differed += 1;
            if self.is_stuck() {
                return Next::Stuck;
            }
            // What is missing there may be what this phone was told is kept: sending it again is free.
            self.put_journal_back(changes);
            self.start_over(changes);
            return Next::Again;
        }
        self.meta.differed = 0;
        if progress && self.unsent_count() > 0 {
            Next::Again
        } else {
            Next::Done
        }
    }

    /// Whether the entry need not be sent again.
    fn take_receipt(&mut self, receipt: Receipt, now: Millis, changes: &mut Changes) -> bool {
        let Some(number) = self.number_of(receipt.id) else {
            return false;
        };
        let Some(item) = self.outbox.get_mut(&number) else {
            return false;
        };
        item.state = match receipt.outcome {
            Outcome::Kept { seq, at, .. } => {
                let (entry, label) = (item.entry.clone(), item.label.clone());
                let sent = SentItem {
                    entry,
                    label,
                    seq,
                    at,
                    told: Some(now),
                    safe: None,
                };
                changes.put_sent(receipt.id, &sent);
                self.sent.insert(receipt.id, sent);
                self.outbox.remove(&number);
                changes.delete_outbox(number);
                return true;
            }
            Outcome::Refused { code } => OutboxState::Refused(code),
            Outcome::RefusedAs { code } => OutboxState::RefusedAs(code),
            Outcome::Held => OutboxState::Held,
            Outcome::Rejected => OutboxState::Rejected,
            Outcome::Waiting { why } => OutboxState::Waiting(why),
            Outcome::WaitingAs { why } => OutboxState::WaitingAs(why),
            Outcome::NotYet { later } => return self.put_last(number, later, changes),
            Outcome::Newer { said } => return self.put_last(number, Later::Newer(said), changes),
        };
        item.later = None;
        changes.put_outbox(number, item);
        true
    }

    /// What the server does not take now goes behind the rest, so that it keeps nothing back.
    fn put_last(&mut self, number: u64, later: Later, changes: &mut Changes) -> bool {
        if let Some(mut item) = self.outbox.remove(&number) {
            changes.delete_outbox(number);
            item.later = Some(later);
            self.put_in_outbox(item, changes);
        }
        false
    }

    /// What cannot be read is kept for a later version of the app and counts as held, so that a
    /// newer server stops no phone.
    fn take_record(&mut self, sent: SentRecord, changes: &mut Changes) {
        let newer = self.held_seq(&sent.key).is_none_or(|seq| seq <= sent.seq);
        if !newer {
            return;
        }
        changes.put_record(&sent.key, sent.seq, &sent.body);
        let (name, seq) = (sent.key.to_string(), sent.seq);
        let read = |key: &RecordKey| Record::from_json(key.kind(), sent.body.get()).ok();
        match (sent.key.known().and_then(read), sent.key) {
            (Some(record), SentKey::Known(key)) => {
                self.newer.remove(&name);
                self.base.insert(key, HeldRecord { record, seq });
            }
            (_, key) => {
                if let SentKey::Known(key) = &key {
                    self.base.remove(key);
                }
                let newer = NewerRecord::new(key, seq, &sent.body);
                self.newer.insert(name, newer);
            }
        }
    }

    /// What was erased at the server goes from unsent work and from the journal too.
    fn forget_erased(&mut self, residents: &[ResidentId], help: &[HelpId], changes: &mut Changes) {
        for (number, item) in &mut self.outbox {
            if blanked(&mut item.entry, residents, help) {
                changes.put_outbox(*number, item);
            }
        }
        for (id, item) in &mut self.sent {
            if blanked(&mut item.entry, residents, help) {
                changes.put_sent(*id, item);
            }
        }
    }
}

fn blanked(entry: &mut Entry, residents: &[ResidentId], help: &[HelpId]) -> bool {
    let touched = entry.operation.touches();
    let household = |key: &RecordKey| matches!(key, RecordKey::Household(_));
    let forgotten = |key: &RecordKey| matches!(key, RecordKey::Help(id) if help.contains(id));
    let (household, forgotten) = (touched.iter().any(household), touched.iter().any(forgotten));
    if !(household || forgotten) {
        return false;
    }
    let before = entry.operation.clone();
    if household {
        for resident in residents {
            blank(&mut entry.operation, resident, false);
        }
    }
    if forgotten {
        blank_help(&mut entry.operation);
    }
    before != entry.operation
}
