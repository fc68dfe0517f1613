//! The phone's side: the server's records, its unsent entries applied on top, its journal.
mod journal;
mod newer;
mod outbox;
mod receive;
mod rows;
mod view;

pub use journal::{JOURNAL_DAYS, JOURNAL_LIMIT, JOURNAL_UNSAFE_LIMIT};
pub use newer::NewerRecord;
pub use outbox::{Making, OutboxItem, OutboxState, SentItem};
pub use receive::Next;
pub use rows::{Changes, GONE, Put, Table, Unread};

use crate::{
    Again, Digest, ENTRIES_LIMIT, Epoch, HELD_LIMIT, PROTOCOL, Proof, SHORT_FORM, SentKey,
    SentScope, SyncRequest,
};
use domain::{
    AccountId, CommuneId, DeviceId, EntryId, FORMAT, Map, Millis, RULES, Record, RecordKey, Scope,
    Seq,
};
use serde::{Deserialize, Serialize};

/// Who this phone is; given at enrolment.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Identity {
    pub commune: CommuneId,
    pub account: AccountId,
    pub device: DeviceId,
}

impl Identity {
    pub fn is_same_person(&self, other: &Self) -> bool {
        (&self.commune, &self.account) == (&other.commune, &other.account)
    }
}

/// What the phone remembers besides records and entries.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Meta {
    identity: Identity,
    cursor: Seq,
    epoch: Option<Epoch>,
    scope: Option<SentScope>,
    safe_seq: Seq,
    /// Server minus phone at the last contact.
    offset_ms: i64,
    last_contact: Option<Millis>,
    /// Digests that differed in a row.
    differed: u8,
    /// Grows with each entry, so that the outbox keeps its order.
    next_number: u64,
    /// The records come from the beginning and are not all here yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    filling: bool,
    /// Kept entries that were let go of for want of room before any backup held them.
    #[serde(default, skip_serializing_if = "is_zero")]
    let_go: usize,
    /// Of the server's log, as it was given last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proof: Option<Proof>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the shape that serde asks for"
)]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Meta {
    fn new(identity: Identity) -> Self {
        Self {
            identity,
            cursor: Seq(0),
            epoch: None,
            scope: None,
            safe_seq: Seq(0),
            offset_ms: 0,
            last_contact: None,
            differed: 0,
            next_number: 1,
            filling: false,
            let_go: 0,
            proof: None,
        }
    }
}

#[derive(Clone, Debug)]
struct HeldRecord {
    record: Record,
    seq: Seq,
}

#[derive(Clone, Debug)]
pub struct Replica {
    meta: Meta,
    base: Map<RecordKey, HeldRecord>,
    /// Records that this version cannot read, by their keys: on the shelf as they stand, and in the
    /// digest.
    newer: Map<String, NewerRecord>,
    /// Entries on the shelf that this version cannot read.
    unread: Vec<Unread>,
    outbox: Map<u64, OutboxItem>,
    sent: Map<EntryId, SentItem>,
    /// Records as changed by unsent entries.
    overlay: Map<RecordKey, Record>,
    /// Since when the clock has run steadily, in the phone's time.
    steady_since: Millis,
    /// The request whose response is awaited; answers to earlier ones are ignored.
    round: u64,
}

impl Replica {
    /// A phone that has just been enrolled.
    pub fn enrolled(identity: Identity, now: Millis) -> (Self, Changes) {
        let replica = Self::new(Meta::new(identity), now);
        let mut changes = Changes::default();
        changes.put_meta(&replica.meta);
        (replica, changes)
    }

    fn new(meta: Meta, now: Millis) -> Self {
        Self {
            meta,
            base: Map::new(),
            newer: Map::new(),
            unread: Vec::new(),
            outbox: Map::new(),
            sent: Map::new(),
            overlay: Map::new(),
            steady_since: now,
            round: 0,
        }
    }

    /// The same device with a new enrolment: its unsent work stays, its records come anew, and what
    /// was kept is sent again, because nobody knows whether this is the server that kept it.
    pub fn enrolled_again(&mut self, identity: Identity) -> Changes {
        self.meta.identity = identity;
        self.meta.epoch = None;
        self.meta.proof = None;
        let mut changes = Changes::default();
        self.put_journal_back(&mut changes);
        self.start_over(&mut changes);
        self.rebase();
        changes.put_meta(&self.meta);
        changes
    }

    pub fn identity(&self) -> &Identity {
        &self.meta.identity
    }

    /// `None` before the first answer, and where only a newer version can read it.
    pub fn scope(&self) -> Option<Scope> {
        self.meta.scope.as_ref()?.read()
    }

