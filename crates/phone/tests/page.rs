//! Records in pages and in single rows: however they were stored, the book read from them is the
//! same.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "shelf/in_memory.rs"]
mod in_memory;

use domain::{AccountId, CommuneId, DeviceId};
use in_memory::{NOON, now};
use phone::shelf::{Change, MemoryShelf, Shelf, Table, book, page};
use phone::vault::{DataKey, NONCE_BYTES};
use serde_json::json;
use std::collections::BTreeMap;
use sync::{Changes, Identity, Put, Replica};

/// A shelf, and beside it the names of heads of households that should be read from it.
struct Phone {
    shelf: MemoryShelf,
    key: DataKey,
    commits: u64,
    expected: BTreeMap<String, String>,
}

impl Phone {
    fn new() -> Self {
        let mut phone = Self {
            shelf: MemoryShelf::default(),
            key: DataKey::new([7; 32]),
            commits: 0,
            expected: BTreeMap::new(),
        };
        let (_, changes) = Replica::enrolled(identity(), NOON);
        phone.commit(changes.0);
        phone
    }

    fn commit(&mut self, changes: Vec<Put>) {
        self.commits += 1;
        let changes = Changes(changes);
        let rows = book::seal(&self.key, changes, self.commits, || [1; NONCE_BYTES]);
        now(self.shelf.commit(rows)).unwrap();
    }

    /// The households with these numbers arrive, all with this head. `anew` clears the records
    /// first.
    fn come(&mut self, numbers: std::ops::Range<usize>, head: &str, anew: bool) {
        let clear = anew.then_some(Put::Clear(sync::Table::Record));
        if anew {
            self.expected.clear();
        }
        let mut changes: Vec<Put> = clear.into_iter().collect();
        for number in numbers {
            let id = format!("h{number}");
            let body = json!({"id": id, "code": "1", "village": "dong", "head": head});
            let row = format!(r#"{{"seq":{},"body":{body}}}"#, self.commits + 1);
            let name = format!("household:{id}");
            changes.push(Put::Set(sync::Table::Record, name, row));
            self.expected.insert(id, head.to_owned());
        }
        self.commit(changes);
    }

    fn go(&mut self, numbers: std::ops::Range<usize>) {
        let ids = numbers.map(|number| format!("h{number}"));
        let changes = ids
            .map(|id| {
                self.expected.remove(&id);
                Put::Delete(sync::Table::Record, format!("household:{id}"))
            })
            .collect();
        self.commit(changes);
    }

    fn bind(&mut self) {
        self.commits += 1;
        let binding = page::bind(&self.shelf, &self.key, self.commits, || [1; NONCE_BYTES]);
        let rows = now(binding).unwrap();
        now(self.shelf.commit(rows)).unwrap();
    }

    fn rows(&self, table: Table) -> usize {
        now(self.shelf.all(table)).unwrap().len()
    }

    fn load(&self) -> book::Loaded {
        let loading = book::load(&self.shelf, &self.key, identity(), NOON);
        now(loading).unwrap().unwrap()
    }

    #[track_caller]
    fn agrees(&self) {
        let loaded = self.load();
        let heads = loaded.replica.households().map(|it| {
            let head = it.head.reveal().unwrap().as_str().to_owned();
            (it.id.to_string(), head)
        });
        assert_eq!(heads.collect::<BTreeMap<_, _>>(), self.expected);
        assert_eq!(loaded.replica.record_count(), self.expected.len());
    }
}

fn identity() -> Identity {
    Identity {
        commune: CommuneId::new("nghi-son").unwrap(),
        account: AccountId::new("quy").unwrap(),
        device: DeviceId::new("may-1").unwrap(),
    }
}

/// However a newer server names a record or formats its JSON, the record is kept with the others.
#[test]
fn a_row_that_no_line_can_hold_lies_beside_the_pages() {
    let mut phone = Phone::new();
    phone.come(0..100, "Bùi Thị Dưỡng", true);
    let odd = ["sensor:a\tb", "sensor:\nc", "sensor:d"];
    let mut changes: Vec<Put> = (0..40)
        .map(|number| format!("sensor:{number}"))
        .chain(odd.map(str::to_owned))
        .map(|name| {
            let row = "{\n\t\"seq\": 7,\r\n\t\"body\": [\n1.5]\n}".to_owned();
            Put::Set(sync::Table::Record, name, row)
        })
        .collect();
    phone.commit(std::mem::take(&mut changes));
    for turn in 0..2 {
        let replica = phone.load().replica;
        assert_eq!(
            (replica.record_count(), replica.households().count()),
            (143, 100)
        );
        let kept: Vec<String> = replica
            .newer_records()
            .map(|it| it.key.to_string())
            .collect();
        assert!(
            odd.iter().all(|it| kept.iter().any(|kept| kept == it)),
            "turn {turn}"
        );
        phone.bind();
    }
    let gone = odd.map(|it| Put::Delete(sync::Table::Record, it.to_owned()));
    phone.commit(gone.into());
    assert_eq!(phone.load().replica.record_count(), 140);
}

#[test]
fn a_whole_commune_lies_in_few_rows() {
    let mut phone = Phone::new();
    phone.come(0..1_000, "An", true);
    phone.agrees();
    assert_eq!((phone.rows(Table::Page), phone.rows(Table::Record)), (8, 0));
}

#[test]
fn the_latest_version_of_a_record_counts_wherever_it_is_stored() {
    let mut phone = Phone::new();
    phone.come(0..100, "An", true);
    phone.come(5..8, "Bình", false);
    phone.agrees();
    phone.go(7..12);
    phone.agrees();
    phone.come(6..90, "Chi", false);
    phone.agrees();
    phone.go(20..70);
    phone.come(30..31, "Dung", false);
    phone.agrees();
    phone.bind();
    phone.agrees();
    phone.come(3..5, "Em", false);
    phone.bind();
    phone.agrees();
    phone.come(0..2, "Giang", true);
    phone.agrees();
    assert_eq!((phone.rows(Table::Page), phone.rows(Table::Record)), (0, 2));
}

#[test]
fn many_single_rows_are_bound_into_pages() {
    let mut phone = Phone::new();
    phone.come(0..20, "An", true);
    // As versions before pages stored it, and as weeks of single changes do.
    for first in (20..1_400).step_by(20) {
        phone.come(first..first + 20, "Bình", false);
    }
    assert_eq!(phone.rows(Table::Record), 1_400);
    assert!(phone.load().is_loose);
    phone.bind();
    assert!(!phone.load().is_loose);
    phone.agrees();
    assert_eq!(phone.rows(Table::Record), 0);
}

#[test]
fn pages_that_are_overridden_are_deleted() {
    let mut phone = Phone::new();
    phone.come(0..300, "An", true);
    for turn in 0..6 {
        phone.come(0..300, &format!("Bình {turn}"), false);
    }
    assert!(phone.load().is_loose);
    phone.bind();
    phone.agrees();
    assert_eq!(phone.rows(Table::Page), 3);
}

#[test]
fn a_damaged_page_makes_the_phone_ask_for_everything_anew() {
    let mut phone = Phone::new();
    phone.come(0..300, "An", true);
    let (name, mut sealed) = now(phone.shelf.all(Table::Page)).unwrap().remove(1);
    sealed[30] ^= 1;
    now(phone.shelf.commit(vec![Change::Put {
        table: Table::Page,
        key: name,
        value: sealed,
    }]))
    .unwrap();
    let loaded = phone.load();
    assert_eq!(loaded.replica.record_count(), 0);
    assert!(!loaded.replica.is_filled());
}
