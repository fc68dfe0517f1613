//! The open sessions, stored under the hash of their token.
//!
//! A restart signs nobody out, a password changed on the command line ends its sessions, and no
//! token is written to disk.
use super::CsrfToken;
use crate::account::AccountName;
use crate::clock::Chance;
use crate::secret;
use domain::{AccountId, CommuneId, Millis};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::{Account, OpenSession, Rows, SignInPlaces, Store, StoreError, Transaction};
use sync::JUMP_LIMIT_MS;

/// A session ends when it was unused for this long.
pub const IDLE_MS: i64 = 30 * Millis::MINUTE;
/// A session ends after this long, however much it is used.
pub const LONGEST_MS: i64 = 12 * 60 * Millis::MINUTE;
/// How often the last use of a session is written.
const WRITTEN_EVERY_MS: i64 = Millis::MINUTE;
/// Characters kept of what a browser says it is.
const BROWSER_LIMIT_CHARS: usize = 200;

#[derive(Clone, Debug)]
pub struct Session {
    pub account: AccountName,
    pub csrf: CsrfToken,
    /// The hash of its token.
    pub id: String,
}

/// A session that is open, and when it was last written that it is used.
pub(super) struct FoundSession {
    pub session: OpenSession,
    written: Millis,
}

/// Where someone signs in from.
#[derive(Clone, Debug, Default)]
pub struct From {
    /// What the browser says it is.
    pub browser: String,
    /// A hash of the address, to recognise it next time.
    pub place: String,
}

/// Why a session ended before anyone closed it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Over {
    Idle,
    Longest,
    /// The account's password or role changed, or the data were restored.
    Changed,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ended {
    pub account: AccountName,
    pub at: Millis,
    pub why: Over,
}

pub struct Sessions {
    store: Store,
    /// When each session was last used, if that is not written yet.
    used: Mutex<HashMap<String, Millis>>,
}

impl Sessions {
    pub fn new(store: &Store) -> Self {
        Self {
            store: store.clone(),
            used: Mutex::default(),
        }
    }

    /// Opens a session and returns its token. The token is sent to the browser and stored nowhere.
    ///
    /// # Errors
    /// When the session cannot be written.
    pub async fn open(
        &self,
        who: AccountName,
        from: From,
        now: Millis,
        chance: &Chance,
    ) -> Result<String, StoreError> {
        let token = secret::new_token(chance);
        let id = secret::hash(&token);
        let browser = from.browser.chars().take(BROWSER_LIMIT_CHARS).collect();
        let opened = self.store.write_to(&who.commune.clone(), move |ledger| {
            let rows = ledger.transaction();
            let Some(account) = Account::get(rows, &who.commune, &who.id)? else {
                return Ok(());
            };
            OpenSession::remove_oldest_of(rows, &who.commune, &who.id)?;
            if !from.place.is_empty() {
                SignInPlaces::remember(rows, &account, from.place, now)?;
            }
            let session = OpenSession {
                id,
                commune: who.commune,
                account: who.id,
                opened: now,
                used: now,
                browser,
                bond: bond(rows, &account)?,
            };
            session.put(rows)
        });
        opened.done().await?;
        Ok(token)
    }

