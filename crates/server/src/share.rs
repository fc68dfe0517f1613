//! Limits how much data and processor time one address, and all addresses together, may use, so
//! that nobody can take the server from everyone else.
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

/// Marks an answer whose bytes all clients share: it is not counted, and it is compressed already
/// where that helps.
#[derive(Clone, Copy, Debug)]
pub struct Shared;

tokio::task_local! {
    static ASKING: Asking;
}

/// The address whose request is being answered, and the processor time used so far.
#[derive(Clone, Debug)]
struct Asking {
    address: Address,
    spent: Arc<Spent>,
}

/// The processor time of one request.
#[derive(Debug, Default)]
struct Spent {
    nanoseconds: AtomicU64,
    /// Whether the request comes from someone signed in or an enrolled phone. Their use is not
    /// counted against the address, which a whole village may share.
    known: AtomicBool,
}

/// The address whose request this task answers; `None` outside of a request.
pub fn asking() -> Option<Address> {
    ASKING.try_with(|it| it.address).ok()
}

/// Called when a session or an enrolled phone was found behind the request.
pub fn is_known() {
    let _outside = ASKING.try_with(|it| it.spent.known.store(true, Ordering::Relaxed));
}

/// Runs work on another thread. Its processor time counts for the address of the request.
///
/// # Errors
/// When the work panics.
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

    /// The processor time to count against the address since the last call.
    fn take(&self) -> Duration {
        let nanoseconds = self.nanoseconds.swap(0, Ordering::Relaxed);
        match self.known.load(Ordering::Relaxed) {
            true => Duration::ZERO,
            false => Duration::from_nanos(nanoseconds),
        }
    }
}

/// The outermost layer: measures the processor time of a request, and makes an address that used
/// too much wait.
pub async fn measure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let address = Address::of(&parts, &state);
    if let Err(spent) = state.burned.look(address)
        && !knows(&state, &parts).await
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

/// A layer inside compression: counts the bytes of bodies being sent or received, and refuses
/// requests when there are too many.
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

/// Whether the request comes from someone signed in or an enrolled phone.
async fn knows(state: &AppState, asked: &Parts) -> bool {
    api::is_enrolled(state, &asked.headers) || session::is_open(state, &asked.headers).await
}

/// The refusal in the form that phones or people can read.
fn told(asked: &Parts, spent: Result<(), TooMany>) -> Response {
    let api = asked.uri.path().starts_with("/api/");
    match (api, spent) {
        (true, Ok(())) => ApiProblem::Busy.into_response(),
        (true, Err(wait)) => ApiProblem::from(wait).into_response(),
        (false, Ok(())) => PageError::Busy.into_response(),
        (false, Err(wait)) => PageError::from(wait).into_response(),
    }
}
