//! Who came to classes: at the village of the class's own day, in its own month.
use super::{Dimension, Measure, Period, Sheet};
use crate::household::Attended;
use crate::{Household, Month, VillageId};
use std::collections::BTreeSet;

/// Residents born before are told as born in this year: nobody of working age was.
pub const OLDEST_TRAINED_YEAR_TOLD: u16 = 1955;

impl Sheet {
    pub(super) fn classes(&mut self, household: &Household) {
        let mut trained: BTreeSet<(Month, VillageId, Dimension)> = BTreeSet::new();
        for attended in &household.classes {
            let (month, village) = (attended.day.month(), household.village_on(attended.day));
            self.class(attended, month, village);
            for split in [Dimension::None, Dimension::Topic(attended.topic.clone())] {
                trained.insert((month, village.clone(), split.clone()));
                trained.insert((month, super::whole_commune(), split));
            }
        }
        if household.business.is_some() {
            for (month, village, split) in trained {
                let period = Period::Month(month);
                self.add_at(period, &village, Measure::BusinessesTrained, split, 1);
            }
        }
        if household.is_here() {
            self.residents_trained(household);
        }
    }

    fn class(&mut self, attended: &Attended, month: Month, village: &VillageId) {
        let splits = [
            Dimension::None,
            Dimension::Topic(attended.topic.clone()),
            Dimension::Class(attended.class.clone()),
        ];
        for split in splits {
            let (period, people) = (Period::Month(month), attended.people());
            self.add_at(period, village, Measure::ClassPeople, split.clone(), people);
            self.add_at(period, village, Measure::ClassHouseholds, split, 1);
        }
    }

    fn residents_trained(&mut self, household: &Household) {
        for resident in household.residents.iter().filter(|it| it.trained.is_some()) {
            let born = resident.born.map(|it| it.max(OLDEST_TRAINED_YEAR_TOLD));
            self.now(Measure::ResidentsTrained, Dimension::Born(born));
        }
    }
}
