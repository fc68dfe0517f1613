//! Tries again what a restore could not bring back from the office's journal, because phones bring
//! what it needs only little by little.
use std::time::Duration;
use store::Store;

const TRY_EVERY: Duration = Duration::from_secs(600);

/// Tries again and again, as long as the server runs.
pub async fn sweep(store: Store) {
    let mut every = tokio::time::interval(TRY_EVERY);
    loop {
        every.tick().await;
        let store = store.clone();
        match tokio::task::spawn_blocking(move || store.bring_left_back()).await {
            Ok(Ok(0)) => {}
            Ok(Ok(count)) => tracing::info!(count, "the office's work came back from its journal"),
            Ok(Err(error)) => tracing::error!(%error, "the office's journal was not read"),
            Err(why) => tracing::error!(%why, "reading the office's journal was given up"),
        }
    }
}
