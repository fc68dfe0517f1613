//! Rate limits for whatever can be guessed or is expensive for the server.
mod address;
mod bounded;
mod guess;
mod taken;

pub use address::{Address, Counted, SITE_TIMES};
pub use bounded::Bounded;
pub use guess::{Guess, Guesses, Measure, OF_ACCOUNT, OF_PLACE};
pub use taken::{Most, Taken};

use crate::{Clock, PageError};
use std::fmt;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Failed sign-ins in a row from one address, for any account. A whole office may share an address.
pub const SIGN_INS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(40).expect("not zero");
pub const SIGN_IN_ADDRESS_EVERY: Duration = Duration::from_secs(10);
/// Enrolment codes checked or used in a row from one address, enough for a team that enrols together:
/// each is checked first.
pub const ENROLMENTS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(60).expect("not zero");
pub const ENROLMENT_EVERY: Duration = Duration::from_secs(20);
/// How often in a row a phone may ask whether the keys of its earlier books are known again. It
/// asks once a contact.
pub const FOUND_PER_DEVICE: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
pub const FOUND_EVERY: Duration = Duration::from_secs(20);
/// What the public may send in a row from one address without signing in. A village may share an
/// address.
pub const PUBLIC_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(20).expect("not zero");
pub const PUBLIC_ADDRESS_EVERY: Duration = Duration::from_secs(30);
/// The same for one phone number.
pub const PUBLIC_PER_PHONE: NonZeroU32 = NonZeroU32::new(5).expect("not zero");
pub const PUBLIC_PHONE_EVERY: Duration = Duration::from_secs(600);
/// Sign-ups for one class from one address that get a seat at once. For further ones, the office
/// calls first.
pub const SEATS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(3).expect("not zero");
/// All sign-ups for one class from one address while the class is announced.
pub const SIGN_UPS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
pub const SIGN_UP_EVERY: Duration = Duration::from_secs(24 * 3600);
/// Requests without a phone number, made with a household's card, from one address.
pub const CARDS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(5).expect("not zero");
pub const CARD_ADDRESS_EVERY: Duration = Duration::from_secs(600);
/// The same for a whole commune, from any address: more than it would send on a bad day.
pub const CARDS_PER_COMMUNE: NonZeroU32 = NonZeroU32::new(60).expect("not zero");
pub const CARD_COMMUNE_EVERY: Duration = Duration::from_secs(60);
/// Codes of badges, cards and requests looked up in a row. Each has 40 random bits, so none is
/// guessed at this rate.
pub const CODES_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
pub const CODE_EVERY: Duration = Duration::from_secs(20);

/// One kind of attempt, counted for each key: a number in a row, then one in each interval.
pub struct Attempts {
    in_a_row: NonZeroU32,
    every_ms: i64,
    clock: Clock,
    /// Until when each key has used up its attempts, in steady milliseconds.
    used_until: Mutex<Bounded<i64>>,
}

impl Attempts {
    fn new(clock: &Clock, in_a_row: NonZeroU32, every: Duration) -> Self {
        Self {
            in_a_row,
            every_ms: i64::try_from(every.as_millis()).unwrap_or(i64::MAX),
            clock: clock.clone(),
            used_until: Mutex::default(),
        }
    }

    /// Counts one attempt.
    ///
    /// # Errors
    /// How long to wait, in seconds, if there were too many.
    pub fn count(&self, key: impl Hash) -> Result<(), TooMany> {
        self.count_as(key, 1)
    }

    /// Counts one attempt from an address: for its line, and for the site that the line belongs to.
    ///
    /// # Errors
    /// As for [`Attempts::count`].
    pub fn count_from(&self, address: Address) -> Result<(), TooMany> {
        self.count_of((), address)
    }

    /// Counts one attempt on a thing, from an address.
    ///
    /// # Errors
    /// As for [`Attempts::count`].
    pub fn count_of(&self, thing: impl Hash + Copy, address: Address) -> Result<(), TooMany> {
        for counted in address.counted() {
            self.count_as((thing, counted), counted.times)?;
        }
        Ok(())
    }

    /// Checks whether the address may make an attempt, without counting one.
    ///
    /// # Errors
    /// As for [`Attempts::count`].
    pub fn look_from(&self, address: Address) -> Result<(), TooMany> {
        let (now, known) = (self.clock.steady_ms(), self.lock());
        for counted in address.counted() {
            let used_until = known.get(((), counted)).copied().unwrap_or(now).max(now);
            self.free(used_until, now, counted.times)?;
        }
        Ok(())
    }

