//! Every hour, hands over the doors and open requests of members whose announced last day is over.
use crate::Clock;
use std::time::Duration;
use store::{Rows, Store};

const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);

/// Sweeps as long as the server runs, for the first time when it starts.
pub async fn sweep(store: Store, clock: Clock) {
    let mut every = tokio::time::interval(SWEEP_EVERY);
    loop {
        every.tick().await;
        let (store, now) = (store.clone(), clock.now());
        let swept = tokio::task::spawn_blocking(move || {
            let mut seen_off = 0;
            for commune in store.read(|rows| rows.communes())? {
                seen_off += store.see_off_gone(&commune, now)?;
            }
            Rows::Ok(seen_off)
        });
        match swept.await {
            Ok(Ok(0)) => {}
            Ok(Ok(count)) => tracing::info!(count, "members whose last day is over were seen off"),
            Ok(Err(why)) => tracing::error!(%why, "members were not seen off"),
            Err(why) => tracing::error!(%why, "members were not seen off"),
        }
    }
}
