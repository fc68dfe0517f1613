//! What an officer does. Every change is an operation in the log, as on a phone.
use crate::{AppState, PageError, SignedIn};
use domain::{DeviceId, Entry, Operation, RecordKey, RefusalCode, Seq};
use std::collections::BTreeMap;
use store::{Ledger, Rows};

/// The device that stands for office browsers in the log.
pub const DEVICE: &str = "office";

/// Appends operations in one commit: all of them or, with the first refusal, none.
pub async fn record(
    state: &AppState,
    who: &SignedIn,
    operations: Vec<Operation>,
) -> Result<Result<(), RefusalCode>, PageError> {
    record_seen(state, who, operations, BTreeMap::new()).await
}

/// Like [`record`], for corrections of records as they were at a sequence number.
pub async fn record_seen(
    state: &AppState,
    who: &SignedIn,
    operations: Vec<Operation>,
    seen: BTreeMap<RecordKey, Seq>,
) -> Result<Result<(), RefusalCode>, PageError> {
    record_with(state, who, operations, seen, |_| Ok(())).await
}

/// Like [`record_seen`], with other rows that belong to it, such as a new member's account.
pub async fn record_with(
    state: &AppState,
    who: &SignedIn,
    operations: Vec<Operation>,
    seen: BTreeMap<RecordKey, Seq>,
    beside: impl FnOnce(&mut Ledger<'_>) -> Rows<()> + Clone + Send + 'static,
) -> Result<Result<(), RefusalCode>, PageError> {
    let at = state.clock.now();
    let entries: Vec<Entry> = operations
        .into_iter()
        .map(|operation| Entry {
            seen: seen.clone(),
            ..Entry::new(
                state.chance.entry_id(at),
                who.commune.clone(),
                who.account.clone(),
                DeviceId::new(DEVICE).expect("a valid id"),
                at,
                operation,
            )
        })
        .collect();
    let scope = who.scope.clone();
    let done = state.store.write_to(&who.commune, move |ledger| {
        if let Err(code) = ledger.append_all(entries, at, &scope)? {
            return Ok(Err(code));
        }
        beside(ledger)?;
        Ok(Ok(()))
    });
    done.done().await.map_err(PageError::internal)
}
