//! The text of a waiting entry, stored readable, as it came, or sealed; and how it is blanked.
use super::{WAITING, WaitingEntry};
use crate::erase::ErasedIds;
use crate::ledger::Ledger;
use crate::rows::Rows;
use domain::{CommuneId, Entry, EntryId, HelpId, RecordKey, ResidentId, blank, blank_help};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use sync::Brought;

/// Texts of only digits that are at least this long may be account numbers.
const DIGITS_FROM: usize = 6;
/// The longest text that may be an id or the key of a record.
const NAME_LIMIT_BYTES: usize = 64;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Body {
    /// An entry that was read, with its time fixed.
    Entry(Box<RawValue>),
    /// The text as it came.
    AsItCame(Box<RawValue>),
    /// The text as it came, sealed with the key of account numbers, because it may contain one.
    Sealed(String),
}

/// A person or request that waiting work must no longer name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Forgotten<'a> {
    /// A resident, with the household whose head they were.
    Resident(&'a ResidentId, Option<&'a RecordKey>),
    Help(&'a HelpId),
}

impl Body {
    pub fn read(entry: &Entry) -> Self {
        let raw = serde_json::value::to_raw_value(entry);
        Body::Entry(raw.expect("an entry is plain data"))
    }

    /// Prepares the text of an unreadable entry. `None` if it is not JSON, or if it may contain an
    /// account number and there is no key to seal it with.
    pub fn unread(
        ledger: &Ledger<'_>,
        (commune, id): (&CommuneId, EntryId),
        text: &str,
    ) -> Option<Self> {
        if let Some(sealed) = ledger.seal_text(commune, id, text) {
            return Some(Body::Sealed(sealed));
        }
        let value: Value = serde_json::from_str(text).ok()?;
        let raw = RawValue::from_string(text.to_owned()).ok()?;
        (!tells_digits(&value)).then_some(Body::AsItCame(raw))
    }

    /// The entry, if it was read.
    pub fn entry(&self) -> Option<Entry> {
        match self {
            Body::Entry(raw) => serde_json::from_str(raw.get()).ok(),
            Body::AsItCame(_) | Body::Sealed(_) => None,
        }
    }

    /// Tries to read the text with this version.
    pub fn opened(&self, ledger: &Ledger<'_>, of: (&CommuneId, EntryId)) -> Option<Brought> {
        let text = self.text(ledger, of)?;
        RawValue::from_string(text).ok().map(Brought::new)
    }

    fn text(&self, ledger: &Ledger<'_>, (commune, id): (&CommuneId, EntryId)) -> Option<String> {
        match self {
            Body::Entry(raw) | Body::AsItCame(raw) => Some(raw.get().to_owned()),
            Body::Sealed(sealed) => ledger.open_text(commune, id, sealed),
        }
    }

    /// The body without what it says of someone; `None` if it says nothing.
    fn blanked(
        &self,
        ledger: &Ledger<'_>,
        of: (&CommuneId, EntryId),
        forgotten: Forgotten<'_>,
    ) -> Option<Self> {
        if let Some(mut entry) = self.entry() {
            let before = entry.operation.clone();
            forget(&mut entry, forgotten);
            return (before != entry.operation).then(|| Body::read(&entry));
        }
        let text = self.text(ledger, of)?;
        let blanked = blanked_text(&text, &forgotten.names())?;
        Body::unread(ledger, of, &blanked)
    }
}

impl Forgotten<'_> {
    fn names(&self) -> Vec<String> {
        match self {
            Forgotten::Resident(resident, head_of) => {
                let household = head_of.map(|key| key.id().to_owned());
                household
                    .into_iter()
                    .chain([resident.to_string()])
                    .collect()
            }
            Forgotten::Help(help) => vec![help.to_string()],
        }
    }
}

/// Blanks what an entry that was set aside says of someone.
pub(crate) fn forget(entry: &mut Entry, forgotten: Forgotten<'_>) {
    let touched = entry.operation.touches();
    match forgotten {
        Forgotten::Resident(resident, head_of) => {
            let was_head = head_of.is_some_and(|key| touched.contains(key));
            blank(&mut entry.operation, resident, was_head);
        }
        Forgotten::Help(help) => {
            if touched.contains(&RecordKey::Help(help.clone())) {
                blank_help(&mut entry.operation);
            }
        }
    }
}

