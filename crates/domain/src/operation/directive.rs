//! What the commune orders of its teams.
use crate::directive::{Asked, Goal, Reached, Whom};
use crate::{Day, DirectiveId, DirectiveText, Label, Map, RecordKey, SkillId, VillageId, Who};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DirectiveIssued {
    pub directive: DirectiveId,
    pub title: Label,
    pub text: DirectiveText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Day>,
    pub goal: Goal,
    #[serde(default, skip_serializing_if = "Whom::is_everyone")]
    pub whom: Whom,
    pub from: Day,
    pub to: Day,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub targets: Map<VillageId, u32>,
    /// Where the households concerned stood at that moment, as the office counted.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub started: Map<VillageId, Reached>,
}

impl DirectiveIssued {
    /// What it asks of whom; `None` where its skill is not known. What only a business can reach
    /// concerns businesses only, said or not.
    pub fn asked(&self, skill_is_for: impl Fn(&SkillId) -> Option<Who>) -> Option<Asked> {
        let for_business = match &self.goal {
            Goal::Skill(skill) => skill_is_for(skill)? == Who::Business,
            goal => goal.is_for_business(),
        };
        let mut whom = self.whom.clone();
        whom.business |= for_business;
        Some(Asked {
            id: self.directive.clone(),
            goal: self.goal.clone(),
            whom,
            from: self.from,
        })
    }
}

/// A directive, and the settings where it stands while households are counted by it.
#[cfg(feature = "office")]
pub(super) fn counted(directive: &DirectiveId) -> Vec<RecordKey> {
    vec![RecordKey::Directive(directive.clone()), RecordKey::Settings]
}

/// Its words, last day and targets, as they stand from now on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DirectiveCorrected {
    pub directive: DirectiveId,
    pub title: Label,
    pub text: DirectiveText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Day>,
    pub to: Day,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub targets: Map<VillageId, u32>,
}

/// Told by the office with the figures of that moment.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DirectiveClosed {
    pub directive: DirectiveId,
    pub summary: DirectiveText,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub figures: Map<VillageId, Reached>,
}
