//! Fixing an entry's time once, from the phone's clock and the server's.
use domain::{Certainty, Millis};
use serde::{Deserialize, Serialize};

/// A change of the phone's offset larger than this is a jump of its clock.
pub const JUMP_LIMIT_MS: i64 = 60_000;
/// Where nobody knows since when a person has worked, work is believed to be at most this old.
pub const UNKNOWN_LIMIT_MS: i64 = 400 * Millis::DAY;

/// What the server knows of the clocks when a request arrives, for the phone that an entry was
/// made on. All but `phone` and `steady_since` are the server's time.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Clocks {
    pub received_at: Millis,
    /// The phone's clock as the request tells it.
    pub phone: Millis,
    /// The phone's time since which its clock has run without a jump.
    pub steady_since: Millis,
    /// Server minus phone at the last contact; `None` at the first.
    pub last_offset_ms: Option<i64>,
    pub last_contact: Option<Millis>,
    /// When the device that the entry was made on was enrolled; `None` where the server does not
    /// know that device, as after a restore of a backup that is older.
    pub enrolled_at: Option<Millis>,
    /// The earliest that is known of the person, whatever the phone: a new code begins nothing
    /// anew. `None` where nothing is known.
    pub began: Option<Millis>,
}

impl Clocks {
    /// Server minus phone now.
    pub fn offset_ms(&self) -> i64 {
        self.received_at.0.saturating_sub(self.phone.0)
    }

    /// Nothing of this person is older; never after receipt.
    fn earliest(&self) -> Millis {
        let known = self.began.into_iter().chain(self.enrolled_at).min();
        let guessed = Millis(self.received_at.0.saturating_sub(UNKNOWN_LIMIT_MS));
        known.unwrap_or(guessed).min(self.received_at)
    }

    /// What cannot be dated by the phone's clock was made after this.
    fn after(&self) -> Millis {
        let known = self.last_contact.into_iter().chain(self.enrolled_at).max();
        // Of a phone that nobody knows nothing is known but that it is here now.
        known.unwrap_or(self.received_at)
    }

    fn jumped(&self) -> bool {
        let jump = |last| self.offset_ms().abs_diff(last) > JUMP_LIMIT_MS.unsigned_abs();
        self.last_offset_ms.is_some_and(jump)
    }
}

