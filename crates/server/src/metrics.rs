//! Counts what the server does, and shows it to Prometheus at `/metrics`: sums only, nothing about
//! any person.
mod devices;
mod health;
mod waiting;

use crate::hops::is_passed_on;
use crate::{AppState, PageError};
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::TopicId;
use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::net::SocketAddr;
use std::time::Instant;
use store::{Rows, Store};
use subtle::ConstantTimeEq;

const SYNC: &str = "/api/sync";
/// The route's name if a path has no route.
const NO_ROUTE: &str = "none";
/// Buckets around our budgets: 1 ms when nothing is new, 150 ms for a first download.
const SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 20.0,
];
const TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Cheap to clone: everything inside is shared.
#[derive(Clone, Debug)]
pub struct Metrics {
    requests: Family<Answered, Counter>,
    sync_seconds: Histogram,
    check_answers: Family<Checked, Counter>,
    checks: Counter,
}

/// An answer in the public self-check. Nothing else of it is stored.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Checked {
    topic: String,
    right: bool,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Answered {
    /// The pattern of the route, because a path would name households.
    route: String,
    status: u32,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            sync_seconds: Histogram::new(SECONDS),
            check_answers: Family::default(),
            checks: Counter::default(),
        }
    }
}

impl Metrics {
    pub(crate) fn count_answer(&self, topic: &TopicId, right: bool) {
        let answered = Checked {
            topic: topic.to_string(),
            right,
        };
        self.check_answers.get_or_create(&answered).inc();
    }

    /// Counts a finished self-check.
    pub(crate) fn count_check(&self) {
        self.checks.inc();
    }
}

/// Counts and logs each answer by the pattern of its route, without the query.
pub async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let (method, began) = (request.method().clone(), Instant::now());
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), began.elapsed());
    tracing::debug!(target: "request", %method, route, status, ms = took.as_millis());
    if route == SYNC {
        state.metrics.sync_seconds.observe(took.as_secs_f64());
    }
    let answered = Answered {
        route,
        status: status.into(),
    };
    state.metrics.requests.get_or_create(&answered).inc();
    response
}

/// A client that may read the metrics: a process on this machine, or one with the configured token.
/// For all others the page does not exist.
#[derive(Debug)]
pub struct Reader;

impl FromRequestParts<AppState> for Reader {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        let direct = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let here = direct.is_some_and(|it| it.0.ip().to_canonical().is_loopback());
        // A proxy on this machine passes on what anyone asks, so its requests do not count as
        // local.
        let is_here = here && !is_passed_on(&parts.headers);
        let given = parts.headers.get(header::AUTHORIZATION);
        let given = given.and_then(|it| it.as_bytes().strip_prefix(b"Bearer "));
        let token = state.config.metrics_token.as_deref();
        let knows = matches!((given, token), (Some(given), Some(token))
            if bool::from(given.ct_eq(token.as_bytes())));
        match is_here || knows {
            true => Ok(Self),
            false => Err(PageError::NotFound),
        }
    }
}

pub async fn get(
    _reader: Reader,
    State(state): State<AppState>,
) -> Result<([(HeaderName, &'static str); 1], String), PageError> {
    crate::health::now(&state).await;
    // Reading the phones of a province takes a while, so it runs on another thread.
    let told = tokio::task::spawn_blocking(move || tell(&state)).await;
    let text = told.map_err(PageError::internal)??;
    Ok(([(header::CONTENT_TYPE, TYPE)], text))
}

fn tell(state: &AppState) -> Result<String, PageError> {
    let mut registry = Registry::with_prefix("tungnha");
    let Metrics {
        requests,
        sync_seconds,
        check_answers,
        checks,
    } = state.metrics.clone();
    registry.register("requests", "Requests answered", requests);
    let help = "How long a sync took until its answer was ready";
    registry.register_with_unit("sync", help, Unit::Seconds, sync_seconds);
    let help = "Answers of the public self-check by topic";
    registry.register("self_check_answers", help, check_answers);
    registry.register("self_checks", "Public self-checks finished", checks);
    of_the_store(&mut registry, &state.store, state.clock.now()).map_err(PageError::internal)?;
    health::register(&mut registry, state).map_err(PageError::internal)?;
    let mut text = String::new();
    encode(&mut text, &registry).map_err(PageError::internal)?;
    Ok(text)
}

fn of_the_store(registry: &mut Registry, store: &Store, now: domain::Millis) -> Rows<()> {
    let waiting = ConstGauge::new(i64::try_from(store.waiting()).unwrap_or(i64::MAX));
    let help = "Writes that wait for the next commit";
    registry.register("writes_waiting", help, waiting);
    let rolled_back = ConstCounter::new(store.roll_backs_noticed());
    let help = "Times that data were found put back to an earlier state without tungnha restore";
    registry.register("rolled_back", help, rolled_back);
    let size = store.read(|rows| rows.size_bytes())?;
    let size = ConstGauge::new(i64::try_from(size).unwrap_or(i64::MAX));
    registry.register_with_unit("database", "Size of the database", Unit::Bytes, size);
    let help = "Active phones by what they last told to be unsent and when they were last here";
    registry.register("devices", help, devices::count(store, now)?);
    let help = "Entries that cannot be judged yet, by what they wait for";
    registry.register("entries_waiting", help, waiting::count(store)?);
    Ok(())
}