    fn count_as(&self, key: impl Hash, times: u32) -> Result<(), TooMany> {
        let (now, mut known) = (self.clock.steady_ms(), self.lock());
        let used_until = known.touch(key);
        let from = (*used_until).max(now);
        self.free(from, now, times)?;
        *used_until = from + self.every_ms / i64::from(times);
        Ok(())
    }

    fn free(&self, used_until: i64, now: i64, times: u32) -> Result<(), TooMany> {
        let every = self.every_ms / i64::from(times);
        let in_a_row = i64::from(self.in_a_row.get()) * i64::from(times);
        let wait_ms = used_until + every - now - every * in_a_row;
        match u64::try_from(wait_ms) {
            Ok(wait_ms) if wait_ms > 0 => Err(TooMany {
                retry_after_s: wait_ms / 1_000 + 1,
            }),
            _ => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Bounded<i64>> {
        self.used_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attempts({} keys)", self.lock().keys())
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooMany {
    pub retry_after_s: u64,
}

impl From<TooMany> for PageError {
    fn from(it: TooMany) -> Self {
        PageError::TooMany {
            retry_after_s: it.retry_after_s,
        }
    }
}

#[derive(Debug)]
pub struct Limits {
    pub sign_in_by_address: Attempts,
    pub enrol_by_address: Attempts,
    pub found_by_device: Attempts,
    pub public_by_address: Attempts,
    pub public_by_phone: Attempts,
    pub card_by_address: Attempts,
    pub card_by_commune: Attempts,
    pub class_by_address: Attempts,
    pub class_seats_by_address: Attempts,
    pub code_by_address: Attempts,
    /// Wrong passwords and codes.
    pub guesses: Guesses,
}

impl Limits {
    pub fn new(clock: &Clock) -> Self {
        let attempts = |in_a_row, every| Attempts::new(clock, in_a_row, every);
        Self {
            sign_in_by_address: attempts(SIGN_INS_PER_ADDRESS, SIGN_IN_ADDRESS_EVERY),
            enrol_by_address: attempts(ENROLMENTS_PER_ADDRESS, ENROLMENT_EVERY),
            found_by_device: attempts(FOUND_PER_DEVICE, FOUND_EVERY),
            public_by_address: attempts(PUBLIC_PER_ADDRESS, PUBLIC_ADDRESS_EVERY),
            public_by_phone: attempts(PUBLIC_PER_PHONE, PUBLIC_PHONE_EVERY),
            card_by_address: attempts(CARDS_PER_ADDRESS, CARD_ADDRESS_EVERY),
            card_by_commune: attempts(CARDS_PER_COMMUNE, CARD_COMMUNE_EVERY),
            class_by_address: attempts(SIGN_UPS_PER_ADDRESS, SIGN_UP_EVERY),
            class_seats_by_address: attempts(SEATS_PER_ADDRESS, SIGN_UP_EVERY),
            code_by_address: attempts(CODES_PER_ADDRESS, CODE_EVERY),
            guesses: Guesses::new(clock),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Millis;

    fn limits() -> (Clock, Limits) {
        let clock = Clock::fixed(Millis(0));
        let limits = Limits::new(&clock);
        (clock, limits)
    }

    #[test]
    fn attempts_in_a_row_are_limited_then_one_each_interval() {
        let (clock, limits) = limits();
        let codes = &limits.code_by_address;
        for _ in 0..CODES_PER_ADDRESS.get() {
            codes.count("a").unwrap();
        }
        assert_eq!(codes.count("a").unwrap_err().retry_after_s, 21);
        codes.count("b").unwrap();
        clock.advance(20_000);
        codes.count("a").unwrap();
        assert!(codes.count("a").is_err());
        clock.advance(30 * 20_000);
        for _ in 0..CODES_PER_ADDRESS.get() {
            codes.count("a").unwrap();
        }
    }

    #[test]
    fn invented_addresses_in_one_network_allow_eight_times_as_much_and_no_more() {
        let (_, limits) = limits();
        let tried = (0..10_000_u32).filter(|number| {
            let (line, host) = (number / 100, number % 100);
            let address = format!("2001:db8:7:{line:x}::{host:x}");
            let address = Address(address.parse().unwrap());
            limits.public_by_address.count_from(address).is_ok()
        });
        assert_eq!(tried.count() as u32, PUBLIC_PER_ADDRESS.get() * SITE_TIMES);
    }
}
