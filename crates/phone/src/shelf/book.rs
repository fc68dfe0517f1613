//! The book on a shelf: rows sealed and opened.

use super::{Change, Shelf, ShelfProblem, Table};
use crate::vault::{DataKey, NONCE_BYTES};
use domain::Millis;
use sync::{Changes, Identity, Put, Replica};

/// The key of the one row of the table of that name.
pub const TOKEN: &str = "token";

/// Opens everything; `None` where there is nothing that this key opens.
///
/// What does not open among what does reads as damaged: a record comes anew, an entry stays on the
/// shelf for a later version.
pub async fn load(
    shelf: &impl Shelf,
    key: &DataKey,
    identity: Identity,
    now: Millis,
) -> Result<Option<(String, Replica)>, ShelfProblem> {
    let token = shelf.get(Table::Token, TOKEN).await?;
    let token = token.and_then(|sealed| key.open(Table::Token, TOKEN, &sealed));
    let mut opens = token.is_some();
    let mut rows = Vec::new();
    for table in sync::Table::ALL {
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
    Ok(Some((text(token), replica)))
}

/// What a replica changed, as it is committed to the shelf.
pub fn seal(
    key: &DataKey,
    changes: Changes,
    mut nonce: impl FnMut() -> [u8; NONCE_BYTES],
) -> Vec<Change> {
    let change = |put| match put {
        Put::Clear(table) => Change::Clear { table: of(table) },
        Put::Delete(table, name) => Change::Delete {
            table: of(table),
            key: name,
        },
        Put::Set(table, name, json) => {
            let table = of(table);
            let value = key.seal(table, &name, nonce(), json.as_bytes());
            Change::Put {
                table,
                key: name,
                value,
            }
        }
    };
    changes.0.into_iter().map(change).collect()
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
