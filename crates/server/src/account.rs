//! Who signs in, read anew for every request: a role or a roster that changed holds at once.
use crate::{AppState, Chance, secret};
use domain::{AccountId, CommuneId, Millis, Scope};
use store::{Code, Rows, Transaction, scope_of};

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

/// The account that signs in with a name.
pub(crate) fn named(state: &AppState, login: &str) -> Rows<Option<store::Account>> {
    let found = state
        .store
        .read(|rows| store::Account::by_login(rows, login))?;
    Ok(found.into_iter().find(|account| !account.disabled))
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
