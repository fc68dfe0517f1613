//! How far a resident and a household have come towards the five basic digital skills.
use super::{Household, Resident, VisitOutcome};
use crate::{Catalogue, Day, Group, Settings};

/// A resident's way through one of the five groups.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GroupProgress {
    /// No core skill was ever observed.
    Unknown,
    /// `done` of `all` core skills are at level 2 or more.
    Partly {
        done: usize,
        all: usize,
    },
    Passed,
}

impl Resident {
    /// An adult by year of birth; one without a year counts, because only adults are named.
    pub fn is_adult(&self, settings: &Settings, today: Day) -> bool {
        self.born
            .is_none_or(|born| i32::from(born) + i32::from(settings.adult_age) <= today.year())
    }

    pub fn progress(&self, group: &Group, told_counts: bool) -> GroupProgress {
        let observed = group
            .core
            .iter()
            .filter(|skill| self.skills.contains_key(*skill))
            .count();
        let passed = |level: Option<crate::Level>| level.is_some_and(crate::Level::passed);
        let done = group
            .core
            .iter()
            .filter_map(|skill| self.skills.get(skill))
            .filter(|state| passed(state.level(told_counts)))
            .count();
        match (observed, done, group.core.len()) {
            (_, done, all) if done == all && all > 0 => GroupProgress::Passed,
            (0, ..) => GroupProgress::Unknown,
            (_, done, all) => GroupProgress::Partly { done, all },
        }
    }

    /// Passes every one of the five groups.
    pub fn passes_all(&self, catalogue: &Catalogue, told_counts: bool) -> bool {
        catalogue
            .groups
            .iter()
            .all(|group| self.progress(group, told_counts) == GroupProgress::Passed)
    }
}

impl Household {
    /// One and the same adult passes all five groups.
    pub fn has_five(&self, catalogue: &Catalogue, settings: &Settings, today: Day) -> bool {
        self.residents.iter().any(|resident| {
            resident.is_adult(settings, today)
                && resident.passes_all(catalogue, settings.told_counts)
        })
    }

    /// The last three visits all found nobody at home.
    pub fn absent_three_times(&self) -> bool {
        self.visits.len() == super::VISITS_KEPT
            && self
                .visits
                .iter()
                .all(|visit| visit.outcome == VisitOutcome::Absent)
    }
}
