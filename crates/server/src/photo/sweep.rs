//! Once a day, drops photos that nothing names any more.
use crate::Clock;
use std::time::Duration;
use store::{Rows, Store, Swept};

const SWEEP_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// Sweeps as long as the server runs, for the first time when it starts.
pub async fn sweep(store: Store, clock: Clock) {
    let mut every = tokio::time::interval(SWEEP_EVERY);
    loop {
        every.tick().await;
        match sweep_all(&store, &clock).await {
            Ok(swept) if swept == Swept::default() => {}
            Ok(Swept {
                unfinished,
                unnamed,
            }) => {
                tracing::info!(unfinished, unnamed, "photos were dropped");
            }
            Err(why) => tracing::error!(%why, "photos were not swept"),
        }
    }
}

async fn sweep_all(store: &Store, clock: &Clock) -> Rows<Swept> {
    let mut all = Swept::default();
    for commune in store.read(|rows| rows.communes())? {
        let swept = store.sweep_photos(&commune, clock.now()).await?;
        all.unfinished += swept.unfinished;
        all.unnamed += swept.unnamed;
    }
    Ok(all)
}
