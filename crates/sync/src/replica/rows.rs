//! What a replica keeps on the shelf: rows of text under a table and a key.
use super::{Held, Meta, OutboxItem, Replica, SentItem};
use domain::{EntryId, Map, Millis, Record, RecordKey, Seq};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Table {
    Meta,
    Record,
    Outbox,
    Sent,
}

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

    pub(super) fn put_record(&mut self, key: &RecordKey, seq: Seq, body: &RawValue) {
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

impl Replica {
    /// Reads back what was committed. `None` when there is no phone yet.
    ///
    /// A record that cannot be read makes the phone start over, keeping its outbox; an entry
    /// that cannot be read is an error, because it may be the only copy of someone's work.
    pub fn load(
        rows: impl IntoIterator<Item = (Table, String, String)>,
        now: Millis,
    ) -> Result<Option<Self>, domain::json::Problem> {
        let mut meta: Option<Meta> = None;
        let mut base = Map::new();
        let mut outbox = Map::new();
        let mut sent = Map::new();
        let mut broken = false;
        for (table, key, json) in rows {
            match table {
                Table::Meta => meta = Some(domain::json::from_str(&json)?),
                Table::Record => match read_record(&key, &json) {
                    Some((key, held)) => drop(base.insert(key, held)),
                    None => broken = true,
                },
                Table::Outbox => {
                    let item: OutboxItem = domain::json::from_str(&json)?;
                    outbox.insert(key.parse().unwrap_or(u64::MAX), item);
                }
                Table::Sent => {
                    let item: SentItem = domain::json::from_str(&json)?;
                    sent.insert(item.entry.id, item);
                }
            }
        }
        let Some(mut meta) = meta else {
            return Ok(None);
        };
        if broken {
            base.clear();
            meta.cursor = Seq(0);
        }
        let mut replica = Self {
            meta,
            base,
            outbox,
            sent,
            overlay: Map::new(),
            steady_since: now,
            round: 0,
        };
        replica.rebase();
        Ok(Some(replica))
    }
}

fn read_record(key: &str, json: &str) -> Option<(RecordKey, Held)> {
    let key = RecordKey::parse(key)?;
    let row: Row = domain::json::from_str(json).ok()?;
    let record = Record::from_json(key.kind(), row.body.get()).ok()?;
    Some((
        key,
        Held {
            record,
            seq: row.seq,
        },
    ))
}