/// The time that order and periods use: phone time plus offset, never after receipt, never before
/// the person began. What a clock dates before that was made under a clock that had lost its time
/// (an empty battery), and is dated by the phone's last contact: it was made after it.
///
/// Doubtful is what was made before a jump of the clock, before its own phone was enrolled, or on
/// a phone that the server does not know.
pub fn fix_time(made_at: Millis, certainty: Certainty, clocks: &Clocks) -> (Millis, Certainty) {
    let fixed = Millis(made_at.0.saturating_add(clocks.offset_ms()));
    let (earliest, received_at) = (clocks.earliest(), clocks.received_at);
    let is_before = |limit: Millis| fixed.0 < limit.0.saturating_sub(JUMP_LIMIT_MS);
    let doubtful = certainty == Certainty::Doubtful
        || (clocks.jumped() && made_at < clocks.steady_since)
        || fixed.0 > received_at.0.saturating_add(JUMP_LIMIT_MS)
        || is_before(earliest)
        || clocks.enrolled_at.is_none_or(is_before);
    let certainty = if doubtful {
        Certainty::Doubtful
    } else {
        Certainty::Sure
    };
    let told = if is_before(earliest) {
        clocks.after()
    } else {
        fixed
    };
    (told.clamp(earliest, received_at), certainty)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    /// Here for the first time at hour 100, enrolled at hour 10.
    fn clocks(phone: i64, last_offset_ms: Option<i64>) -> Clocks {
        Clocks {
            received_at: Millis(100 * HOUR),
            phone: Millis(phone),
            steady_since: Millis(phone - HOUR),
            last_offset_ms,
            last_contact: None,
            enrolled_at: Some(Millis(10 * HOUR)),
            began: Some(Millis(10 * HOUR)),
        }
    }

    /// The hour and whether it is sure.
    fn fixed(made_at_hour: i64, clocks: &Clocks) -> (i64, bool) {
        let made_at = Millis(made_at_hour.saturating_mul(HOUR));
        let (at, certainty) = fix_time(made_at, Certainty::Sure, clocks);
        assert_eq!(at.0 % HOUR, 0);
        (at.0 / HOUR, certainty == Certainty::Sure)
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
        assert_eq!(fixed(500, &clocks), (100, false));
        assert_eq!(fixed(0, &clocks), (10, false));
        assert_eq!(fixed(i64::MAX, &clocks), (100, false));
        assert_eq!(fixed(i64::MIN, &clocks), (10, false));
    }

    #[test]
    fn a_new_code_dates_nothing_anew() {
        // This phone was enrolled at hour 80 by a new code; the person began at hour 10.
        let new_code = Clocks {
            enrolled_at: Some(Millis(80 * HOUR)),
            ..clocks(100 * HOUR, Some(0))
        };
        // The code is of hour 80: (made at, as fixed, sure).
        let told = [
            (90, 90, true),
            (80, 80, true),
            (50, 50, false),
            (10, 10, false),
            (5, 80, false),
        ];
        for (made_at, at, sure) in told {
            assert_eq!(fixed(made_at, &new_code), (at, sure), "{made_at}");
        }
        // Made on the phone's earlier device, which the server knows: nothing is doubtful.
        let earlier = Clocks {
            enrolled_at: Some(Millis(10 * HOUR)),
            last_contact: Some(Millis(20 * HOUR)),
            ..new_code
        };
        for made_at in [10, 15, 50, 79] {
            assert_eq!(fixed(made_at, &earlier), (made_at, true), "{made_at}");
        }
    }

    #[test]
    fn work_of_a_phone_that_the_server_lost_keeps_its_time_and_is_doubtful() {
        let day = 24;
        let lost = Clocks {
            received_at: Millis(1_000 * day * HOUR),
            enrolled_at: None,
            began: None,
            ..clocks(1_000 * day * HOUR, None)
        };
        assert_eq!(fixed(981 * day, &lost), (981 * day, false));
        assert_eq!(fixed(601 * day, &lost), (601 * day, false));
        assert_eq!(fixed(599 * day, &lost), (1_000 * day, false), "too old");
        assert_eq!(fixed(0, &lost), (1_000 * day, false));
        // The account's beginning is known: nothing is older.
        let began = Clocks {
            began: Some(Millis(500 * day * HOUR)),
            ..lost
        };
        assert_eq!(fixed(501 * day, &began), (501 * day, false));
        assert_eq!(fixed(499 * day, &began), (1_000 * day, false));
    }

    #[test]
    fn a_clock_of_1970_that_was_set_right_is_dated_by_the_last_contact() {
        let contact = Clocks {
            last_contact: Some(Millis(70 * HOUR)),
            ..clocks(100 * HOUR, Some(0))
        };
        assert_eq!(fixed(1, &contact), (70, false));
        // The clock is wrong still: as far off as it shows.
        let wrong = Clocks {
            phone: Millis(3 * HOUR),
            steady_since: Millis(0),
            ..contact
        };
        assert_eq!(fixed(1, &wrong), (98, true));
        // A new code since: enrolling was a contact too.
        let new_code = Clocks {
            enrolled_at: Some(Millis(90 * HOUR)),
            last_contact: None,
            ..contact
        };
        assert_eq!(fixed(1, &new_code), (90, false));
    }

    #[test]
    fn a_contact_that_a_wrong_server_dated_does_not_date_later_work() {
        let ahead = Clocks {
            last_contact: Some(Millis(900 * HOUR)),
            last_offset_ms: Some(800 * HOUR),
            ..clocks(100 * HOUR, None)
        };
        assert_eq!(fixed(1, &ahead), (100, false));
        assert_eq!(fixed(100, &ahead), (100, true));
    }
}
