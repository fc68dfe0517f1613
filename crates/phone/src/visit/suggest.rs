//! Chooses which skills to offer for a resident: the commune's directives first, then core skills.

use domain::directive::Goal;
use domain::household::{Household, Resident};
use domain::{Catalogue, Level, Settings, Skill, SkillId, Topic, Who};

/// Skills offered for each resident before someone asks for more.
pub const SUGGESTIONS_LIMIT: usize = 3;

#[derive(Clone, PartialEq, Debug)]
pub struct Suggestion<'a> {
    pub topic: &'a Topic,
    pub skill: &'a Skill,
    /// The resident's present level.
    pub now: Option<Level>,
}

/// Skills not yet passed: those that a directive asks of the resident, then core skills. Of the
/// core skills, those begun come first.
pub fn suggestions<'a>(
    household: &Household,
    resident: &Resident,
    catalogue: &'a Catalogue,
    settings: &Settings,
) -> Vec<Suggestion<'a>> {
    let all = catalogue
        .topics
        .iter()
        .flat_map(|topic| topic.skills.iter().map(move |skill| (topic, skill)));
    let ordered = |skill: &SkillId| asked(household, resident, settings).any(|it| it == skill);
    let open = all
        .filter(|(_, skill)| is_for(skill, household) && (skill.core || ordered(&skill.id)))
        .map(|(topic, skill)| Suggestion {
            topic,
            skill,
            now: resident
                .skills
                .get(&skill.id)
                .and_then(|state| state.level(settings.told_counts)),
        });
    let is_begun = |it: &Suggestion<'_>| it.now.is_some_and(|level| level != Level::NOT_YET);
    let mut offered: Vec<_> = open
        .filter(|it| !it.now.is_some_and(Level::passed))
        .collect();
    domain::put_in_order(&mut offered, |it| (!ordered(&it.skill.id), !is_begun(it)));
    offered.truncate(SUGGESTIONS_LIMIT);
    offered
}

/// Skills that the directives in force ask of this resident.
fn asked<'a>(
    household: &'a Household,
    resident: &'a Resident,
    settings: &'a Settings,
) -> impl Iterator<Item = &'a SkillId> {
    let here = settings
        .directives
        .iter()
        .filter(|it| it.concerns(household) && it.whom.of_the_years(resident));
    here.filter_map(|it| match &it.goal {
        Goal::Skill(skill) => Some(skill),
        _ => None,
    })
}

/// Whether a skill suits the household: skills for businesses are offered only to businesses.
pub fn is_for(skill: &Skill, household: &Household) -> bool {
    skill.who == Who::Everyone || household.business.is_some()
}
