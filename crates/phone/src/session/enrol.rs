//! Enrols this phone with a one-time code, for the first time or again after a forgotten PIN.

use super::{Open, STORE_LOCK, Session, VAULT_LOCK, device_on, device_row, generation_row};
use crate::{
    aside,
    device::Device,
    platform::{
        chance,
        channel::Word,
        clock,
        network::{NetworkProblem, post_json},
        turn,
    },
    shelf::{
        Change, Shelf, ShelfProblem, Table,
        book::{self, TOKEN},
    },
    vault::{DataKey, Pin, PinLock, Purpose, Wrapped},
};
use serde::de::DeserializeOwned;
use sync::{
    Changes, CheckRequest, CheckResponse, EnrolRequest, EnrolResponse, PROTOCOL, ProblemBody,
    Replica,
};
use words::Language;

const TIMEOUT_MS: i32 = 30_000;

#[derive(Clone, PartialEq, Debug)]
pub enum EnrolProblem {
    /// The server refused, with a reason for the person.
    Refused(ProblemBody),
    Network(NetworkProblem),
    /// The server's answer was not understood.
    Nonsense,
    Store(ShelfProblem),
}

impl From<ShelfProblem> for EnrolProblem {
    fn from(problem: ShelfProblem) -> Self {
        EnrolProblem::Store(problem)
    }
}

/// Uses the code and opens the book under the new PIN.
///
/// The PIN is chosen before the code is used, so that no code is spent on an enrolment that is
/// never finished.
pub async fn enrol(
    session: &Session,
    code: &str,
    pin: &Pin,
    language: Language,
) -> Result<(), EnrolProblem> {
    let answer = ask(session, code).await?;
    let (beginning, pin) = (session.clone(), pin.clone());
    let work = async move { begin(&beginning, answer, &pin, language).await };
    // Both locks are held, so that no tab tries a PIN or writes while the book gets its new lock.
    let alone = turn::in_turn(VAULT_LOCK, turn::in_turn(STORE_LOCK, work)).await;
    alone.flatten().unwrap_or_else(|| {
        Err(EnrolProblem::Store(ShelfProblem {
            name: "no lock".to_owned(),
        }))
    })
}

/// Stores the server's answer. The present book gets a new lock if it can be opened; otherwise it
/// is put aside and a new book begins. An interruption leaves the old state or the new one.
async fn begin(
    session: &Session,
    answer: EnrolResponse,
    pin: &Pin,
    language: Language,
) -> Result<(), EnrolProblem> {
    let shelf = &session.0.shelf;
    let before = device_on(shelf).await?;
    let kept = key_and_replica(session, &answer, before.as_ref()).await?;
    let generation = session.generation().await? + 1;
    let mut rows = Vec::new();
    let is_same = kept.is_some();
    let (key, replica, changes) = match kept {
        Some((key, mut replica)) => {
            let changes = replica.enrolled_again(answer.identity.clone());
            (key, replica, changes)
        }
        None => {
            rows.extend(aside::make_way(shelf, before, clock::now()).await?);
            let (replica, changes) = Replica::enrolled(answer.identity.clone(), clock::now());
            (DataKey::new(chance::bytes()), replica, changes)
        }
    };
    let device = Device::new(
        answer.identity,
        answer.name,
        answer.commune_name,
        lock(session, &key, pin).await?,
        language,
    );
    rows.extend(first_rows(&key, changes, generation, &answer.token));
    rows.extend([device_row(&device), generation_row(generation)]);
    shelf.commit(rows).await?;
    session.0.device.replace(Some(device));
    let loaded = (clock::now(), clock::monotonic_ms());
    session.0.open.replace(Some(Open {
        key,
        token: answer.token,
        replica,
        generation,
        loaded,
        is_loose: false,
    }));
    session.tell(if is_same { Word::Changed } else { Word::Locked });
    Ok(())
}

/// Asks whose a code is before a PIN is chosen; `None` where the server is too old to say.
pub async fn check(code: &str) -> Result<Option<CheckResponse>, EnrolProblem> {
    let request = CheckRequest {
        protocol: PROTOCOL,
        code: code.to_owned(),
    };
    let body = serde_json::to_string(&request).expect("plain data");
    match post("/api/enrol/check", &body).await {
        Ok(checked) => Ok(Some(checked)),
        Err(EnrolProblem::Refused(problem)) if problem.code == "not-found" => Ok(None),
        Err(problem) => Err(problem),
    }
}

async fn ask(session: &Session, code: &str) -> Result<EnrolResponse, EnrolProblem> {
    let request = EnrolRequest {
        protocol: PROTOCOL,
        code: code.to_owned(),
        app: env!("CARGO_PKG_VERSION").to_owned(),
        clock: clock::now(),
        previous: device_on(&session.0.shelf)
            .await?
            .map(|device| device.identity.device),
    };
    let body = serde_json::to_string(&request).expect("plain data");
    post("/api/enrol", &body).await
}

async fn post<T: DeserializeOwned>(path: &str, body: &str) -> Result<T, EnrolProblem> {
    let answer = post_json(path, None, body, TIMEOUT_MS)
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

/// The key and the book on this phone, if they are the same person's and the key is at hand: the
/// book is open, or the server gave back the wrapping of its key.
async fn key_and_replica(
    session: &Session,
    answer: &EnrolResponse,
    before: Option<&Device>,
) -> Result<Option<(DataKey, Replica)>, EnrolProblem> {
    let is_same = |it: &Device| it.identity.is_same_person(&answer.identity);
    if !before.is_some_and(is_same) {
        return Ok(None);
    }
    let at_hand = session.0.open.borrow().as_ref().map(|it| it.key.clone());
    let given = match &answer.wrapped_key {
        Some(wrapped) => {
            let mixed = session.mix(Purpose::Recovery, &[]).await?;
            Wrapped::from_text(wrapped.clone()).unwrap(Purpose::Recovery, &mixed)
        }
        None => None,
    };
    for key in at_hand.into_iter().chain(given) {
        if let Some(open) = session.load(key).await? {
            return Ok(Some((open.key, open.replica)));
        }
    }
    Ok(None)
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

fn first_rows(key: &DataKey, changes: Changes, number: u64, token: &str) -> Vec<Change> {
    let mut rows = book::seal(key, changes, number, chance::bytes);
    let value = key.seal(Table::Token, TOKEN, chance::bytes(), token.as_bytes());
    rows.push(Change::Put {
        table: Table::Token,
        key: TOKEN.to_owned(),
        value,
    });
    rows
}
