//! Eighteen weeks of visits from door to door: who was met, what was taught, what was promised.
use super::dice::Dice;
use super::story::Story;
use domain::household::{ConsentWay, Purpose, VisitOutcome};
use domain::{
    Catalogue, ConsentGiven, Day, EntryId, Household, HouseholdId, Level, MemberId, Millis, Note,
    Operation, Personal, Promise, ResidentId, Settings, Skill, SkillId, SkillObserved, TopicId,
    VisitRecorded, Who,
};
use std::collections::{BTreeMap, BTreeSet};

pub const DAYS: i32 = 126;
/// Skills observed in one visit.
const SKILLS_A_VISIT: i32 = 6;
const REASONS: [&str; 4] = [
    "Mở tài khoản ngân hàng",
    "Kích hoạt VNeID mức 2",
    "Hướng dẫn tiếp con dâu",
    "Cài lại ứng dụng",
];

/// How a household reacts to visits.
#[derive(Clone, Copy)]
enum Manner {
    Never,
    AlwaysAbsent,
    Refuses,
    /// Opens the door for this many visits.
    Open(i32),
}

/// Adds each household's visits, from the first day of the teams until yesterday.
pub fn tell(
    story: &mut Story,
    dice: &mut Dice,
    households: &[Household],
    whose: &BTreeMap<HouseholdId, MemberId>,
    today: Day,
) {
    let catalogue = Catalogue::new(&Settings::default());
    let core: Vec<&Skill> = catalogue
        .topics
        .iter()
        .flat_map(|topic| &topic.skills)
        .filter(|skill| skill.core && skill.who == Who::Everyone)
        .collect();
    for household in households {
        let Some(member) = whose.get(&household.id) else {
            continue;
        };
        let mut door = DoorHistory {
            household,
            member,
            catalogue: &catalogue,
            core: &core,
            levels: BTreeMap::new(),
            open_promise: None,
            consented: false,
        };
        let manner = manner(dice, member);
        door.live(story, dice, manner, today);
    }
}

fn manner(dice: &mut Dice, member: &MemberId) -> Manner {
    // Two members are behind, so more of their doors were never visited.
    let behind = ["to-2-5", "to-4-3"].contains(&member.as_str());
    match dice.between(1, 100) + if behind { -30 } else { 0 } {
        ..=11 => Manner::Never,
        12..=16 => Manner::AlwaysAbsent,
        17..=19 => Manner::Refuses,
        20..=40 => Manner::Open(dice.between(1, 2)),
        _ => Manner::Open(dice.between(3, 6)),
    }
}

struct DoorHistory<'a> {
    household: &'a Household,
    member: &'a MemberId,
    catalogue: &'a Catalogue,
    core: &'a [&'a Skill],
    levels: BTreeMap<(ResidentId, SkillId), (Level, Day)>,
    open_promise: Option<EntryId>,
    consented: bool,
}

