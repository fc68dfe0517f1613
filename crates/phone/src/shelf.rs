//! The phone's storage: a few tables of keys and bytes, changed all at once or not at all.

pub mod book;
pub mod page;

use std::{cell::RefCell, collections::BTreeMap, fmt};

/// A table of the phone's store. Its name is part of what seals each value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Table {
    /// What must be readable before the PIN: the locks, the device, and which books are put aside.
    Device,
    /// The state of syncing.
    Meta,
    /// The server's records as last received, many in one row.
    Page,
    /// Records that changed since then, one in each row.
    Record,
    /// Entries that the server has not kept yet, refused ones among them.
    Outbox,
    /// Entries that the server has kept, until backups have held them long enough.
    Sent,
    /// The device's token from the server, sealed like the rest.
    Token,
    /// What someone was typing.
    Draft,
    /// What is known of the photos of products and classes.
    Photo,
    /// The pictures of those photos, whole and small.
    Picture,
    /// Rows of earlier books that no key on the phone opens.
    Aside,
}

impl Table {
    pub const ALL: [Table; 11] = [
        Table::Device,
        Table::Meta,
        Table::Page,
        Table::Record,
        Table::Outbox,
        Table::Sent,
        Table::Token,
        Table::Draft,
        Table::Photo,
        Table::Picture,
        Table::Aside,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Table::Device => "device",
            Table::Meta => "meta",
            Table::Page => "page",
            Table::Record => "record",
            Table::Outbox => "outbox",
            Table::Sent => "sent",
            Table::Token => "token",
            Table::Draft => "draft",
            Table::Photo => "photo",
            Table::Picture => "picture",
            Table::Aside => "aside",
        }
    }
}

#[derive(Clone, PartialEq, Eq)]
pub enum Change {
    Put {
        table: Table,
        key: String,
        value: Vec<u8>,
    },
    Delete {
        table: Table,
        key: String,
    },
    Clear {
        table: Table,
    },
}

/// Why the store could not be read or written: it is full, closed by the browser, or damaged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShelfProblem {
    /// The browser's name for the problem, such as `QuotaExceededError`.
    pub name: String,
}

impl fmt::Display for ShelfProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the phone's store: {}", self.name)
    }
}

impl std::error::Error for ShelfProblem {}

/// A store of bytes. Values arrive sealed; a shelf never sees personal data.
#[expect(
    async_fn_in_trait,
    reason = "a page has one thread; nothing here is sent to another"
)]
pub trait Shelf {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, ShelfProblem>;

    /// All rows of a table, in the order of their keys.
    async fn all(&self, table: Table) -> Result<Vec<(String, Vec<u8>)>, ShelfProblem>;

    /// Makes all changes, in order, in one transaction. They are on disk when this returns.
    async fn commit(&self, changes: Vec<Change>) -> Result<(), ShelfProblem>;
}

/// A shelf in memory, for tests.
#[derive(Default)]
pub struct MemoryShelf {
    rows: RefCell<BTreeMap<(Table, String), Vec<u8>>>,
}

impl Shelf for MemoryShelf {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, ShelfProblem> {
        Ok(self.rows.borrow().get(&(table, key.to_owned())).cloned())
    }

    async fn all(&self, table: Table) -> Result<Vec<(String, Vec<u8>)>, ShelfProblem> {
        let rows = self.rows.borrow();
        let of_table = rows.iter().filter(|((found, _), _)| *found == table);
        Ok(of_table
            .map(|((_, key), value)| (key.clone(), value.clone()))
            .collect())
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<(), ShelfProblem> {
        let mut rows = self.rows.borrow_mut();
        for change in changes {
            match change {
                Change::Put { table, key, value } => drop(rows.insert((table, key), value)),
                Change::Delete { table, key } => drop(rows.remove(&(table, key))),
                Change::Clear { table } => rows.retain(|(found, _), _| *found != table),
            }
        }
        Ok(())
    }
}

impl fmt::Debug for MemoryShelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryShelf({} rows)", self.rows.borrow().len())
    }
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Put { table, key, value } => {
                write!(f, "Put({}/{key}, {} bytes)", table.name(), value.len())
            }
            Change::Delete { table, key } => write!(f, "Delete({}/{key})", table.name()),
            Change::Clear { table } => write!(f, "Clear({})", table.name()),
        }
    }
}
