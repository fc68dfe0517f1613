//! Reads and writes the book on a shelf: opens and seals its rows.

use super::{Change, Shelf, ShelfProblem, Table, page};
use crate::vault::{DataKey, NONCE_BYTES};
use domain::Millis;
use sync::{Changes, Identity, Put, Replica};

/// The key of the only row in the token table.
pub const TOKEN: &str = "token";

/// A book read from the shelf.
#[derive(Debug)]
pub struct Loaded {
    pub token: String,
    pub replica: Replica,
    /// True if the book would be read quicker after [`page::bind`].
    pub is_loose: bool,
}

/// Opens everything; `None` if this key opens nothing.
///
/// Single rows that do not open count as damaged: a damaged record is asked for again, a damaged
/// entry stays on the shelf for a later version.
pub async fn load(
    shelf: &impl Shelf,
    key: &DataKey,
    identity: Identity,
    now: Millis,
) -> Result<Option<Loaded>, ShelfProblem> {
    let token = shelf.get(Table::Token, TOKEN).await?;
    let token = token.and_then(|sealed| key.open(Table::Token, TOKEN, &sealed));
    let records = page::read(shelf, key).await?;
    let (read, single) = (records.rows.len(), records.single);
    let mut opens = token.is_some() || records.opens;
    let mut rows = records.rows;
    for table in [sync::Table::Meta, sync::Table::Outbox, sync::Table::Sent] {
        for (name, sealed) in shelf.all(of(table)).await? {
            let opened = key.open(of(table), &name, &sealed);
            opens |= opened.is_some();
            rows.push((table, name, text(opened)));
        }
    }
    if !opens {
        return Ok(None);
    }
    let replica = Replica::load_as(identity, rows, now);
    Ok(Some(Loaded {
        token: text(token),
        is_loose: page::is_loose(read, single, replica.record_count()),
        replica,
    }))
}

/// The changes of a replica as sealed rows to commit. Commits are numbered; each number is higher
/// than all before.
pub fn seal(
    key: &DataKey,
    changes: Changes,
    number: u64,
    mut nonce: impl FnMut() -> [u8; NONCE_BYTES],
) -> Vec<Change> {
    let (mut rows, mut records) = (Vec::new(), page::Records::default());
    for put in changes.0 {
        match put {
            Put::Clear(sync::Table::Record) => records.clear(),
            Put::Delete(sync::Table::Record, name) => records.take_away(name),
            Put::Set(sync::Table::Record, name, json) => records.put(name, json),
            Put::Clear(table) => rows.push(Change::Clear { table: of(table) }),
            Put::Delete(table, name) => rows.push(Change::Delete {
                table: of(table),
                key: name,
            }),
            Put::Set(table, name, json) => {
                rows.push(key.seal_row(of(table), name, nonce(), &json));
            }
        }
    }
    rows.extend(records.seal(key, number, nonce));
    rows
}

pub(crate) fn text(opened: Option<Vec<u8>>) -> String {
    String::from_utf8(opened.unwrap_or_default()).unwrap_or_default()
}

pub(crate) fn of(table: sync::Table) -> Table {
    match table {
        sync::Table::Meta => Table::Meta,
        sync::Table::Record => Table::Record,
        sync::Table::Outbox => Table::Outbox,
        sync::Table::Sent => Table::Sent,
    }
}
