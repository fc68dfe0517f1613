//! The PIN: which ones are accepted, how it is stretched, and how many tries there are.

use super::{DataKey, Mixed, NONCE_BYTES, Purpose, Wrapped};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use std::fmt;

const PIN_SHORTEST: usize = 6;
const PIN_LONGEST: usize = 12;
/// After this many wrong PINs the phone's wrapping is destroyed, and only a new enrolment code
/// helps.
const PIN_ATTEMPTS: u8 = 10;

/// Argon2id costs of new locks: OWASP's second set, 0.3 s on a slow phone. Each lock stores its own
/// costs.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// A PIN of 6 to 12 digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PinProblem {
    TooShort,
    TooLong,
    NotDigits,
    /// One digit repeated, a run such as 123456, or a short pattern such as 121212.
    TooEasy,
}

impl Pin {
    /// A new PIN; easy ones are refused.
    pub fn choose(text: &str) -> Result<Self, PinProblem> {
        let pin = Self::enter(text)?;
        if is_easy(pin.0.as_bytes()) {
            Err(PinProblem::TooEasy)
        } else {
            Ok(pin)
        }
    }

    /// A PIN as typed to unlock, easy or not.
    pub fn enter(text: &str) -> Result<Self, PinProblem> {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PinProblem::NotDigits);
        }
        match text.len() {
            0..PIN_SHORTEST => Err(PinProblem::TooShort),
            PIN_SHORTEST..=PIN_LONGEST => Ok(Self(text.to_owned())),
            _ => Err(PinProblem::TooLong),
        }
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(secret)")
    }
}

/// The phone's lock, stored in the open. Opening it takes both the PIN and the device's key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PinLock {
    version: u8,
    salt: String,
    memory_kib: u32,
    passes: u32,
    /// Destroyed after too many wrong PINs.
    wrapped: Option<Wrapped>,
    /// Tries since the last right PIN, the present one included.
    tries: u8,
}

impl PinLock {
    /// A new lock that holds no key yet. Stretch the PIN with it, mix, then [`PinLock::close`] it.
    pub fn new(salt: [u8; 16]) -> Self {
        Self {
            version: 1,
            salt: BASE64_STANDARD.encode(salt),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            wrapped: None,
            tries: 0,
        }
    }

    pub fn close(&mut self, key: &DataKey, under: &Mixed, nonce: [u8; NONCE_BYTES]) {
        self.wrapped = Some(key.wrap(Purpose::Pin, under, nonce));
        self.tries = 0;
    }

    /// Makes the PIN slow to guess; `None` only if the stored costs or the salt are damaged.
    pub fn stretch(&self, pin: &Pin) -> Option<[u8; 32]> {
        let salt = BASE64_STANDARD.decode(&self.salt).ok()?;
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32)).ok()?;
        let mut stretched = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(pin.0.as_bytes(), &salt, &mut stretched)
            .ok()?;
        Some(stretched)
    }

    /// Counts a try before it is made, so that cutting the power gains no extra try. Store the
    /// lock, then try.
    pub fn count_try(&mut self) {
        self.tries = self.tries.saturating_add(1);
    }

    /// Opens the lock. The last wrong try destroys the wrapping. Store the lock again, whatever the
    /// result.
    pub fn open(&mut self, mixed: &Mixed) -> Option<DataKey> {
        if self.tries > PIN_ATTEMPTS {
            self.wrapped = None;
        }
        let key = self
            .wrapped
            .as_ref()
            .and_then(|wrapped| wrapped.unwrap(Purpose::Pin, mixed));
        if key.is_some() {
            self.tries = 0;
        } else if self.tries >= PIN_ATTEMPTS {
            self.wrapped = None;
        }
        key
    }

    /// How many tries are left; 0 when only a new enrolment code helps.
    pub fn tries_left(&self) -> u8 {
        if self.wrapped.is_some() {
            PIN_ATTEMPTS.saturating_sub(self.tries)
        } else {
            0
        }
    }
}

fn is_easy(digits: &[u8]) -> bool {
    let steps: Vec<i16> = digits
        .windows(2)
        .map(|pair| i16::from(pair[1]) - i16::from(pair[0]))
        .collect();
    let one_step = steps.iter().all(|step| *step == steps[0]) && steps[0].abs() <= 1;
    let repeats = [2, 3].iter().any(|period| {
        digits.len().is_multiple_of(*period)
            && digits
                .chunks(*period)
                .all(|chunk| chunk == &digits[..*period])
    });
    one_step || repeats
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stands in for the device's key, which cannot be read on a real device.
    fn mix(stretched: [u8; 32]) -> Mixed {
        Mixed(stretched.map(|byte| byte ^ 0x5a))
    }

    fn lock_with(pin: &str) -> PinLock {
        let mut lock = PinLock {
            memory_kib: 64,
            passes: 1,
            ..PinLock::new([9; 16])
        };
        let stretched = lock.stretch(&Pin::choose(pin).unwrap()).unwrap();
        lock.close(&DataKey::new([1; 32]), &mix(stretched), [2; NONCE_BYTES]);
        lock
    }

    fn attempt(lock: &mut PinLock, pin: &str) -> bool {
        lock.count_try();
        let stretched = lock.stretch(&Pin::enter(pin).unwrap()).unwrap();
        lock.open(&mix(stretched)).is_some()
    }

    #[test]
    fn easy_and_malformed_pins_are_refused() {
        for pin in ["000000", "123456", "987654", "121212", "123123", "77777777"] {
            assert_eq!(Pin::choose(pin), Err(PinProblem::TooEasy), "{pin}");
        }
        assert_eq!(Pin::choose("12345"), Err(PinProblem::TooShort));
        assert_eq!(Pin::choose("1234567890123"), Err(PinProblem::TooLong));
        assert_eq!(Pin::choose("12a456"), Err(PinProblem::NotDigits));
        assert!(Pin::choose("280791").is_ok());
    }

    #[test]
    fn the_right_pin_opens_and_resets_the_count() {
        let mut lock = lock_with("280791");
        assert!(!attempt(&mut lock, "111111"));
        assert_eq!(lock.tries_left(), PIN_ATTEMPTS - 1);
        assert!(attempt(&mut lock, "280791"));
        assert_eq!(lock.tries_left(), PIN_ATTEMPTS);
    }

    #[test]
    fn ten_wrong_pins_destroy_the_wrapping() {
        let mut lock = lock_with("280791");
        for _ in 0..PIN_ATTEMPTS {
            assert!(!attempt(&mut lock, "280792"));
        }
        assert_eq!(lock.tries_left(), 0);
        assert!(!attempt(&mut lock, "280791"));
    }

    #[test]
    fn a_try_that_was_counted_but_cut_short_still_counts() {
        let mut lock = lock_with("280791");
        for _ in 0..PIN_ATTEMPTS {
            lock.count_try();
        }
        assert_eq!(lock.tries_left(), 0);
        assert!(!attempt(&mut lock, "280791"));
        assert!(lock.wrapped.is_none());
    }

    #[test]
    fn a_lock_survives_storing() {
        let lock = lock_with("280791");
        let mut again: PinLock =
            serde_json::from_str(&serde_json::to_string(&lock).unwrap()).unwrap();
        assert!(attempt(&mut again, "280791"));
    }
}
