//! Fixing an entry's time once, from the phone's clock and the server's.
use domain::{Certainty, Millis};

/// A change of the phone's offset larger than this is a jump of its clock.
pub const JUMP_LIMIT_MS: i64 = 60_000;

/// What the server knows of a phone's clock when a request arrives.
#[derive(Clone, Copy, Debug)]
pub struct Clocks {
    pub received_at: Millis,
    /// The phone's clock as the request tells it.
    pub phone: Millis,
    /// The phone's time since which its clock has run without a jump.
    pub steady_since: Millis,
    /// Server minus phone at the last contact; `None` at the first.
    pub last_offset_ms: Option<i64>,
    pub enrolled_at: Millis,
}

impl Clocks {
    /// Server minus phone now.
    pub fn offset_ms(&self) -> i64 {
        self.received_at.0.saturating_sub(self.phone.0)
    }
}

/// The time that order and periods use: phone time plus offset, never after receipt, never
/// before enrolment. Work from before a jump of the clock is doubtful.
pub fn fix_time(made_at: Millis, certainty: Certainty, clocks: &Clocks) -> (Millis, Certainty) {
    let offset = clocks.offset_ms();
    let jumped = clocks
        .last_offset_ms
        .is_some_and(|last| offset.abs_diff(last) > JUMP_LIMIT_MS.unsigned_abs());
    let fixed = Millis(made_at.0.saturating_add(offset));
    let earliest = clocks.enrolled_at.min(clocks.received_at);
    let doubtful = certainty == Certainty::Doubtful
        || (jumped && made_at < clocks.steady_since)
        || fixed.0 > clocks.received_at.0.saturating_add(JUMP_LIMIT_MS)
        || fixed.0 < earliest.0.saturating_sub(JUMP_LIMIT_MS);
    let certainty = if doubtful {
        Certainty::Doubtful
    } else {
        Certainty::Sure
    };
    (fixed.clamp(earliest, clocks.received_at), certainty)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn clocks(phone: i64, last_offset_ms: Option<i64>) -> Clocks {
        Clocks {
            received_at: Millis(100 * HOUR),
            phone: Millis(phone),
            steady_since: Millis(phone - HOUR),
            last_offset_ms,
            enrolled_at: Millis(10 * HOUR),
        }
    }

    #[test]
    fn a_clock_that_is_steadily_wrong_is_mended_and_sure() {
        let wrong_by_a_year = clocks(100 * HOUR + 365 * 24 * HOUR, Some(-365 * 24 * HOUR));
        let made = Millis(wrong_by_a_year.phone.0 - 5 * HOUR);
        assert_eq!(
            fix_time(made, Certainty::Sure, &wrong_by_a_year),
            (Millis(95 * HOUR), Certainty::Sure)
        );
    }

    #[test]
    fn work_from_before_a_jump_is_doubtful_and_later_work_is_sure() {
        let clocks = clocks(100 * HOUR, Some(-24 * HOUR));
        let before = fix_time(Millis(98 * HOUR), Certainty::Sure, &clocks);
        assert_eq!(before, (Millis(98 * HOUR), Certainty::Doubtful));
        let after = fix_time(Millis(99 * HOUR + 1), Certainty::Sure, &clocks);
        assert_eq!(after.1, Certainty::Sure);
    }

    #[test]
    fn no_time_is_after_receipt_or_before_enrolment() {
        let clocks = clocks(100 * HOUR, None);
        assert_eq!(
            fix_time(Millis(500 * HOUR), Certainty::Sure, &clocks),
            (Millis(100 * HOUR), Certainty::Doubtful)
        );
        assert_eq!(
            fix_time(Millis(0), Certainty::Sure, &clocks),
            (Millis(10 * HOUR), Certainty::Doubtful)
        );
        assert_eq!(
            fix_time(Millis(i64::MAX), Certainty::Sure, &clocks).0,
            Millis(100 * HOUR)
        );
    }
}
