//! Directives: a piece of work that the commune orders, and which doors it means.
#[cfg(feature = "office")]
pub(crate) mod close;
#[cfg(feature = "office")]
pub(crate) mod correct;
#[cfg(feature = "office")]
pub(crate) mod issue;
mod said;
mod whom;

pub use whom::{Born, Whom};

use crate::household::{Purpose, Resident, Trading};
use crate::{
    AccountId, Catalogue, Day, DirectiveId, DirectiveText, Household, Label, Level, Map, Millis,
    Settings, SkillId, VillageId,
};
use serde::{Deserialize, Serialize};

/// Most directives in force at once; each is counted for every household.
pub const IN_FORCE_LIMIT: usize = 12;
/// Most villages that a directive names, sets targets for, or is told of when it closes.
pub const VILLAGES_LIMIT: usize = 150;
/// Longest time from its first day to its last.
pub const DIRECTIVE_LIMIT_DAYS: i32 = 731;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Directive {
    pub title: Label,
    pub text: DirectiveText,
    /// Number of the commune's decision or plan, such as `15/KH-UBND`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Day>,
    pub asked: DirectiveTask,
    /// The last day.
    pub to: Day,
    /// Households that are to have reached the goal by then, those that had before included.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub targets: Map<VillageId, u32>,
    /// Where the households concerned stood when it was issued.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub started: Map<VillageId, Reached>,
    pub issued: Millis,
    pub issued_by: AccountId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closing>,
}

/// What is asked and of whom, so short that it stands in the settings while it is in force.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DirectiveTask {
    pub id: DirectiveId,
    pub goal: Goal,
    #[serde(default, skip_serializing_if = "Whom::is_everyone")]
    pub whom: Whom,
    /// The first day; what is counted by months is counted from its month on.
    pub from: Day,
}

/// When a household has done what was asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// Someone does this skill alone; of the years asked for, where there are any.
    Skill(SkillId),
    /// One and the same resident passes all five groups; of the years asked for, likewise.
    Five,
    /// Someone was met in the month of the first day or later: visits are kept for ever by month.
    Met,
    /// Consent for the register.
    Consent,
    /// A shop of the business is open.
    ShopOpen,
    /// An account into which the business is paid.
    AccountRecorded,
}

/// What became of it, kept as it was told when it closed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Closing {
    pub at: Millis,
    pub by: AccountId,
    pub summary: DirectiveText,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub figures: Map<VillageId, Reached>,
}

/// The households concerned, and those of them that have reached the goal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Reached {
    pub concerned: u32,
    pub done: u32,
}

impl Directive {
    pub fn id(&self) -> &DirectiveId {
        &self.asked.id
    }

    pub fn in_force(&self) -> bool {
        self.closed.is_none()
    }
}

impl Goal {
    /// Whether only a household business can reach it.
    pub fn is_for_business(&self) -> bool {
        matches!(self, Goal::ShopOpen | Goal::AccountRecorded)
    }
}

impl DirectiveTask {
    /// Whether the directive means this household.
    pub fn concerns(&self, household: &Household) -> bool {
        household.is_here() && self.whom.takes(household, self.from)
    }

    /// Whether the household has reached the goal, concerned or not.
    pub fn done_by(
        &self,
        household: &Household,
        settings: &Settings,
        catalogue: &Catalogue,
    ) -> bool {
        let mut people = household
            .residents
            .iter()
            .filter(|it| self.whom.of_the_years(it));
        let trading = household.trading.as_deref();
        match &self.goal {
            Goal::Skill(skill) => people.any(|it| passes(it, skill, settings.told_counts)),
            Goal::Five => people.any(|it| it.passes_all(catalogue, settings.told_counts)),
            Goal::Met => household.met_since(self.from.month()),
            Goal::Consent => household.consented(Purpose::Register),
            Goal::ShopOpen => trading.is_some_and(Trading::sells_online),
            Goal::AccountRecorded => trading.is_some_and(|it| it.account.is_some()),
        }
    }
}

fn passes(resident: &Resident, skill: &SkillId, told_counts: bool) -> bool {
    let state = resident.skills.get(skill);
    let level = state.and_then(|it| it.level(told_counts));
    level.is_some_and(Level::passed)
}
