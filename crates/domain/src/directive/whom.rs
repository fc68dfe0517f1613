//! Whom a directive is for.
use crate::household::Resident;
use crate::{Day, Household, VillageId};
use serde::{Deserialize, Serialize};

/// All that is said must hold; nothing said is every household.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Whom {
    /// None named is the whole commune.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub villages: Vec<VillageId>,
    /// Household businesses only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub business: bool,
    /// With someone born in these years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<Born>,
    /// Never visited before the month of the directive's first day.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub never_visited: bool,
}

/// Years of birth, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Born {
    pub from: u16,
    pub to: u16,
}

impl Born {
    /// Nobody who is named was born before or will be born after.
    const YEARS: std::ops::RangeInclusive<u16> = 1900..=2100;

    pub fn is_possible(self) -> bool {
        Self::YEARS.contains(&self.from) && Self::YEARS.contains(&self.to) && self.from <= self.to
    }
}

impl Whom {
    pub fn is_everyone(&self) -> bool {
        *self == Self::default()
    }

    pub fn takes(&self, household: &Household, from: Day) -> bool {
        self.takes_village(&household.village)
            && (!self.business || household.business.is_some())
            && (!self.never_visited || !household.visited_before(from.month()))
            && (self.born.is_none() || household.residents.iter().any(|it| self.of_the_years(it)))
    }

    pub fn takes_village(&self, village: &VillageId) -> bool {
        self.villages.is_empty() || self.villages.contains(village)
    }

    /// Whether someone is of the years asked for; who has no year is not.
    pub fn of_the_years(&self, resident: &Resident) -> bool {
        let within = |born: u16, it: &Born| (it.from..=it.to).contains(&born);
        match (&self.born, resident.born) {
            (None, _) => true,
            (Some(years), Some(born)) => within(born, years),
            (Some(_), None) => false,
        }
    }
}