/// Removes from waiting work what it says of someone.
pub(crate) fn blank_waiting(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    forgotten: Forgotten<'_>,
) -> Rows<()> {
    if ledger.row(commune)?.waiting == 0 {
        return Ok(());
    }
    for mut waiting in WaitingEntry::all(ledger.transaction(), commune)? {
        let of = (commune, waiting.id);
        if let Some(body) = waiting.body.blanked(ledger, of, forgotten) {
            waiting.body = body;
            let (row, rows) = (waiting.row()?, ledger.transaction());
            rows.notes().document_blanked(WAITING, &row);
            rows.put_document(WAITING, &row)?;
        }
    }
    Ok(())
}

/// Blanks waiting work that came back with a restore, or was sealed when its key was missing.
pub(super) fn blank_told(ledger: &mut Ledger<'_>, commune: &CommuneId) -> Rows<()> {
    let told = ErasedIds::read(ledger.transaction(), commune)?;
    for resident in &told.residents {
        blank_waiting(ledger, commune, Forgotten::Resident(resident, None))?;
    }
    for help in &told.help {
        blank_waiting(ledger, commune, Forgotten::Help(help))?;
    }
    Ok(())
}

/// The text of an unreadable operation without its free words, if it names any of these ids;
/// otherwise `None`.
pub(crate) fn blanked_text(text: &str, names: &[String]) -> Option<String> {
    if !names.iter().any(|name| text.contains(name.as_str())) {
        return None;
    }
    let mut value: Value = serde_json::from_str(text).ok()?;
    let operation = match value.get_mut("operation") {
        Some(operation) => operation,
        None => &mut value,
    };
    let named = any_text(operation, &|it| names.iter().any(|name| name == it));
    (named && blank_words(operation)).then(|| value.to_string())
}

fn any_text(value: &Value, wanted: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => wanted(text),
        Value::Array(values) => values.iter().any(|value| any_text(value, wanted)),
        Value::Object(fields) => {
            (fields.iter()).any(|(name, value)| wanted(name) || any_text(value, wanted))
        }
        _ => false,
    }
}

/// Blanks every text that is not an id, in the way in which [`domain::Personal`] writes erased
/// values.
fn blank_words(value: &mut Value) -> bool {
    match value {
        Value::String(text) if is_name(text) => false,
        Value::String(_) => {
            *value = Value::Bool(false);
            true
        }
        Value::Array(values) => values
            .iter_mut()
            .fold(false, |any, it| blank_words(it) | any),
        Value::Object(fields) => {
            let values = fields.values_mut();
            values.fold(false, |any, it| blank_words(it) | any)
        }
        _ => false,
    }
}

/// Whether a text is an id, a day or a keyword of the program, and not someone's own words.
fn is_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-:".contains(&b);
    !text.is_empty()
        && text.len() <= NAME_LIMIT_BYTES
        && text.bytes().all(plain)
        && !is_long_number(text)
}

fn is_long_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let others = |c: char| !(c.is_ascii_digit() || c == ' ' || c == '.' || c == '-');
    // A day also consists of digits and hyphens, at fixed places.
    let is_day = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    digits >= DIGITS_FROM && !text.contains(others) && !is_day
}

fn tells_digits(value: &Value) -> bool {
    any_text(value, &is_long_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreadable_entry_loses_its_words_if_it_names_someone_erased() {
        let text = r#"{"id":"x","operation":{"Sung":{"who":"p2abcdef","words":"Ngô Thị Ơn","phone":"0912345678","on":"2026-11-13","how":{"loud":true,"by":["Đạt","leader"]}}}}"#;
        let blanked = blanked_text(text, &["p2abcdef".to_owned()]).unwrap();
        for word in ["Ngô", "0912345678", "Đạt"] {
            assert!(!blanked.contains(word), "{blanked}");
        }
        for kept in ["p2abcdef", "2026-11-13", "leader", "\"words\":false"] {
            assert!(blanked.contains(kept), "{blanked}");
        }
        assert_eq!(blanked_text(text, &["p3abcdef".to_owned()]), None);
        assert_eq!(blanked_text(&blanked, &["p2abcdef".to_owned()]), None);
    }
}
