//! Entries: what happened, once and for ever.
use crate::{AccountId, CommuneId, DeviceId, EntryId, Map, Millis, Operation, RecordKey, Seq};
use serde::{Deserialize, Serialize};

/// The version of the entry's form; older ones are read for ever.
pub const FORMAT: u16 = 1;
/// The version of the rules that new entries are made under; old entries keep theirs.
pub const RULES: u16 = 1;

/// How far the entry's time can be trusted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    #[default]
    Sure,
    /// Made across a clock jump or a reboot; shown to the leader, who can date it again.
    Doubtful,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entry {
    pub id: EntryId,
    pub commune: CommuneId,
    pub author: AccountId,
    pub device: DeviceId,
    /// The phone's time until the server fixes it once; order and periods use only that.
    pub at: Millis,
    #[serde(default, skip_serializing_if = "is_sure")]
    pub certainty: Certainty,
    pub format: u16,
    pub rules: u16,
    /// The sequence of each record it was made on.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub seen: Map<RecordKey, Seq>,
    /// Who took it in where it was held, and when; the server's word, never its author's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Accepted>,
    pub operation: Operation,
}

/// Who took in an entry that was held.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Accepted {
    pub by: AccountId,
    pub at: Millis,
}

impl Entry {
    /// A new entry in today's form, its time sure, made on no particular state of the records.
    pub fn new(
        id: EntryId,
        commune: CommuneId,
        author: AccountId,
        device: DeviceId,
        at: Millis,
        operation: Operation,
    ) -> Self {
        Self {
            id,
            commune,
            author,
            device,
            at,
            certainty: Certainty::Sure,
            format: FORMAT,
            rules: RULES,
            seen: Map::new(),
            accepted: None,
            operation,
        }
    }
}

fn is_sure(certainty: &Certainty) -> bool {
    *certainty == Certainty::Sure
}
