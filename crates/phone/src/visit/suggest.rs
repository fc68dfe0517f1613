//! Which skills to offer for a resident: what is begun before what is new, in the order of the topics.

use domain::household::{Household, Resident};
use domain::{Catalogue, Level, Settings, Skill, Topic, Who};

/// Skills offered for each resident before someone asks for more.
pub const SUGGESTIONS_LIMIT: usize = 3;

#[derive(Clone, PartialEq, Debug)]
pub struct Suggestion<'a> {
    pub topic: &'a Topic,
    pub skill: &'a Skill,
    /// The level that counts now.
    pub now: Option<Level>,
}

/// Core skills that the resident does not pass yet; those begun come first.
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
    let open = all
        .filter(|(_, skill)| skill.core && is_for(skill, household))
        .map(|(topic, skill)| Suggestion {
            topic,
            skill,
            now: resident
                .skills
                .get(&skill.id)
                .and_then(|state| state.level(settings.told_counts)),
        });
    let is_begun = |it: &Suggestion<'_>| it.now.is_some_and(|level| level != Level::NOT_YET);
    let (mut offered, new): (Vec<_>, Vec<_>) = open
        .filter(|it| !it.now.is_some_and(Level::passed))
        .partition(is_begun);
    offered.extend(new);
    offered.truncate(SUGGESTIONS_LIMIT);
    offered
}

/// Skills for businesses are offered at businesses only.
pub fn is_for(skill: &Skill, household: &Household) -> bool {
    skill.who == Who::Everyone || household.business.is_some()
}
