//! What was done at a household in one month, by the village of each visit's own day.
use super::{Book, Row, VISITS_LEFT_OPEN, VISITS_OPEN, place_of};
use crate::household::VisitOutcome;
use crate::{Map, MemberId, Month, ResidentId, TopicId, VillageId};
use std::collections::BTreeSet;

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MonthAtPlace {
    pub met: u32,
    pub absent: u32,
    pub refused: u32,
    pub moved: u32,
    pub minutes: u32,
    pub members: Map<MemberId, MemberMonth>,
    /// Persons times visits, by topic.
    pub topics: Map<TopicId, u32>,
    /// Everyone who was taught, once.
    pub taught: BTreeSet<ResidentId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MemberMonth {
    pub visits: u32,
    pub minutes: u32,
    /// Persons times visits.
    pub taught: u32,
}

/// Visits of one month at one village that no longer stand each by itself.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Closed {
    pub month: Month,
    pub village: u16,
    pub sum: Sum,
}

/// As [`MonthAtPlace`], by places in the book's lists.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Sum {
    pub met: u32,
    pub absent: u32,
    pub refused: u32,
    pub moved: u32,
    pub minutes: u32,
    pub members: Vec<(u16, MemberMonth)>,
    pub topics: Vec<(u16, u32)>,
    pub taught: u128,
}

impl MonthAtPlace {
    pub fn visits(&self) -> u32 {
        self.met + self.absent + self.refused + self.moved
    }
}

impl Sum {
    fn add_visit(&mut self, row: &Row) {
        *match row.outcome {
            VisitOutcome::Met => &mut self.met,
            VisitOutcome::Absent => &mut self.absent,
            VisitOutcome::Refused => &mut self.refused,
            VisitOutcome::Moved => &mut self.moved,
        } += 1;
        let minutes = u32::from(row.minutes);
        self.minutes += minutes;
        let people = row.met.count_ones();
        let taught = if row.topics == 0 { 0 } else { people };
        let work = MemberMonth {
            visits: 1,
            minutes,
            taught,
        };
        self.add_member(row.author, work);
        for place in (0..32).filter(|place| row.topics >> place & 1 == 1) {
            self.add_topic(place, people);
        }
        if taught > 0 {
            self.taught |= row.met;
        }
    }

    fn add_member(&mut self, author: u16, work: MemberMonth) {
        let known = self.members.iter_mut().find(|it| it.0 == author);
        match known {
            Some((_, sum)) => {
                sum.visits += work.visits;
                sum.minutes += work.minutes;
                sum.taught += work.taught;
            }
            None => self.members.push((author, work)),
        }
    }

    fn add_topic(&mut self, topic: u16, people: u32) {
        if people == 0 {
            return;
        }
        match self.topics.iter_mut().find(|it| it.0 == topic) {
            Some((_, sum)) => *sum += people,
            None => self.topics.push((topic, people)),
        }
    }

    fn add(&mut self, other: &Sum) {
        self.met += other.met;
        self.absent += other.absent;
        self.refused += other.refused;
        self.moved += other.moved;
        self.minutes += other.minutes;
        self.taught |= other.taught;
        for (author, work) in &other.members {
            self.add_member(*author, *work);
        }
        for (topic, people) in &other.topics {
            self.add_topic(*topic, *people);
        }
    }
}

impl Book {
    /// All months in which someone knocked.
    pub fn months(&self) -> Map<Month, Map<VillageId, MonthAtPlace>> {
        self.counted(|_| true)
    }

    /// One month, by village.
    pub fn month(&self, month: Month) -> Map<VillageId, MonthAtPlace> {
        self.counted(|it| it == month)
            .remove(&month)
            .unwrap_or_default()
    }

    fn counted(&self, takes: impl Fn(Month) -> bool) -> Map<Month, Map<VillageId, MonthAtPlace>> {
        let mut sums: Map<(Month, &VillageId), Sum> = Map::new();
        for closed in self.closed.iter().filter(|it| takes(it.month)) {
            let village = &self.villages[usize::from(closed.village)];
            let sum = sums.entry((closed.month, village)).or_default();
            sum.add(&closed.sum);
        }
        for row in &self.rows {
            let month = row.at.day().month();
            if takes(month) {
                let sum = sums.entry((month, self.village_of(row))).or_default();
                sum.add_visit(row);
            }
        }
        let mut months: Map<Month, Map<VillageId, MonthAtPlace>> = Map::new();
        for ((month, village), sum) in sums {
            let places = months.entry(month).or_default();
            places.insert(village.clone(), self.told(&sum));
        }
        months
    }

    fn told(&self, sum: &Sum) -> MonthAtPlace {
        let members = sum.members.iter();
        let topics = sum.topics.iter();
        let topic = |(place, people): &(u16, u32)| {
            Some((self.topics.get(usize::from(*place))?.clone(), *people))
        };
        MonthAtPlace {
            met: sum.met,
            absent: sum.absent,
            refused: sum.refused,
            moved: sum.moved,
            minutes: sum.minutes,
            members: members
                .map(|(place, work)| (self.author(*place).clone(), *work))
                .collect(),
            topics: topics.filter_map(topic).collect(),
            taught: self.residents_of(sum.taught).cloned().collect(),
        }
    }

    /// Closes the oldest visits into their months when more stand open than a house has in years.
    pub(super) fn close_old(&mut self) {
        if self.rows.len() <= VISITS_OPEN {
            return;
        }
        let old = self.rows.len() - VISITS_LEFT_OPEN;
        let old: Vec<Row> = self.rows.drain(..old).collect();
        for row in old {
            let village = self.village_of(&row).clone();
            let mut sum = Sum::default();
            sum.add_visit(&row);
            let village = place_of(&mut self.villages, &village, usize::from(u16::MAX));
            let month = row.at.day().month();
            self.add_closed(Closed {
                month,
                village,
                sum,
            });
        }
    }

    pub(super) fn add_closed(&mut self, closed: Closed) {
        let key = |it: &Closed| (it.month, it.village);
        match self.closed.binary_search_by_key(&key(&closed), key) {
            Ok(place) => self.closed[place].sum.add(&closed.sum),
            Err(place) => self.closed.insert(place, closed),
        }
    }

    /// A closed month of another book, by this book's lists.
    pub(super) fn closed_as_here(&mut self, other: &Book, closed: &Closed) -> Closed {
        let village = &other.villages[usize::from(closed.village)];
        let limit = usize::from(u16::MAX);
        let mut sum = Sum {
            members: Vec::new(),
            topics: Vec::new(),
            taught: self.residents_as_here(other, closed.sum.taught),
            ..closed.sum.clone()
        };
        for (author, work) in &closed.sum.members {
            sum.add_member(
                place_of(&mut self.authors, other.author(*author), limit),
                *work,
            );
        }
        for (topic, people) in &closed.sum.topics {
            if let Some(topic) = other.topics.get(usize::from(*topic)) {
                sum.add_topic(
                    place_of(&mut self.topics, topic, super::TOPICS_APART),
                    *people,
                );
            }
        }
        Closed {
            month: closed.month,
            village: place_of(&mut self.villages, village, limit),
            sum,
        }
    }
}
