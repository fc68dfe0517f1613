//! What one address, and all together, may have under way and burn: so that nobody's patience or
//! greed takes the server from everyone else.
mod burned;
mod bytes;
mod queue;

pub use burned::{BURNED_PER_MINUTE, Burned};
pub use bytes::{BYTES_IN_ALL, BYTES_PER_ADDRESS, Bytes};
pub use queue::{Busy, Queue, Turn};

use crate::api::ApiProblem;
use crate::limit::{Address, TooMany};
use crate::{AppState, PageError, api, session};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use burned::{Metered, MeteredBody};
use bytes::Weight;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::{JoinError, spawn_blocking};

/// Marks an answer whose bytes are shared by all who ask: it weighs nothing, and is packed already
/// where that is worth it.
#[derive(Clone, Copy, Debug)]
pub struct Shared;

tokio::task_local! {
    static ASKING: Asking;
}

/// Who asks for what is being answered, and what it has cost so far.
#[derive(Clone, Debug)]
struct Asking {
    address: Address,
    spent: Arc<Spent>,
}

/// Processor time of one request.
#[derive(Debug, Default)]
struct Spent {
    nanoseconds: AtomicU64,
    /// Someone who signed in or whose phone is enrolled: theirs is not held against the address,
    /// which a whole village may share.
    known: AtomicBool,
}

/// The address whose request this task answers; none outside of one.
pub fn asking() -> Option<Address> {
    ASKING.try_with(|it| it.address).ok()
}

/// Told by whoever found a session or an enrolled phone behind the request.
pub fn is_known() {
    let _outside = ASKING.try_with(|it| it.spent.known.store(true, Ordering::Relaxed));
}

/// Works on a thread where it keeps nobody waiting; what it costs is the asking address's.
///
/// # Errors
/// Where the work panicked.
pub async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    let spent = ASKING.try_with(|it| it.spent.clone()).ok();
    spawn_blocking(move || {
        let began = burned::of_this_thread();
        let done = work();
        if let Some(spent) = spent {
            spent.add(burned::of_this_thread().saturating_sub(began));
        }
        done
    })
    .await
}

impl Spent {
    fn add(&self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// What is held against the address, since it was last taken.
    fn take(&self) -> Duration {
        let nanoseconds = self.nanoseconds.swap(0, Ordering::Relaxed);
        match self.known.load(Ordering::Relaxed) {
            true => Duration::ZERO,
            false => Duration::from_nanos(nanoseconds),
        }
    }
}

/// Outermost: measures what a request costs, and asks an address that burned its share to wait.
pub async fn measure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let address = Address::of(&parts, &state);
    if let Err(spent) = state.burned.look(address)
        && !knows(&state, &parts)
    {
        return told(&parts, Err(spent));
    }
    let asking = Asking {
        address,
        spent: Arc::default(),
    };
    let spent = asking.spent.clone();
    let answered = ASKING.scope(asking, next.run(Request::from_parts(parts, body)));
    let response = Metered::new(answered, spent.clone()).await;
    state.burned.add(address, spent.take());
    let burned = state.burned.clone();
    response.map(|inner| {
        Body::new(MeteredBody {
            inner,
            spent,
            burned,
            address,
        })
    })
}

/// Inside of packing: counts the bytes of bodies that are under way, and refuses where they are
/// too many.
pub async fn weigh(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let address = asking().unwrap_or_else(|| Address::of(&parts, &state));
    let asked = parts.clone();
    let weight = Arc::new(Weight::new(state.bytes.clone(), address));
    let body = Body::new(bytes::Coming::new(body, weight.clone()));
    let response = next.run(Request::from_parts(parts, body)).await;
    if weight.is_refused() {
        return told(&asked, Ok(()));
    }
    if response.extensions().get::<Shared>().is_some() {
        return response;
    }
    match bytes::Going::new(&response, weight) {
        Some(going) => response.map(|body| Body::new(going.of(body))),
        None => told(&asked, Ok(())),
    }
}

/// Whether someone who signed in, or an enrolled phone, asks.
fn knows(state: &AppState, asked: &Parts) -> bool {
    api::is_enrolled(state, &asked.headers) || session::is_open(state, &asked.headers)
}

/// In the form that phones or people read.
fn told(asked: &Parts, spent: Result<(), TooMany>) -> Response {
    let api = asked.uri.path().starts_with("/api/");
    match (api, spent) {
        (true, Ok(())) => ApiProblem::Busy.into_response(),
        (true, Err(wait)) => ApiProblem::from(wait).into_response(),
        (false, Ok(())) => PageError::Busy.into_response(),
        (false, Err(wait)) => PageError::from(wait).into_response(),
    }
}
