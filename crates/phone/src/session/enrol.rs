//! Enrolling this phone with a one-time code: for the first time, or again after a forgotten PIN.

use super::{Open, Session, TOKEN, device_row, generation_row, seal};
use crate::{
    device::Device,
    platform::{
        chance, clock,
        network::{NetworkProblem, post_json},
    },
    shelf::{Change, Shelf, ShelfProblem, Table},
    vault::{DataKey, Pin, PinLock, Purpose, Wrapped},
};
use sync::{Changes, EnrolRequest, EnrolResponse, PROTOCOL, Problem, Replica};
use words::Language;

const TIMEOUT_MS: i32 = 30_000;

#[derive(Clone, PartialEq, Debug)]
pub enum EnrolProblem {
    /// The server said why, in words for the person.
    Refused(Problem),
    Network(NetworkProblem),
    /// The server answered something else.
    Nonsense,
    Store(ShelfProblem),
}

impl From<ShelfProblem> for EnrolProblem {
    fn from(problem: ShelfProblem) -> Self {
        EnrolProblem::Store(problem)
    }
}

/// Uses up the code, and opens the book under the new PIN.
///
/// The PIN is chosen before the code is used, so that a code is never spent on half an enrolment.
pub async fn enrol(
    session: &Session,
    code: &str,
    pin: &Pin,
    language: Language,
) -> Result<(), EnrolProblem> {
    let answer = ask(session, code).await?;
    let (key, kept) = key_and_replica(session, &answer).await?;
    let generation = session.generation().await? + 1;
    let mut rows = Vec::new();
    let (replica, changes) = match kept {
        Some(mut replica) => {
            let changes = replica.enrolled_again(answer.identity.clone());
            (replica, changes)
        }
        None => {
            rows.extend(Table::ALL.map(|table| Change::Clear { table }));
            Replica::enrolled(answer.identity.clone(), clock::now())
        }
    };
    let device = Device::new(
        answer.identity,
        answer.name,
        answer.commune_name,
        lock(session, &key, pin).await?,
        language,
    );
    rows.extend(first_rows(&key, changes, &answer.token));
    rows.extend([device_row(&device), generation_row(generation)]);
    session.0.shelf.commit(rows).await?;
    session.0.device.replace(Some(device));
    let loaded = (clock::now(), clock::monotonic_ms());
    session.0.open.replace(Some(Open {
        key,
        token: answer.token,
        replica,
        generation,
        loaded,
    }));
    Ok(())
}

async fn ask(session: &Session, code: &str) -> Result<EnrolResponse, EnrolProblem> {
    let request = EnrolRequest {
        protocol: PROTOCOL,
        code: code.to_owned(),
        app: env!("CARGO_PKG_VERSION").to_owned(),
        clock: clock::now(),
        previous: session.device().map(|device| device.identity.device),
    };
    let body = serde_json::to_string(&request).expect("plain data");
    let answer = post_json("/api/enrol", None, &body, TIMEOUT_MS)
        .await
        .map_err(EnrolProblem::Network)?;
    if answer.status == 200 {
        return domain::json::from_str(&answer.body).map_err(|_| EnrolProblem::Nonsense);
    }
    match domain::json::from_str(&answer.body) {
        Ok(problem) => Err(EnrolProblem::Refused(problem)),
        Err(_) => Err(EnrolProblem::Nonsense),
    }
}

/// The key and the book that are here already, if the server gave back what opens them.
async fn key_and_replica(
    session: &Session,
    answer: &EnrolResponse,
) -> Result<(DataKey, Option<Replica>), EnrolProblem> {
    if let Some(wrapped) = &answer.wrapped_key {
        let mixed = session.mix(Purpose::Recovery, &[]).await?;
        if let Some(key) = Wrapped::from_text(wrapped.clone()).unwrap(Purpose::Recovery, &mixed)
            && let Some(open) = session.load(key.clone()).await?
        {
            return Ok((key, Some(open.replica)));
        }
    }
    Ok((DataKey::new(chance::bytes()), None))
}

async fn lock(session: &Session, key: &DataKey, pin: &Pin) -> Result<PinLock, ShelfProblem> {
    let mut lock = PinLock::new(chance::bytes());
    let stretched = lock.stretch(pin).ok_or_else(|| ShelfProblem {
        name: "no memory for the PIN".to_owned(),
    })?;
    let mixed = session.mix(Purpose::Pin, &stretched).await?;
    lock.close(key, &mixed, chance::bytes());
    Ok(lock)
}

fn first_rows(key: &DataKey, changes: Changes, token: &str) -> Vec<Change> {
    let mut rows = seal(key, changes);
    let value = key.seal(Table::Token, TOKEN, chance::bytes(), token.as_bytes());
    rows.push(Change::Put {
        table: Table::Token,
        key: TOKEN.to_owned(),
        value,
    });
    rows
}
