//! What goes over the wire, both ways in one request, because signal comes in short windows.
use crate::newer::{each, read};
use crate::{Digest, Receipt};
use domain::{Entry, EntryId, HelpId, Millis, RecordKey, ResidentId, Scope, Seq};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::fmt;

/// Version of these messages; older ones are read for ever.
pub const PROTOCOL: u16 = 1;
/// Most entries in one request, oldest first.
pub const ENTRIES_LIMIT: usize = 500;
/// Most held entries asked after in one request.
pub const HELD_LIMIT: usize = 100;

/// Random and new at creation of a database and at each restore.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(pub u64);

/// Stands for a scope; when it changes, the phone starts over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeMark(pub u64);

impl ScopeMark {
    pub fn of(scope: &Scope) -> Self {
        SentScope::from(scope).mark()
    }
}

/// A scope as the server wrote it: a phone names it as it stands, whatever a newer server says in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SentScope(Box<RawValue>);

impl SentScope {
    pub fn mark(&self) -> ScopeMark {
        ScopeMark(crate::digest::hash(self.0.get().as_bytes()))
    }

    /// `None` where only a newer version can read it.
    pub fn read(&self) -> Option<Scope> {
        read(&self.0)
    }
}

impl PartialEq for SentScope {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

impl From<&Scope> for SentScope {
    fn from(scope: &Scope) -> Self {
        let raw = serde_json::value::to_raw_value(scope);
        Self(raw.expect("a scope is plain data"))
    }
}

/// A phone sends entries as it made them; a server takes each as it came, [`crate::Brought`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SyncRequest<E = Entry> {
    pub protocol: u16,
    /// Version of the app, for the office's list of devices.
    pub app: String,
    /// The phone's clock when it sent this.
    pub clock: Millis,
    /// The phone's time since which its clock has run without a jump.
    pub steady_since: Millis,
    /// The last sequence it has; 0 starts over.
    pub cursor: Seq,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<ScopeMark>,
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<E>,
    /// Held and waiting entries whose fate it asks after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<EntryId>,
    /// Those of the entries that a server said it had kept, before it was restored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<Again>,
    /// It gets on with outcomes, refusal codes and records that it does not know.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lenient: bool,
    /// Entries that stay unsent behind these.
    #[serde(default)]
    pub unsent: u32,
    /// The newest entry in its journal that it was told is kept: a server of the same epoch that
    /// does not know it has lost work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<EntryId>,
    /// What the server gave last, as it gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// The newest form of records that the app reads; 0 where it knows the first only.
    #[serde(default, skip_serializing_if = "is_not_said")]
    pub forms: u16,
    /// The newest form of entries and the newest rules that the app knows; 0 where it does not say.
    /// With `forms` they tell a later server what it must not say to this app.
    #[serde(default, skip_serializing_if = "is_not_said")]
    pub format: u16,
    #[serde(default, skip_serializing_if = "is_not_said")]
    pub rules: u16,
}

/// That this life of the server had an entry in its log: given with an answer and sent back with
/// the next request. A server that finds the entry gone has been put back to an earlier state, and
/// nobody else can make it believe so.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Proof {
    /// The last of the log then.
    pub last: EntryId,
    /// Made by the server with a key of its own, over the commune, the epoch and the entry: 32
    /// hexadecimal digits.
    pub mac: String,
}

/// Written shortly: skills of a household once, marks in a word.
pub const SHORT_FORM: u16 = 1;

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the shape that serde asks for"
)]
fn is_not_said(version: &u16) -> bool {
    *version == 0
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SyncResponse {
    pub epoch: Epoch,
    /// The last sequence in a verified backup.
    pub safe_seq: Seq,
    pub server_time: Millis,
    pub scope: SentScope,
    /// The records follow from the beginning: drop those you have, keep your outbox.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub start_over: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revoked>,
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "each"
    )]
    pub receipts: Vec<Receipt>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<SentRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departures: Vec<Departure<SentKey>>,
    /// Residents erased lately anywhere in the commune: what is said of them goes from unsent
    /// work and from the journal, also where their household has left the scope.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "each"
    )]
    pub erased: Vec<ResidentId>,
    /// Help requests whose askers were forgotten: the same.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "each"
    )]
    pub erased_help: Vec<HelpId>,
    pub cursor: Seq,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Of all records in the scope, on the last page only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// To be sent back with the next request; without one, the last that was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// Places in the request, from 0, of entries whose id cannot be read: there is no receipt for
    /// them, and they are not kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nameless: Vec<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Revoked {
    /// Its last upload was taken and is held; it wipes itself now.
    AfterLastUpload,
    /// Wiped first: unsent work may be lost.
    Stolen,
    /// For a reason that only a newer server knows: what is half understood destroys nothing. No
    /// server of this version says it.
    #[serde(other)]
    Newer,
}

/// An entry out of the journal, and what it is about, as it was written beside the entry: the
/// code of a household that the server may not know any more.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Again {
    pub id: EntryId,
    pub label: String,
}

/// A record as the server has it; the body is JSON of its kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SentRecord {
    pub key: SentKey,
    pub seq: Seq,
    pub body: Box<RawValue>,
}

/// A record that left the scope.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Departure<K = RecordKey> {
    pub key: K,
    pub seq: Seq,
}

/// A record's key; one that only a newer server knows spoils nothing beside it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum SentKey {
    Known(RecordKey),
    Newer(String),
}

impl SentKey {
    pub fn id(&self) -> &str {
        match self {
            SentKey::Known(key) => key.id(),
            SentKey::Newer(text) => text.split_once(':').map_or(text, |(_, id)| id),
        }
    }

    pub fn known(&self) -> Option<&RecordKey> {
        match self {
            SentKey::Known(key) => Some(key),
            SentKey::Newer(_) => None,
        }
    }
}

impl PartialEq<RecordKey> for SentKey {
    fn eq(&self, key: &RecordKey) -> bool {
        self.known() == Some(key)
    }
}

impl From<RecordKey> for SentKey {
    fn from(key: RecordKey) -> Self {
        SentKey::Known(key)
    }
}

impl From<String> for SentKey {
    fn from(text: String) -> Self {
        match RecordKey::parse(&text) {
            Some(key) => SentKey::Known(key),
            None => SentKey::Newer(text),
        }
    }
}

impl From<SentKey> for String {
    fn from(key: SentKey) -> String {
        key.to_string()
    }
}

impl fmt::Display for SentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SentKey::Known(key) => key.fmt(f),
            SentKey::Newer(text) => f.write_str(text),
        }
    }
}
