//! Hours and minutes of a day in Vietnam.
use crate::{Day, Millis};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Minutes since midnight; written `14:30`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    pub fn new(hour: u16, minute: u16) -> Option<Self> {
        (hour < 24 && minute < 60).then(|| Self(hour * 60 + minute))
    }

    /// Reads `14:30`, as browsers write it, or `8:05`.
    pub fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        Self::new(hour.parse().ok()?, minute.parse().ok()?)
    }

    pub fn minutes(self) -> u16 {
        self.0
    }

    /// The moment on a day.
    pub fn on(self, day: Day) -> Millis {
        Millis(day.start().0 + i64::from(self.0) * Millis::MINUTE)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("not a time of the form 14:30: {text}"))
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> String {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written_as_browsers_do() {
        for (text, minutes) in [("00:00", 0), ("08:05", 485), ("23:59", 1439)] {
            let time = TimeOfDay::parse(text).unwrap();
            assert_eq!((time.minutes(), time.to_string().as_str()), (minutes, text));
        }
        for text in ["24:00", "2010:00", "8:60", "8", "", "-1:00", "a:b"] {
            assert_eq!(TimeOfDay::parse(text), None, "{text}");
        }
        let day = Day::parse("2026-12-01").unwrap();
        let half_past_two = TimeOfDay::parse("14:30").unwrap().on(day);
        assert_eq!(
            (half_past_two.day(), half_past_two.clock()),
            (day, (14, 30))
        );
    }
}
