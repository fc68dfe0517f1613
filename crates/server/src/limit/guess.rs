//! Wrong passwords and codes: the first few are free, then each one waits longer than the one
//! before.
//!
//! Only failures count, so someone who knows their password never waits because they used it. A
//! wait is not a lock: it ends by itself.
use super::{Bounded, TooMany};
use crate::Clock;
use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many failures are free, and how the wait after each further one grows.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    pub free: u32,
    pub first_wait_ms: i64,
    pub longest_wait_ms: i64,
}

/// For one place (a browser or an address) and one account.
pub const OF_PLACE: Measure = Measure {
    free: 6,
    first_wait_ms: 10_000,
    longest_wait_ms: 300_000,
};
/// For one account, from all unknown places together: at most a hundred failures an hour (ASVS
/// 2.2.1).
pub const OF_ACCOUNT: Measure = Measure {
    free: 20,
    first_wait_ms: 10_000,
    longest_wait_ms: 60_000,
};
/// Failures are forgotten after this long without another.
const FORGOTTEN_MS: i64 = 3_600_000;

#[derive(Clone, Copy, Debug, Default)]
struct Failures {
    count: u32,
    last: i64,
}

impl Failures {
    fn wait_ms(self, measure: Measure, now: i64) -> i64 {
        let Some(beyond) = self.count.checked_sub(measure.free) else {
            return 0;
        };
        let doubled = 1_i64.checked_shl(beyond.min(20)).unwrap_or(i64::MAX);
        let wait = measure.first_wait_ms.saturating_mul(doubled);
        self.last + wait.min(measure.longest_wait_ms) - now
    }
}

pub struct Guesses {
    clock: Clock,
    known: Mutex<Bounded<Failures>>,
}

impl Guesses {
    pub fn new(clock: &Clock) -> Self {
        Self {
            clock: clock.clone(),
            known: Mutex::default(),
        }
    }

    /// Begins a try. It counts as failed until [`Guess::was_right`] is called, so that many tries
    /// at once gain nothing.
    ///
    /// # Errors
    /// How long to wait, in seconds, if there were too many failures.
    pub fn begin(&self, key: impl Hash + Copy, measure: Measure) -> Result<Guess, TooMany> {
        let now = self.clock.steady_ms();
        let mut known = self.lock();
        let failures = known.touch(key);
        if now - failures.last > FORGOTTEN_MS {
            *failures = Failures::default();
        }
        let wait_ms = failures.wait_ms(measure, now);
        if wait_ms > 0 {
            return Err(TooMany {
                retry_after_s: u64::try_from(wait_ms).unwrap_or(0) / 1_000 + 1,
            });
        }
        let before = *failures;
        failures.count = failures.count.saturating_add(1);
        failures.last = now;
        Ok(Guess { before })
    }

    /// The try was right, so it is no failure.
    pub fn was_right(&self, key: impl Hash, guess: &Guess) {
        let mut known = self.lock();
        let failures = known.touch(key);
        failures.count = failures.count.saturating_sub(1);
        if failures.count == guess.before.count {
            *failures = guess.before;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Bounded<Failures>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A try that is under way.
#[derive(Clone, Copy, Debug)]
pub struct Guess {
    before: Failures,
}

impl fmt::Debug for Guesses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Guesses({} keys)", self.lock().keys())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Millis;

    /// How many failures are possible in an hour for someone who never stops.
    fn in_an_hour(measure: Measure) -> u32 {
        let clock = Clock::fixed(Millis(0));
        let guesses = Guesses::new(&clock);
        let mut failed = 0;
        for _ in 0..3_600 {
            while guesses.begin("lan", measure).is_ok() {
                failed += 1;
            }
            clock.advance(1_000);
        }
        failed
    }

    #[test]
    fn an_hour_of_guessing_allows_few_tries() {
        assert!(in_an_hour(OF_PLACE) < 30, "{}", in_an_hour(OF_PLACE));
        assert!(in_an_hour(OF_ACCOUNT) <= 100, "{}", in_an_hour(OF_ACCOUNT));
    }

    #[test]
    fn a_right_password_never_waits_and_waits_grow_and_end() {
        let clock = Clock::fixed(Millis(0));
        let guesses = Guesses::new(&clock);
        for _ in 0..1_000 {
            let guess = guesses.begin("lan", OF_PLACE).unwrap();
            guesses.was_right("lan", &guess);
        }
        for _ in 0..OF_PLACE.free {
            guesses.begin("lan", OF_PLACE).unwrap();
        }
        let wait = |guesses: &Guesses| guesses.begin("lan", OF_PLACE).unwrap_err().retry_after_s;
        assert_eq!(wait(&guesses), 11);
        clock.advance(10_000);
        guesses.begin("lan", OF_PLACE).unwrap();
        assert_eq!(wait(&guesses), 21);
        clock.advance(20_000);
        let guess = guesses.begin("lan", OF_PLACE).unwrap();
        guesses.was_right("lan", &guess);
        guesses.begin("lan", OF_PLACE).unwrap();
        clock.advance(FORGOTTEN_MS + 1);
        for _ in 0..OF_PLACE.free {
            guesses.begin("lan", OF_PLACE).unwrap();
        }
    }
}
