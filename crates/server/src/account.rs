//! Who is signed in. The account is read again for every request, so that a changed role or roster
//! counts at once.
use crate::{Chance, secret};
use domain::{AccountId, CommuneId, Day, Millis, Scope};
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

/// The account, with what it may see and change today; `None` if it is gone or disabled.
pub(crate) fn current(
    rows: &mut dyn Transaction,
    who: &AccountName,
    today: Day,
) -> Rows<Option<(store::Account, Scope)>> {
    let account = store::Account::get(rows, &who.commune, &who.id)?;
    let Some(account) = account.filter(|account| !account.disabled) else {
        return Ok(None);
    };
    let scope = scope_of(rows, &account, today)?;
    Ok(Some((account, scope)))
}

/// The accounts that sign in with this name. There is one, unless two communes used the name before
/// names had to be unique. `commune/name` means the account of one commune.
pub(crate) fn named(rows: &mut dyn Transaction, typed: &str) -> Rows<Vec<store::Account>> {
    let (commune, login) = match typed.split_once('/') {
        Some((commune, login)) => (Some(commune.trim()), login.trim()),
        None => (None, typed),
    };
    let mut found = store::Account::by_login(rows, login)?;
    found.retain(|it| !it.disabled && commune.is_none_or(|named| it.commune.as_str() == named));
    Ok(found)
}

/// Sign-in names that several communes use, with those communes. No such name can be given to a new
/// account.
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

/// Makes an enrolment code that can be used once within 24 hours. Only its hash is stored.
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

/// The address that enrols a phone. Browsers send nothing behind `#`, so the code gets into no log.
pub fn enrolment_path(code: &str) -> String {
    format!("/app/#code={code}")
}
