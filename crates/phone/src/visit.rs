//! A visit being recorded: kept as a draft until it becomes operations.

mod suggest;

pub use suggest::{SUGGESTIONS_LIMIT, Suggestion, is_for, suggestions};

use domain::household::{Household, Purpose, VisitOutcome};
use domain::{
    Catalogue, Day, EntryId, Level, Map, Millis, Note, Operation, Personal, Promise, ResidentId,
    SkillId, SkillObserved, TopicId, VisitRecorded,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The longest visit that is guessed from the draft's age. An older draft was probably forgotten.
const LONGEST_GUESS_MINUTES: i64 = 90;

/// What the member has entered so far. "Met" (Gặp) and "seen" are chosen at the start. A later app
/// opens what this one began, so whatever may be missing has a default.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Draft {
    pub started: Millis,
    pub outcome: VisitOutcome,
    #[serde(default)]
    pub met: BTreeSet<ResidentId>,
    #[serde(default)]
    pub topics: BTreeSet<TopicId>,
    /// Per resident and skill: the level, and true if it was seen, false if only told.
    #[serde(default)]
    pub levels: Map<ResidentId, Map<SkillId, (Level, bool)>>,
    /// The minutes as typed. `None` means the time since the draft was begun.
    #[serde(default)]
    pub minutes: Option<u16>,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub follow_up: Option<(Day, String)>,
    /// Due follow-ups that this visit does not finish.
    #[serde(default)]
    pub still_open: BTreeSet<EntryId>,
}

impl Draft {
    pub fn new(started: Millis) -> Self {
        Self {
            started,
            outcome: VisitOutcome::Met,
            met: BTreeSet::new(),
            topics: BTreeSet::new(),
            levels: Map::new(),
            minutes: None,
            note: String::new(),
            follow_up: None,
            still_open: BTreeSet::new(),
        }
    }

    /// Sets a level with one tap. It also marks the resident as met and the topic as taught.
    pub fn set_level(
        &mut self,
        resident: &ResidentId,
        skill: &SkillId,
        level: Level,
        catalogue: &Catalogue,
    ) {
        let seen = self.level(resident, skill).is_none_or(|(_, seen)| seen);
        self.levels
            .entry(resident.clone())
            .or_default()
            .insert(skill.clone(), (level, seen));
        self.met.insert(resident.clone());
        self.topics.extend(topic_of(skill, catalogue));
    }

    pub fn set_seen(&mut self, resident: &ResidentId, skill: &SkillId, seen: bool) {
        if let Some(level) = self
            .levels
            .get_mut(resident)
            .and_then(|skills| skills.get_mut(skill))
        {
            level.1 = seen;
        }
    }

    pub fn level(&self, resident: &ResidentId, skill: &SkillId) -> Option<(Level, bool)> {
        self.levels.get(resident)?.get(skill).copied()
    }

    /// Sets whether a resident was met. If not, their levels are removed.
    pub fn set_met(&mut self, resident: &ResidentId, met: bool) {
        if met {
            self.met.insert(resident.clone());
        } else {
            self.met.remove(resident);
            self.levels.remove(resident);
        }
    }

    pub fn set_taught(&mut self, topic: &TopicId, taught: bool) {
        if taught {
            self.topics.insert(topic.clone());
        } else {
            self.topics.remove(topic);
        }
    }

    /// Whether nothing was entered yet, so that leaving the screen needs no question.
    pub fn is_untouched(&self) -> bool {
        *self == Self::new(self.started)
    }

    /// Whether the visit met someone, but none of the residents listed here was chosen.
    pub fn lacks_who_was_met(&self, household: &Household) -> bool {
        self.outcome == VisitOutcome::Met && self.met.is_empty() && !household.residents.is_empty()
    }

    pub fn minutes(&self, now: Millis) -> u16 {
        let guess = (now.0 - self.started.0) / Millis::MINUTE;
        let guess = guess.clamp(1, LONGEST_GUESS_MINUTES);
        self.minutes
            .unwrap_or_else(|| u16::try_from(guess).unwrap_or(1))
    }

    /// The operations of this visit: the visit itself first, then the levels observed.
    pub fn operations(&self, household: &Household, now: Millis) -> Vec<Operation> {
        let met_someone = self.outcome == VisitOutcome::Met;
        let consented = household.consented(Purpose::Register);
        let due = household.follow_ups.iter().filter(|it| it.due <= now.day());
        let finished = due
            .map(|it| it.visit)
            .filter(|id| met_someone && !self.still_open.contains(id));
        let visit = VisitRecorded {
            household: household.id.clone(),
            outcome: self.outcome,
            met: if met_someone {
                self.met.iter().cloned().collect()
            } else {
                Vec::new()
            },
            topics: if met_someone {
                self.topics.iter().cloned().collect()
            } else {
                Vec::new()
            },
            minutes: if met_someone { self.minutes(now) } else { 0 },
            note: Note::new(&self.note)
                .ok()
                .filter(|_| consented)
                .map(Personal::new),
            place: None,
            follow_up: self.follow_up.as_ref().map(|(due, reason)| Promise {
                due: *due,
                reason: Note::new(reason)
                    .ok()
                    .filter(|_| consented)
                    .map(Personal::new),
            }),
            finishes: finished.collect(),
        };
        let mut operations = vec![Operation::VisitRecorded(Box::new(visit))];
        if met_someone && consented {
            operations.extend(self.observations(household));
        }
        operations
    }

    fn observations<'a>(
        &'a self,
        household: &'a Household,
    ) -> impl Iterator<Item = Operation> + 'a {
        let each = move |(resident, skills): (&'a ResidentId, &'a Map<SkillId, (Level, bool)>)| {
            skills.iter().map(move |(skill, (level, seen))| {
                Operation::SkillObserved(SkillObserved {
                    household: household.id.clone(),
                    resident: resident.clone(),
                    skill: skill.clone(),
                    level: *level,
                    seen: *seen,
                })
            })
        };
        self.levels.iter().flat_map(each)
    }
}

fn topic_of(skill: &SkillId, catalogue: &Catalogue) -> Option<TopicId> {
    let teaches = |topic: &&domain::Topic| topic.skills.iter().any(|it| it.id == *skill);
    catalogue
        .topics
        .iter()
        .find(teaches)
        .map(|topic| topic.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The phone may have got a newer app since.
    #[test]
    fn a_draft_that_an_older_app_began_is_opened() {
        let begun = r#"{"started":1786619460000,"outcome":"met"}"#;
        let opened: Draft = domain::json::from_str(begun).unwrap();
        assert_eq!(opened, Draft::new(Millis(1_786_619_460_000)));
    }
}
