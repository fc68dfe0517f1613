//! How records are stored on the shelf: many together in sealed pages, few in a row each.
//!
//! A whole commune is read as a few hundred rows instead of twenty thousand. A single row overrides
//! every page, and a later page overrides an earlier one.

use super::{Change, Shelf, ShelfProblem, Table, book};
use crate::vault::{DataKey, NONCE_BYTES};
use std::collections::BTreeMap;

/// When at least this many records change at once, they are written as pages.
const PAGE_FROM: usize = 32;
/// Records in a page, about 64 kB for households of usual size.
const PAGE_RECORDS: usize = 128;
/// This many single or overridden rows can be read without a noticeable delay.
const LOOSE_LIMIT: usize = 1_000;

/// The records that changed in one commit, each in its latest version.
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

    /// A page may still hold the record, so a row that marks it as gone overrides the page.
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
        let makes_a_page = self.said.len() >= PAGE_FROM;
        let (said, single): (Vec<_>, Vec<_>) =
            (self.said.into_iter()).partition(|said| makes_a_page && fits_a_line(said));
        changes.extend(
            (single.into_iter())
                .map(|(name, json)| key.seal_row(Table::Record, name, nonce(), &json)),
        );
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

/// Whether a row can be one line of a page. A newer server may put line breaks or tabs into a key or
/// into JSON.
fn fits_a_line((name, json): &(String, String)) -> bool {
    !name.bytes().chain(json.bytes()).any(|byte| byte < b' ')
}

/// All rows of records. A row comes after those that it overrides.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub rows: Vec<(sync::Table, String, String)>,
    pub single: usize,
    /// Whether the key opened at least one row.
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
            // Counts as a damaged record.
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

/// Whether there are too many rows, or too many single ones, for this number of records.
pub(super) fn is_loose(read: usize, single: usize, records: usize) -> bool {
    single > LOOSE_LIMIT || read > 2 * records + LOOSE_LIMIT
}

/// Writes all records into new pages, each once, as the commit of this number.
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
