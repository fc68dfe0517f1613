//! What one resident can do of one skill: the level now, and since when at each level.
use crate::short::{Reader, Writer};
use crate::{Day, EntryId, Millis, Stamp};
use serde::{Deserialize, Serialize};

/// 1 January 2020: days are counted from it where they are written shortly.
const BEGIN: Day = Day(18_262);
const FLAG_DIGITS: u32 = 2;

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

/// One observation; in a record's first form it was `[level, seen, at, entry]`.
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
    /// Tells two of the same millisecond apart.
    said: Stamp,
}

impl From<(Level, bool, Millis, EntryId)> for Observation {
    fn from((level, seen, at, entry): (Level, bool, Millis, EntryId)) -> Self {
        Self::new(level, seen, at, entry)
    }
}

impl From<Observation> for (Level, bool, Millis, EntryId) {
    fn from(it: Observation) -> Self {
        (it.level, it.seen, it.at, it.said.as_entry())
    }
}

impl Observation {
    pub fn new(level: Level, seen: bool, at: Millis, entry: EntryId) -> Self {
        Self {
            level,
            seen,
            at,
            said: Stamp::new(at, entry),
        }
    }

    /// Last means by the fixed time, then by entry, never by arrival.
    fn later_than(&self, other: &Observation) -> bool {
        self.said > other.said
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

    /// In some thirty letters: flags (level, 4 seen, 8 another one seen before, 16 and up the levels
    /// observed), first and last day at each level as days since the one before, the last
    /// observation's time beside its day, then that of the last one seen.
    pub(crate) fn write(&self, out: &mut Writer) {
        let levels = self
            .days
            .iter()
            .fold(0, |all, it| all | 16 << it.0.number());
        let mut flags = self.last.level.number() | levels;
        flags |= if self.last.seen { 4 } else { 0 };
        flags |= if self.seen.is_some() { 8 } else { 0 };
        out.fixed(flags.into(), FLAG_DIGITS);
        let mut before = BEGIN;
        for (_, first, last) in &self.days {
            out.signed(i64::from(first.0) - i64::from(before.0));
            out.signed(i64::from(last.0) - i64::from(first.0));
            before = *first;
        }
        self.last
            .said
            .write_beside(self.last_day(self.last.level), out);
        if let Some(seen) = &self.seen {
            out.number(seen.level.number());
            seen.said.write_beside(self.last_day(seen.level), out);
        }
    }

    pub(crate) fn read(from: &mut Reader<'_>) -> Option<Self> {
        let flags = u8::try_from(from.fixed(FLAG_DIGITS)?).ok()?;
        let mut days = Vec::new();
        let mut before = BEGIN;
        for level in Level::ALL {
            if flags & 16 << level.number() == 0 {
                continue;
            }
            let mut day = |since: Day| {
                let days = i64::from(since.0).checked_add(from.signed()?)?;
                i32::try_from(days).ok().map(Day)
            };
            let first = day(before)?;
            days.push((level, first, day(first)?));
            before = first;
        }
        let mut state = Self {
            last: Observation::new(
                Level(flags & 3),
                flags & 4 != 0,
                Millis(0),
                EntryId::of_bits(0),
            ),
            seen: None,
            days,
        };
        state.last = state.read_observation(state.last.level, state.last.seen, from)?;
        if flags & 8 != 0 {
            let level = Level::new(from.number()?)?;
            state.seen = Some(state.read_observation(level, true, from)?);
        }
        Some(state)
    }

    fn read_observation(
        &self,
        level: Level,
        seen: bool,
        from: &mut Reader<'_>,
    ) -> Option<Observation> {
        let said = Stamp::read_beside(self.last_day(level), from)?;
        Some(Observation {
            level,
            seen,
            at: said.at(),
            said,
        })
    }

    /// The last day at a level, which the last observation at it is of.
    fn last_day(&self, level: Level) -> Day {
        let at_it = self.days.iter().find(|it| it.0 == level);
        at_it.map_or(BEGIN, |it| it.2)
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
        let entry = EntryId::made(Millis(0), [id; 10]);
        Observation::new(Level::new(level).unwrap(), seen, at, entry)
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
            let last_seen = all.iter().filter(|it| it.seen).max_by_key(|it| it.said);
            prop_assert_eq!(fold(&all).last_seen(), last_seen.copied());
            let mut out = Writer::default();
            fold(&all).write(&mut out);
            prop_assert_eq!(SkillState::read(&mut Reader::new(&out.0)), Some(fold(&all)));
            let first_form = serde_json::to_string(&fold(&all)).unwrap();
            prop_assert_eq!(serde_json::from_str::<SkillState>(&first_form).unwrap(), fold(&all));
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
