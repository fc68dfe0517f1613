//! Opens books put aside on this phone, with their old PIN or with a key wrapping that the server
//! has again.

use super::{RecordProblem, STORE_LOCK, Session, UnlockProblem, VAULT_LOCK, unlock::open_lock};
use crate::{
    aside::{self, Aside},
    platform::{chance, clock, file, network::post_json, turn},
    shelf::{Shelf, ShelfProblem, Table},
    vault::{DataKey, Pin, Purpose, Wrapped},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use sync::{FOUND_LIMIT, FoundRequest, FoundResponse};

const TIMEOUT_MS: i32 = 30_000;

impl Session {
    /// All books put aside, those of the open book's owner first. The flag says whether it is
    /// theirs.
    pub async fn asides(&self) -> Vec<(Aside, bool)> {
        let all = aside::all(&self.0.shelf).await.unwrap_or_default();
        let Some(me) = self.read(|replica| replica.identity().clone()) else {
            return Vec::new();
        };
        let mut asides: Vec<_> = all
            .into_iter()
            .map(|it| (it.is_of(&me), it))
            .map(|(mine, it)| (it, mine))
            .collect();
        asides.sort_by_key(|(it, mine)| (!mine, it.since));
        asides
    }

    /// Asks whether the server again has the key wrappings of the books put aside, and takes the
    /// work of those into the outbox. Returns whether any was found.
    pub(super) async fn find_again(&self) -> bool {
        let asides = self.asides().await.into_iter().filter(|(_, mine)| *mine);
        let asides: Vec<Aside> = asides.map(|(it, _)| it).take(FOUND_LIMIT).collect();
        let token = self.0.open.borrow().as_ref().map(|it| it.token.clone());
        let (false, Some(token)) = (asides.is_empty(), token) else {
            return false;
        };
        let devices = asides.iter().filter_map(|it| it.device.as_ref());
        let request = FoundRequest {
            devices: devices.map(|it| it.identity.device.clone()).collect(),
        };
        let body = serde_json::to_string(&request).expect("plain data");
        let answer = post_json("/api/recovery/found", Some(&token), &body, TIMEOUT_MS).await;
        let Some(found) = answer
            .ok()
            .filter(|answer| answer.status == 200)
            .and_then(|answer| domain::json::from_str::<FoundResponse>(&answer.body).ok())
        else {
            return false;
        };
        let Ok(mixed) = self.mix(Purpose::Recovery, &[]).await else {
            return false;
        };
        let mut any = false;
        for found in found.found {
            let of = |it: &&Aside| {
                it.device
                    .as_ref()
                    .is_some_and(|it| it.identity.device == found.device)
            };
            let wrapped = Wrapped::from_text(found.wrapped_key);
            if let Some(aside) = asides.iter().find(of)
                && let Some(key) = wrapped.unwrap(Purpose::Recovery, &mixed)
            {
                any |= self.take_in(aside.clone(), key).await == Ok(true);
            }
        }
        any
    }

    /// Takes a book into the open one. Returns whether the key opened it; then all is on disk.
    async fn take_in(&self, aside: Aside, earlier: DataKey) -> Result<bool, RecordProblem> {
        let session = self.clone();
        let work = async move {
            session.catch_up_in_turn().await?;
            let shelf = &session.0.shelf;
            let opened = aside::open(shelf, &aside, &earlier, clock::now()).await?;
            let Some(mut opened) = opened else {
                return Ok(false);
            };
            let key = session.0.open.borrow().as_ref().map(|it| it.key.clone());
            let rows = opened.rows(&key.ok_or(RecordProblem::Locked)?, chance::bytes);
            let adopt =
                Box::new(move |replica: &mut sync::Replica| Ok(replica.adopt(opened.replica)));
            session.change_in_turn(adopt, rows).await?;
            Ok(true)
        };
        turn::in_turn(STORE_LOCK, work)
            .await
            .unwrap_or(Err(RecordProblem::Locked))
    }
}

/// Opens a book put aside with the PIN that it had, and takes its work in.
pub async fn open_aside(session: &Session, aside: &Aside, pin: Pin) -> Result<(), UnlockProblem> {
    let (trying, asked) = (session.clone(), aside.clone());
    let work = async move { try_pin(&trying, &asked, &pin).await };
    let no_lock = || ShelfProblem {
        name: "no lock".to_owned(),
    };
    let key = turn::in_turn(VAULT_LOCK, work)
        .await
        .ok_or_else(no_lock)??;
    match session.take_in(aside.clone(), key).await {
        Ok(_) => Ok(()),
        Err(RecordProblem::Store(problem)) => Err(problem.into()),
        Err(_) => Err(no_lock().into()),
    }
}

async fn try_pin(session: &Session, asked: &Aside, pin: &Pin) -> Result<DataKey, UnlockProblem> {
    let shelf = &session.0.shelf;
    // Read from the shelf: another tab may have tried meanwhile.
    let all = aside::all(shelf).await?;
    let found = all.into_iter().find(|it| it.is_same(asked));
    let mut aside = found.ok_or(UnlockProblem::LockedOut)?;
    let tries = |it: &Aside| it.device.as_ref().map_or(0, |it| it.lock.tries_left());
    if tries(&aside) == 0 {
        return Err(UnlockProblem::LockedOut);
    }
    if let Some(device) = &mut aside.device {
        device.lock.count_try();
    }
    shelf.commit(vec![aside.row()]).await?;
    let device = aside.device.as_mut().ok_or(UnlockProblem::LockedOut)?;
    let opened = open_lock(session, &mut device.lock, pin).await;
    shelf.commit(vec![aside.row()]).await?;
    opened
}

/// Saves a sealed copy of a book put aside. It can be opened on this phone only.
pub async fn export_aside(session: &Session, aside: &Aside) -> Option<()> {
    let rows = aside::rows(&session.0.shelf, aside).await.ok()?;
    let work = rows
        .into_iter()
        .filter(|(table, ..)| *table != Table::Picture);
    let rows: Vec<_> = work
        .map(|(table, key, value)| (table.name(), key, BASE64_STANDARD.encode(value)))
        .collect();
    let made = json!({"format": 1, "book": aside, "rows": rows}).to_string();
    let name = format!("tungnha-aside-{}.json", aside.since.day());
    file::save(&name, "application/json", made.as_bytes()).ok()
}
