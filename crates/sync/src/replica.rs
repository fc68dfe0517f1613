//! The phone's side: the server's records, its unsent entries applied on top, its journal.
mod outbox;
mod receive;
mod rows;
mod view;

pub use outbox::{Making, OutboxItem, OutboxState, SentItem};
pub use receive::Next;
pub use rows::{Changes, Put, Table};

use crate::{Digest, ENTRIES_LIMIT, Epoch, HELD_LIMIT, PROTOCOL, ScopeMark, SyncRequest};
use domain::{AccountId, CommuneId, DeviceId, EntryId, Map, Millis, Record, RecordKey, Scope, Seq};
use serde::{Deserialize, Serialize};

/// A kept entry leaves the journal when its sequence is in a verified backup, or after this.
pub const JOURNAL_DAYS: i64 = 60;

/// Who this phone is; given at enrolment.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Identity {
    pub commune: CommuneId,
    pub account: AccountId,
    pub device: DeviceId,
}

/// What the phone remembers besides records and entries.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Meta {
    identity: Identity,
    cursor: Seq,
    epoch: Option<Epoch>,
    scope: Option<Scope>,
    safe_seq: Seq,
    /// Server minus phone at the last contact.
    offset_ms: i64,
    last_contact: Option<Millis>,
    /// Digests that differed in a row.
    differed: u8,
    /// Grows with each entry, so that the outbox keeps its order.
    next_number: u64,
}

#[derive(Clone, Debug)]
struct Held {
    record: Record,
    seq: Seq,
}

#[derive(Clone, Debug)]
pub struct Replica {
    meta: Meta,
    base: Map<RecordKey, Held>,
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
        let meta = Meta {
            identity,
            cursor: Seq(0),
            epoch: None,
            scope: None,
            safe_seq: Seq(0),
            offset_ms: 0,
            last_contact: None,
            differed: 0,
            next_number: 1,
        };
        let replica = Self {
            meta,
            base: Map::new(),
            outbox: Map::new(),
            sent: Map::new(),
            overlay: Map::new(),
            steady_since: now,
            round: 0,
        };
        let mut changes = Changes::default();
        changes.put_meta(&replica.meta);
        (replica, changes)
    }

    /// The same device with a new enrolment: its unsent work stays, its records come anew.
    pub fn enrolled_again(&mut self, identity: Identity) -> Changes {
        self.meta.identity = identity;
        self.meta.epoch = None;
        let mut changes = Changes::default();
        self.start_over(&mut changes);
        self.rebase();
        changes.put_meta(&self.meta);
        changes
    }

    pub fn identity(&self) -> &Identity {
        &self.meta.identity
    }

    pub fn scope(&self) -> Option<&Scope> {
        self.meta.scope.as_ref()
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

    /// The first sync has come to its end at least once.
    pub fn is_filled(&self) -> bool {
        self.meta.last_contact.is_some()
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
        let held = self
            .outbox
            .values()
            .filter(|item| item.state == OutboxState::Held);
        let request = SyncRequest {
            protocol: PROTOCOL,
            app: app.to_owned(),
            clock,
            steady_since: self.steady_since,
            cursor: self.meta.cursor,
            epoch: self.meta.epoch,
            scope: self.meta.scope.as_ref().map(ScopeMark::of),
            entries: unsent
                .iter()
                .take(ENTRIES_LIMIT)
                .map(|item| item.entry.clone())
                .collect(),
            held: held.take(HELD_LIMIT).map(|item| item.entry.id).collect(),
            unsent: u32::try_from(unsent.len().saturating_sub(ENTRIES_LIMIT)).unwrap_or(u32::MAX),
        };
        (self.round, request)
    }

    /// The digest of the records held.
    pub fn digest(&self) -> Digest {
        let mut digest = Digest::default();
        for (key, held) in &self.base {
            digest.add(key, held.seq);
        }
        digest
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
        self.base.clear();
        changes.clear(Table::Record);
    }
}
