//! A short queue for expensive work: a few at a time, a few waiting, and not all from one address.
use super::asking;
use crate::PageError;
use crate::limit::{Address, Most, Taken};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Too many are waiting already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

impl From<Busy> for PageError {
    fn from(Busy: Busy) -> Self {
        PageError::Busy
    }
}

/// Turns, and places to wait for one. Work keeps its place during its turn.
#[derive(Debug)]
pub struct Queue {
    turns: Semaphore,
    places: Most,
    taken: Mutex<Taken>,
}

/// A turn, held until it is dropped.
#[derive(Debug)]
pub struct Turn<'a> {
    _place: Place<'a>,
    _turn: SemaphorePermit<'a>,
}

#[derive(Debug)]
struct Place<'a>(&'a Queue, Option<Address>);

impl Queue {
    /// A queue with this many turns, and this many places in total and for one address.
    pub fn new(at_once: usize, places: usize, places_of_one: usize) -> Self {
        Self {
            turns: Semaphore::new(at_once),
            places: Most {
                in_all: places,
                of_one: places_of_one,
            },
            taken: Mutex::default(),
        }
    }

    /// Waits for a turn, for the address whose request is being answered.
    ///
    /// # Errors
    /// When there is no place to wait in.
    pub async fn turn(&self) -> Result<Turn<'_>, Busy> {
        let _place = self.place().ok_or(Busy)?;
        let _turn = self.turns.acquire().await.map_err(|_| Busy)?;
        Ok(Turn { _place, _turn })
    }

    fn place(&self) -> Option<Place<'_>> {
        let one = asking();
        let taken = self.lock().take(one, 1, self.places);
        taken.then(|| Place(self, one))
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.lock().give_back(self.1, 1);
    }
}
