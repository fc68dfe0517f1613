//! Tells the person that the phone's clock is wrong: the app shows the days by it.

use crate::app::App;
use leptos::prelude::*;
use words::{Language, phone as w};

/// How far the clock may be off before it is told, in minutes. The way of an answer is a part of it.
const MINUTES_TOLD: u64 = 5;
const HOUR: u64 = 60;
const DAY: u64 = 24 * HOUR;

/// A note where the clock was off at the last contact.
pub fn wrong(app: App) -> AnyView {
    let lang = app.lang();
    let behind_ms = app.read(sync::Replica::clock_behind_ms).unwrap_or_default();
    said(behind_ms, lang)
        .map(|text| view! { <p class="note due">{text}</p> })
        .into_any()
}

fn said(behind_ms: i64, lang: Language) -> Option<String> {
    let minutes = behind_ms.unsigned_abs() / 60_000;
    if minutes < MINUTES_TOLD {
        return None;
    }
    let how_far = match minutes {
        DAY.. => w::days_long(lang, minutes / DAY),
        HOUR.. => w::hours_long(lang, minutes / HOUR),
        _ => w::minutes_long(lang, minutes),
    };
    Some(match behind_ms < 0 {
        true => w::clock_ahead(lang, &how_far),
        false => w::clock_behind(lang, &how_far),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_is_told_with_how_far() {
        let told = |minutes: i64| said(minutes * 60_000, Language::English);
        assert_eq!(told(4), None);
        assert_eq!(told(-4), None);
        let behind = told(5).unwrap();
        assert!(behind.contains("5 minutes slow"), "{behind}");
        let ahead = told(-3 * 60 - 59).unwrap();
        assert!(ahead.contains("3 hours fast"), "{ahead}");
        let days = told(24 * 60).unwrap();
        assert!(days.contains("1 day slow"), "{days}");
    }
}
