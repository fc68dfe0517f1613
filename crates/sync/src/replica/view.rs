//! What the phone shows: the server's records with its own unsent entries applied on top.
use super::{OutboxState, Replica};
use domain::{Household, Record, RecordKey, Seq, Settings, Team, Village};

impl Replica {
    pub fn get(&self, key: &RecordKey) -> Option<&Record> {
        self.overlay
            .get(key)
            .or_else(|| self.base.get(key).map(|held| &held.record))
    }

    /// The sequence of a record as the server has it.
    pub fn seq(&self, key: &RecordKey) -> Option<Seq> {
        self.base.get(key).map(|held| held.seq)
    }

    /// Keys of the server's records held here.
    pub fn keys(&self) -> impl Iterator<Item = &RecordKey> {
        self.base.keys()
    }

    /// The server's record, without unsent entries.
    pub fn base(&self, key: &RecordKey) -> Option<&Record> {
        self.base.get(key).map(|held| &held.record)
    }

    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records_at().map(|(record, _)| record)
    }

    /// Each with its sequence, where no unsent entry lies on top.
    fn records_at(&self) -> impl Iterator<Item = (&Record, Option<Seq>)> {
        let held = self
            .base
            .iter()
            .map(|(key, held)| match self.overlay.get(key) {
                Some(record) => (record, None),
                None => (&held.record, Some(held.seq)),
            });
        let added = self
            .overlay
            .iter()
            .filter(|(key, _)| !self.base.contains_key(*key));
        held.chain(added.map(|(_, record)| (record, None)))
    }

    pub fn households(&self) -> impl Iterator<Item = &Household> {
        self.records().filter_map(Record::household)
    }

    /// Each with its record's sequence, where no unsent entry lies on top: as long as that and the
    /// epoch stay, so does the household.
    pub fn households_at(&self) -> impl Iterator<Item = (&Household, Option<Seq>)> {
        self.records_at()
            .filter_map(|(record, seq)| Some((record.household()?, seq)))
    }

    pub fn villages(&self) -> impl Iterator<Item = &Village> {
        self.records().filter_map(|record| match record {
            Record::Village(village) => Some(&**village),
            _ => None,
        })
    }

    pub fn teams(&self) -> impl Iterator<Item = &Team> {
        self.records().filter_map(|record| match record {
            Record::Team(team) => Some(&**team),
            _ => None,
        })
    }

    pub fn settings(&self) -> Settings {
        match self.get(&RecordKey::Settings) {
            Some(Record::Settings(settings)) => (**settings).clone(),
            _ => Settings::default(),
        }
    }

    /// Applies the unsent entries anew; one that no longer fits is left to the server to judge.
    pub(super) fn rebase(&mut self) {
        self.overlay.clear();
        let unsent = self
            .outbox
            .values()
            .filter(|item| item.state == OutboxState::Unsent);
        let entries: Vec<_> = unsent.map(|item| item.entry.clone()).collect();
        for entry in entries {
            let _left_to_the_server = self.lay_over(&entry);
        }
    }
}
