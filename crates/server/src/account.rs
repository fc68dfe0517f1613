//! Who signs in, read anew for every request: a role or a roster that changed holds at once.
use crate::AppState;
use domain::{AccountId, CommuneId, Scope};
use store::{Rows, scope_of};

/// Names one account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountName {
    pub commune: CommuneId,
    pub id: AccountId,
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
