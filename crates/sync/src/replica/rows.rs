//! What a replica keeps on the shelf: rows of text under a table and a key.
use super::{HeldRecord, Identity, Meta, NewerRecord, OutboxItem, OutboxState, Replica, SentItem};
use domain::{Entry, EntryId, Millis, Record, RecordKey, Seq};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Table {
    Meta,
    Record,
    Outbox,
    Sent,
}

/// Stands on the shelf for a record that is not there any more.
pub const GONE: &str = "null";

impl Table {
    pub const ALL: [Table; 4] = [Table::Meta, Table::Record, Table::Outbox, Table::Sent];

    pub fn as_str(self) -> &'static str {
        match self {
            Table::Meta => "meta",
            Table::Record => "record",
            Table::Outbox => "outbox",
            Table::Sent => "sent",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Put {
    Clear(Table),
    Set(Table, String, String),
    Delete(Table, String),
}

/// To be committed in this order, in one transaction, before anything else happens.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[must_use = "what is not committed is lost when the app is killed"]
pub struct Changes(pub Vec<Put>);

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn clear(&mut self, table: Table) {
        self.0.push(Put::Clear(table));
    }

    pub(super) fn delete(&mut self, table: Table, key: &impl ToString) {
        self.0.push(Put::Delete(table, key.to_string()));
    }

    fn set(&mut self, table: Table, key: &impl ToString, value: &impl Serialize) {
        let json = serde_json::to_string(value).expect("rows are plain data");
        self.0.push(Put::Set(table, key.to_string(), json));
    }

    pub(super) fn put_meta(&mut self, meta: &Meta) {
        self.set(Table::Meta, &"meta", meta);
    }

    pub(super) fn put_record(&mut self, key: &impl ToString, seq: Seq, body: &RawValue) {
        self.set(
            Table::Record,
            key,
            &Row {
                seq,
                body: body.to_owned(),
            },
        );
    }

    pub(super) fn put_outbox(&mut self, number: u64, item: &OutboxItem) {
        self.set(Table::Outbox, &format!("{number:012}"), item);
    }

    pub(super) fn delete_outbox(&mut self, number: u64) {
        self.delete(Table::Outbox, &format!("{number:012}"));
    }

    pub(super) fn put_sent(&mut self, id: EntryId, item: &SentItem) {
        self.set(Table::Sent, &id, item);
    }
}

#[derive(Serialize, Deserialize)]
struct Row {
    seq: Seq,
    body: Box<RawValue>,
}

/// An entry on the shelf that this version cannot read: it may be the only copy of someone's work,
/// so it stays there as it stands, and a later version tries again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unread {
    pub table: Table,
    pub key: String,
    /// Empty where the row could not even be opened.
    pub json: String,
}

impl Unread {
    /// The entry as some version wrote it, for the server to read.
    pub fn entry(&self) -> Option<Box<RawValue>> {
        #[derive(Deserialize)]
        struct Row {
            entry: Box<RawValue>,
        }
        let row: Row = domain::json::from_str(&self.json).ok()?;
        Some(row.entry)
    }
}

impl Replica {
    /// Reads back what was committed. `None` when there is no phone yet.
    ///
    /// What cannot be read is left out and kept: a damaged record makes the phone start over with
    /// its outbox, an entry is told as [`Replica::unread`].
    ///
    /// # Errors
    /// The state of sync cannot be read, so that nobody knows whose phone it is.
    pub fn load(
        rows: impl IntoIterator<Item = (Table, String, String)>,
        now: Millis,
    ) -> Result<Option<Self>, domain::json::JsonProblem> {
        let (meta, rows) = apart(rows);
        meta.map(|json| Ok(Self::read(domain::json::from_str(&json)?, rows, now)))
            .transpose()
    }

    /// The same on a phone that knows whose it is: without a readable state of sync it begins a new
    /// one, and sends again what was kept.
    pub fn load_as(
        identity: Identity,
        rows: impl IntoIterator<Item = (Table, String, String)>,
        now: Millis,
    ) -> Self {
        let (meta, rows) = apart(rows);
        let meta = meta.and_then(|json| domain::json::from_str(&json).ok());
        Self::read(meta.unwrap_or_else(|| Meta::new(identity)), rows, now)
    }

