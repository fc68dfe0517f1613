//! Measures: figures that follow from one record, so that a tally is a sum kept by difference.
//!
//! Time enters only as data: years of birth, due dates, months. The query compares with today.
mod classes;
mod dimension;
mod help;
mod period;
mod trading;
mod visits;

pub use dimension::Dimension;
pub use period::Period;

use crate::household::{GroupProgress, Purpose, Resident, VisitOutcome};
use crate::{Catalogue, Draft, Household, Level, Map, Record, Settings, VillageId};

/// Raised when a measure is added or counts differently, or when the rules make other records of the
/// same entries: what an older version wrote is then made anew from the log. The test below asks for
/// it with each new measure, golden databases where any of them would count otherwise.
pub const MEASURES_VERSION: u32 = 5;
/// Residents born before are all told as born in this year, which keeps tallies short.
pub const OLDEST_YEAR_TOLD: u16 = 1990;
/// A skill is a habit when it is still at level 2 or more this long after it first was.
pub const HABIT_DAYS: i32 = 90;
/// The shipped skill of ordering online by oneself.
pub const BUYING_SKILL: &str = "tmdt-dat-hang";

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Measure {
            $($(#[$doc])* $name),+
        }

        impl Measure {
            pub const ALL: &[Measure] = &[$(Measure::$name),+];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(Measure::$name => $text),+
                }
            }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|measure| measure.as_str() == text)
            }
        }
    };
}

measures! {
    /// Households living here; by member those assigned to them.
    Households = "households",
    /// Never visited, whatever the outcome; also by member.
    NeverVisited = "never-visited",
    /// The last three visits found nobody; also by member.
    AbsentThree = "absent-three",
    /// The last visit was refused.
    RefusedLast = "refused-last",
    /// Gave consent for the register.
    Consented = "consented",
    /// Household businesses.
    Businesses = "businesses",
    /// Named residents, by year of birth.
    Residents = "residents",
    /// Residents with at least one skill observed, by year of birth.
    Checked = "checked",
    /// Residents at a level of a skill.
    AtLevel = "at-level",
    /// Residents who pass a group, by year of birth.
    GroupPassed = "group-passed",
    /// Households with someone who passes all five, by the oldest such year of birth.
    HouseholdFive = "household-five",
    /// The same, counting only what was seen.
    HouseholdFiveSeen = "household-five-seen",
    /// Residents who pass all five, by year of birth: the chain's digital citizens.
    ResidentsFive = "residents-five",
    /// Households with someone who buys online alone, by the oldest such year of birth.
    HouseholdBuying = "household-buying",
    /// Open follow-ups by due date; also by member.
    FollowUps = "follow-ups",
    /// Households with values that two authors told differently.
    Differences = "differences",
    /// Visits whose time cannot be trusted, among the last three.
    Doubtful = "doubtful",
    /// Households where someone was met in the month.
    Visited = "visited",
    /// Visits of any outcome; also by member.
    Visits = "visits",
    /// Visits at which someone was met.
    VisitsMet = "visits-met",
    /// Minutes of visits; also by member.
    Minutes = "minutes",
    /// Persons times visits at which something was taught; also by member and topic.
    Taught = "taught",
    /// Residents taught at least once in the month, each once.
    TaughtResidents = "taught-residents",
    /// Skills first reached 90 days before some day of this month.
    HabitDue = "habit-due",
    /// Of those, still held 90 days later.
    HabitHeld = "habit-held",
    /// Businesses with at least one open shop (`so-hkd-gian-hang`); also by marketplace.
    BusinessesOnline = "businesses-online",
    /// Businesses that can be paid into an account (`ty-le-hkd-thanh-toan-dien-tu`).
    BusinessesPaid = "businesses-paid",
    /// Shops at a stage of a marketplace.
    Shops = "shops",
    /// Products on sale in an open shop (`so-san-pham-len-san`); also by marketplace.
    Products = "products",
    /// Of those, products with OCOP stars.
    ProductsOcop = "products-ocop",
    /// Businesses that told of an order or of online revenue in the month.
    BusinessesSold = "businesses-sold",
    /// Businesses that told their online revenue of the month, be it none.
    SalesTold = "sales-told",
    /// Online orders of the month, of those who told.
    Orders = "orders",
    /// Online revenue of the month in đồng, of those who told.
    RevenueOnline = "revenue-online",
    /// All revenue of the month in đồng, of those who told.
    RevenueTotal = "revenue-total",
    /// Businesses that someone came of to a class of the month (`so-hkd-tap-huan`); also by topic.
    BusinessesTrained = "businesses-trained",
    /// Households times classes of the month; also by class and topic.
    ClassHouseholds = "class-households",
    /// Persons times classes of the month; also by class and topic.
    ClassPeople = "class-people",
    /// Residents who ever came to a class, by year of birth (`ty-le-dao-tao-ky-nang`).
    ResidentsTrained = "residents-trained",
    /// Open help requests by due date; also by member.
    HelpOpen = "help-open",
    /// Help requests that came in the month; also by topic.
    HelpAsked = "help-asked",
    /// Help requests closed in the month; also by the member who saw to them.
    HelpClosed = "help-closed",
    /// Households that a directive in force concerns.
    DirectiveConcerned = "directive-concerned",
    /// Of those, the ones that have done what it asks.
    DirectiveDone = "directive-done",
    /// Bulletins with an edition approved in the month (`so-bai-tuyen-truyen`); of the whole commune.
    BulletinsApproved = "bulletins-approved",
    /// Households that heard a bulletin, by bulletin: its reach.
    BulletinHeard = "bulletin-heard",
}

