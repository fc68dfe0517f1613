//! Rows as a phone's storage keeps them, for the tests of its state machine.
use domain::Millis;
use std::collections::BTreeMap;
use sync::{Changes, Put, Replica, Table};

pub const NOW: Millis = Millis(1_795_000_000_000);

#[derive(Default, Clone)]
pub struct Shelf(pub BTreeMap<(Table, String), String>);

impl Shelf {
    pub fn commit(&mut self, changes: Changes) {
        for put in changes.0 {
            match put {
                Put::Clear(table) => self.0.retain(|(kept, _), _| *kept != table),
                Put::Set(table, key, value) => drop(self.0.insert((table, key), value)),
                Put::Delete(table, key) => drop(self.0.remove(&(table, key))),
            }
        }
    }

    pub fn rows(&self) -> impl Iterator<Item = (Table, String, String)> {
        let rows = self.0.iter();
        rows.map(|((table, key), value)| (*table, key.clone(), value.clone()))
    }

    pub fn load(&self) -> Replica {
        Replica::load(self.rows(), NOW).unwrap().unwrap()
    }
}