    fn read(meta: Meta, rows: Vec<(Table, String, String)>, now: Millis) -> Self {
        let mut replica = Self::new(meta, now);
        let mut broken = false;
        for (table, key, json) in rows {
            match table {
                Table::Meta => {}
                Table::Record => broken |= replica.read_record(key, &json).is_none(),
                Table::Outbox => replica.read_outbox(key, json),
                Table::Sent => match domain::json::from_str::<SentItem>(&json) {
                    Ok(item) => drop(replica.sent.insert(item.entry.id, item)),
                    Err(_) => replica.unread.push(Unread { table, key, json }),
                },
            }
        }
        if broken {
            replica.base.clear();
            replica.newer.clear();
            replica.meta.cursor = Seq(0);
            replica.meta.filling = true;
        }
        replica.rebase();
        replica
    }

    /// `None` for a row that is damaged.
    fn read_record(&mut self, name: String, json: &str) -> Option<()> {
        let key = RecordKey::parse(&name);
        // A later row stands over an earlier one.
        self.newer.remove(&name);
        if json == GONE {
            key.map(|key| self.base.remove(&key));
            return Some(());
        }
        let kind = key.as_ref().map(RecordKey::kind);
        let read = |body: &str| Record::from_json(kind?, body).ok();
        let quick = apart_as_written(json).and_then(|(seq, body)| Some((seq, read(body)?)));
        let key = match (key, quick) {
            (Some(key), Some((seq, record))) => {
                self.base.insert(key, HeldRecord { record, seq });
                return Some(());
            }
            (key, _) => key,
        };
        let Row { seq, body } = domain::json::from_str(json).ok()?;
        match (key, read(body.get())) {
            (Some(key), Some(record)) => drop(self.base.insert(key, HeldRecord { record, seq })),
            (key, _) => {
                key.map(|key| self.base.remove(&key));
                let newer = NewerRecord::new(name.clone().into(), seq, &body);
                self.newer.insert(name, newer);
            }
        }
        Some(())
    }

    fn read_outbox(&mut self, key: String, json: String) {
        /// Whatever became of it, the server says again.
        #[derive(Deserialize)]
        struct Work {
            entry: Entry,
            #[serde(default)]
            label: String,
        }
        let number: Option<u64> = key.parse().ok();
        if let Some(number) = number {
            let next = number.saturating_add(1);
            self.meta.next_number = self.meta.next_number.max(next);
        }
        let item = domain::json::from_str(&json).or_else(|problem| {
            let work: Work = domain::json::from_str(&json).map_err(|_| problem)?;
            Ok::<_, domain::json::JsonProblem>(OutboxItem {
                entry: work.entry,
                label: work.label,
                state: OutboxState::Unsent,
                again: false,
                later: None,
            })
        });
        match (number, item) {
            (Some(number), Ok(item)) => drop(self.outbox.insert(number, item)),
            _ => self.unread.push(Unread {
                table: Table::Outbox,
                key,
                json,
            }),
        }
    }

    /// Records of the server that are here, those that cannot be read among them.
    pub fn record_count(&self) -> usize {
        self.base.len() + self.newer.len()
    }

    /// Entries on the shelf that this version cannot read.
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// A row of another shelf that cannot be read, to lie among this one's.
    pub(super) fn keep_unread(&mut self, mut row: Unread, changes: &mut Changes) {
        if row.table == Table::Outbox {
            row.key = format!("{:012}", self.meta.next_number);
            self.meta.next_number += 1;
        }
        changes
            .0
            .push(Put::Set(row.table, row.key.clone(), row.json.clone()));
        self.unread.push(row);
    }
}

/// The state of sync, and all other rows.
fn apart(
    rows: impl IntoIterator<Item = (Table, String, String)>,
) -> (Option<String>, Vec<(Table, String, String)>) {
    let mut meta = None;
    let mut others = Vec::new();
    for (table, key, json) in rows {
        match table {
            Table::Meta => meta = Some(json),
            _ => others.push((table, key, json)),
        }
    }
    (meta, others)
}

/// A record's row as this program writes it, without reading its body twice.
fn apart_as_written(json: &str) -> Option<(Seq, &str)> {
    let inner = json.strip_prefix(r#"{"seq":"#)?.strip_suffix('}')?;
    let (seq, body) = inner.split_once(r#","body":"#)?;
    Some((Seq(seq.parse().ok()?), body))
}
