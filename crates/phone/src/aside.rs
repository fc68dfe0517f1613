//! Books put aside: the sealed work of an earlier enrolment that no key on the phone can open yet.
//!
//! A phone that is enrolled with a new code keeps what it cannot open. The rows stay as they were,
//! filed under the earlier device's name, together with the lock that its PIN opens. They wait
//! until the PIN is typed or the server again has the second wrapping of their key. Then the work
//! goes into the outbox, if it is the same person's.

use crate::{
    device::Device,
    shelf::{Change, Shelf, ShelfProblem, Table, book},
    vault::{DataKey, NONCE_BYTES},
};
use domain::Millis;
use serde::{Deserialize, Serialize};
use sync::{Identity, Replica};

/// Beyond this many books, the oldest keep only their unsent work and their photos.
pub const ASIDE_LIMIT: usize = 5;
/// The tables with work, and those needed to read it. Records are left out: the server sends them
/// again.
const MOVED: [Table; 7] = [
    Table::Meta,
    Table::Outbox,
    Table::Sent,
    Table::Token,
    Table::Draft,
    Table::Photo,
    Table::Picture,
];
/// The tables with work. If all of these are empty, the server has everything.
const WORK: [Table; 4] = [Table::Outbox, Table::Sent, Table::Draft, Table::Photo];
/// The tables that the oldest books lose when there are too many.
const GIVEN_UP: [Table; 2] = [Table::Sent, Table::Draft];

/// Prefix of the rows that describe each book, in the table that is readable before any PIN.
const HEAD: &str = "aside/";

/// A book put aside, with what can be known of it without its key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Aside {
    /// The device that wrote the book, with its lock. `None` where that row was damaged.
    pub device: Option<Device>,
    pub since: Millis,
    /// Entries that were not yet settled with the server.
    pub unsent: usize,
    /// Entries that the server had already kept.
    pub kept: usize,
}

impl Aside {
    fn name(&self) -> String {
        match &self.device {
            Some(device) => device.identity.device.to_string(),
            None => format!("unknown-{}", self.since.0),
        }
    }

    pub fn is_same(&self, other: &Self) -> bool {
        self.name() == other.name()
    }

    /// Whether this person's device wrote the book.
    pub fn is_of(&self, person: &Identity) -> bool {
        let same = |it: &Device| it.identity.is_same_person(person);
        self.device.as_ref().is_some_and(same)
    }

    fn gone(&self) -> Change {
        Change::Delete {
            table: Table::Device,
            key: format!("{HEAD}{}", self.name()),
        }
    }

    /// The row that describes this book.
    pub fn row(&self) -> Change {
        Change::Put {
            table: Table::Device,
            key: format!("{HEAD}{}", self.name()),
            value: serde_json::to_vec(self).expect("plain data"),
        }
    }
}

/// The changes that clear the shelf for another book. The present book is put aside if it holds any
/// work.
///
/// Commit them in one transaction with the first rows of the new book, the row of its device among
/// them.
pub async fn make_way(
    shelf: &impl Shelf,
    device: Option<Device>,
    now: Millis,
) -> Result<Vec<Change>, ShelfProblem> {
    let mut moved = Vec::new();
    for table in MOVED {
        let rows = shelf.all(table).await?;
        moved.extend(rows.into_iter().map(|(key, value)| (table, key, value)));
    }
    let count = |asked: Table| moved.iter().filter(|(table, ..)| *table == asked).count();
    let has_work = WORK.into_iter().any(|table| count(table) > 0);
    let mut changes = Vec::new();
    if has_work {
        let aside = Aside {
            device,
            since: now,
            unsent: count(Table::Outbox),
            kept: count(Table::Sent),
        };
        changes.extend(give_up_oldest(shelf).await?);
        let name = aside.name();
        changes.push(aside.row());
        changes.extend(moved.into_iter().map(|(table, key, value)| Change::Put {
            table: Table::Aside,
            key: format!("{name}/{}/{key}", table.name()),
            value,
        }));
    }
    let stays = [Table::Aside, Table::Device];
    let cleared = Table::ALL.into_iter().filter(|it| !stays.contains(it));
    changes.extend(cleared.map(|table| Change::Clear { table }));
    Ok(changes)
}

