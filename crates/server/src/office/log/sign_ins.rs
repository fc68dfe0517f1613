//! Sign-ins in the log of access: who came in, who was refused, who went or was sent away. Never a
//! password, and never a name as it was typed: people type passwords into the wrong field.
use super::{Access, Did, KIND};
use crate::account::AccountName;
use crate::session::Over;
use crate::{AppState, PageError};
use domain::{AccountId, CommuneId, EntryId, Millis};
use sha2::{Digest, Sha256};
use std::time::Duration;

const HOUR_MS: i64 = 60 * Millis::MINUTE;
/// How often sessions that are over are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Someone came in or went; written before it is answered.
pub async fn keep(state: &AppState, who: &AccountName, did: Did) -> Result<(), PageError> {
    write(state, who, state.clock.now(), did).await
}

/// Someone was refused. Written behind the answer, which must not take longer for a name that is
/// an account's; counted in one row an hour, so that guessing does not fill the log.
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

/// Sessions that are over since the last look, each at the moment when it was over.
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

/// Looks for them for ever.
pub async fn follow(state: AppState) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        // What cannot be written is logged where it fails.
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

/// The same for all that is counted together.
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
