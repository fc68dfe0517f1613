//! What was done at a household in one month, kept for ever.
use super::{Outcome, Visit};
use crate::{Map, MemberId, ResidentId, TopicId};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MonthAtPlace {
    #[serde(skip_serializing_if = "is_zero")]
    pub met: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub absent: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub refused: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub moved: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub minutes: u32,
    pub members: Map<MemberId, MemberMonth>,
    /// Persons times visits, by topic.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub topics: Map<TopicId, u32>,
    /// How often each resident was taught.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub taught: Map<ResidentId, u32>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MemberMonth {
    #[serde(skip_serializing_if = "is_zero")]
    pub visits: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub minutes: u32,
    /// Persons times visits.
    #[serde(skip_serializing_if = "is_zero")]
    pub taught: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Taking a visit in, or out again when it is given another day.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    In,
    Out,
}

impl Count {
    fn by(self, number: &mut u32, step: u32) {
        *number = match self {
            Count::In => number.saturating_add(step),
            Count::Out => number.saturating_sub(step),
        };
    }

    fn in_map<K: Ord + Clone>(self, map: &mut Map<K, u32>, key: &K, step: u32) {
        let number = map.entry(key.clone()).or_default();
        self.by(number, step);
        if *number == 0 {
            map.remove(key);
        }
    }
}

impl MonthAtPlace {
    pub fn visits(&self) -> u32 {
        self.met + self.absent + self.refused + self.moved
    }

    pub(super) fn count(&mut self, visit: &Visit, count: Count) {
        let outcome = match visit.outcome {
            Outcome::Met => &mut self.met,
            Outcome::Absent => &mut self.absent,
            Outcome::Refused => &mut self.refused,
            Outcome::Moved => &mut self.moved,
        };
        count.by(outcome, 1);
        count.by(&mut self.minutes, u32::from(visit.minutes));
        let people = u32::try_from(visit.met.len()).unwrap_or(u32::MAX);
        let taught = if visit.topics.is_empty() { 0 } else { people };
        let member = self.members.entry(visit.author.clone()).or_default();
        count.by(&mut member.visits, 1);
        count.by(&mut member.minutes, u32::from(visit.minutes));
        count.by(&mut member.taught, taught);
        if *member == MemberMonth::default() {
            self.members.remove(&visit.author);
        }
        for topic in &visit.topics {
            count.in_map(&mut self.topics, topic, people);
        }
        if taught > 0 {
            for resident in &visit.met {
                count.in_map(&mut self.taught, resident, 1);
            }
        }
    }

    /// Adds what was done at a household merged into this one.
    pub(super) fn add(&mut self, other: &MonthAtPlace) {
        self.met += other.met;
        self.absent += other.absent;
        self.refused += other.refused;
        self.moved += other.moved;
        self.minutes += other.minutes;
        for (id, theirs) in &other.members {
            let ours = self.members.entry(id.clone()).or_default();
            ours.visits += theirs.visits;
            ours.minutes += theirs.minutes;
            ours.taught += theirs.taught;
        }
        for (topic, people) in &other.topics {
            *self.topics.entry(topic.clone()).or_default() += people;
        }
        for (resident, times) in &other.taught {
            *self.taught.entry(resident.clone()).or_default() += times;
        }
    }
}
