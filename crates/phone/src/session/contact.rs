//! Contact with the server: one tab syncs at a time, soon after a change, and again later when it failed.

use super::{RecordProblem, STORE_LOCK, Session, tend_photos};
use crate::{
    app::App,
    platform::{
        chance, clock,
        network::{self, NetworkProblem, post_json},
        storage, turn, worker,
    },
    vault::Purpose,
};
use leptos::prelude::*;
use std::{cell::Cell, rc::Rc};
use sync::{Next, RecoveryRequest, SyncResponse};

/// Held by the tab that talks to the server.
const CONTACT_LOCK: &str = "tungnha-contact";
const TIMEOUT_MS: i32 = 60_000;
/// Requests in one go; a first sync of the largest commune needs far fewer.
const ROUNDS_LIMIT: usize = 200;
/// How often the page looks whether it is time to sync.
const TICK_MS: i32 = 5_000;
const CALM_MS: i64 = 5 * 60_000;
const FIRST_RETRY_MS: i64 = 15_000;
const LONGEST_RETRY_MS: i64 = 10 * 60_000;

/// How things stand with the server.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Contact {
    #[default]
    Quiet,
    Talking,
    Failed(ContactProblem),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ContactProblem {
    NoNetwork,
    /// The server is busy, away or answers nonsense: it will be tried again.
    ServerAway,
    /// The server does not know this device: a new enrolment code is needed.
    NotKnown,
    /// The records differed twice; someone has to look.
    Stuck,
    Store,
    Revoked,
}

/// Syncs now, unless this or another tab is at it.
pub fn sync_now(app: App) {
    leptos::task::spawn_local(async move {
        if app.contact.get_untracked() != Contact::Talking {
            contact(app).await;
        }
    });
}

/// Looks after the contact for as long as the page is open.
pub async fn keep_in_contact(app: App) {
    let mut failures = 0_u32;
    let mut next = clock::now().0;
    let mut next_offline = next;
    let mut unsent = 0;
    loop {
        clock::wait_ms(TICK_MS).await;
        let Some(session) = app.session().filter(Session::is_open) else {
            continue;
        };
        let waiting = session.read(sync::Replica::unsent_count).unwrap_or(0);
        let now = clock::now().0;
        let more_to_send = waiting > unsent && failures == 0;
        let online = network::is_online();
        let waits = match online {
            true => now < next && !more_to_send && next - now <= LONGEST_RETRY_MS,
            // The browser may be wrong about that, so it is tried all the same, but seldom.
            false => now < next_offline && next_offline - now <= LONGEST_RETRY_MS,
        };
        if waits {
            continue;
        }
        contact(app).await;
        next_offline = clock::now().0 + CALM_MS;
        let failed = matches!(app.contact.get_untracked(), Contact::Failed(_));
        if failed && !online {
            // As soon as the browser sees a network, it is tried at once.
            continue;
        }
        failures = if failed { failures + 1 } else { 0 };
        next = clock::now().0 + wait_after(failures);
        unsent = session.read(sync::Replica::unsent_count).unwrap_or(0);
    }
}

/// Longer after each failure, and never at the same moment as other phones.
fn wait_after(failures: u32) -> i64 {
    if failures == 0 {
        return CALM_MS;
    }
    let wait = FIRST_RETRY_MS
        .saturating_mul(1 << failures.min(8).saturating_sub(1))
        .min(LONGEST_RETRY_MS);
    wait + i64::from(u16::from_le_bytes(chance::bytes())) % (wait / 4)
}

async fn contact(app: App) {
    let Some(session) = app.session() else { return };
    app.contact.set(Contact::Talking);
    let was_filled = session.read(sync::Replica::is_filled).unwrap_or(false);
    let rounds = rounds(app, session.clone());
    let result = turn::if_free(CONTACT_LOCK, rounds).await;
    let reached = matches!(result, Some(Ok(())));
    app.contact.set(match result {
        // Another tab is at it.
        None | Some(Ok(())) => Contact::Quiet,
        Some(Err(problem)) => Contact::Failed(problem),
    });
    let filled = session.read(sync::Replica::is_filled) == Some(true);
    if filled && reached {
        // What was cut short before is fetched now; what is here costs nothing.
        leptos::task::spawn_local(worker::keep_pack());
    }
    session.bind_if_loose().await;
    // Behind all entries: the server has heard of the household then.
    leptos::task::spawn_local(tend_photos(app, filled && reached));
    if filled && !was_filled {
        storage::ask_to_persist().await;
    }
}