    /// Which life of the server was last met; `None` before it answered.
    pub fn epoch(&self) -> Option<Epoch> {
        self.meta.epoch
    }

    /// Up to where the server's records have come.
    pub fn cursor(&self) -> Seq {
        self.meta.cursor
    }

    pub fn last_contact(&self) -> Option<Millis> {
        self.meta.last_contact
    }

    /// How many milliseconds the phone's clock was behind the server's at the last contact, the way of
    /// the answer included; below zero where it was ahead. 0 before the first contact.
    pub fn clock_behind_ms(&self) -> i64 {
        self.meta.offset_ms
    }

    /// All records of the scope have come, and none are on their way anew.
    pub fn is_filled(&self) -> bool {
        self.meta.last_contact.is_some() && !self.meta.filling
    }

    /// Two digests in a row differed: syncing stops and says so.
    pub fn is_stuck(&self) -> bool {
        self.meta.differed >= 2
    }

    /// Someone looked at it: try once more from the beginning.
    pub fn unstick(&mut self) -> Changes {
        let mut changes = Changes::default();
        self.meta.differed = 0;
        self.start_over(&mut changes);
        self.rebase();
        changes.put_meta(&self.meta);
        changes
    }

    /// The next request; entries oldest first.
    pub fn request(&mut self, app: &str, clock: Millis) -> (u64, SyncRequest) {
        self.round += 1;
        let unsent: Vec<&OutboxItem> = self
            .outbox
            .values()
            .filter(|item| item.state == OutboxState::Unsent)
            .collect();
        // Of another commune, which it was enrolled in before, this server knows nothing.
        let ours = |item: &&SentItem| item.entry.commune == self.meta.identity.commune;
        let newest = self.sent.values().filter(ours).max_by_key(|item| item.seq);
        let sent = || unsent.iter().take(ENTRIES_LIMIT);
        let again = sent().filter(|item| item.again).map(|item| Again {
            id: item.entry.id,
            label: item.label.clone(),
        });
        let request = SyncRequest {
            protocol: PROTOCOL,
            app: app.to_owned(),
            clock,
            steady_since: self.steady_since,
            cursor: self.meta.cursor,
            epoch: self.meta.epoch,
            scope: self.meta.scope.as_ref().map(SentScope::mark),
            entries: sent().map(|item| item.entry.clone()).collect(),
            held: self.asked_after(),
            again: again.collect(),
            lenient: true,
            unsent: u32::try_from(unsent.len().saturating_sub(ENTRIES_LIMIT)).unwrap_or(u32::MAX),
            kept: newest.map(|item| item.entry.id),
            proof: self.meta.proof.clone(),
            forms: SHORT_FORM,
            format: FORMAT,
            rules: RULES,
        };
        (self.round, request)
    }

    /// What the server keeps aside; where that is more than fits, all of it by turns.
    fn asked_after(&self) -> Vec<EntryId> {
        let aside = self.outbox.values().filter(|item| item.state.is_aside());
        let aside: Vec<EntryId> = aside.map(|item| item.entry.id).collect();
        let turns = aside.len().div_ceil(HELD_LIMIT).max(1) as u64;
        // An exchange counts twice, when it is asked and when it is answered.
        let turn = usize::try_from(self.round / 2 % turns).unwrap_or(0);
        let these = aside.into_iter().skip(turn * HELD_LIMIT);
        these.take(HELD_LIMIT).collect()
    }

    /// The digest of the records held.
    pub fn digest(&self) -> Digest {
        let mut digest = Digest::default();
        for (key, held) in &self.base {
            digest.add(key, held.seq);
        }
        for (key, it) in &self.newer {
            digest.add(key, it.seq);
        }
        digest
    }

    /// The sequence of a record here, readable or not.
    fn held_seq(&self, key: &SentKey) -> Option<Seq> {
        let newer = || self.newer.get(&key.to_string()).map(|it| it.seq);
        let read = key.known().and_then(|key| self.base.get(key));
        read.map(|held| held.seq).or_else(newer)
    }

    /// The host saw the clock jump: what is unsent was made under another clock.
    pub fn clock_jumped(&mut self, now: Millis) -> Changes {
        self.steady_since = now;
        let mut changes = Changes::default();
        for (number, item) in &mut self.outbox {
            item.entry.certainty = domain::Certainty::Doubtful;
            changes.put_outbox(*number, item);
        }
        changes
    }

    fn start_over(&mut self, changes: &mut Changes) {
        self.meta.cursor = Seq(0);
        self.meta.filling = true;
        self.base.clear();
        self.newer.clear();
        changes.clear(Table::Record);
    }
}
