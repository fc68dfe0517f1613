//! Looking at the data for an answer: one snapshot each, on threads where nobody waits for it, as
//! many at a time as the database has readers.
use crate::{AppState, PageError, share};
use std::sync::Arc;
use store::{Rows, Store, Transaction};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Requests that may wait for their turn; beyond, people are asked to come again.
const WAITING_LIMIT: usize = 1_024;

/// Bounds how many read at once: more would hold a thread each and wait for a reader there.
#[derive(Debug)]
pub struct Readings {
    waiting: Semaphore,
    turns: Arc<Semaphore>,
}

impl Readings {
    pub fn new(store: &Store) -> Self {
        Self {
            waiting: Semaphore::new(WAITING_LIMIT),
            turns: Arc::new(Semaphore::new(store.readers())),
        }
    }

    /// Its own, for the thread that reads: whoever asked may be gone before it is done.
    async fn turn(&self) -> Result<OwnedSemaphorePermit, PageError> {
        let _place = self.waiting.try_acquire().map_err(|_| PageError::Busy)?;
        let turn = self.turns.clone().acquire_owned().await;
        turn.map_err(|_| PageError::Busy)
    }
}

impl AppState {
    /// Reads one snapshot.
    ///
    /// # Errors
    /// What the work itself says; busy where too many wait, and where the data cannot be read.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Transaction) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        let (turn, store) = (self.readings.turn().await?, self.store.clone());
        let read = share::aside(move || {
            let _turn = turn;
            store.read(|rows| Rows::Ok(work(rows)))
        });
        read.await.map_err(PageError::internal)??
    }
}
