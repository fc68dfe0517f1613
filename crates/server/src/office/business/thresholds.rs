//! Tax and invoice thresholds as a dated hint, from `content/tax_thresholds.toml`.
use crate::office::frame::date;
use domain::Day;
use serde::Deserialize;
use words::{Language, business as say};

/// A tax threshold, shown as a hint and never applied as a rule.
pub(super) struct Threshold {
    pub text: String,
    pub source: String,
}

#[derive(Deserialize)]
struct Thresholds {
    threshold: Vec<DatedThreshold>,
}

#[derive(Deserialize)]
struct DatedThreshold {
    from: Day,
    vi: String,
    en: String,
    source: String,
}

/// The thresholds in force on a day.
pub(super) fn thresholds(today: Day, lang: Language) -> Vec<Threshold> {
    let file: Thresholds =
        toml::from_str(include_str!("../../../../../content/tax_thresholds.toml"))
            .expect("the shipped file is read by a test");
    let in_force = file.threshold.into_iter().filter(|it| it.from <= today);
    in_force
        .map(|it| Threshold {
            source: say::source(lang, it.source, date(it.from)),
            text: match lang {
                Language::Vietnamese => it.vi,
                Language::English => it.en,
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_hold_from_their_day_on() {
        let on = |text: &str| thresholds(Day::parse(text).unwrap(), Language::Vietnamese).len();
        assert_eq!(
            (on("2025-01-01"), on("2025-06-01"), on("2026-11-24")),
            (0, 1, 3)
        );
    }
}
