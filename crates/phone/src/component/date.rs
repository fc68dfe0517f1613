//! Dates and times, written as people in Vietnam write them.

use domain::{Day, Millis};
use words::{Language, phone as w};

/// `23/11`, or `23/11/2025` if the year differs from that of `today`.
pub fn day_month(day: Day, today: Day) -> String {
    let (year, month, number) = day.civil();
    if year == today.year() {
        format!("{number:02}/{month:02}")
    } else {
        date(day)
    }
}

/// `23/11/2026`.
pub fn date(day: Day) -> String {
    let (year, month, number) = day.civil();
    format!("{number:02}/{month:02}/{year}")
}

/// `thứ Hai 23/11`.
pub fn long_day(day: Day, lang: Language) -> String {
    let (_, month, number) = day.civil();
    w::long_day(lang, day.weekday(), format!("{number:02}/{month:02}"))
}

/// `today 16:05` or `23/11 16:05`.
pub fn clock_time(at: Millis, today: Day, lang: Language) -> String {
    let (hours, minutes) = at.clock();
    let time = format!("{hours:02}:{minutes:02}");
    if at.day() == today {
        w::today_at(lang, time)
    } else {
        format!("{} {time}", day_month(at.day(), today))
    }
}

/// Reads the value of a date field.
pub fn day_of(text: &str) -> Option<Day> {
    Day::parse(text)
}
