//! What one resident can do of one skill: the level now, and since when at each level.
use crate::{Day, EntryId, Millis};
use serde::{Deserialize, Serialize};

/// 0 not yet, 1 with help, 2 alone, 3 can teach others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Level(u8);

impl Level {
    pub const NOT_YET: Level = Level(0);
    pub const WITH_HELP: Level = Level(1);
    pub const ALONE: Level = Level(2);
    pub const TEACHES: Level = Level(3);
    pub const ALL: [Level; 4] = [Self::NOT_YET, Self::WITH_HELP, Self::ALONE, Self::TEACHES];

    pub fn new(number: u8) -> Option<Self> {
        (number <= 3).then_some(Self(number))
    }

    pub fn number(self) -> u8 {
        self.0
    }

    /// Passed is alone or better.
    pub fn passed(self) -> bool {
        self >= Self::ALONE
    }
}

impl TryFrom<u8> for Level {
    type Error = String;
    fn try_from(number: u8) -> Result<Self, String> {
        Self::new(number).ok_or_else(|| format!("a level is 0 to 3, not {number}"))
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> u8 {
        level.0
    }
}

/// One observation, written compactly as `[level, seen, at, entry]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(
    from = "(Level, bool, Millis, EntryId)",
    into = "(Level, bool, Millis, EntryId)"
)]
pub struct Observation {
    pub level: Level,
    /// Seen by the member; otherwise only told.
    pub seen: bool,
    pub at: Millis,
    pub entry: EntryId,
}

impl From<(Level, bool, Millis, EntryId)> for Observation {
    fn from((level, seen, at, entry): (Level, bool, Millis, EntryId)) -> Self {
        Self {
            level,
            seen,
            at,
            entry,
        }
    }
}

impl From<Observation> for (Level, bool, Millis, EntryId) {
    fn from(it: Observation) -> Self {
        (it.level, it.seen, it.at, it.entry)
    }
}

impl Observation {
    /// Last means by the fixed time, then by entry id, never by arrival.
    fn later_than(&self, other: &Observation) -> bool {
        (self.at, self.entry) > (other.at, other.entry)
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SkillState {
    pub last: Observation,
    /// The last one seen, kept apart only while `last` was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen: Option<Observation>,
    /// Per level observed: first and last date at it.
    pub days: Vec<(Level, Day, Day)>,
}

impl SkillState {
    pub fn first(observation: Observation) -> Self {
        let day = observation.at.day();
        Self {
            last: observation,
            seen: None,
            days: vec![(observation.level, day, day)],
        }
    }

    pub fn last_seen(&self) -> Option<Observation> {
        if self.last.seen {
            Some(self.last)
        } else {
            self.seen
        }
    }

    /// Takes one more observation in; the result does not depend on the order of arrival.
    pub fn observe(&mut self, new: Observation) {
        if new.seen && self.last_seen().is_none_or(|old| new.later_than(&old)) {
            self.seen = Some(new);
        } else if self.last.seen {
            self.seen = Some(self.last);
        }
        if new.later_than(&self.last) {
            self.last = new;
        }
        if self.last.seen {
            self.seen = None;
        }
        let day = new.at.day();
        match self.days.iter_mut().find(|(level, ..)| *level == new.level) {
            Some((_, first, last)) => (*first, *last) = ((*first).min(day), (*last).max(day)),
            None => {
                self.days.push((new.level, day, day));
                crate::put_in_order(&mut self.days, |days| *days);
            }
        }
    }

    /// Takes in all that another record knew of the same resident and skill.
    pub fn merge(&mut self, other: &SkillState) {
        for observation in other.seen.iter().chain([&other.last]) {
            self.observe(*observation);
        }
        for &(level, first, last) in &other.days {
            match self.days.iter_mut().find(|(known, ..)| *known == level) {
                Some((_, from, to)) => (*from, *to) = ((*from).min(first), (*to).max(last)),
                None => self.days.push((level, first, last)),
            }
        }
        crate::put_in_order(&mut self.days, |days| *days);
    }

    /// The level that counts: the last one, or the last one seen where told does not count.
    pub fn level(&self, told_counts: bool) -> Option<Level> {
        if told_counts {
            Some(self.last.level)
        } else {
            self.last_seen().map(|it| it.level)
        }
    }

    /// First date at level 2 or more.
    pub fn first_passed(&self) -> Option<Day> {
        self.days
            .iter()
            .filter(|(level, ..)| level.passed())
            .map(|&(_, first, _)| first)
            .min()
    }

    /// Last date at level 2 or more.
    pub fn last_passed(&self) -> Option<Day> {
        self.days
            .iter()
            .filter(|(level, ..)| level.passed())
            .map(|&(.., last)| last)
            .max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn observation(level: u8, seen: bool, at: i64, id: u8) -> Observation {
        let at = Millis(at * Millis::DAY);
        Observation {
            level: Level::new(level).unwrap(),
            seen,
            at,
            entry: EntryId::made(Millis(0), [id; 10]),
        }
    }

    fn fold(observations: &[Observation]) -> SkillState {
        let mut state = SkillState::first(observations[0]);
        for it in &observations[1..] {
            state.observe(*it);
        }
        state
    }

    proptest! {
        #[test]
        fn arrival_order_never_matters(
            raw in prop::collection::vec((0u8..4, any::<bool>(), 0i64..200), 1..8),
            cut in 0usize..8,
        ) {
            let all: Vec<_> = raw.iter().enumerate()
                .map(|(n, &(level, seen, at))| observation(level, seen, at, n as u8)).collect();
            let mut turned = all.clone();
            turned.rotate_left(cut % all.len());
            turned.reverse();
            prop_assert_eq!(fold(&all), fold(&turned));
            let last_seen = all.iter().filter(|it| it.seen).max_by_key(|it| (it.at, it.entry));
            prop_assert_eq!(fold(&all).last_seen(), last_seen.copied());
            if cut > 0 && cut < all.len() {
                let mut left = fold(&all[..cut]);
                left.merge(&fold(&all[cut..]));
                prop_assert_eq!(left, fold(&all));
            }
        }
    }

    #[test]
    fn a_level_may_go_down_again() {
        let state = fold(&[observation(3, true, 1, 0), observation(1, true, 2, 1)]);
        assert_eq!(state.level(true), Level::new(1));
        assert_eq!(state.first_passed(), Some(Day(1)));
    }
}
