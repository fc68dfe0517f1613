//! Records that only a newer version of the app can read. They are kept unchanged until it comes.
use super::Replica;
use crate::SentKey;
use crate::newer::read;
use domain::{Kind, RecordKey, Seq};
use serde::Deserialize;
use serde_json::value::RawValue;

/// A record that this version cannot read.
#[derive(Clone, PartialEq, Debug)]
pub struct NewerRecord {
    pub key: SentKey,
    pub seq: Seq,
    /// Code and head of a household, as far as they can be read: `TD-12 · Bùi Thị Dưỡng`. Empty for
    /// all other kinds.
    pub title: String,
}

impl NewerRecord {
    pub(super) fn new(key: SentKey, seq: Seq, body: &RawValue) -> Self {
        let is_household = key.known().is_some_and(|key| key.kind() == Kind::Household);
        let title = is_household.then(|| title(body)).flatten();
        Self {
            key,
            seq,
            title: title.unwrap_or_default(),
        }
    }

    /// `None` for a kind that only a newer version knows.
    pub fn kind(&self) -> Option<Kind> {
        match &self.key {
            SentKey::Known(key) => Some(key.kind()),
            SentKey::Newer(text) => Kind::parse(text.split_once(':')?.0),
        }
    }
}

/// Reads code and head of a household. All versions so far write these two fields in the same way.
fn title(body: &RawValue) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        code: Box<RawValue>,
        head: Box<RawValue>,
    }
    let named: Named = read(body)?;
    let texts = [read::<String>(&named.code), read(&named.head)];
    let texts: Vec<String> = texts.into_iter().flatten().collect();
    Some(texts.join(" · "))
}

impl Replica {
    /// Records in the scope that only a newer version of the app can read.
    pub fn newer_records(&self) -> impl Iterator<Item = &NewerRecord> {
        self.newer.values()
    }

    /// Whether the record is here but only a newer version of the app can read it.
    pub fn needs_newer_app(&self, key: &RecordKey) -> bool {
        !self.newer.is_empty() && self.newer.contains_key(&key.to_string())
    }
}
