//! Sign-ins with a right password that still need a code: kept in memory for some minutes.
use crate::account::AccountName;
use crate::clock::Chance;
use crate::secret;
use domain::{AccountId, CommuneId, Millis};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long someone may take between the password and the code.
pub const HALFWAY_MS: i64 = 5 * Millis::MINUTE;
/// The most sign-ins waiting at once. The oldest is dropped first.
const HALFWAY_LIMIT: usize = 1_000;

#[derive(Default)]
pub struct Halfway(Mutex<HashMap<String, (AccountName, Millis)>>);

impl Halfway {
    /// Returns a token, which is sent to the browser and stored as a hash.
    pub fn open(&self, account: AccountName, now: Millis, chance: &Chance) -> String {
        let token = secret::new_token(chance);
        let mut open = self.lock();
        open.retain(|_, (_, at)| (0..=HALFWAY_MS).contains(&(now.0 - at.0)));
        let oldest = open.iter().min_by_key(|(_, (_, at))| *at);
        let oldest = oldest.map(|(token, _)| token.clone());
        if let Some(oldest) = oldest.filter(|_| open.len() >= HALFWAY_LIMIT) {
            open.remove(&oldest);
        }
        open.insert(secret::hash(&token), (account, now));
        token
    }

    pub fn find(&self, token: &str, now: Millis) -> Option<AccountName> {
        let open = self.lock();
        let (account, at) = open.get(&secret::hash(token))?;
        let fresh = (0..=HALFWAY_MS).contains(&(now.0 - at.0));
        fresh.then(|| account.clone())
    }

    pub fn close(&self, token: &str) {
        self.lock().remove(&secret::hash(token));
    }

    pub fn close_all_of(&self, commune: &CommuneId, account: &AccountId) {
        self.lock()
            .retain(|_, (it, _)| it.commune != *commune || it.id != *account);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (AccountName, Millis)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Halfway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Halfway({} waiting)", self.lock().len())
    }
}
