//! Moments and dates as plain numbers, in Vietnam's time: UTC+7, no summer time.
use serde::{Deserialize, Serialize};
use std::fmt;

/// Milliseconds since 1970-01-01 UTC.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    pub const SECOND: i64 = 1_000;
    pub const MINUTE: i64 = 60_000;
    pub const DAY: i64 = 86_400_000;
    const VIETNAM: i64 = 7 * 3_600_000;

    /// The date in Vietnam; of a clock further off than any calendar, the calendar's last or first.
    pub fn day(self) -> Day {
        let days = self.0.saturating_add(Self::VIETNAM).div_euclid(Self::DAY);
        Day(days.clamp(Day::FIRST.0.into(), Day::LAST.0.into()) as i32)
    }

    /// Hours and minutes in Vietnam.
    pub fn clock(self) -> (u8, u8) {
        let minutes = self.0.saturating_add(Self::VIETNAM).rem_euclid(Self::DAY) / Self::MINUTE;
        ((minutes / 60) as u8, (minutes % 60) as u8)
    }
}

/// A date, as days since 1970-01-01; written `2026-11-23`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(pub i32);

impl Day {
    /// 1 January 1800.
    pub const FIRST: Day = Day(from_civil(1800, 1, 1));
    /// 31 December 2500.
    pub const LAST: Day = Day(from_civil(2500, 12, 31));

    /// Refuses dates that do not exist and those before [`Day::FIRST`] or after [`Day::LAST`].
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        // Before anything is reckoned: a year of eight digits does not fit in days.
        if !(Self::FIRST.year()..=Self::LAST.year()).contains(&year) {
            return None;
        }
        let found = Self(from_civil(year, month, day));
        (found.civil() == (year, month, day)).then_some(found)
    }

    /// Reads `2026-11-23`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next()?.parse::<i32>().ok();
        let (year, month, day) = (next()?, next()?, next()?);
        Self::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    pub fn civil(self) -> (i32, u8, u8) {
        to_civil(self.0)
    }

    pub fn year(self) -> i32 {
        self.civil().0
    }

    pub fn month(self) -> Month {
        let (year, month, _) = self.civil();
        Month(year * 12 + i32::from(month) - 1)
    }

    /// 1 is Monday, 7 Sunday.
    pub fn weekday(self) -> u8 {
        ((self.0 + 3).rem_euclid(7) + 1) as u8
    }

    /// The ISO 8601 week: it starts on Monday and belongs to the year of its Thursday.
    pub fn week(self) -> Week {
        Week(self.0 - i32::from(self.weekday()) + 1)
    }

    /// Never before [`Day::FIRST`] nor after [`Day::LAST`]: what was reckoned can be read again.
    pub fn plus(self, days: i32) -> Self {
        let there = self.0.saturating_add(days);
        Self(there.clamp(Self::FIRST.0, Self::LAST.0))
    }

    /// A moment of this date, at the same time of day as another.
    pub(crate) fn at_the_time_of(self, other: Millis) -> Millis {
        let into_day = other
            .0
            .saturating_add(Millis::VIETNAM)
            .rem_euclid(Millis::DAY);
        Millis(self.start().0 + into_day)
    }

    /// The moment at which this date begins in Vietnam.
    pub fn start(self) -> Millis {
        Millis(i64::from(self.0) * Millis::DAY - Millis::VIETNAM)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Day {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("not a date of the form 2026-11-23: {text}"))
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

/// A calendar month, as months since the year 0; written `2026-11`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(pub i32);

impl Month {
    pub fn parse(text: &str) -> Option<Self> {
        Day::parse(&format!("{text}-01")).map(Day::month)
    }

    pub fn first_day(self) -> Day {
        Day(from_civil(
            self.0.div_euclid(12),
            (self.0.rem_euclid(12) + 1) as u8,
            1,
        ))
    }

    pub fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}",
            self.0.div_euclid(12),
            self.0.rem_euclid(12) + 1
        )
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Month {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("not a month of the form 2026-11: {text}"))
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

/// An ISO week, as the day number of its Monday; written `2026-W48`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week(i32);

impl Week {
    pub fn monday(self) -> Day {
        Day(self.0)
    }

    pub fn plus(self, weeks: i32) -> Self {
        Self(self.0 + weeks * 7)
    }

    pub fn parse(text: &str) -> Option<Self> {
        let (year, number) = text.split_once("-W")?;
        let fourth = Day::new(year.parse().ok()?, 1, 4)?.week();
        let week = fourth.plus(i32::from(number.parse::<u8>().ok()?) - 1);
        (week.to_string() == text).then_some(week)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = Day(self.0 + 3).year();
        let first = from_civil(year, 1, 4);
        let first = first - (first + 3).rem_euclid(7);
        write!(f, "{year:04}-W{:02}", (self.0 - first) / 7 + 1)
    }
}

impl fmt::Debug for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Days since 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
const fn from_civil(year: i32, month: u8, day: u8) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let shifted = (month as i32 + 9) % 12;
    let of_year = (153 * shifted + 2) / 5 + day as i32 - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn to_civil(days: i32) -> (i32, u8, u8) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = (of_year - (153 * shifted + 2) / 5 + 1) as u8;
    let month = (if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    }) as u8;
    (year_of_era + era * 400 + i32::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_exist_round_trip_and_others_are_refused() {
        for text in ["1970-01-01", "2000-02-29", "2026-11-23", "1899-12-31"] {
            assert_eq!(Day::parse(text).unwrap().to_string(), text);
        }
        for text in ["2023-02-29", "2026-13-01", "2026-11", "x", "2026-00-10"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn times_beyond_any_calendar_are_refused_or_held_to_its_ends() {
        for text in ["20911026-07-30", "-2147483648-01-01", "2501-01-01"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert_eq!(Month::parse("20911026-07"), None);
        for text in ["20911026-W01", "2026-W2147483647", "2026-W-2147483648"] {
            assert_eq!(Week::parse(text), None, "{text}");
        }
        assert_eq!(Millis(i64::MIN).day().to_string(), "1800-01-01");
        assert_eq!(Millis(i64::MAX).day().to_string(), "2500-12-31");
        assert_eq!(Day::LAST.plus(5), Day::LAST);
        assert_eq!(Day::FIRST.plus(i32::MIN), Day::FIRST);
    }

    #[test]
    fn a_day_begins_at_seventeen_utc_the_day_before() {
        let day = Day::parse("2026-11-23").unwrap();
        assert_eq!(day.start().day(), day);
        assert_eq!(Millis(day.start().0 - 1).day(), day.plus(-1));
        assert_eq!(day.start().clock(), (0, 0));
    }

    #[test]
    fn weeks_belong_to_the_year_of_their_thursday() {
        let week = |text| Day::parse(text).unwrap().week().to_string();
        assert_eq!(week("2026-11-23"), "2026-W48");
        assert_eq!(week("2027-01-03"), "2026-W53");
        assert_eq!(week("2024-12-30"), "2025-W01");
        assert_eq!(
            Week::parse("2026-W53").unwrap().monday().to_string(),
            "2026-12-28"
        );
        assert_eq!(Week::parse("2025-W53"), None);
    }
}
