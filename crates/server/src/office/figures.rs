//! Reads figures from tallies: sums over places, by today's ages.
use domain::{Dimension, Measure, Period, Settings, VillageId, whole_commune};
use store::TallyRow;
use words::Language;

/// All tallies of the periods on the board.
#[derive(Debug, Default)]
pub struct Figures {
    rows: Vec<TallyRow>,
    /// People born in or before this year are adults.
    adult_born: u16,
}

/// `a` out of `b`, shown with its percentage.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Share {
    pub a: i64,
    pub b: i64,
}

/// A number with thousands separated, by a point in Vietnamese and a comma in English.
pub fn number(lang: Language, value: i64) -> String {
    let text = vietnamese::format_integer(value);
    match lang {
        Language::Vietnamese => text,
        Language::English => text.replace('.', ","),
    }
}

impl Share {
    pub fn percent(&self, lang: Language) -> String {
        let text = vietnamese::percent(self.a, self.b);
        match lang {
            Language::Vietnamese => text,
            Language::English => text.replace(',', "."),
        }
    }

    /// For example `1.204/3.900`.
    pub fn of(&self, lang: Language) -> String {
        format!("{}/{}", number(lang, self.a), number(lang, self.b))
    }

    /// The shade of a cell, in quarters. The figure always stands beside it.
    pub fn heat(&self) -> &'static str {
        match (self.a, self.b) {
            (_, ..=0) => "",
            (a, b) if a * 4 >= b * 3 => "h3",
            (a, b) if a * 2 >= b => "h2",
            (a, b) if a * 4 >= b => "h1",
            _ => "h0",
        }
    }
}

impl Figures {
    pub fn new(rows: Vec<TallyRow>, settings: &Settings, year: i32) -> Self {
        let adult_born = u16::try_from(year - i32::from(settings.adult_age)).unwrap_or(0);
        Self { rows, adult_born }
    }

    /// The sum for a village, or for the commune without one, over the dimensions that `takes`
    /// accepts. Villages add up to the commune, except for measures of distinct households or
    /// people: the commune has its own row for those.
    pub fn sum(
        &self,
        period: Period,
        place: Option<&VillageId>,
        measure: Measure,
        takes: impl Fn(&Dimension) -> bool,
    ) -> i64 {
        let whole = whole_commune();
        let fits = |row: &&TallyRow| {
            let there = match place {
                Some(place) => row.place == *place,
                None => !measure.is_distinct() || row.place == whole,
            };
            row.period == period && row.measure == measure && there && takes(&row.dimension)
        };
        self.rows.iter().filter(fits).map(|row| row.value).sum()
    }

    pub fn plain(&self, period: Period, place: Option<&VillageId>, measure: Measure) -> i64 {
        self.sum(period, place, measure, |it| *it == Dimension::None)
    }

    /// The sum over adults, by year of birth. People without a year count as adults, because only
    /// adults are named.
    pub fn adults(&self, period: Period, place: Option<&VillageId>, measure: Measure) -> i64 {
        let adult = |born: &Option<u16>| born.is_none_or(|born| born <= self.adult_born);
        self.sum(
            period,
            place,
            measure,
            |it| matches!(it, Dimension::Born(born) if adult(born)),
        )
    }

    pub fn group(&self, place: Option<&VillageId>, group: &domain::GroupId) -> i64 {
        let adult = |born: &Option<u16>| born.is_none_or(|born| born <= self.adult_born);
        self.sum(
            Period::Now,
            place,
            Measure::GroupPassed,
            |it| matches!(it, Dimension::GroupBorn(id, born) if id == group && adult(born)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(measure: Measure, dimension: Dimension, value: i64) -> TallyRow {
        TallyRow {
            period: Period::Now,
            place: VillageId::new("dong").unwrap(),
            measure,
            dimension,
            value,
        }
    }

    #[test]
    fn adults_are_counted_by_year_of_birth_and_people_without_one_count() {
        let born = |year| Dimension::Born(year);
        let rows = vec![
            row(Measure::HouseholdFive, born(Some(1990)), 3),
            row(Measure::HouseholdFive, born(Some(2008)), 2),
            row(Measure::HouseholdFive, born(Some(2009)), 5),
            row(Measure::HouseholdFive, born(None), 1),
        ];
        let figures = Figures::new(rows, &Settings::default(), 2026);
        assert_eq!(figures.adults(Period::Now, None, Measure::HouseholdFive), 6);
        let elsewhere = VillageId::new("doai").unwrap();
        assert_eq!(
            figures.adults(Period::Now, Some(&elsewhere), Measure::HouseholdFive),
            0
        );
    }

    #[test]
    fn a_household_met_in_two_villages_counts_once_in_the_commune() {
        let at = |place: &str, measure, value| TallyRow {
            place: VillageId::new(place).unwrap(),
            ..row(measure, Dimension::None, value)
        };
        let rows = vec![
            at("dong", Measure::Visited, 3),
            at("doai", Measure::Visited, 2),
            at("-", Measure::Visited, 4),
            at("dong", Measure::Visits, 6),
            at("doai", Measure::Visits, 2),
        ];
        let figures = Figures::new(rows, &Settings::default(), 2026);
        let plain = |place, measure| figures.plain(Period::Now, place, measure);
        assert_eq!(plain(None, Measure::Visited), 4);
        assert_eq!(plain(None, Measure::Visits), 8);
        let doai = VillageId::new("doai").unwrap();
        assert_eq!(plain(Some(&doai), Measure::Visited), 2);
    }

    #[test]
    fn shades_follow_quarters_and_zero_of_zero_has_none() {
        let heat = |a, b| Share { a, b }.heat();
        assert_eq!(
            [
                heat(75, 100),
                heat(50, 100),
                heat(25, 100),
                heat(24, 100),
                heat(0, 0)
            ],
            ["h3", "h2", "h1", "h0", ""]
        );
        let nothing = Share { a: 5, b: 0 };
        assert_eq!(nothing.percent(Language::Vietnamese), "—");
    }

    #[test]
    fn numbers_are_written_in_the_style_of_the_language() {
        let share = Share { a: 1_204, b: 3_900 };
        let [vi, en] = [Language::Vietnamese, Language::English];
        assert_eq!([share.percent(vi), share.of(vi)], ["30,9%", "1.204/3.900"]);
        assert_eq!([share.percent(en), share.of(en)], ["30.9%", "1,204/3,900"]);
    }
}
