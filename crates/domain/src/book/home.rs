//! Where a household lived and since when, until it was perhaps merged into another.
use crate::{AlleyId, Day, EntryId, Household, HouseholdId, Millis, Stamp, VillageId};
use serde::{Deserialize, Serialize};

/// Order is by time, then by entry, never by arrival.
pub(crate) type When = (Millis, EntryId);

/// Moves kept; of a household that moved more often the oldest are one village.
const MOVES_LIMIT: usize = 60;
/// Earlier villages that the household's own record tells.
const LIVED_LIMIT: usize = 8;

/// One moving of house within the commune.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Move {
    pub at: Millis,
    pub entry: EntryId,
    pub village: VillageId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alley: Option<AlleyId>,
    #[serde(default)]
    pub order: u32,
}

impl Move {
    pub(crate) fn when(&self) -> When {
        (self.at, self.entry)
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Home {
    pub id: HouseholdId,
    /// Before the first move.
    first: VillageId,
    /// By time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    moves: Vec<Move>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<Merged>,
    /// When it was last said that they left the commune, back again since or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Stamp>,
}

#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Merged {
    pub when: When,
    /// The place of the home that it became part of.
    pub into: usize,
}

impl Home {
    pub fn begun(household: &Household) -> Self {
        Self {
            id: household.id.clone(),
            first: household.village.clone(),
            moves: Vec::new(),
            merged: None,
            left: None,
        }
    }

    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    pub fn relocate(&mut self, moved: Move) {
        let place = self.moves.partition_point(|it| it.when() < moved.when());
        self.moves.insert(place, moved);
        if self.moves.len() > MOVES_LIMIT {
            self.first = self.moves.remove(0).village;
        }
    }

    /// The same home in a list that others stand before.
    pub fn set_behind(&self, others: usize) -> Self {
        let merged = self.merged.map(|it| Merged {
            into: it.into + others,
            ..it
        });
        Self {
            merged,
            ..self.clone()
        }
    }

    /// Becomes part of another home; gives what was said of it since, which is that one's to do.
    pub fn merge(&mut self, when: When, into: usize) -> Vec<Move> {
        self.merged = Some(Merged { when, into });
        let since = self.moves.partition_point(|it| it.when() < when);
        self.moves.split_off(since)
    }

    pub fn village_on(&self, day: Day) -> &VillageId {
        let since = self.moves.partition_point(|it| it.at.day() <= day);
        match since.checked_sub(1) {
            Some(last) => &self.moves[last].village,
            None => &self.first,
        }
    }

    /// The moves that led to another village, with the one that was left.
    fn changes(&self) -> impl Iterator<Item = (&VillageId, &Move)> {
        let villages = [&self.first].into_iter();
        let villages = villages.chain(self.moves.iter().map(|it| &it.village));
        let pairs = villages.zip(&self.moves);
        pairs.filter(|(left, moved)| **left != moved.village)
    }

    pub fn came_from_elsewhere(&self) -> Option<When> {
        self.changes().last().map(|(_, moved)| moved.when())
    }

    pub fn lived(&self) -> Vec<(Day, VillageId)> {
        let mut lived: Vec<_> = self
            .changes()
            .map(|(left, moved)| (moved.at.day().plus(-1), left.clone()))
            .collect();
        let old = lived.len().saturating_sub(LIVED_LIMIT);
        lived.drain(..old);
        lived
    }
}
