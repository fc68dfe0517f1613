//! Who said something last, and when.
use crate::latest::SaidAt;
use crate::short::{Reader, Writer};
use crate::{EntryId, MemberId, Millis, Seq};
use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Who changed a field last. Written as one word: entry, time beside the entry's, sequence, author.
#[derive(Clone, PartialEq, Debug)]
pub struct Mark {
    pub author: MemberId,
    pub at: Millis,
    pub entry: EntryId,
    pub seq: Seq,
}

/// The first form, which is read for ever.
#[derive(Serialize, Deserialize)]
struct FirstForm {
    author: MemberId,
    at: Millis,
    entry: EntryId,
    #[serde(default, skip_serializing_if = "is_pending")]
    seq: Seq,
}

fn is_pending(seq: &Seq) -> bool {
    *seq == Seq(0)
}

impl SaidAt for Mark {
    type When<'a> = (Millis, EntryId);

    fn when(&self) -> (Millis, EntryId) {
        (self.at, self.entry)
    }
}

impl Mark {
    fn word(&self) -> String {
        let mut out = Writer::default();
        out.entry(self.entry);
        out.time_beside(self.at, self.entry);
        out.number(self.seq.0);
        out.0 + self.author.as_str()
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        let mut from = Reader::new(word);
        let entry = from.entry()?;
        Some(Self {
            entry,
            at: from.time_beside(entry)?,
            seq: Seq(from.number()?),
            author: MemberId::new(from.rest())?,
        })
    }

    /// As an app reads it that knows the first form only.
    #[cfg(feature = "office")]
    pub(crate) fn first_form(&self) -> serde_json::Value {
        let form = FirstForm {
            author: self.author.clone(),
            at: self.at,
            entry: self.entry,
            seq: self.seq,
        };
        serde_json::to_value(form).expect("a mark is plain data")
    }
}

impl Serialize for Mark {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word())
    }
}

impl<'de> Deserialize<'de> for Mark {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MarkOf)
    }
}

struct MarkOf;

impl<'de> Visitor<'de> for MarkOf {
    type Value = Mark;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mark")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<Mark, E> {
        Mark::of_word(word).ok_or_else(|| E::custom("a mark of another form"))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Mark, A::Error> {
        let form = FirstForm::deserialize(MapAccessDeserializer::new(access))?;
        Ok(Mark {
            author: form.author,
            at: form.at,
            entry: form.entry,
            seq: form.seq,
        })
    }
}
