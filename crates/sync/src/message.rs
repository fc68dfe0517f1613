//! What goes over the wire, both ways in one request, because signal comes in short windows.
use crate::Digest;
use domain::{
    Certainty, Entry, EntryId, HelpId, Kind, Millis, RecordKey, RefusalCode, ResidentId, Scope, Seq,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

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
        let text = serde_json::to_string(scope).expect("a scope is plain data");
        Self(crate::digest::hash(text.as_bytes()))
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SyncRequest {
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entry>,
    /// Held entries whose fate it asks after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<EntryId>,
    /// Entries that stay unsent behind these.
    #[serde(default)]
    pub unsent: u32,
    /// The newest entry in its journal that it was told is kept: a server of the same epoch that
    /// does not know it has lost work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<EntryId>,
    /// The newest form of records that the app reads; 0 where it knows the first only.
    #[serde(default, skip_serializing_if = "is_first_form")]
    pub forms: u16,
}

/// Written shortly: skills of a household once, marks in a word.
pub const SHORT_FORM: u16 = 1;

fn is_first_form(forms: &u16) -> bool {
    *forms == 0
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SyncResponse {
    pub epoch: Epoch,
    /// The last sequence in a verified backup.
    pub safe_seq: Seq,
    pub server_time: Millis,
    pub scope: Scope,
    /// The records follow from the beginning: drop those you have, keep your outbox.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub start_over: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revoked>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<Receipt>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<SentRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departures: Vec<Departure>,
    /// Residents erased lately anywhere in the commune: what is said of them goes from unsent
    /// work and from the journal, also where their household has left the scope.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<ResidentId>,
    /// Help requests whose askers were forgotten: the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erased_help: Vec<HelpId>,
    pub cursor: Seq,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Of all records in the scope, on the last page only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Revoked {
    /// Its last upload was taken and is held; it wipes itself now.
    AfterLastUpload,
    /// Wiped first: unsent work may be lost.
    Stolen,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Receipt {
    pub id: EntryId,
    #[serde(flatten)]
    pub outcome: Outcome,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// In the log for good, with the time the server fixed.
    Kept {
        seq: Seq,
        at: Millis,
        certainty: Certainty,
    },
    /// Stays on the phone, in sight, until someone deals with it.
    Refused { code: RefusalCode },
    /// Kept aside until a leader or officer decides.
    Held,
    /// Was held and then turned down by a leader or officer.
    Rejected,
}

/// A record as the server has it; the body is JSON of its kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SentRecord {
    pub key: RecordKey,
    pub seq: Seq,
    pub body: Box<RawValue>,
}

impl SentRecord {
    pub fn kind(&self) -> Kind {
        self.key.kind()
    }
}

/// A record that left the scope.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Departure {
    pub key: RecordKey,
    pub seq: Seq,
}
