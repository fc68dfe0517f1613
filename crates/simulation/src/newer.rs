//! Phones that are a version older than the server. They cannot read some of its records until they
//! get a newer version of the app.
use crate::Broken;
use crate::phone::{Flight, Phone};
use crate::world::{World, commune};
use domain::{Kind, Record, RecordKey, Seq};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use store::RecordRow;
use sync::{GONE, Outcome, Replica, SentKey, SyncResponse, Table};

/// Put before the key of a record whose kind only the next version of the app knows.
const LATER: &str = "later-";
/// The field that hides a body which only that version can read.
const WORDS: &str = "in-later-words";

/// How a server of the next version writes a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Written {
    AsToday,
    InLaterWords,
    /// As a kind of its own.
    OfALaterKind,
}

impl Written {
    /// A record keeps its kind for ever, but its words may differ in each sequence.
    fn of(key: &RecordKey, seq: Seq) -> Self {
        let name = key.to_string();
        let sum = |text: &str| {
            text.bytes()
                .fold(7u32, |sum, byte| sum.wrapping_mul(31) ^ u32::from(byte))
        };
        let apart = matches!(
            key.kind(),
            Kind::Class | Kind::Help | Kind::Bulletin | Kind::Directive
        );
        let words = apart || matches!(key.kind(), Kind::Household | Kind::Question);
        match (sum(&name) % 2, sum(&format!("{name}@{}", seq.0)) % 3) {
            (0, _) if apart => Written::OfALaterKind,
            (_, 0) if words => Written::InLaterWords,
            _ => Written::AsToday,
        }
    }
}

fn later_name(key: &RecordKey) -> SentKey {
    format!("{LATER}{key}").into()
}

impl Phone {
    /// The key under which the phone keeps a record that it cannot read; `None` if it can read it.
    pub(crate) fn kept_unread(&self, row: &RecordRow) -> Option<SentKey> {
        match Written::of(&row.key, row.seq) {
            _ if !self.behind => None,
            Written::AsToday => None,
            Written::InLaterWords => Some(row.key.clone().into()),
            Written::OfALaterKind => Some(later_name(&row.key)),
        }
    }
}

impl World {
    /// Rewrites an answer as a newer server would write it, its digest included.
    pub(crate) fn in_later_words(
        &mut self,
        number: usize,
        flight: &Flight,
        told: &mut SyncResponse,
    ) -> Result<(), String> {
        if !self.phones[number].behind {
            return Ok(());
        }
        for record in &mut told.records {
            let Some(key) = record.key.known().cloned() else {
                continue;
            };
            match Written::of(&key, record.seq) {
                Written::AsToday => {}
                Written::InLaterWords => {
                    let body = json!({ WORDS: record.body.get(), "degrees": 1.5 }).to_string();
                    record.body = RawValue::from_string(body).map_err(|why| why.to_string())?;
                }
                Written::OfALaterKind => record.key = later_name(&key),
            }
        }
        for departure in &mut told.departures {
            let key = departure.key.known();
            let is_later = |key: &&RecordKey| Written::of(key, Seq(0)) == Written::OfALaterKind;
            if let Some(name) = key.filter(is_later).map(later_name) {
                departure.key = name;
            }
        }
        self.digest_of_later_kinds(told)?;
        // Only while the network is bad, because in the end each entry must be answered.
        if !self.healing && flight.round % 8 < 2 {
            for receipt in &mut told.receipts {
                let said = "passed-on".to_owned();
                receipt.outcome = Outcome::Newer { said };
                self.note("an answer that only a newer app knows");
            }
        }
        Ok(())
    }

    fn digest_of_later_kinds(&self, told: &mut SyncResponse) -> Result<(), String> {
        let (Some(digest), Some(scope)) = (&mut told.digest, told.scope.read()) else {
            return Ok(());
        };
        let all = self
            .store
            .read(|rows| rows.changed(&commune(), None, Seq(0), crate::check::ALL));
        let all = all.map_err(|error| error.to_string())?;
        for row in all.iter().filter(|row| scope.sees(&row.area)) {
            if Written::of(&row.key, row.seq) == Written::OfALaterKind {
                digest.remove(&row.key, row.seq);
                digest.add(&later_name(&row.key), row.seq);
            }
        }
        Ok(())
    }

    /// Breaks the rule on purpose: the phone drops what it cannot read.
    pub(crate) fn lose_what_is_newer(&self, number: usize, told: &mut SyncResponse) {
        if self.broken != Some(Broken::Newer) || !self.phones[number].behind {
            return;
        }
        told.records.retain(|record| {
            let key = record.key.known();
            key.is_some_and(|key| Record::from_json(key.kind(), record.body.get()).is_ok())
        });
    }

    /// Some phones get a newer app, which must read all kept records without fetching them again.
    pub(crate) fn apps_are_updated(&mut self) -> Result<(), String> {
        for number in 0..self.phones.len() {
            let now = self.now;
            let phone = &self.phones[number];
            if !phone.behind || phone.destroyed || self.below(2) == 0 {
                continue;
            }
            let phone = &mut self.phones[number];
            phone.wake(now);
            let unread = |replica: &Replica| replica.newer_records().count();
            let before = phone.replica.as_ref().map(kept);
            let many = phone.replica.as_ref().is_some_and(|it| unread(it) > 0);
            phone.kill();
            let shelf = std::mem::take(&mut phone.shelf).into_iter();
            phone.shelf = shelf
                .map(|((table, key), value)| match table {
                    Table::Record => ((table, without_later(&key)), as_read_later(&value)),
                    _ => ((table, key), value),
                })
                .collect();
            phone.behind = false;
            phone.wake(now);
            let after = phone.replica.as_ref();
            if after.map(kept) != before || after.is_some_and(|it| unread(it) > 0) {
                return Err(format!("phone {number} does not read what it kept"));
            }
            self.tell(|| format!("phone {number} gets a newer app"));
            if many {
                self.note("an app that reads what an older one kept");
            }
        }
        Ok(())
    }
}

/// The number of records, and the cursor.
fn kept(replica: &Replica) -> (usize, Seq) {
    (replica.record_count(), replica.cursor())
}

fn without_later(key: &str) -> String {
    key.strip_prefix(LATER).unwrap_or(key).to_owned()
}

/// Rewrites a record's row in the way in which the next version reads it.
fn as_read_later(row: &str) -> String {
    if row == GONE {
        return row.to_owned();
    }
    let mut value: Value = serde_json::from_str(row).expect("is JSON");
    if let Some(Value::String(words)) = value["body"].get(WORDS) {
        value["body"] = serde_json::from_str(words).expect("is JSON");
    }
    value.to_string()
}
