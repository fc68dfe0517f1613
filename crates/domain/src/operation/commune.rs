//! What is told of the commune itself: settings, figures, villages, teams and their roster.
use crate::settings::{Counted, LocalSkill};
use crate::{
    AlleyId, Day, Denominator, Label, LocalMarketplace, Map, MemberId, MemberRole, Month, SkillId,
    TeamId, VillageId,
};
use serde::{Deserialize, Serialize};

/// Only what is `Some` changes.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsChanged {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commune_name: Option<Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller: Option<Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adult_age: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_counts: Option<bool>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub core: Map<SkillId, bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill_added: Option<LocalSkill>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_text_version: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marketplace_added: Option<LocalMarketplace>,
}

/// A figure that the commune entered, for one village or, without one, for the commune.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DenominatorSet {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<VillageId>,
    pub counted: Counted,
    pub from: Month,
    pub value: u32,
    pub source: Label,
    pub dated: Day,
}

impl DenominatorSet {
    pub(crate) fn denominator(&self) -> Denominator {
        Denominator {
            counted: self.counted,
            from: self.from,
            value: self.value,
            source: self.source.clone(),
            dated: self.dated,
        }
    }
}

/// Adds a village or renames it; the old name becomes an alias.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct VillageDefined {
    pub village: VillageId,
    pub name: Label,
    pub order: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AlleyDefined {
    pub village: VillageId,
    pub alley: AlleyId,
    pub name: Label,
    pub order: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TeamDefined {
    pub team: TeamId,
    pub name: Label,
    pub villages: Vec<VillageId>,
    /// When it visits; `None` keeps what was said before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visiting: Option<Label>,
}

/// Starts a term; a term in force of the same member ends the day before.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MemberJoined {
    pub team: TeamId,
    pub member: MemberId,
    pub name: Label,
    pub role: MemberRole,
    pub from: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Day>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MemberLeft {
    pub team: TeamId,
    pub member: MemberId,
    /// The last day of service.
    pub to: Day,
}
