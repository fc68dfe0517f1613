//! The commune's settings: names, words, what counts, and the figures it entered.
use crate::catalogue::Who;
use crate::{
    Catalogue, Day, LOCAL_MARKETPLACES_LIMIT, Label, LocalMarketplace, Map, Marketplace, Millis,
    Month, Refusal, RefusalCode, SettingsChanged, SkillId,
};
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

    pub(crate) fn put(all: &mut Vec<Denominator>, new: Denominator) {
        all.retain(|it| (it.counted, it.from) != (new.counted, new.from));
        all.push(new);
        crate::put_in_order(all, |it| (it.from, it.counted));
        if all.len() > DENOMINATORS_LIMIT {
            all.remove(0);
        }
    }
}

impl Settings {
    pub(crate) fn change(&mut self, change: &SettingsChanged, at: Millis) -> Result<(), Refusal> {
        let before = (self.adult_age, self.told_counts, self.core.clone());
        if let Some(age) = change.adult_age {
            if !(14..=25).contains(&age) {
                return Err(RefusalCode::AdultAgeOutOfRange.into());
            }
            self.adult_age = age;
        }
        if let Some(skill) = &change.skill_added {
            self.add_skill(skill)?;
        }
        if let Some(marketplace) = &change.marketplace_added {
            self.add_marketplace(marketplace)?;
        }
        for (skill, core) in &change.core {
            if Catalogue::new(self).skill(skill).is_none() {
                return Err(RefusalCode::SkillUnknown.into());
            }
            self.core.insert(skill.clone(), *core);
        }
        set(&mut self.commune_name, change.commune_name.as_ref());
        set(&mut self.controller, change.controller.as_ref());
        set(&mut self.unit, change.unit.as_ref());
        set(&mut self.told_counts, change.told_counts.as_ref());
        set(
            &mut self.consent_text_version,
            change.consent_text_version.as_ref(),
        );
        if before != (self.adult_age, self.told_counts, self.core.clone()) {
            self.counting += 1;
            self.counting_since = Some(at);
        }
        Ok(())
    }

    /// Whom a skill of the commune's own is for.
    pub(crate) fn skill_is_for(&self, id: &SkillId) -> Option<Who> {
        self.skills.iter().find(|it| it.id == *id).map(|it| it.who)
    }

    /// Adds a marketplace, or corrects one of the commune's own.
    fn add_marketplace(&mut self, new: &LocalMarketplace) -> Result<(), Refusal> {
        if Marketplace::is_shipped(&new.id) {
            return Err(RefusalCode::MarketplaceIdUsed.into());
        }
        self.marketplaces.retain(|it| it.id != new.id);
        if self.marketplaces.len() >= LOCAL_MARKETPLACES_LIMIT {
            return Err(RefusalCode::TooManyMarketplaces.into());
        }
        self.marketplaces.push(new.clone());
        Ok(())
    }

    fn add_skill(&mut self, skill: &LocalSkill) -> Result<(), Refusal> {
        let used =
            Catalogue::is_shipped(&skill.id) || self.skills.iter().any(|it| it.id == skill.id);
        if used {
            return Err(RefusalCode::SkillIdUsed.into());
        }
        if self.skills.len() >= LOCAL_SKILLS_LIMIT {
            return Err(RefusalCode::TooManySkills.into());
        }
        self.skills.push(skill.clone());
        Ok(())
    }
}

fn set<T: Clone>(field: &mut T, new: Option<&T>) {
    if let Some(new) = new {
        *field = new.clone();
    }
}
