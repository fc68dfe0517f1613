//! What the public can do without an account: a few operations, each an entry in the log.
//!
//! These entries share one author, one device and the public's scope. So they can never change a
//! household, whatever a form says.
use crate::limit::Address;
use crate::{AppState, PageError, sign_in};
use axum::http::HeaderMap;
use domain::{AccountId, CommuneId, DeviceId, Entry, Operation, RefusalCode, Role, Scope};
use store::{Ledger, Rows};

/// The author of what visitors of public pages do.
pub const AUTHOR: &str = "cong-dan";
pub const DEVICE: &str = "web";

/// Appends an operation, unless `known` finds in the same write that it was done before.
///
/// # Errors
/// Not allowed, if the operation is not one of the public's. That is a mistake of the caller, not
/// of the visitor.
pub async fn record(
    state: &AppState,
    commune: &CommuneId,
    operation: Operation,
    known: impl FnOnce(&mut Ledger<'_>, &CommuneId) -> Rows<bool> + Clone + Send + 'static,
) -> Result<Result<(), RefusalCode>, PageError> {
    if !Role::Public.may_make(&operation) {
        return Err(PageError::NotAllowed);
    }
    let at = state.clock.now();
    let entry = Entry::new(
        state.chance.entry_id(at),
        commune.clone(),
        AccountId::new(AUTHOR).expect("a valid id"),
        DeviceId::new(DEVICE).expect("a valid id"),
        at,
        operation,
    );
    let (commune, named) = (commune.clone(), commune.clone());
    let done = state.store.write_to(&named, move |ledger| {
        if known(ledger, &commune)? {
            return Ok(Ok(()));
        }
        ledger.append_all(vec![entry], at, &Scope::public())
    });
    done.done().await.map_err(PageError::internal)
}

/// Checks that a form came from one of our pages, and not too often from this address.
///
/// # Errors
/// The problem to show, before anything in the form is read.
pub fn let_in(state: &AppState, headers: &HeaderMap, from: Address) -> Result<(), PageError> {
    state.limits.public_by_address.count_from(from)?;
    match sign_in::from_our_page(headers) {
        true => Ok(()),
        false => Err(PageError::FormExpired),
    }
}
