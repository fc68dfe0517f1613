//! The events of the demonstration, in the order of time.
use super::dice::Dice;
use domain::{AccountId, CommuneId, Day, DeviceId, Entry, EntryId, Label, Millis, Operation};

/// The officer's account.
pub const OFFICER: &str = "can-bo";

/// Collects entries. [`Story::told`] returns them sorted by time.
#[derive(Debug)]
pub struct Story {
    commune: CommuneId,
    ids: Dice,
    entries: Vec<Entry>,
    /// Counts office entries, so that those of one day follow each other.
    office_second: i64,
}

impl Story {
    /// Ids come from dice of their own, which are seeded with `seed`.
    pub fn new(commune: CommuneId, seed: u64) -> Self {
        Self {
            commune,
            ids: Dice::new(seed),
            entries: Vec::new(),
            office_second: 0,
        }
    }

    /// Adds an operation of the office: from 8 o'clock on, one after the other.
    pub fn office(&mut self, day: Day, operation: Operation) {
        self.office_second += 1;
        let at = Millis(day.start().0 + 8 * 60 * Millis::MINUTE + self.office_second * 100);
        let officer = AccountId::new(OFFICER).expect("a short id");
        self.add(officer, at, operation);
    }

    /// Adds an operation of a member at this time. Returns the entry's id.
    pub fn add(&mut self, author: AccountId, at: Millis, operation: Operation) -> EntryId {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.ids.bits().to_be_bytes());
        let id = EntryId::made(at, random);
        let device = DeviceId::new(format!("mau-{author}")).expect("accounts are short here");
        let commune = self.commune.clone();
        self.entries
            .push(Entry::new(id, commune, author, device, at, operation));
        id
    }

    pub fn told(mut self) -> Vec<Entry> {
        self.entries.sort_by_key(|entry| (entry.at, entry.id));
        self.entries
    }
}

pub fn label(text: &str) -> Label {
    Label::new(text).expect("the demonstration's own words are short")
}
