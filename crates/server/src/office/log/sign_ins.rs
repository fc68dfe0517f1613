//! Sign-ins in the access log: who signed in, who was refused, whose session ended and how.
//!
//! It never holds a password, and never a name as it was typed, because people type passwords into
//! the wrong field.
use super::{Access, Did, KIND};
use crate::account::AccountName;
use crate::session::Over;
use crate::{AppState, PageError};
use domain::{AccountId, CommuneId, EntryId, Millis};
use sha2::{Digest, Sha256};
use std::time::Duration;

const HOUR_MS: i64 = 60 * Millis::MINUTE;
/// How often ended sessions are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Logs that someone signed in or out, before they are answered.
pub async fn keep(state: &AppState, who: &AccountName, did: Did) -> Result<(), PageError> {
    write(state, who, state.clock.now(), did).await
}

/// Logs that someone was refused. This is written after the answer, which must not take longer if
/// the name exists. Refusals are counted in one row an hour, so that guessing does not fill the
/// log.
pub fn refused(state: &AppState, commune: &CommuneId, account: Option<&AccountId>, did: Did) {
    let at = state.clock.now();
    let (commune, account) = (commune.clone(), account.cloned());
    let id = hourly(at, &format!("{account:?} {did:?}"));
    let named = commune.clone();
    let counted = state.store.write_to(&commune, move |ledger| {
        let rows = ledger.transaction();
        let before = rows.document(&named, KIND, &id.to_string())?;
        let before = before.and_then(|row| serde_json::from_str::<Access>(&row.body).ok());
        let access = Access {
            count: before.map_or(0, |it| it.count).saturating_add(1),
            ..Access::at(at, account, did)
        };
        rows.put_document(KIND, &access.row_of(&named, &id))
    });
    tokio::spawn(async move {
        if let Err(why) = counted.done().await {
            tracing::error!(%why, "a refused sign-in is not in the log of access");
        }
    });
}

/// Logs the sessions that have ended since the last check, each with the time when it ended.
pub async fn tell_ended(state: &AppState) -> Result<(), PageError> {
    let ended = state.sessions.take_ended(state.clock.now()).await;
    for ended in ended.map_err(PageError::not_logged)? {
        let did = match ended.why {
            Over::Idle => Did::LeftIdle,
            Over::Longest => Did::LeftLongest,
            Over::Changed => Did::LeftChanged,
        };
        write(state, &ended.account, ended.at, did).await?;
    }
    Ok(())
}

/// Checks for ever.
pub async fn follow(state: AppState) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        // If it cannot be written, that is logged where it fails.
        let _told = tell_ended(&state).await;
    }
}

async fn write(state: &AppState, who: &AccountName, at: Millis, did: Did) -> Result<(), PageError> {
    let access = Access::at(at, Some(who.id.clone()), did);
    let row = access.row_of(&who.commune, &state.chance.entry_id(at));
    let keeping = state.store.write_to(&who.commune, move |ledger| {
        ledger.transaction().put_document(KIND, &row)
    });
    keeping.done().await.map_err(PageError::not_logged)
}

/// The same id for everything that is counted in one row.
fn hourly(at: Millis, what: &str) -> EntryId {
    let hour = Millis(at.0 - at.0.rem_euclid(HOUR_MS));
    let digest = Sha256::digest(what.as_bytes());
    let mut bytes = [0; 10];
    bytes
        .iter_mut()
        .zip(digest)
        .for_each(|(to, from)| *to = from);
    EntryId::made(hour, bytes)
}