impl Measure {
    /// Counts households or residents once in a month however many of its villages they were met
    /// in: the villages' figures do not add up, the whole commune has its own at [`whole_commune`].
    pub fn is_distinct(self) -> bool {
        matches!(
            self,
            Measure::Visited | Measure::TaughtResidents | Measure::BusinessesTrained
        )
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figure {
    pub period: Period,
    pub place: VillageId,
    pub measure: Measure,
    pub dimension: Dimension,
    pub value: i64,
}

/// All figures of one record; those of settings, villages and teams are none.
pub fn measures(record: &Record, settings: &Settings, catalogue: &Catalogue) -> Vec<Figure> {
    match record {
        Record::Household(household) => of_household(household, settings, catalogue),
        Record::Help(help) => help::figures(help),
        Record::Draft(draft) => of_draft(draft),
        Record::Book(book) => visits::figures(book),
        _ => Vec::new(),
    }
}

/// Where figures of the commune as a whole are kept, beside its villages.
pub fn whole_commune() -> VillageId {
    VillageId::new("-").expect("a hyphen is allowed in ids")
}

fn of_draft(draft: &Draft) -> Vec<Figure> {
    let mut sheet = Sheet::new(whole_commune());
    let place = sheet.place.clone();
    for month in &draft.approved_in {
        let period = Period::Month(*month);
        sheet.add_at(
            period,
            &place,
            Measure::BulletinsApproved,
            Dimension::None,
            1,
        );
    }
    sheet.into_figures()
}

fn of_household(household: &Household, settings: &Settings, catalogue: &Catalogue) -> Vec<Figure> {
    let mut sheet = Sheet::new(household.village.clone());
    if household.is_here() {
        sheet.household(household);
        for resident in &household.residents {
            sheet.resident(resident, settings, catalogue);
        }
        sheet.five(household, settings, catalogue);
        sheet.buying(household, settings);
        sheet.directives(household, settings, catalogue);
        if let (Some(_), Some(trading)) = (&household.business, &household.trading) {
            sheet.trading(trading);
        }
    }
    if let Some(trading) = &household.trading {
        sheet.sales(trading);
    }
    sheet.classes(household);
    sheet.habits(household);
    sheet.into_figures()
}

struct Sheet {
    place: VillageId,
    rows: Map<(Period, VillageId, Measure, Dimension), i64>,
}

impl Sheet {
    fn new(place: VillageId) -> Self {
        Self {
            place,
            rows: Map::new(),
        }
    }

    fn add_at(
        &mut self,
        period: Period,
        place: &VillageId,
        measure: Measure,
        dimension: Dimension,
        value: u32,
    ) {
        self.add_sum(period, place, measure, dimension, u64::from(value));
    }

    fn add_sum(
        &mut self,
        period: Period,
        place: &VillageId,
        measure: Measure,
        dimension: Dimension,
        value: u64,
    ) {
        if value > 0 {
            let row = self
                .rows
                .entry((period, place.clone(), measure, dimension))
                .or_default();
            *row += i64::try_from(value).unwrap_or(i64::MAX);
        }
    }

    fn now(&mut self, measure: Measure, dimension: Dimension) {
        let place = self.place.clone();
        self.add_at(Period::Now, &place, measure, dimension, 1);
    }

    /// Counts once, and once more for the member who answers for the household.
    fn now_and_member(&mut self, household: &Household, measure: Measure) {
        self.now(measure, Dimension::None);
        if let Some(member) = &household.assigned {
            self.now(measure, Dimension::Member(member.clone()));
        }
    }

    fn household(&mut self, household: &Household) {
        self.now_and_member(household, Measure::Households);
        if !household.ever_visited() {
            self.now_and_member(household, Measure::NeverVisited);
        }
        if household.absent_three_times() {
            self.now_and_member(household, Measure::AbsentThree);
        }
        if household
            .last_visit()
            .is_some_and(|visit| visit.outcome == VisitOutcome::Refused)
        {
            self.now(Measure::RefusedLast, Dimension::None);
        }
        if household.consented(Purpose::Register) {
            self.now(Measure::Consented, Dimension::None);
        }
        if household.business.is_some() {
            self.now(Measure::Businesses, Dimension::None);
        }
        if !household.differences.is_empty() {
            self.now(Measure::Differences, Dimension::None);
        }
        for _ in household.visits.iter().filter(|visit| visit.doubtful) {
            self.now(Measure::Doubtful, Dimension::None);
        }
        for (bulletin, heard) in &household.heard {
            if heard.how.is_some() {
                self.now(
                    Measure::BulletinHeard,
                    Dimension::Bulletin(bulletin.clone()),
                );
            }
        }
        for follow_up in &household.follow_ups {
            self.now(Measure::FollowUps, Dimension::Due(follow_up.due));
            self.now(
                Measure::FollowUps,
                Dimension::MemberDue(follow_up.to.clone(), follow_up.due),
            );
        }
    }

    fn resident(&mut self, resident: &Resident, settings: &Settings, catalogue: &Catalogue) {
        let born = told_year(resident.born);
        self.now(Measure::Residents, Dimension::Born(born));
        if resident.skills.is_empty() {
            return;
        }
        self.now(Measure::Checked, Dimension::Born(born));
        for (skill, state) in &resident.skills {
            if let Some(level) = state.level(settings.told_counts) {
                self.now(
                    Measure::AtLevel,
                    Dimension::SkillLevel(skill.clone(), level),
                );
            }
        }
        for group in &catalogue.groups {
            if resident.progress(group, settings.told_counts) == GroupProgress::Passed {
                self.now(
                    Measure::GroupPassed,
                    Dimension::GroupBorn(group.id.clone(), born),
                );
            }
        }
    }

    fn five(&mut self, household: &Household, settings: &Settings, catalogue: &Catalogue) {
        let passing = |told| {
            let residents = household.residents.iter();
            residents.filter(move |it| it.passes_all(catalogue, told))
        };
        for resident in passing(settings.told_counts) {
            let born = told_year(resident.born);
            self.now(Measure::ResidentsFive, Dimension::Born(born));
        }
        self.oldest(Measure::HouseholdFive, passing(settings.told_counts));
        self.oldest(Measure::HouseholdFiveSeen, passing(false));
    }

    fn buying(&mut self, household: &Household, settings: &Settings) {
        let alone = |it: &&Resident| {
            let observed = it.skills.iter();
            let mut buying = observed.filter(|(skill, _)| skill.as_str() == BUYING_SKILL);
            buying.any(|(_, state)| state.level(settings.told_counts).is_some_and(Level::passed))
        };
        let residents = household.residents.iter().filter(alone);
        self.oldest(Measure::HouseholdBuying, residents);
    }

    fn directives(&mut self, household: &Household, settings: &Settings, catalogue: &Catalogue) {
        for asked in settings
            .directives
            .iter()
            .filter(|it| it.concerns(household))
        {
            let of = || Dimension::Directive(asked.id.clone());
            self.now(Measure::DirectiveConcerned, of());
            if asked.done_by(household, settings, catalogue) {
                self.now(Measure::DirectiveDone, of());
            }
        }
    }

    /// Counts the household once, at the oldest of these residents.
    fn oldest<'a>(&mut self, measure: Measure, residents: impl Iterator<Item = &'a Resident>) {
        // `None` sorts first: one without a year is an adult, whatever the day.
        if let Some(oldest) = residents.map(|it| told_year(it.born)).min() {
            self.now(measure, Dimension::Born(oldest));
        }
    }

    /// Who reached level 2 of a skill falls due 90 days later; held when seen at it then or after.
    fn habits(&mut self, household: &Household) {
        let place = self.place.clone();
        for resident in &household.residents {
            for (skill, state) in &resident.skills {
                let (Some(first), Some(last)) = (state.first_passed(), state.last_passed()) else {
                    continue;
                };
                let due = first.plus(HABIT_DAYS);
                let period = Period::Month(due.month());
                let dimension = Dimension::Skill(skill.clone());
                let held = last >= due && state.last.level.passed();
                self.add_at(period, &place, Measure::HabitDue, dimension.clone(), 1);
                self.add_at(
                    period,
                    &place,
                    Measure::HabitHeld,
                    dimension,
                    u32::from(held),
                );
            }
        }
    }

    fn into_figures(self) -> Vec<Figure> {
        self.rows
            .into_iter()
            .map(|((period, place, measure, dimension), value)| Figure {
                period,
                place,
                measure,
                dimension,
                value,
            })
            .collect()
    }
}

fn told_year(born: Option<u16>) -> Option<u16> {
    born.map(|born| born.max(OLDEST_YEAR_TOLD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_list_of_measures_raises_the_version() {
        // FNV-1a: the same hash on every machine and in every later version of Rust.
        let names = Measure::ALL.iter().flat_map(|it| it.as_str().bytes());
        let hash = names.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        assert_eq!(
            (MEASURES_VERSION, hash),
            (5, 0x6bd0_e3ab_ca42_6994),
            "raise MEASURES_VERSION, put both here, then `cargo xtask golden fold`"
        );
    }
}
