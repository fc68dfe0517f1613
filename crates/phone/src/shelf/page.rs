//! Records on the shelf. Many that come at once lie in pages, each sealed as one: a whole commune
//! is read as a few hundred rows instead of twenty thousand. Fewer lie singly. A single row stands
//! over every page, and a later page over an earlier one.

use super::{Change, Shelf, ShelfProblem, Table, book};
use crate::vault::{DataKey, NONCE_BYTES};
use std::collections::BTreeMap;

/// So many records that come at once make a page.
const PAGE_FROM: usize = 32;
/// About 64 kB, as households are.
const PAGE_RECORDS: usize = 128;
/// So many single rows, or rows that something stands over, are read without being felt.
const LOOSE_LIMIT: usize = 1_000;

/// Records as they changed in one commit: the last word on each.
#[derive(Debug, Default)]
pub(super) struct Records {
    cleared: bool,
    said: BTreeMap<String, String>,
}

impl Records {
    pub fn clear(&mut self) {
        self.cleared = true;
        self.said.clear();
    }

    pub fn put(&mut self, name: String, json: String) {
        self.said.insert(name, json);
    }

    /// A page may still hold it: what stands over the page says that it is gone.
    pub fn take_away(&mut self, name: String) {
        if self.cleared {
            self.said.remove(&name);
        } else {
            self.said.insert(name, sync::GONE.to_owned());
        }
    }

    pub fn seal(
        self,
        key: &DataKey,
        number: u64,
        mut nonce: impl FnMut() -> [u8; NONCE_BYTES],
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.cleared {
            changes.extend([Table::Page, Table::Record].map(|table| Change::Clear { table }));
        }
        if self.said.len() < PAGE_FROM {
            let single = self.said.into_iter();
            changes.extend(
                single.map(|(name, json)| key.seal_row(Table::Record, name, nonce(), &json)),
            );
            return changes;
        }
        let said: Vec<(String, String)> = self.said.into_iter().collect();
        for (place, records) in said.chunks(PAGE_RECORDS).enumerate() {
            let lines: Vec<String> = records
                .iter()
                .map(|(name, json)| format!("{name}\t{json}"))
                .collect();
            let name = format!("{number:012}-{place:04}");
            changes.push(key.seal_row(Table::Page, name, nonce(), &lines.join("\n")));
        }
        if !self.cleared {
            changes.extend(said.into_iter().map(|(name, _)| Change::Delete {
                table: Table::Record,
                key: name,
            }));
        }
        changes
    }
}

/// All rows of records, later ones behind those that they stand over.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub rows: Vec<(sync::Table, String, String)>,
    pub single: usize,
    /// Something of it did.
    pub opens: bool,
}

pub(super) async fn read(shelf: &impl Shelf, key: &DataKey) -> Result<Read, ShelfProblem> {
    let mut read = Read::default();
    for (name, sealed) in shelf.all(Table::Page).await? {
        let opened = key.open(Table::Page, &name, &sealed);
        read.opens |= opened.is_some();
        match opened {
            Some(page) => {
                let page = book::text(Some(page));
                let lines = page.lines().filter_map(|line| line.split_once('\t'));
                read.rows.extend(
                    lines.map(|(name, json)| {
                        (sync::Table::Record, name.to_owned(), json.to_owned())
                    }),
                );
            }
            // Reads as a damaged record.
            None => read.rows.push((sync::Table::Record, name, String::new())),
        }
    }
    let single = shelf.all(Table::Record).await?;
    read.single = single.len();
    for (name, sealed) in single {
        let opened = key.open(Table::Record, &name, &sealed);
        read.opens |= opened.is_some();
        read.rows
            .push((sync::Table::Record, name, book::text(opened)));
    }
    Ok(read)
}

/// Whether so many rows, of which some are single, are too many for the records that they make.
pub(super) fn is_loose(read: usize, single: usize, records: usize) -> bool {
    single > LOOSE_LIMIT || read > 2 * records + LOOSE_LIMIT
}

/// Lays all records into pages anew, each once, to be committed with that number.
pub async fn bind(
    shelf: &impl Shelf,
    key: &DataKey,
    number: u64,
    nonce: impl FnMut() -> [u8; NONCE_BYTES],
) -> Result<Vec<Change>, ShelfProblem> {
    let mut records = Records::default();
    records.clear();
    for (_, name, json) in read(shelf, key).await?.rows {
        match json == sync::GONE {
            true => records.take_away(name),
            false => records.put(name, json),
        }
    }
    Ok(records.seal(key, number, nonce))
}
