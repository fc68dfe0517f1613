//! The open sessions. They live in memory: a restart signs everyone out, and no token touches a disk.
use super::CsrfToken;
use crate::account::AccountName;
use crate::clock::Chance;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{AccountId, CommuneId, Millis};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use sync::JUMP_LIMIT_MS;

/// A session unused for this long is over.
pub const IDLE_MS: i64 = 30 * Millis::MINUTE;
/// However busy, a session is over after this.
pub const LONGEST_MS: i64 = 12 * 60 * Millis::MINUTE;
/// Most sessions open at once; the longest unused goes first.
pub const SESSIONS_LIMIT: usize = 10_000;

#[derive(Clone, Debug)]
pub struct Session {
    pub account: AccountName,
    pub csrf: CsrfToken,
    opened: Millis,
    used: Millis,
}

/// Why a session was over before anyone closed it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Over {
    Idle,
    Longest,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ended {
    pub account: AccountName,
    pub at: Millis,
    pub why: Over,
}

/// Open sessions by the hash of their token.
#[derive(Default)]
pub struct Sessions {
    open: Mutex<HashMap<[u8; 32], Session>>,
}

impl Session {
    pub fn age_ms(&self, now: Millis) -> i64 {
        now.0 - self.opened.0
    }
}

impl Sessions {
    /// Opens a session and gives its token, which is told to the browser and kept nowhere.
    pub fn open(&self, account: AccountName, now: Millis, chance: &Chance) -> String {
        let token = BASE64_URL_SAFE_NO_PAD.encode(chance.bytes::<32>());
        let csrf = CsrfToken::new(chance);
        let session = Session {
            account,
            csrf,
            opened: now,
            used: now,
        };
        let mut open = self.lock();
        if open.len() >= SESSIONS_LIMIT {
            drop_oldest(&mut open, now);
        }
        open.insert(hash(&token), session);
        token
    }

    /// The session of a token, if it is still open; using it keeps it open.
    pub fn find(&self, token: &str, now: Millis) -> Option<Session> {
        let mut open = self.lock();
        let session = open.get_mut(&hash(token))?;
        if over(session, now).is_some() {
            return None;
        }
        session.used = now;
        Some(session.clone())
    }

    /// Takes out those that are over.
    pub fn take_ended(&self, now: Millis) -> Vec<Ended> {
        let mut ended = Vec::new();
        self.lock().retain(|_, session| match over(session, now) {
            None => true,
            Some((why, at)) => {
                let account = session.account.clone();
                ended.push(Ended { account, at, why });
                false
            }
        });
        ended
    }

    /// Gives whose it was.
    pub fn close(&self, token: &str) -> Option<AccountName> {
        self.lock().remove(&hash(token)).map(|it| it.account)
    }

    /// Signs an account out everywhere: it was disabled, or its password changed.
    pub fn close_all_of(&self, commune: &CommuneId, account: &AccountId) {
        self.lock()
            .retain(|_, it| it.account.commune != *commune || it.account.id != *account);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Session>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why and since when, where it is.
fn over(session: &Session, now: Millis) -> Option<(Over, Millis)> {
    let idle = (Over::Idle, Millis(session.used.0 + IDLE_MS));
    let longest = (Over::Longest, Millis(session.opened.0 + LONGEST_MS));
    let first = if longest.1 < idle.1 { longest } else { idle };
    // Used at a time to come: the clock was ahead then, and nobody knows how long ago it was.
    if session.used.0 > now.0.saturating_add(JUMP_LIMIT_MS) {
        return Some((Over::Idle, now));
    }
    Some(first).filter(|it| now > it.1)
}

fn drop_oldest(open: &mut HashMap<[u8; 32], Session>, now: Millis) {
    open.retain(|_, session| over(session, now).is_none());
    let oldest = open.iter().min_by_key(|(_, session)| session.used);
    if open.len() >= SESSIONS_LIMIT
        && let Some(key) = oldest.map(|(key, _)| *key)
    {
        open.remove(&key);
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sessions({} open)", self.lock().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(sessions: &Sessions, account: &str, now: i64, chance: &Chance) -> String {
        let commune = CommuneId::new("nghi-son").unwrap();
        let account = AccountName {
            commune,
            id: AccountId::new(account).unwrap(),
        };
        sessions.open(account, Millis(now), chance)
    }

    #[test]
    fn a_session_ends_when_idle_and_at_its_longest() {
        let (sessions, chance) = (Sessions::default(), Chance::seeded(1));
        let token = open(&sessions, "lan", 0, &chance);
        assert!(sessions.find(&token, Millis(IDLE_MS)).is_some());
        assert!(sessions.find(&token, Millis(2 * IDLE_MS)).is_some());
        assert!(sessions.find(&token, Millis(3 * IDLE_MS + 1)).is_none());

        let token = open(&sessions, "lan", 0, &chance);
        let mut now = 0;
        while now + IDLE_MS <= LONGEST_MS {
            now += IDLE_MS;
            assert!(sessions.find(&token, Millis(now)).is_some(), "{now}");
        }
        assert!(sessions.find(&token, Millis(LONGEST_MS + 1)).is_none());
        let ended = |now| {
            let all = sessions.take_ended(Millis(now)).into_iter();
            all.map(|it| (it.why, it.at)).collect::<Vec<_>>()
        };
        let mut both = ended(LONGEST_MS + 1);
        both.sort_by_key(|it| it.1);
        let idle = (Over::Idle, Millis(3 * IDLE_MS));
        assert_eq!(both, [idle, (Over::Longest, Millis(LONGEST_MS))]);
        assert_eq!(ended(LONGEST_MS + 1), []);
    }

    #[test]
    fn closing_an_account_signs_it_out_everywhere_and_nobody_else() {
        let (sessions, chance) = (Sessions::default(), Chance::seeded(1));
        let tokens = ["lan", "lan", "hoa"].map(|account| open(&sessions, account, 0, &chance));
        let commune = CommuneId::new("nghi-son").unwrap();
        sessions.close_all_of(&commune, &AccountId::new("lan").unwrap());
        let left = tokens.map(|token| sessions.find(&token, Millis(1)).is_some());
        assert_eq!(left, [false, false, true]);
    }

    #[test]
    fn a_token_nobody_gave_opens_nothing() {
        let sessions = Sessions::default();
        assert!(sessions.find("", Millis(0)).is_none());
    }
}
