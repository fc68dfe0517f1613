//! What a figure speaks of in time.
use crate::{Month, Week};
use std::fmt;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Period {
    Now,
    Month(Month),
    /// What `Now` was when the week ended; written by the store, never by [`measures`].
    Week(Week),
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Now => f.write_str("now"),
            Period::Month(month) => month.fmt(f),
            Period::Week(week) => week.fmt(f),
        }
    }
}

impl Period {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "now" => Some(Period::Now),
            week if week.contains('W') => Week::parse(week).map(Period::Week),
            month => Month::parse(month).map(Period::Month),
        }
    }
}
