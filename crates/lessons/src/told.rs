//! What answers tell of a person's level.
use crate::{Asked, Quiz};
use domain::{Level, Map, SkillId, SkillState};

/// The levels that the answers of a check tell, to be recorded as told and not seen.
///
/// The rule: a skill all of whose questions were answered right is known with help (1), any other
/// is not known yet (0). Answering is not doing, so no answer makes a level higher than 1, and
/// nothing is told of a skill whose last level is as high or higher: a check never takes away
/// what a member saw.
pub fn told_levels(quiz: &Quiz<'_>, known: &Map<SkillId, SkillState>) -> Vec<(SkillId, Level)> {
    let mut told: Vec<(SkillId, Level)> = Vec::new();
    for asked in quiz.answered() {
        let level = level(asked);
        match told
            .iter_mut()
            .find(|(skill, _)| *skill == asked.card.skill)
        {
            Some((_, before)) => *before = level.min(*before),
            None => told.push((asked.card.skill.clone(), level)),
        }
    }
    told.retain(|(skill, level)| {
        let last = known.get(skill).map(|state| state.last.level);
        last.is_none_or(|last| last < *level)
    });
    told
}

fn level(asked: &Asked<'_>) -> Level {
    if asked.was_right() {
        Level::WITH_HELP
    } else {
        Level::NOT_YET
    }
}
