//! A household's book: its visits and where it lived, of which the figures of months are counted.
//!
//! Counted from the set, never up and down as entries arrive: a visit stands once, at the village
//! where its household lived on the day that was said last, so that what came first cannot matter
//! and no count can fall below what it counts.
mod home;
mod months;
mod promises;
mod written;

pub use home::Move;
pub use months::{MemberMonth, MonthAtPlace};

pub(crate) use home::When;
pub(crate) use promises::HandedOn;

use crate::household::{Knocked, Visit, VisitOutcome};
use crate::latest::is_later;
use crate::{
    Day, EntryId, Household, HouseholdId, MemberId, Millis, ResidentId, TopicId, VillageId,
};
use home::Home;
use months::Closed;
use promises::Early;

/// Visits that stand each by itself, ten years of two a month; older ones are closed into months.
pub const VISITS_OPEN: usize = 240;
/// How many stay open when the oldest are closed.
const VISITS_LEFT_OPEN: usize = 180;
/// Residents ever met at one house who are told apart; whoever comes after shares the last place.
const RESIDENTS_APART: usize = 128;
const TOPICS_APART: usize = 32;

#[derive(Clone, PartialEq, Debug)]
pub struct Book {
    pub id: HouseholdId,
    /// The household's own, then those merged into it.
    homes: Vec<Home>,
    authors: Vec<MemberId>,
    residents: Vec<ResidentId>,
    topics: Vec<TopicId>,
    villages: Vec<VillageId>,
    /// By time, then by id.
    rows: Vec<Row>,
    closed: Vec<Closed>,
    /// Said of promises whose visit has not come.
    early: Vec<Early>,
}

/// One visit; who and what stand at places in the book's lists.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Row {
    id: EntryId,
    /// As said last.
    at: Millis,
    outcome: VisitOutcome,
    doubtful: bool,
    author: u16,
    /// At which of the homes it was made.
    home: u16,
    minutes: u16,
    met: u128,
    topics: u32,
    /// By whom its day was said last.
    redated: Option<When>,
}

impl Book {
    /// Of a household whose book is not begun: it has lived where it lives.
    pub(crate) fn begun(household: &Household) -> Self {
        Self {
            id: household.id.clone(),
            homes: vec![Home::begun(household)],
            authors: Vec::new(),
            residents: Vec::new(),
            topics: Vec::new(),
            villages: Vec::new(),
            rows: Vec::new(),
            closed: Vec::new(),
            early: Vec::new(),
        }
    }

    /// What is left of the book of a household that was merged: the other's book has it all.
    pub(crate) fn handed_on(household: &Household) -> Self {
        Self::begun(household)
    }

    /// Takes in a visit that was made at `home`, this household or one merged into it.
    pub(crate) fn add(&mut self, visit: &Visit, home: &HouseholdId) {
        let mut met = 0;
        for resident in &visit.met {
            met |= 1 << place_of(&mut self.residents, resident, RESIDENTS_APART);
        }
        let mut topics = 0;
        for topic in &visit.topics {
            topics |= 1 << place_of(&mut self.topics, topic, TOPICS_APART);
        }
        let row = Row {
            id: visit.id,
            at: visit.at,
            outcome: visit.outcome,
            doubtful: visit.doubtful,
            author: place_of(&mut self.authors, &visit.author, usize::from(u16::MAX)),
            home: self.home(home),
            minutes: visit.minutes,
            met,
            topics,
            redated: None,
        };
        self.insert(row);
        self.close_old();
    }

    pub(crate) fn knows(&self, visit: EntryId) -> bool {
        self.rows.iter().any(|row| row.id == visit)
    }

    /// Gives a visit the day on which it happened; of two who say so, the later word stands.
    pub(crate) fn redate(&mut self, visit: EntryId, day: Day, when: When) {
        let Some(place) = self.rows.iter().position(|row| row.id == visit) else {
            return;
        };
        if is_later(self.rows[place].redated.as_ref(), Some(&when)) {
            return;
        }
        let mut row = self.rows.remove(place);
        row.at = day.at_the_time_of(row.at);
        row.doubtful = false;
        row.redated = Some(when);
        self.insert(row);
    }

    /// The household moved house; told of `home`, this household or one merged into it.
    pub(crate) fn relocate(&mut self, home: &HouseholdId, moved: Move) {
        let mut place = usize::from(self.home(home));
        while let Some(merged) = &self.homes[place].merged
            && moved.when() > merged.when
        {
            place = merged.into;
        }
        self.homes[place].relocate(moved);
    }

    /// Whether something said of `home` at this time was said of a household of its own still.
    pub(crate) fn was_apart(&self, home: &HouseholdId, when: When) -> bool {
        let home = self.homes.iter().find(|it| it.id == *home);
        let merged = home.and_then(|it| it.merged.as_ref());
        merged.is_some_and(|merged| when < merged.when)
    }