/// Makes room for one more book: the oldest lose their sent entries and drafts, but nothing unsent.
async fn give_up_oldest(shelf: &impl Shelf) -> Result<Vec<Change>, ShelfProblem> {
    let mut asides = all(shelf).await?;
    let over = (asides.len() + 1).saturating_sub(ASIDE_LIMIT);
    asides.sort_by_key(|it| it.since);
    let mut changes = Vec::new();
    for mut aside in asides.into_iter().take(over) {
        for (table, key, _) in rows(shelf, &aside).await? {
            if GIVEN_UP.contains(&table) {
                changes.push(delete(&aside, table, &key));
            }
        }
        aside.kept = 0;
        changes.push(aside.row());
    }
    Ok(changes)
}

/// All books put aside on this phone.
pub async fn all(shelf: &impl Shelf) -> Result<Vec<Aside>, ShelfProblem> {
    let rows = shelf.all(Table::Device).await?;
    let heads = rows.iter().filter(|(name, _)| name.starts_with(HEAD));
    let read = |(_, value): &(String, Vec<u8>)| {
        domain::json::from_str(std::str::from_utf8(value).ok()?).ok()
    };
    Ok(heads.filter_map(read).collect())
}

/// The sealed rows of one book, each with the table and the key that it had.
pub async fn rows(
    shelf: &impl Shelf,
    aside: &Aside,
) -> Result<Vec<(Table, String, Vec<u8>)>, ShelfProblem> {
    let start = format!("{}/", aside.name());
    let place = |name: &str| {
        let (table, key) = name.strip_prefix(&start)?.split_once('/')?;
        let table = MOVED.into_iter().find(|it| it.name() == table)?;
        Some((table, key.to_owned()))
    };
    let rows = shelf.all(Table::Aside).await?.into_iter();
    Ok(rows
        .filter_map(|(name, value)| place(&name).map(|(table, key)| (table, key, value)))
        .collect())
}

/// A book put aside, opened with its key.
#[derive(Debug)]
pub struct Opened {
    /// The replica, for the open book to adopt.
    pub replica: Replica,
    /// Photos and drafts whose names are not in use in the open book.
    beside: Vec<(Table, String, Vec<u8>)>,
    /// The changes that remove what was opened from the rows put aside.
    gone: Vec<Change>,
}

impl Opened {
    /// The rows to commit in the same transaction as the adopted replica.
    pub fn rows(
        &mut self,
        key: &DataKey,
        mut nonce: impl FnMut() -> [u8; NONCE_BYTES],
    ) -> Vec<Change> {
        let sealed = std::mem::take(&mut self.beside).into_iter();
        let sealed = sealed.map(|(table, name, value)| Change::Put {
            value: key.seal(table, &name, nonce(), &value),
            table,
            key: name,
        });
        sealed.chain(std::mem::take(&mut self.gone)).collect()
    }
}

/// Opens a book that was put aside; `None` if `key` opens nothing of it. Single rows that do not
/// open stay aside.
pub async fn open(
    shelf: &impl Shelf,
    aside: &Aside,
    key: &DataKey,
    now: Millis,
) -> Result<Option<Opened>, ShelfProblem> {
    let Some(device) = &aside.device else {
        return Ok(None);
    };
    let (mut texts, mut beside, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    let mut left = Aside {
        unsent: 0,
        kept: 0,
        ..aside.clone()
    };
    let mut is_left = false;
    for (table, name, sealed) in rows(shelf, aside).await? {
        let Some(opened) = key.open(table, &name, &sealed) else {
            is_left = true;
            left.unsent += usize::from(table == Table::Outbox);
            left.kept += usize::from(table == Table::Sent);
            continue;
        };
        gone.push(delete(aside, table, &name));
        let of_sync = sync::Table::ALL
            .into_iter()
            .find(|it| book::of(*it) == table);
        if let Some(of_sync) = of_sync {
            texts.push((of_sync, name, book::text(Some(opened))));
        } else if table != Table::Token && shelf.get(table, &name).await?.is_none() {
            beside.push((table, name, opened));
        }
    }
    if gone.is_empty() {
        return Ok(None);
    }
    gone.push(match is_left {
        true => left.row(),
        false => aside.gone(),
    });
    let replica = Replica::load_as(device.identity.clone(), texts, now);
    Ok(Some(Opened {
        replica,
        beside,
        gone,
    }))
}

fn delete(aside: &Aside, table: Table, key: &str) -> Change {
    Change::Delete {
        table: Table::Aside,
        key: format!("{}/{}/{key}", aside.name(), table.name()),
    }
}
