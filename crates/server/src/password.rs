//! Passwords: hashed with Argon2id, a few at a time, so that guessing never starves the rest.
use crate::clock::Chance;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// OWASP's second set for Argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes computed at once: each takes a core and 19 MiB.
const AT_ONCE: usize = 2;
/// Hashes waited for; beyond, people are asked to try again.
const WAITING_LIMIT: usize = 32;
/// Shortest password that is set; checking takes any.
pub const SHORTEST_CHARS: usize = 10;
/// Longest that is hashed.
pub const LONGEST_BYTES: usize = 256;

#[derive(Debug)]
pub struct Passwords {
    waiting: Semaphore,
    running: Semaphore,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            waiting: Semaphore::new(WAITING_LIMIT),
            running: Semaphore::new(AT_ONCE),
        }
    }
}

/// Too many are being checked already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

impl Passwords {
    /// Whether the password fits the hash; without a hash, takes as long and says no.
    pub async fn check(&self, password: String, hash: Option<String>) -> Result<bool, Busy> {
        let _place = self.waiting.try_acquire().map_err(|_| Busy)?;
        let _turn = self.running.acquire().await.map_err(|_| Busy)?;
        tokio::task::spawn_blocking(move || fits(&password, hash.as_deref()))
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

/// Whether a password may be set.
pub fn long_enough(password: &str) -> bool {
    password.chars().count() >= SHORTEST_CHARS && password.len() <= LONGEST_BYTES
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
    fn the_right_password_fits_and_nobody_has_one() {
        let known = hash("đi từng ngõ", &Chance::seeded(1));
        assert!(known.contains("m=19456,t=2,p=1"), "{known}");
        assert!(fits("đi từng ngõ", Some(&known)));
        assert!(!fits("gõ từng nhà", Some(&known)));
        assert!(!fits("the password of nobody", None));
        assert!(!fits(&"x".repeat(LONGEST_BYTES + 1), Some(&known)));
    }
}
