//! An entry as a server takes it: each is read alone, so that one it cannot read touches no other.
use domain::{Entry, EntryId, FORMAT, RULES, is_blank, is_hidden, without_hidden};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Clone, Debug)]
pub enum Brought {
    Read(Box<Entry>),
    /// Of a newer version: kept as it stands, because what is not known would be lost in reading.
    Unread(Box<RawValue>),
    /// A text in it holds what nobody sees: [`domain::is_hidden`].
    NotPlain(Box<RawValue>),
}

impl Brought {
    pub fn new(raw: Box<RawValue>) -> Self {
        if may_hide(raw.get())
            && serde_json::from_str(raw.get()).is_ok_and(|value| is_not_plain(&value))
        {
            return Brought::NotPlain(raw);
        }
        Self::read(raw)
    }

    /// The same without what nobody sees in its texts: for what was kept once, before it was asked
    /// for at the door, and for what nobody is there to write again.
    pub fn made_plain(self) -> Self {
        let Brought::NotPlain(raw) = self else {
            return self;
        };
        let plain = serde_json::from_str(raw.get()).ok().and_then(|value| {
            let text = serde_json::to_string(&made_plain(value)).ok()?;
            RawValue::from_string(text).ok()
        });
        Self::read(plain.unwrap_or(raw))
    }

    fn read(raw: Box<RawValue>) -> Self {
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

/// Whether there may be something hidden in a text of this JSON: written as it is, or escaped. Asked
/// of every entry, where next to none has any.
fn may_hide(json: &str) -> bool {
    let is_odd = |it: char| is_hidden(it) || is_blank(it.encode_utf8(&mut [0; 4])) && it > '~';
    json.contains("\\u") || json.contains("\\b") || json.contains("\\f") || json.contains(is_odd)
}

/// Whether it holds what nobody sees, or nothing else.
fn is_odd_text(text: &str) -> bool {
    text.contains(is_hidden) || (!text.is_empty() && is_blank(text))
}

fn is_not_plain(value: &Value) -> bool {
    match value {
        Value::String(text) => is_odd_text(text),
        Value::Array(values) => values.iter().any(is_not_plain),
        Value::Object(fields) => {
            (fields.iter()).any(|(name, value)| name.contains(is_hidden) || is_not_plain(value))
        }
        _ => false,
    }
}

fn made_plain(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(without_hidden(text)),
        Value::Array(values) => values.into_iter().map(made_plain).collect(),
        Value::Object(fields) => {
            let plain = |(name, value)| (without_hidden(name), made_plain(value));
            fields.into_iter().map(plain).collect()
        }
        other => other,
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

    #[test]
    fn what_nobody_sees_is_found_however_it_is_written_and_can_be_left_out() {
        let id = "01940000-0000-7000-8000-000000000001";
        for hidden in [
            "\0", "\u{8}", "\u{c}", "\u{7f}", "\u{9f}", "\u{202e}", "\u{2069}",
        ] {
            let operation = json!({ "VisitRecorded": {
                "household": "h1", "outcome": "met", "note": format!("Bà{hidden} vui") } });
            let as_it_is = entry(id, &operation).to_string();
            let escaped: String = (as_it_is.encode_utf16())
                .map(|unit| match unit {
                    0x20..0x7f => char::from_u32(unit.into()).unwrap().to_string(),
                    other => format!("\\u{other:04x}"),
                })
                .collect();
            for text in [as_it_is, escaped] {
                let brought = Brought::new(RawValue::from_string(text).unwrap());
                assert!(matches!(brought, Brought::NotPlain(_)), "{hidden:?}");
                let Brought::Read(entry) = brought.made_plain() else {
                    panic!("{hidden:?} stays");
                };
                let json = serde_json::to_string(&entry).unwrap();
                assert!(json.contains("Bà vui"), "{json}");
            }
        }
    }
}
