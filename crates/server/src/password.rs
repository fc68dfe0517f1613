//! Passwords, hashed with Argon2id. Few are hashed at once, so that guessing never slows down
//! everything else.
mod guessable;

pub use guessable::{Fault, fault};

use crate::clock::Chance;
use crate::share::{self, Busy, Queue};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::LazyLock;

/// The second set of parameters that OWASP recommends for Argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes computed at once. Each takes a core and 19 MiB.
const AT_ONCE: usize = 2;
/// Hashes being computed or waiting. Beyond this, people are asked to try again.
const PLACES: usize = 32;
/// The same for one address, which a whole office may share.
const PLACES_OF_ONE: usize = 6;
/// The shortest password that can be set (ASVS 2.1.1). Checking accepts any length.
pub const SHORTEST_CHARS: usize = 12;
/// The longest password that is hashed.
pub const LONGEST_BYTES: usize = 256;

#[derive(Debug)]
pub struct Passwords(Queue);

impl Default for Passwords {
    fn default() -> Self {
        Self(Queue::new(AT_ONCE, PLACES, PLACES_OF_ONE))
    }
}

impl Passwords {
    /// Whether the password fits the hash. Without a hash it takes the same time and returns
    /// `false`.
    ///
    /// # Errors
    /// Busy, if too many are being checked.
    pub async fn check(&self, password: String, hash: Option<String>) -> Result<bool, Busy> {
        let _turn = self.0.turn().await?;
        share::aside(move || fits(&password, hash.as_deref()))
            .await
            .map_err(|_| Busy)
    }

    /// Like [`hash`], but waits for its turn.
    ///
    /// # Errors
    /// As for [`Passwords::check`].
    pub async fn hash(&self, password: String, chance: &Chance) -> Result<String, Busy> {
        let (_turn, chance) = (self.0.turn().await?, chance.clone());
        share::aside(move || hash(&password, &chance))
            .await
            .map_err(|_| Busy)
    }
}

/// Hashes a new password into a PHC string.
pub fn hash(password: &str, chance: &Chance) -> String {
    argon2()
        .hash_password_with_salt(password.as_bytes(), &chance.bytes::<16>())
        .expect("a password within the limit always hashes")
        .to_string()
}

fn fits(password: &str, known: Option<&str>) -> bool {
    static NOBODY: LazyLock<String> =
        LazyLock::new(|| hash("the password of nobody", &Chance::seeded(0)));
    if password.len() > LONGEST_BYTES {
        return false;
    }
    let right = argon2().verify_password(password.as_bytes(), known.unwrap_or(&NOBODY));
    right.is_ok() && known.is_some()
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("costs within Argon2's range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_and_never_a_missing_one() {
        let known = hash("đi từng ngõ", &Chance::seeded(1));
        assert!(known.contains("m=19456,t=2,p=1"), "{known}");
        assert!(fits("đi từng ngõ", Some(&known)));
        assert!(!fits("gõ từng nhà", Some(&known)));
        assert!(!fits("the password of nobody", None));
        assert!(!fits(&"x".repeat(LONGEST_BYTES + 1), Some(&known)));
    }
}
