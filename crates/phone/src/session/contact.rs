//! Contact with the server: one tab at a time syncs, soon after a change and again after a failure.

use super::{RecordProblem, STORE_LOCK, Session, tend_photos};
use crate::{
    answer::{self, ContactProblem},
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
use sync::{Next, RecoveryRequest};

/// Web Lock held by the tab that talks to the server.
const CONTACT_LOCK: &str = "tungnha-contact";
const TIMEOUT_MS: i32 = 60_000;
/// The most requests in one contact. The first sync of the largest commune needs far fewer.
const ROUNDS_LIMIT: usize = 200;
/// How often the page checks whether it is time to sync, in milliseconds.
const TICK_MS: i32 = 5_000;
const CALM_MS: i64 = 5 * 60_000;
const FIRST_RETRY_MS: i64 = 15_000;
const LONGEST_RETRY_MS: i64 = 10 * 60_000;

/// The state of contact with the server.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Contact {
    #[default]
    Quiet,
    Talking,
    Failed(ContactProblem),
}

/// Syncs now, unless this tab or another one is syncing already.
pub fn sync_now(app: App) {
    leptos::task::spawn_local(async move {
        if app.contact.get_untracked() != Contact::Talking {
            contact(app).await;
        }
    });
}

/// Syncs from time to time, for as long as the page is open.
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
            // The browser may be wrong about being offline, so it is tried anyway, but seldom.
            false => now < next_offline && next_offline - now <= LONGEST_RETRY_MS,
        };
        if waits {
            continue;
        }
        contact(app).await;
        next_offline = clock::now().0 + CALM_MS;
        let failed = matches!(app.contact.get_untracked(), Contact::Failed(_));
        if failed && !online {
            // When the browser sees a network again, syncing is tried at once.
            continue;
        }
        failures = if failed { failures + 1 } else { 0 };
        next = clock::now().0 + wait_after(failures);
        unsent = session.read(sync::Replica::unsent_count).unwrap_or(0);
    }
}

/// The wait in milliseconds. It grows with each failure and is random, so that phones do not all
/// come at once.
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
    if let Some(Err(ContactProblem::AppTooOld)) = result {
        app.look_for_new_version();
    }
    app.contact.set(match result {
        // `None`: another tab is syncing.
        None | Some(Ok(())) => Contact::Quiet,
        Some(Err(problem)) => Contact::Failed(problem),
    });
    let filled = session.read(sync::Replica::is_filled) == Some(true);
    if filled && reached {
        // Fetches what an earlier, interrupted download did not. Files that are here already cost
        // nothing.
        leptos::task::spawn_local(worker::keep_pack());
    }
    session.bind_if_loose().await;
    // Photos go after all entries, so that the server knows their households by then.
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
                // The work found in books put aside is sent in the next rounds.
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
            Next::NeedsNewerApp => return Err(ContactProblem::AppTooOld),
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
    let response = answer::read(answer.status, &answer.body)?;
    let taking = session.clone();
    let work = async move {
        if taking.catch_up_in_turn().await? {
            // Another tab has written meanwhile, so this answer is dropped and the request made
            // again.
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

/// Gives the server the second wrapping of this device's key, once. If that fails, the next contact
/// tries again.
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
    // Any page on the way may say 200; this is our server's own answer.
    if answer.is_ok_and(|answer| answer.status == 204) {
        // If this cannot be stored, the wrapping is deposited once more, which does no harm.
        drop(
            session
                .change_device(|device| device.deposited = true)
                .await,
        );
    }
}
