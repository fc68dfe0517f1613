//! An entry as a server takes it: each is read alone, so that one it cannot read touches no other.
use domain::{Entry, EntryId, FORMAT, RULES};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// How a text that no person writes and PostgreSQL does not take stands in JSON.
const NUL: &str = "\\u0000";

#[derive(Clone, Debug)]
pub enum Brought {
    Read(Box<Entry>),
    /// Of a newer version: kept as it stands, because what is not known would be lost in reading.
    Unread(Box<RawValue>),
    /// A text in it holds U+0000.
    NotPlain(Box<RawValue>),
}

impl Brought {
    pub fn new(raw: Box<RawValue>) -> Self {
        if raw.get().contains(NUL)
            && serde_json::from_str(raw.get()).is_ok_and(|value| holds_nul(&value))
        {
            return Brought::NotPlain(raw);
        }
        match domain::json::from_str::<Entry>(raw.get()) {
            Ok(entry) if entry.format <= FORMAT && entry.rules <= RULES => entry.into(),
            _ => Brought::Unread(raw),
        }
    }

    /// `None` when not even that can be read: nobody can be answered.
    pub fn id(&self) -> Option<EntryId> {
        match self {
            Brought::Read(entry) => Some(entry.id),
            Brought::Unread(raw) | Brought::NotPlain(raw) => {
                let named: Result<Named, _> = domain::json::from_str(raw.get());
                named.ok().map(|it| it.id)
            }
        }
    }
}

#[derive(Deserialize)]
struct Named {
    id: EntryId,
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(holds_nul),
        Value::Object(fields) => {
            (fields.iter()).any(|(name, value)| name.contains('\0') || holds_nul(value))
        }
        _ => false,
    }
}

impl From<Entry> for Brought {
    fn from(entry: Entry) -> Self {
        Brought::Read(Box::new(entry))
    }
}

impl<'de> Deserialize<'de> for Brought {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Brought::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SyncRequest;
    use serde_json::json;

    fn entry(id: &str, operation: &Value) -> Value {
        json!({
            "id": id, "commune": "xa", "author": "an", "device": "may", "at": 1, "format": 1,
            "rules": 1, "operation": operation,
        })
    }

    #[test]
    fn each_entry_of_a_request_is_read_alone() {
        let id = |n: u8| format!("01940000-0000-7000-8000-00000000000{n}");
        let moved = |household: &str| json!({ "HouseholdLeft": { "household": household } });
        let mut newer = entry(&id(2), &moved("h1"));
        newer["format"] = json!(FORMAT + 1);
        let entries = [
            entry(&id(0), &moved("h1")),
            entry(&id(1), &json!({ "MoonVisited": {} })),
            newer,
            entry(&id(3), &moved("h\u{0}")),
            entry(&id(4), &moved("h\\u0000")),
            json!({ "id": id(5) }),
            json!("nonsense"),
        ];
        let request = json!({
            "protocol": 1, "app": "1", "clock": 1, "steady_since": 1, "cursor": 0,
            "entries": entries,
        });
        let request: SyncRequest<Brought> = serde_json::from_value(request).unwrap();
        let told: Vec<(char, bool)> = request
            .entries
            .iter()
            .map(|it| match it {
                Brought::Read(_) => ('r', it.id().is_some()),
                Brought::Unread(_) => ('u', it.id().is_some()),
                Brought::NotPlain(_) => ('n', it.id().is_some()),
            })
            .collect();
        let kinds: String = told.iter().map(|it| it.0).collect();
        // The fifth writes a backslash, not a NUL; its id is none, so it is unreadable.
        assert_eq!(kinds, "ruunuuu");
        assert_eq!(told.iter().filter(|it| !it.1).count(), 1);
    }
}
