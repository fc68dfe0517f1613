//! Asking writer and readers themselves: a commit and a snapshot that must come back in time.
use super::{Health, Sign, Source};
use crate::AppState;
use std::time::{Duration, Instant};
use store::{Rows, Store};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

/// A writer that takes longer is reported as stuck. A commit takes a few milliseconds.
const WITHIN: Duration = Duration::from_secs(5);
/// How long an answer is reused, however many ask.
const FRESH: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub struct Probe {
    last: Mutex<Last>,
}

#[derive(Debug, Default)]
struct Last {
    at: Option<Instant>,
    /// Probes that did not come back yet: another behind one would tell no more.
    writing: Option<JoinHandle<Rows<()>>>,
    reading: Option<JoinHandle<Rows<()>>>,
}

/// Makes sure that writer and readers were asked just now.
pub(crate) async fn ask(state: &AppState) {
    let health: &Health = &state.health;
    let mut last = health.inner.probe.last.lock().await;
    if last.at.is_some_and(|at| at.elapsed() < FRESH) {
        return;
    }
    let (writer, reader) = (state.store.clone(), state.store.clone());
    let now = state.clock.now();
    let mut writing = (last.writing.take())
        .unwrap_or_else(|| tokio::spawn(async move { writer.probe(now).await }));
    let mut reading =
        (last.reading.take()).unwrap_or_else(|| tokio::task::spawn_blocking(move || read(&reader)));
    let within = within(state);
    let (written, read) = tokio::join!(
        answer(&mut writing, within, (Sign::WriterStuck, "commit")),
        answer(&mut reading, within, (Sign::ReadersStuck, "snapshot")),
    );
    last.writing = (!writing.is_finished()).then_some(writing);
    last.reading = (!reading.is_finished()).then_some(reading);
    last.at = Some(Instant::now());
    health.tell(Source::Probe, now, Vec::from_iter(written));
    health.tell(Source::Readers, now, Vec::from_iter(read));
}

/// How long a look at the server may take: short enough to answer a request before its time limit.
pub(crate) fn within(state: &AppState) -> Duration {
    let limit = state.config.request_timeout.unwrap_or(2 * WITHIN);
    WITHIN.min(limit / 2)
}

fn read(store: &Store) -> Rows<()> {
    store.read(|rows| rows.communes().map(drop))
}

/// What is not well, where something is not; `stuck` and what was waited for where none came.
async fn answer(
    asked: &mut JoinHandle<Rows<()>>,
    within: Duration,
    (stuck, what): (Sign, &str),
) -> Option<(Sign, String)> {
    match tokio::time::timeout(within, asked).await {
        Ok(Ok(Ok(()))) => None,
        Ok(Ok(Err(why))) => Some((Sign::of(why.trouble(), stuck), why.to_string())),
        Ok(Err(why)) => Some((stuck, why.to_string())),
        Err(_too_late) => Some((stuck, format!("no {what} within {within:?}"))),
    }
}
