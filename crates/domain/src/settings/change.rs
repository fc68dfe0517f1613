//! How the office changes the settings.
use super::{DENOMINATORS_LIMIT, Denominator, LOCAL_SKILLS_LIMIT, LocalSkill, Settings};
use crate::{
    Catalogue, LOCAL_MARKETPLACES_LIMIT, LocalMarketplace, Marketplace, Millis, Refusal,
    RefusalCode, SettingsChanged,
};

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

impl Denominator {
    pub(crate) fn put(all: &mut Vec<Denominator>, new: Denominator) {
        all.retain(|it| (it.counted, it.from) != (new.counted, new.from));
        all.push(new);
        crate::put_in_order(all, |it| (it.from, it.counted));
        if all.len() > DENOMINATORS_LIMIT {
            all.remove(0);
        }
    }
}
