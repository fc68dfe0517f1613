//! What one page of the office reads: one snapshot, in which settings, villages, teams and people
//! are looked up once, however many parts of the page ask for them.
use super::register::Around;
use crate::{AppState, PageError, SignedIn};
use domain::{
    CommuneId, Day, Kind, Millis, Period, Record, RecordKey, Seq, Settings, Team, Village,
};
use std::sync::Arc;
use store::{Account, Ahead, Device, Rows, TallyRow, Transaction};
use words::Language;

/// The data at one moment, before someone who is signed in.
pub struct Desk<'a> {
    /// For what nothing here is made for.
    pub rows: &'a mut dyn Transaction,
    pub state: &'a AppState,
    pub who: &'a SignedIn,
    pub commune: &'a CommuneId,
    pub lang: Language,
    pub now: Millis,
    settings: Option<Arc<Settings>>,
    villages: Option<Arc<Vec<Village>>>,
    teams: Option<Arc<Vec<Team>>>,
    around: Option<Arc<Around>>,
    accounts: Option<Arc<Vec<Account>>>,
}

impl AppState {
    /// Reads what a page shows, in one snapshot and on a thread where it keeps nobody waiting.
    /// Whatever the page waits for, such as a commit, comes before or behind it.
    ///
    /// # Errors
    /// What the work itself says, and where the data cannot be read.
    pub(crate) async fn page<T: Send + 'static>(
        &self,
        who: &SignedIn,
        work: impl FnOnce(&mut Desk<'_>) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        let (state, who) = (self.clone(), who.clone());
        let show = move |rows: &mut dyn Transaction| work(&mut Desk::new(rows, &state, &who));
        self.read(show).await
    }
}

impl<'a> Desk<'a> {
    fn new(rows: &'a mut dyn Transaction, state: &'a AppState, who: &'a SignedIn) -> Self {
        Self {
            rows,
            state,
            who,
            commune: &who.commune,
            lang: who.language,
            now: state.clock.now(),
            settings: None,
            villages: None,
            teams: None,
            around: None,
            accounts: None,
        }
    }

    pub fn today(&self) -> Day {
        self.now.day()
    }

    pub fn record(&mut self, key: &RecordKey) -> Rows<Option<(Record, Seq)>> {
        store::record(self.rows, self.commune, key)
    }

    pub fn records(&mut self, kind: Kind) -> Rows<Vec<Record>> {
        store::records(self.rows, self.commune, kind)
    }

    /// The commune's settings, or the defaults before anyone changed them.
    pub fn settings(&mut self) -> Rows<Arc<Settings>> {
        if let Some(known) = &self.settings {
            return Ok(known.clone());
        }
        // Hardly a page does without these; over a network they come in one turn.
        let ahead = Ahead {
            commune: true,
            records: vec![RecordKey::Settings],
            kinds: vec![Kind::Village, Kind::Team],
            ..Ahead::default()
        };
        self.rows.look_ahead(self.commune, &ahead)?;
        let settings = store::settings(self.rows, self.commune)?;
        Ok(self.settings.insert(Arc::new(settings)).clone())
    }

    /// The villages and their alleys in walking order.
    pub fn villages(&mut self) -> Rows<Arc<Vec<Village>>> {
        if let Some(known) = &self.villages {
            return Ok(known.clone());
        }
        let records = self.records(Kind::Village)?.into_iter();
        let mut villages: Vec<Village> = records.filter_map(village).collect();
        villages.sort_by_key(|it| (it.order, vietnamese::word_sort_key(it.name.as_str())));
        for village in &mut villages {
            let alleys = &mut village.alleys;
            alleys.sort_by_key(|it| (it.order, vietnamese::word_sort_key(it.name.as_str())));
        }
        Ok(self.villages.insert(Arc::new(villages)).clone())
    }

    /// The teams by name.
    pub fn teams(&mut self) -> Rows<Arc<Vec<Team>>> {
        if let Some(known) = &self.teams {
            return Ok(known.clone());
        }
        let records = self.records(Kind::Team)?.into_iter();
        let mut teams: Vec<Team> = records.filter_map(team).collect();
        teams.sort_by_cached_key(|it| vietnamese::word_sort_key(it.name.as_str()));
        Ok(self.teams.insert(Arc::new(teams)).clone())
    }

    /// What gives names to places and members.
    pub fn around(&mut self) -> Rows<Arc<Around>> {
        if let Some(known) = &self.around {
            return Ok(known.clone());
        }
        let around = Around::new(self.villages()?, &self.teams()?);
        Ok(self.around.insert(Arc::new(around)).clone())
    }

    /// Everyone who may sign in or enrol a phone, and those who once could.
    pub fn accounts(&mut self) -> Rows<Arc<Vec<Account>>> {
        if let Some(known) = &self.accounts {
            return Ok(known.clone());
        }
        let accounts = Account::all(self.rows, self.commune)?;
        Ok(self.accounts.insert(Arc::new(accounts)).clone())
    }

    pub fn devices(&mut self) -> Rows<Vec<Device>> {
        Device::all(self.rows, self.commune)
    }

    /// The tallies in force of some periods.
    pub fn tallies(&mut self, periods: impl IntoIterator<Item = Period>) -> Rows<Vec<TallyRow>> {
        let (commune, periods) = (self.commune, Vec::from_iter(periods));
        let row = self.rows.commune(commune)?;
        let generation = row.map_or(0, |row| row.generation);
        self.rows.tallies_of(commune, generation, &periods)
    }
}

fn village(record: Record) -> Option<Village> {
    match record {
        Record::Village(village) => Some(*village),
        _ => None,
    }
}

fn team(record: Record) -> Option<Team> {
    match record {
        Record::Team(team) => Some(*team),
        _ => None,
    }
}
