//! How many were trained: household businesses in a month, and people of working age altogether.
use crate::PageError;
use crate::office::desk::Desk;
use crate::office::figures::{Figures, Share};
use domain::{Counted, Denominator, Dimension, Measure, Month, Period, Settings};
use serde::Deserialize;

pub struct Trained {
    pub classes: usize,
    /// Attendances at the month's classes: a person counts once for each class.
    pub people: i64,
    /// Household businesses trained (`so-hkd-tap-huan`).
    pub businesses: i64,
    /// Businesses at classes about selling online.
    pub businesses_selling: i64,
    /// The share of people of working age (`ty-le-dao-tao-ky-nang`). Its total is 0 until the
    /// commune has entered one.
    pub working_age: Share,
    /// Named people who came and whose year of birth is unknown. They are in no share.
    pub without_year: i64,
    pub age: WorkingAge,
}

/// The first and the last age that count as working age, dated in `content/working_age.toml`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub struct WorkingAge {
    year: i32,
    pub from: u16,
    pub until: u16,
}

#[derive(Deserialize)]
struct WorkingAges {
    working_age: Vec<WorkingAge>,
}

const SELLING: &str = "thuong-mai-dien-tu";

impl Trained {
    pub fn read(
        desk: &mut Desk<'_>,
        settings: &Settings,
        month: Month,
        classes: usize,
    ) -> Result<Self, PageError> {
        let tallies = desk.tallies([Period::Now, Period::Month(month)])?;
        let year = desk.today().year();
        let figures = Figures::new(tallies, settings, year);
        Ok(Self::of(&figures, settings, month, year, classes))
    }

    fn of(figures: &Figures, settings: &Settings, month: Month, year: i32, classes: usize) -> Self {
        let period = Period::Month(month);
        let selling =
            |it: &Dimension| matches!(it, Dimension::Topic(topic) if topic.as_str() == SELLING);
        let age = WorkingAge::in_force(year);
        let trained = |takes: &dyn Fn(Option<u16>) -> bool| {
            figures.sum(
                Period::Now,
                None,
                Measure::ResidentsTrained,
                |it| matches!(it, Dimension::Born(born) if takes(*born)),
            )
        };
        let all = Denominator::in_force(&settings.denominators, Counted::WorkingAge, month);
        Self {
            classes,
            people: figures.plain(period, None, Measure::ClassPeople),
            businesses: figures.plain(period, None, Measure::BusinessesTrained),
            businesses_selling: figures.sum(period, None, Measure::BusinessesTrained, selling),
            working_age: Share {
                a: trained(&|born| born.is_some_and(|born| age.takes(born, year))),
                b: all.map_or(0, |it| i64::from(it.value)),
            },
            without_year: trained(&|born| born.is_none()),
            age,
        }
    }
}

impl WorkingAge {
    fn in_force(year: i32) -> Self {
        let file: WorkingAges =
            toml::from_str(include_str!("../../../../../content/working_age.toml"))
                .expect("the shipped file is read by a test");
        let begun = file.working_age.iter().filter(|it| it.year <= year);
        let latest = begun.max_by_key(|it| it.year);
        *latest
            .or(file.working_age.first())
            .expect("the shipped file names at least one age")
    }

    /// Whether someone is of working age in a year. Only the year of birth is known, so that
    /// decides.
    fn takes(self, born: u16, year: i32) -> bool {
        let age = year - i32::from(born);
        (i32::from(self.from)..=i32::from(self.until)).contains(&age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_age_follows_the_year() {
        let until = |year| WorkingAge::in_force(year).until;
        assert_eq!((until(2023), until(2026), until(2030)), (60, 61, 62));
        let age = WorkingAge::in_force(2026);
        let takes = [2012, 2011, 1965, 1964].map(|born| age.takes(born, 2026));
        assert_eq!(takes, [false, true, true, false]);
    }
}
