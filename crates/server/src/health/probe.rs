//! Asking the writer itself: a commit that must come back in time.
use super::{Health, Sign, Source};
use crate::AppState;
use std::time::{Duration, Instant};
use store::{Rows, StoreError};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

/// A writer that takes longer is told as stuck; a commit takes a few milliseconds.
const WITHIN: Duration = Duration::from_secs(5);
/// An answer is good for this long, however many ask.
const FRESH: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub struct Probe {
    last: Mutex<Last>,
}

#[derive(Debug, Default)]
struct Last {
    at: Option<Instant>,
    /// A probe that did not come back yet: another behind it would tell no more.
    under_way: Option<JoinHandle<Rows<()>>>,
}

/// Makes sure that the writer was asked just now.
pub async fn ask(state: &AppState) {
    let health: &Health = &state.health;
    let mut last = health.inner.probe.last.lock().await;
    if last.at.is_some_and(|at| at.elapsed() < FRESH) {
        return;
    }
    let (store, now) = (state.store.clone(), state.clock.now());
    let under_way = last.under_way.take();
    let mut asked =
        under_way.unwrap_or_else(|| tokio::spawn(async move { store.probe(now).await }));
    // Whoever asks is answered before their request is given up.
    let limit = state.config.request_timeout.unwrap_or(2 * WITHIN);
    let within = WITHIN.min(limit / 2);
    let seen = match tokio::time::timeout(within, &mut asked).await {
        Ok(Ok(Ok(()))) => Vec::new(),
        Ok(Ok(Err(why))) => vec![(sign(&why), why.to_string())],
        Ok(Err(why)) => vec![(Sign::WriterStuck, why.to_string())],
        Err(_too_late) => {
            last.under_way = Some(asked);
            let why = format!("no commit within {within:?}");
            vec![(Sign::WriterStuck, why)]
        }
    };
    last.at = Some(Instant::now());
    health.tell(Source::Probe, now, seen);
}

fn sign(why: &StoreError) -> Sign {
    Sign::of(why.trouble())
}