async fn rounds(app: App, session: Session) -> Result<(), ContactProblem> {
    deposit_recovery(&session).await;
    let mut asked = false;
    for _ in 0..ROUNDS_LIMIT {
        match one_round(&session).await? {
            Next::Again | Next::Ignored => app.refresh(),
            Next::Done => {
                app.refresh();
                // What was found of earlier books is sent in the next rounds.
                if !asked && session.find_again().await {
                    app.refresh();
                    asked = true;
                    continue;
                }
                return Ok(());
            }
            Next::Stuck => {
                app.refresh();
                return Err(ContactProblem::Stuck);
            }
            Next::Destroy(_) => {
                session.destroy().await;
                app.revoked();
                return Err(ContactProblem::Revoked);
            }
        }
    }
    Ok(())
}

async fn one_round(session: &Session) -> Result<Next, ContactProblem> {
    let clock = clock::now();
    let (round, body, token) = {
        let mut open = session.0.open.borrow_mut();
        let open = open.as_mut().ok_or(ContactProblem::Store)?;
        if open.replica.is_stuck() {
            return Err(ContactProblem::Stuck);
        }
        let (round, request) = open.replica.request(env!("CARGO_PKG_VERSION"), clock);
        (
            round,
            serde_json::to_string(&request).expect("plain data"),
            open.token.clone(),
        )
    };
    let answer = post_json("/api/sync", Some(&token), &body, TIMEOUT_MS)
        .await
        .map_err(|why| match why {
            NetworkProblem::Unreachable if !network::is_online() => ContactProblem::NoNetwork,
            _ => ContactProblem::ServerAway,
        })?;
    let response: SyncResponse = match answer.status {
        200 => domain::json::from_str(&answer.body).map_err(|_| ContactProblem::ServerAway)?,
        401 | 403 => return Err(ContactProblem::NotKnown),
        _ => return Err(ContactProblem::ServerAway),
    };
    let taking = session.clone();
    let work = async move {
        if taking.catch_up_in_turn().await? {
            // Another tab wrote meanwhile: what was answered is asked again on top of that.
            return Ok(Next::Ignored);
        }
        let told = Rc::new(Cell::new(Next::Ignored));
        let tell = Rc::clone(&told);
        let take = move |replica: &mut sync::Replica| {
            let (changes, next) = replica.receive(round, clock, response);
            tell.set(next);
            Ok(changes)
        };
        taking.change_in_turn(Box::new(take), Vec::new()).await?;
        Ok(told.get())
    };
    let taken = turn::in_turn(STORE_LOCK, work)
        .await
        .unwrap_or(Err(RecordProblem::Locked));
    taken.map_err(|_| ContactProblem::Store)
}

/// Gives the server the second wrapping of this device's key, once; it is tried again at the next contact.
async fn deposit_recovery(session: &Session) {
    if session.device().is_none_or(|device| device.deposited) {
        return;
    }
    let Ok(mixed) = session.mix(Purpose::Recovery, &[]).await else {
        return;
    };
    let (body, token) = {
        let open = session.0.open.borrow();
        let Some(open) = open.as_ref() else { return };
        let wrapped = open.key.wrap(Purpose::Recovery, &mixed, chance::bytes());
        let request = RecoveryRequest {
            wrapped_key: wrapped.as_str().to_owned(),
        };
        (
            serde_json::to_string(&request).expect("plain data"),
            open.token.clone(),
        )
    };
    let answer = post_json("/api/recovery", Some(&token), &body, TIMEOUT_MS).await;
    if answer.is_ok_and(|answer| (200..300).contains(&answer.status)) {
        // Not kept means deposited once more, which harms nothing.
        drop(
            session
                .change_device(|device| device.deposited = true)
                .await,
        );
    }
}