    /// The session of a token, if it is still open. This counts as using it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn find(&self, token: &str, now: Millis) -> Rows<Option<Session>> {
        let found = self.store.read(|rows| self.look(rows, token, now))?;
        Ok(found.map(|found| self.keep_open(found, token, now)))
    }

    /// The same for whoever reads more in the same snapshot, and tells
    /// [`Sessions::keep_open`] behind it.
    pub(super) fn look(
        &self,
        rows: &mut dyn Transaction,
        token: &str,
        now: Millis,
    ) -> Rows<Option<FoundSession>> {
        let id = secret::hash(token);
        let Some(session) = OpenSession::by_id(rows, &id)? else {
            return Ok(None);
        };
        let holds = holds(rows, &session)?;
        let written = session.used;
        let session = self.as_used(session);
        let is_open = holds && over(&session, now).is_none();
        Ok(is_open.then_some(FoundSession { session, written }))
    }

    /// It is used now.
    pub(super) fn keep_open(&self, found: FoundSession, token: &str, now: Millis) -> Session {
        let FoundSession { session, written } = found;
        self.lock().insert(session.id.clone(), now);
        if (now.0 - written.0).abs() >= WRITTEN_EVERY_MS {
            self.write_used(&session, now);
        }
        Session {
            account: AccountName {
                commune: session.commune,
                id: session.account,
            },
            csrf: CsrfToken::of(token),
            id: session.id,
        }
    }

    /// The open sessions of one account, the latest used first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(
        &self,
        rows: &mut dyn Transaction,
        who: &AccountName,
        now: Millis,
    ) -> Rows<Vec<OpenSession>> {
        let mut open = Vec::new();
        for session in OpenSession::all(rows, &who.commune)? {
            if session.account == who.id && holds(rows, &session)? {
                open.push(self.as_used(session));
            }
        }
        open.retain(|it| over(it, now).is_none());
        open.sort_by_key(|it| std::cmp::Reverse(it.used));
        Ok(open)
    }

    /// Removes and returns the sessions that have ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take_ended(&self, now: Millis) -> Result<Vec<Ended>, StoreError> {
        let found = self.store.read(|rows| {
            let mut found = Vec::new();
            for commune in rows.communes()? {
                for session in OpenSession::all(rows, &commune)? {
                    found.push((holds(rows, &session)?, session));
                }
            }
            Ok::<_, StoreError>(found)
        })?;
        let mut ended = Vec::new();
        for (holds, session) in found {
            let session = self.as_used(session);
            let why = match holds {
                true => over(&session, now),
                false => Some((Over::Changed, now)),
            };
            let Some((why, at)) = why else {
                continue;
            };
            let account = AccountName {
                commune: session.commune.clone(),
                id: session.account.clone(),
            };
            self.remove(session).await?;
            ended.push(Ended { account, at, why });
        }
        // Times of use are also dropped for sessions that were closed elsewhere.
        let lately = |at: &Millis| now.0.saturating_sub(at.0) <= IDLE_MS;
        self.lock().retain(|_, at| lately(at));
        Ok(ended)
    }

    /// Closes a session. Returns its account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn close(&self, token: &str) -> Result<Option<AccountName>, StoreError> {
        let id = secret::hash(token);
        let found = self.store.read(|rows| OpenSession::by_id(rows, &id))?;
        let Some(session) = found else {
            return Ok(None);
        };
        let account = AccountName {
            commune: session.commune.clone(),
            id: session.account.clone(),
        };
        self.remove(session).await?;
        Ok(Some(account))
    }

    /// Ends one of an account's sessions.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end(&self, session: OpenSession) -> Result<(), StoreError> {
        self.remove(session).await
    }

    /// Signs an account out everywhere, because it was disabled or its password changed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn close_all_of(
        &self,
        commune: &CommuneId,
        account: &AccountId,
    ) -> Result<(), StoreError> {
        let (commune, account) = (commune.clone(), account.clone());
        let closed = self.store.write_to(&commune.clone(), move |ledger| {
            OpenSession::remove_all_of(ledger.transaction(), &commune, &account).map(|_| ())
        });
        closed.done().await
    }

    async fn remove(&self, session: OpenSession) -> Result<(), StoreError> {
        self.lock().remove(&session.id);
        let removed = self
            .store
            .write_to(&session.commune.clone(), move |ledger| {
                session.remove(ledger.transaction())
            });
        removed.done().await
    }

    /// Writes the last use without waiting. If it cannot be written, this process remembers it.
    fn write_used(&self, session: &OpenSession, now: Millis) {
        let (commune, id) = (session.commune.clone(), session.id.clone());
        let _behind = self.store.write_to(&commune, move |ledger| {
            let rows = ledger.transaction();
            match OpenSession::by_id(rows, &id)? {
                Some(session) => OpenSession {
                    used: now,
                    ..session
                }
                .put(rows),
                None => Ok(()),
            }
        });
    }

    fn as_used(&self, session: OpenSession) -> OpenSession {
        let remembered = self.lock().get(&session.id).copied();
        let used = remembered.map_or(session.used, |it| it.max(session.used));
        OpenSession { used, ..session }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Millis>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a session depends on: password, role, and that the data were not restored since.
fn bond(rows: &mut dyn Transaction, account: &Account) -> Rows<String> {
    let epoch = rows.commune(&account.commune)?.map(|it| it.epoch.0);
    let (role, password) = (account.role, &account.password_hash);
    Ok(secret::hash(format!("{epoch:?} {role:?} {password:?}")))
}

fn holds(rows: &mut dyn Transaction, session: &OpenSession) -> Rows<bool> {
    let account = Account::get(rows, &session.commune, &session.account)?;
    Ok(match account.filter(|it| !it.disabled) {
        Some(account) => bond(rows, &account)? == session.bond,
        None => false,
    })
}

/// Why and since when a session has ended, if it has.
fn over(session: &OpenSession, now: Millis) -> Option<(Over, Millis)> {
    let idle = (Over::Idle, Millis(session.used.0 + IDLE_MS));
    let longest = (Over::Longest, Millis(session.opened.0 + LONGEST_MS));
    let first = if longest.1 < idle.1 { longest } else { idle };
    // The last use is in the future, because the clock was ahead then. Nobody knows how long ago it
    // really was.
    if session.used.0 > now.0.saturating_add(JUMP_LIMIT_MS) {
        return Some((Over::Idle, now));
    }
    Some(first).filter(|it| now > it.1)
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sessions({} used lately)", self.lock().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Role;
    use sync::Epoch;

    fn commune() -> CommuneId {
        CommuneId::new("nghi-son").unwrap()
    }

    fn account(id: &str) -> Account {
        Account {
            id: AccountId::new(id).unwrap(),
            commune: commune(),
            login: id.to_owned(),
            name: id.to_owned(),
            role: Role::Officer,
            password_hash: Some("a hash".to_owned()),
            disabled: false,
            created: None,
        }
    }

    async fn put(store: &Store, account: Account) {
        let put = store.write_to(&commune(), move |it| account.put(it.transaction()));
        put.done().await.unwrap();
    }

    async fn sessions() -> (Store, Sessions) {
        let store = Store::in_memory().unwrap();
        let made = store.create_commune(commune(), Epoch(1));
        made.done().await.unwrap();
        for id in ["lan", "hoa"] {
            put(&store, account(id)).await;
        }
        (store.clone(), Sessions::new(&store))
    }

    async fn open(sessions: &Sessions, id: &str, now: i64, chance: &Chance) -> String {
        let who = AccountName::of(&account(id));
        let opened = sessions.open(who, From::default(), Millis(now), chance);
        opened.await.unwrap()
    }

    #[tokio::test]
    async fn a_session_ends_when_idle_and_at_its_longest() {
        let ((_, sessions), chance) = (sessions().await, Chance::seeded(1));
        let is_open = |token: &str, now| sessions.find(token, Millis(now)).unwrap().is_some();
        let token = open(&sessions, "lan", 0, &chance).await;
        assert!(is_open(&token, IDLE_MS) && is_open(&token, 2 * IDLE_MS));
        assert!(!is_open(&token, 3 * IDLE_MS + 1));

        let token = open(&sessions, "lan", 0, &chance).await;
        let mut now = 0;
        while now + IDLE_MS <= LONGEST_MS {
            now += IDLE_MS;
            assert!(is_open(&token, now), "{now}");
        }
        assert!(!is_open(&token, LONGEST_MS + 1));
        let ended = async |now| {
            let all = sessions.take_ended(Millis(now)).await.unwrap();
            let all = all.into_iter().map(|it| (it.why, it.at));
            all.collect::<Vec<_>>()
        };
        let mut both = ended(LONGEST_MS + 1).await;
        both.sort_by_key(|it| it.1);
        let idle = (Over::Idle, Millis(3 * IDLE_MS));
        assert_eq!(both, [idle, (Over::Longest, Millis(LONGEST_MS))]);
        assert_eq!(ended(LONGEST_MS + 1).await, []);
    }

    #[tokio::test]
    async fn closing_an_account_signs_it_out_everywhere_and_nobody_else() {
        let ((_, sessions), chance) = (sessions().await, Chance::seeded(1));
        let mut tokens = Vec::new();
        for id in ["lan", "lan", "hoa"] {
            tokens.push(open(&sessions, id, 0, &chance).await);
        }
        let lan = AccountId::new("lan").unwrap();
        sessions.close_all_of(&commune(), &lan).await.unwrap();
        let left = tokens
            .iter()
            .map(|it| sessions.find(it, Millis(1)).unwrap());
        let left: Vec<bool> = left.map(|it| it.is_some()).collect();
        assert_eq!(left, [false, false, true]);
    }

    #[tokio::test]
    async fn a_password_or_a_role_that_changed_anywhere_ends_them_and_a_restart_does_not() {
        let ((store, sessions), chance) = (sessions().await, Chance::seeded(1));
        let changes: [fn(&mut Account); 3] = [
            |it| it.password_hash = Some("another".to_owned()),
            |it| it.role = Role::Editor,
            |it| it.disabled = true,
        ];
        for change in changes {
            put(&store, account("lan")).await;
            let token = open(&sessions, "lan", 0, &chance).await;
            let restarted = Sessions::new(&store);
            assert!(restarted.find(&token, Millis(1)).unwrap().is_some());
            let mut changed = account("lan");
            change(&mut changed);
            put(&store, changed).await;
            assert!(sessions.find(&token, Millis(1)).unwrap().is_none());
        }
    }

    #[tokio::test]
    async fn an_unknown_token_opens_nothing_and_no_token_is_stored() {
        let ((store, sessions), chance) = (sessions().await, Chance::seeded(1));
        assert!(sessions.find("", Millis(0)).unwrap().is_none());
        let token = open(&sessions, "lan", 0, &chance).await;
        let kept = store
            .read(|rows| rows.documents(&commune(), "session"))
            .unwrap();
        assert!(!kept[0].body.contains(&token) && !kept[0].id.contains(&token));
        assert!(sessions.find(&kept[0].id, Millis(0)).unwrap().is_none());
    }

    #[tokio::test]
    async fn sessions_of_one_account_are_limited_and_the_longest_unused_ends() {
        let ((store, sessions), chance) = (sessions().await, Chance::seeded(1));
        let first = open(&sessions, "lan", 0, &chance).await;
        for now in 1..=20 {
            open(&sessions, "lan", now, &chance).await;
        }
        assert!(sessions.find(&first, Millis(30)).unwrap().is_none());
        let who = AccountName::of(&account("lan"));
        let open = store.read(|rows| sessions.of(rows, &who, Millis(30)));
        assert_eq!(open.unwrap().len(), 20);
    }
}
