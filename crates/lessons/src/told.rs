//! Which levels follow from someone's answers.
use crate::{AskedQuestion, Quiz};
use domain::{Level, Map, SkillId, SkillState};

/// The levels that follow from a check, to be recorded as told, not as seen.
///
/// A skill is known with help (1) if all its questions were answered right, otherwise not yet (0).
/// Answering is not doing, so answers give no higher level than 1. A skill is left out if its last
/// level is as high or higher: a check never lowers what a member saw.
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

fn level(asked: &AskedQuestion<'_>) -> Level {
    if asked.was_right() {
        Level::WITH_HELP
    } else {
        Level::NOT_YET
    }
}
