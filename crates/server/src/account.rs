//! Who signs in, read anew for every request: a role or a roster that changed holds at once.
use crate::{AppState, Chance, secret};
use domain::{AccountId, CommuneId, Millis, Scope};
use std::collections::BTreeMap;
use store::{Code, Rows, Store, Transaction, scope_of};

/// Names one account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountName {
    pub commune: CommuneId,
    pub id: AccountId,
}

impl AccountName {
    pub fn of(account: &store::Account) -> Self {
        Self {
            commune: account.commune.clone(),
            id: account.id.clone(),
        }
    }
}

/// The account with what it may see and change today; `None` when it is gone or disabled.
pub(crate) fn current(
    state: &AppState,
    who: &AccountName,
) -> Rows<Option<(store::Account, Scope)>> {
    let today = state.clock.now().day();
    state.store.read(|rows| {
        let account = store::Account::get(rows, &who.commune, &who.id)?;
        let Some(account) = account.filter(|account| !account.disabled) else {
            return Ok(None);
        };
        let scope = scope_of(rows, &account, today)?;
        Ok(Some((account, scope)))
    })
}

/// The accounts that sign in with a name: one, but where two communes had it before names had to
/// differ. `commune/name` is that of one commune.
pub(crate) fn named(state: &AppState, typed: &str) -> Rows<Vec<store::Account>> {
    let (commune, login) = match typed.split_once('/') {
        Some((commune, login)) => (Some(commune.trim()), login.trim()),
        None => (None, typed),
    };
    let mut found = state
        .store
        .read(|rows| store::Account::by_login(rows, login))?;
    found.retain(|it| !it.disabled && commune.is_none_or(|named| it.commune.as_str() == named));
    Ok(found)
}

/// Sign-in names that several communes have, with these; none can be given anew.
pub fn doubles(store: &Store) -> Rows<Vec<(String, Vec<CommuneId>)>> {
    let mut holders: BTreeMap<String, Vec<CommuneId>> = BTreeMap::new();
    store.read(|rows| {
        for commune in rows.communes()? {
            for account in store::Account::all(rows, &commune)? {
                if !account.login.is_empty() && !account.disabled {
                    let named = holders.entry(account.login).or_default();
                    named.push(commune.clone());
                }
            }
        }
        Rows::Ok(())
    })?;
    holders.retain(|_, communes| communes.len() > 1);
    Ok(holders.into_iter().collect())
}

/// Makes an enrolment code, good once and for 24 hours; only its hash is kept.
pub fn make_code(
    rows: &mut dyn Transaction,
    account: &store::Account,
    now: Millis,
    chance: &Chance,
) -> Rows<String> {
    let code = secret::new_code(chance).to_ascii_uppercase();
    Code::new(secret::code_hash(&code), account, now).put(rows)?;
    Ok(code)
}

/// The address that enrols a phone; behind `#` the code reaches no log.
pub fn enrolment_path(code: &str) -> String {
    format!("/app/#code={code}")
}
