//! After an upgrade, recounts outdated figures commune by commune while the server answers.
use crate::AppState;
use domain::CommuneId;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long to wait before trying again a commune that could not be recounted.
const AGAIN_AFTER: Duration = Duration::from_secs(30);

/// The progress of the recount. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Recounting(Arc<Mutex<Progress>>);

#[derive(Debug, Default)]
struct Progress {
    left: BTreeSet<CommuneId>,
    done: u64,
}

impl Recounting {
    /// Notes the communes to recount. Their figures are shown as old from now on.
    pub fn expect(&self, communes: Vec<CommuneId>) {
        self.lock().left.extend(communes);
    }

    pub fn is_old(&self, commune: &CommuneId) -> bool {
        self.lock().left.contains(commune)
    }

    pub fn left(&self) -> Vec<CommuneId> {
        self.lock().left.iter().cloned().collect()
    }

    pub fn done(&self) -> u64 {
        self.lock().done
    }

    fn is_done(&self, commune: &CommuneId) {
        let mut progress = self.lock();
        progress.done += u64::from(progress.left.remove(commune));
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Recounts until no commune is left. `told` is called for each that is done.
pub async fn run(state: AppState, told: impl Fn(&CommuneId)) {
    loop {
        for commune in state.recounting.left() {
            if recount(&state, &commune).await {
                state.recounting.is_done(&commune);
                told(&commune);
            }
        }
        if state.recounting.left().is_empty() {
            return;
        }
        tokio::time::sleep(AGAIN_AFTER).await;
    }
}

async fn recount(state: &AppState, commune: &CommuneId) -> bool {
    let (store, owner) = (state.store.clone(), commune.clone());
    let counted = tokio::task::spawn_blocking(move || {
        store.recount(&owner)?;
        // Entries may wait for a record that the recount has written.
        store.try_waiting_again()
    });
    match counted.await {
        Ok(Ok(_left)) => true,
        Ok(Err(why)) => {
            tracing::error!(%commune, %why, "not counted anew yet");
            false
        }
        Err(why) => {
            tracing::error!(%commune, %why, "counting anew was given up");
            false
        }
    }
}
