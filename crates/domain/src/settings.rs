//! The commune's settings: names, words, what counts, and the figures it entered.
#[cfg(feature = "office")]
mod change;

use crate::catalogue::Who;
use crate::directive::DirectiveTask;
use crate::{Day, Label, LocalMarketplace, Map, Millis, Month, SkillId};
use serde::{Deserialize, Serialize};

/// Most skills that a commune may add to topic six.
pub const LOCAL_SKILLS_LIMIT: usize = 40;
/// Most figures kept for one place; older ones stay in the log.
pub const DENOMINATORS_LIMIT: usize = 60;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub commune_name: Label,
    /// Who answers for the personal data; named on every consent text.
    pub controller: Label,
    /// The word for a village here: thôn, bản, ấp, khu phố …
    pub unit: Label,
    pub adult_age: u8,
    /// Whether what was only told counts towards passing.
    pub told_counts: bool,
    /// Skills whose `core` differs from the catalogue.
    pub core: Map<SkillId, bool>,
    pub skills: Vec<LocalSkill>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marketplaces: Vec<LocalMarketplace>,
    pub consent_text_version: u16,
    pub denominators: Vec<Denominator>,
    /// What the directives in force ask: households are counted by it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub directives: Vec<DirectiveTask>,
    /// Grows when what counts changes; figures are then rebuilt.
    pub counting: u32,
    /// Since when the present way of counting holds.
    pub counting_since: Option<Millis>,
}

impl Default for Settings {
    fn default() -> Self {
        let label = |text| Label::new(text).expect("short and not empty");
        Self {
            commune_name: label("Xã"),
            controller: label("Ủy ban nhân dân xã"),
            unit: label("thôn"),
            adult_age: 18,
            told_counts: true,
            core: Map::new(),
            skills: Vec::new(),
            marketplaces: Vec::new(),
            consent_text_version: 1,
            denominators: Vec::new(),
            directives: Vec::new(),
            counting: 0,
            counting_since: None,
        }
    }
}

/// A skill that the commune added to topic six.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LocalSkill {
    pub id: SkillId,
    pub name: Label,
    pub observe: Label,
    pub who: Who,
}

/// What an entered figure counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    Households,
    Adults,
    Businesses,
    WorkingAge,
}

/// The b of a/b as the commune entered it, from a month on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Denominator {
    pub counted: Counted,
    pub from: Month,
    pub value: u32,
    pub source: Label,
    pub dated: Day,
}

impl Denominator {
    /// The one in force in a month.
    pub fn in_force(all: &[Denominator], counted: Counted, month: Month) -> Option<&Denominator> {
        all.iter()
            .filter(|it| it.counted == counted && it.from <= month)
            .max_by_key(|it| it.from)
    }
}

impl Settings {
    /// Whom a skill of the commune's own is for.
    pub(crate) fn skill_is_for(&self, id: &SkillId) -> Option<Who> {
        self.skills.iter().find(|it| it.id == *id).map(|it| it.who)
    }
}
