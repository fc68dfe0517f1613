//! A visit being recorded: kept as a draft until it becomes operations.

mod suggest;

pub use suggest::{SUGGESTIONS_LIMIT, Suggestion, is_for, suggestions};

use domain::household::{FollowUp, Household, Purpose, VisitOutcome};
use domain::{
    Catalogue, Day, EntryId, FollowUpHandedOn, Level, Map, Millis, Note, Operation, Personal,
    Promise, ResidentId, SkillId, SkillObserved, TopicId, VisitRecorded,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The longest visit that is guessed from the draft's age. An older draft was probably forgotten.
const LONGEST_GUESS_MINUTES: i64 = 90;

/// What the member has entered so far. A later app opens what this one began, so whatever may be
/// missing has a default.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Draft {
    pub started: Millis,
    /// "Met" (Gặp) at the start, where anyone is named who can be chosen as met.
    #[serde(default)]
    pub outcome: Option<VisitOutcome>,
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
    /// What was answered about each open promise, by the visit that made it. One without an answer
    /// stays open.
    #[serde(default)]
    pub promises: Map<EntryId, Kept>,
}

/// What became of a promise.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    Done,
    NotYet,
    /// To be kept on another day.
    On(Day),
}

/// What has to be chosen before a visit can be recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    Outcome,
    WhoWasMet,
}

impl Draft {
    pub fn new(started: Millis, household: &Household) -> Self {
        Self {
            started,
            outcome: (!household.residents.is_empty()).then_some(VisitOutcome::Met),
            met: BTreeSet::new(),
            topics: BTreeSet::new(),
            levels: Map::new(),
            minutes: None,
            note: String::new(),
            follow_up: None,
            promises: Map::new(),
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

    pub fn has_met(&self) -> bool {
        self.outcome == Some(VisitOutcome::Met)
    }

    /// What is still to be chosen. Whoever was met is chosen where anyone is named.
    pub fn missing(&self, household: &Household) -> Option<Missing> {
        let nobody_chosen = self.met.is_empty() && !household.residents.is_empty();
        match self.outcome {
            None => Some(Missing::Outcome),
            Some(VisitOutcome::Met) if nobody_chosen => Some(Missing::WhoWasMet),
            Some(_) => None,
        }
    }

    pub fn minutes(&self, now: Millis) -> u16 {
        let guess = (now.0 - self.started.0) / Millis::MINUTE;
        let guess = guess.clamp(1, LONGEST_GUESS_MINUTES);
        self.minutes
            .unwrap_or_else(|| u16::try_from(guess).unwrap_or(1))
    }

    /// The operations of this visit: the visit itself first, then the levels observed and the
    /// promises put off. None before the outcome was chosen.
    pub fn operations(&self, household: &Household, now: Millis) -> Vec<Operation> {
        let Some(outcome) = self.outcome else {
            return Vec::new();
        };
        let met_someone = self.has_met();
        let consented = household.consented(Purpose::Register);
        let done = |it: &&FollowUp| self.promises.get(&it.visit) == Some(&Kept::Done);
        let finished = household.follow_ups.iter().filter(done).map(|it| it.visit);
        let visit = VisitRecorded {
            household: household.id.clone(),
            outcome,
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
        operations.extend(self.put_off(household));
        operations
    }

    fn put_off(&self, household: &Household) -> Vec<Operation> {
        let put_off = household.follow_ups.iter().filter_map(|it| {
            let Some(Kept::On(due)) = self.promises.get(&it.visit) else {
                return None;
            };
            Some(Operation::FollowUpHandedOn(FollowUpHandedOn {
                household: household.id.clone(),
                follow_up: it.visit,
                to: it.to.clone(),
                due: *due,
            }))
        });
        put_off.collect()
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
        let begun = r#"{"started":1786619460000,"outcome":"met","still_open":[]}"#;
        let opened: Draft = domain::json::from_str(begun).unwrap();
        assert_eq!(opened.started, Millis(1_786_619_460_000));
        assert_eq!(opened.outcome, Some(VisitOutcome::Met));
        let barely: Draft = domain::json::from_str(r#"{"started":1}"#).unwrap();
        assert_eq!(barely.outcome, None);
    }
}