impl DoorHistory<'_> {
    fn live(&mut self, story: &mut Story, dice: &mut Dice, manner: Manner, today: Day) {
        let first = today.plus(-dice.between(8, DAYS - 4).max(dice.between(8, DAYS - 4)));
        let (visits, kind) = match manner {
            Manner::Never => return,
            Manner::AlwaysAbsent => (dice.between(3, 4), VisitOutcome::Absent),
            Manner::Refuses => (1, VisitOutcome::Refused),
            Manner::Open(visits) => (visits, VisitOutcome::Met),
        };
        let mut day = first;
        for _ in 0..visits {
            let absent = kind == VisitOutcome::Met && dice.percent(14);
            let outcome = if absent { VisitOutcome::Absent } else { kind };
            let minute = if dice.percent(60) {
                dice.between(17 * 60, 20 * 60)
            } else {
                dice.between(8 * 60, 11 * 60)
            };
            let at = Millis(day.start().0 + i64::from(minute) * Millis::MINUTE);
            self.visit(story, dice, outcome, at, today);
            day = day.plus(dice.between(6, 34));
            if day >= today {
                break;
            }
        }
    }

    fn visit(
        &mut self,
        story: &mut Story,
        dice: &mut Dice,
        outcome: VisitOutcome,
        at: Millis,
        today: Day,
    ) {
        let household = self.household.id.clone();
        let met = outcome == VisitOutcome::Met && !self.household.residents.is_empty();
        if met && !self.consented {
            let consent = ConsentGiven {
                household: household.clone(),
                purpose: Purpose::Register,
                way: ConsentWay::Tapped,
                text_version: 1,
            };
            let at = Millis(at.0 - Millis::MINUTE);
            story.add(self.member.clone(), at, Operation::ConsentGiven(consent));
            self.consented = true;
        }
        let mut people: Vec<ResidentId> = Vec::new();
        let mut seen = Vec::new();
        if met {
            let first = self.household.residents[0].id.clone();
            let learner = match self.household.residents.get(1) {
                Some(other) if dice.percent(12) => other.id.clone(),
                _ => first,
            };
            seen = self.teach(dice, &learner, at.day());
            people.push(learner);
        }
        let topics: BTreeSet<TopicId> = seen
            .iter()
            .filter_map(|it| Some(self.catalogue.topic_of(&it.skill)?.id.clone()))
            .collect();
        let promise = self.promise(dice, met, at.day(), today);
        let promised = promise.is_some();
        let visit = VisitRecorded {
            household,
            outcome,
            met: people,
            topics: topics.into_iter().collect(),
            minutes: if met {
                u16::try_from(dice.between(12, 45)).unwrap_or(20)
            } else {
                0
            },
            note: None,
            place: None,
            follow_up: promise,
            finishes: if met {
                self.open_promise.take().into_iter().collect()
            } else {
                Vec::new()
            },
        };
        let id = story.add(
            self.member.clone(),
            at,
            Operation::VisitRecorded(Box::new(visit)),
        );
        if promised {
            self.open_promise = Some(id);
        }
        for (second, it) in (1..).zip(seen) {
            let at = Millis(at.0 + second * Millis::SECOND);
            story.add(self.member.clone(), at, Operation::SkillObserved(it));
        }
    }

    /// Sometimes a visit promises another one. Recent promises are still open, some of them late.
    fn promise(&self, dice: &mut Dice, met: bool, day: Day, today: Day) -> Option<Promise> {
        let late_enough = day.plus(21) > today;
        let likely = if late_enough { 22 } else { 8 };
        if !met || self.open_promise.is_some() || !dice.percent(likely) {
            return None;
        }
        let reason = Note::new(dice.pick::<&str>(&REASONS))
            .ok()
            .map(Personal::new);
        let due = day.plus(dice.between(4, 18));
        Some(Promise { due, reason })
    }

    /// Teaches first what is not passed yet. After three months, learnt skills are checked again.
    fn teach(&mut self, dice: &mut Dice, who: &ResidentId, day: Day) -> Vec<SkillObserved> {
        let level =
            |door: &Self, skill: &Skill| door.levels.get(&(who.clone(), skill.id.clone())).copied();
        let passed = |it: Option<(Level, Day)>| it.is_some_and(|(level, _)| level.passed());
        let open = self.core.iter().filter(|it| !passed(level(self, it)));
        let count =
            usize::try_from(dice.between(SKILLS_A_VISIT - 2, SKILLS_A_VISIT + 2)).unwrap_or(1);
        let mut chosen: Vec<SkillId> = open.take(count).map(|it| it.id.clone()).collect();
        let habit = self.core.iter().filter(|it| {
            level(self, it).is_some_and(|(level, since)| level.passed() && since.plus(90) <= day)
        });
        chosen.extend(habit.take(6).map(|it| it.id.clone()));
        let mut seen = Vec::new();
        for skill in chosen {
            let key = (who.clone(), skill.clone());
            let before = self.levels.get(&key).copied();
            let level = next_level(dice, before.map(|(level, _)| level));
            let since = before
                .filter(|(old, _)| old.passed() && level.passed())
                .map_or(day, |(_, since)| since);
            self.levels.insert(key, (level, since));
            seen.push(SkillObserved {
                household: self.household.id.clone(),
                resident: who.clone(),
                skill,
                level,
                seen: dice.percent(96),
            });
        }
        seen
    }
}

fn next_level(dice: &mut Dice, before: Option<Level>) -> Level {
    let throw = dice.between(1, 100);
    match (before, throw) {
        (None, ..=6) => Level::NOT_YET,
        (None, ..=32) => Level::WITH_HELP,
        (Some(level), ..=12) if level.passed() => Level::WITH_HELP,
        (Some(level), ..=25) if !level.passed() => Level::WITH_HELP,
        (_, 93..) => Level::TEACHES,
        _ => Level::ALONE,
    }
}