    /// Takes in the book of a household that was merged into this one.
    pub(crate) fn take_in(&mut self, other: &Book, when: When) {
        let first = self.homes.len();
        for home in &other.homes {
            self.homes.push(home.set_behind(first));
        }
        for moved in self.homes[first].merge(when, 0) {
            self.homes[0].relocate(moved);
        }
        let behind = u16::try_from(first).unwrap_or(u16::MAX);
        for row in &other.rows {
            let row = Row {
                author: place_of(
                    &mut self.authors,
                    other.author(row.author),
                    usize::from(u16::MAX),
                ),
                home: row.home.saturating_add(behind),
                met: self.residents_as_here(other, row.met),
                topics: self.topics_as_here(other, row.topics),
                ..*row
            };
            self.insert(row);
        }
        for month in &other.closed {
            let month = self.closed_as_here(other, month);
            self.add_closed(month);
        }
        self.early.extend(other.early.iter().cloned());
        self.close_old();
    }

    /// The visits of the latest times, oldest first, without what only the log knows of them.
    pub(crate) fn last(&self, count: usize) -> impl Iterator<Item = Visit> {
        let first = self.rows.len().saturating_sub(count);
        self.rows[first..].iter().map(|row| Visit {
            id: row.id,
            at: row.at,
            author: self.author(row.author).clone(),
            outcome: row.outcome,
            met: self.residents_of(row.met).cloned().collect(),
            topics: self.topics_of(row.topics).cloned().collect(),
            minutes: row.minutes,
            note: None,
            place: None,
            doubtful: row.doubtful,
        })
    }

    /// Where the household lives, as the last move says; `None` where it never moved.
    pub(crate) fn last_move(&self) -> Option<&Move> {
        self.homes[0].moves().last()
    }

    /// When it last came from another village.
    pub(crate) fn came_from_elsewhere(&self) -> Option<When> {
        self.homes[0].came_from_elsewhere()
    }

    /// Villages lived in before, with the last day there; oldest first.
    pub(crate) fn lived(&self) -> Vec<(Day, VillageId)> {
        self.homes[0].lived()
    }

    /// When someone knocked first and met someone last.
    pub(crate) fn knocked(&self) -> Knocked {
        let mut knocked = Knocked::default();
        for month in &self.closed {
            knocked.note(month.month, month.sum.met > 0);
        }
        for row in &self.rows {
            knocked.note(row.at.day().month(), row.outcome == VisitOutcome::Met);
        }
        knocked
    }

    fn insert(&mut self, row: Row) {
        let place = self
            .rows
            .partition_point(|it| (it.at, it.id) < (row.at, row.id));
        self.rows.insert(place, row);
    }

    /// The place of a home; one that the book does not know has always been this one.
    fn home(&self, id: &HouseholdId) -> u16 {
        let place = self.homes.iter().position(|it| it.id == *id);
        u16::try_from(place.unwrap_or(0)).unwrap_or(0)
    }

    /// The village of a visit's own day; what was made at a home after it was merged, where the
    /// household lived that it had become.
    fn village_of(&self, row: &Row) -> &VillageId {
        let mut home = &self.homes[usize::from(row.home)];
        while let Some(merged) = &home.merged
            && (row.at, row.id) > merged.when
        {
            home = &self.homes[merged.into];
        }
        home.village_on(row.at.day())
    }

    fn author(&self, place: u16) -> &MemberId {
        &self.authors[usize::from(place)]
    }

    fn residents_of(&self, met: u128) -> impl Iterator<Item = &ResidentId> {
        let all = self.residents.iter().enumerate();
        all.filter(move |(place, _)| met >> place & 1 == 1)
            .map(|it| it.1)
    }

    fn topics_of(&self, topics: u32) -> impl Iterator<Item = &TopicId> {
        let all = self.topics.iter().enumerate();
        all.filter(move |(place, _)| topics >> place & 1 == 1)
            .map(|it| it.1)
    }

    fn residents_as_here(&mut self, other: &Book, met: u128) -> u128 {
        let there = other.residents_of(met);
        there.fold(0, |all, it| {
            all | 1 << place_of(&mut self.residents, it, RESIDENTS_APART)
        })
    }

    fn topics_as_here(&mut self, other: &Book, topics: u32) -> u32 {
        let there = other.topics_of(topics);
        there.fold(0, |all, it| {
            all | 1 << place_of(&mut self.topics, it, TOPICS_APART)
        })
    }
}

/// Where something stands in a list, put there where it is new and there is room.
fn place_of<T: Clone + PartialEq>(all: &mut Vec<T>, it: &T, limit: usize) -> u16 {
    let place = all.iter().position(|known| known == it).unwrap_or_else(|| {
        if all.len() < limit {
            all.push(it.clone());
        }
        all.len() - 1
    });
    u16::try_from(place).unwrap_or(u16::MAX)
}
