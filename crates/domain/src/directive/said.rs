//! A directive in words, the same at the office and at the door.
use super::{DirectiveTask, Goal};
use crate::{Catalogue, Month, VillageId};
use words::{Language, directive as say};

impl DirectiveTask {
    /// What is to be reached: `Có người tự làm được: Gọi video`.
    pub fn goal_said(&self, lang: Language, catalogue: &Catalogue) -> String {
        match &self.goal {
            Goal::Skill(id) => {
                let skill = catalogue.skill(id);
                say::goal_skill(lang, skill.map_or(id.as_str(), |skill| &skill.name))
            }
            Goal::Five => say::goal_five(lang).to_owned(),
            Goal::Met => say::goal_met(lang, month(self.from.month())),
            Goal::Consent => say::goal_consent(lang).to_owned(),
            Goal::ShopOpen => say::goal_shop_open(lang).to_owned(),
            Goal::AccountRecorded => say::goal_account_recorded(lang).to_owned(),
        }
    }

    /// Whom it is for: `Hộ kinh doanh · Thôn Bến`.
    pub fn whom_said(&self, lang: Language, name: impl Fn(&VillageId) -> String) -> String {
        let whom = &self.whom;
        let who = match whom.business {
            true => say::whom_businesses(lang),
            false => say::whom_households(lang),
        };
        let places: Vec<String> = whom.villages.iter().map(name).collect();
        let places = match places.is_empty() {
            true => say::whom_everywhere(lang).to_owned(),
            false => places.join(", "),
        };
        let born = whom.born.map(|it| say::whom_born(lang, it.from, it.to));
        let never = whom
            .never_visited
            .then(|| say::whom_never_visited(lang, month(self.from.month())));
        [Some(who.to_owned()), Some(places), born, never]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
    }
}

/// As it is said here: `11/2026`.
fn month(month: Month) -> String {
    let (year, month, _) = month.first_day().civil();
    format!("{month}/{year}")
}
