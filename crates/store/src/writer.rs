//! Group commit: work that arrives together shares one transaction and one flush to disk.
use crate::ledger::{Cache, Ledger};
use crate::rows::Rows;
use crate::sqlite::Sqlite;
use crate::{StoreError, erase};
use std::fmt;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// Most pieces of work in one commit.
const GROUP_LIMIT: usize = 128;
/// Work that may wait; more blocks whoever brings it.
const QUEUE_LIMIT: usize = 1_024;

type Finish = Box<dyn FnOnce(Result<(), String>) + Send>;
type Job = Box<dyn FnOnce(&mut Ledger<'_>) -> Rows<Finish> + Send>;

/// An answer that comes after the commit.
#[derive(Debug)]
#[must_use = "the answer tells whether the work was committed"]
pub struct Pending<T>(oneshot::Receiver<Result<T, StoreError>>);

impl<T> Pending<T> {
    /// For async callers.
    pub async fn done(self) -> Rows<T> {
        self.0.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// For threads; never within an async task.
    pub fn wait(self) -> Rows<T> {
        self.0.blocking_recv().unwrap_or_else(|_| Err(stopped()))
    }
}

pub(crate) enum Writer {
    Thread(SyncSender<Job>),
    Inline(Arc<Sqlite>, Mutex<Cache>),
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Writer::Thread(_) => "Writer::Thread",
            Writer::Inline(..) => "Writer::Inline",
        })
    }
}

impl Writer {
    pub fn thread(engine: Arc<Sqlite>, erasures: Option<Arc<PathBuf>>) -> Rows<Self> {
        let (sender, receiver) = sync_channel(QUEUE_LIMIT);
        let run = move || write_groups(&engine, &receiver, erasures.as_deref());
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(run)?;
        Ok(Writer::Thread(sender))
    }

    pub fn inline(engine: Arc<Sqlite>, cache: Cache) -> Self {
        Writer::Inline(engine, Mutex::new(cache))
    }

    pub fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger<'_>) -> Rows<T> + Send + 'static,
    ) -> Pending<T> {
        let (answer, pending) = oneshot::channel();
        let job: Job = Box::new(move |ledger| {
            let done = work(ledger)?;
            let finish: Finish = Box::new(move |committed| {
                let _nobody_waits_any_more =
                    answer.send(committed.map(|()| done).map_err(StoreError::NotCommitted));
            });
            Ok(finish)
        });
        match self {
            Writer::Thread(sender) => {
                // When the writer is gone the job is dropped, and with it the answer's sender.
                let _gone = sender.send(job);
            }
            Writer::Inline(engine, cache) => {
                let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
                commit(engine, &mut cache, None, vec![job]);
            }
        }
        Pending(pending)
    }
}

fn write_groups(engine: &Sqlite, jobs: &Receiver<Job>, erasures: Option<&PathBuf>) {
    let mut cache = Cache::default();
    while let Ok(first) = jobs.recv() {
        let mut group = vec![first];
        while group.len() < GROUP_LIMIT
            && let Ok(next) = jobs.try_recv()
        {
            group.push(next);
        }
        commit(engine, &mut cache, erasures, group);
    }
}

fn commit(engine: &Sqlite, cache: &mut Cache, erasures: Option<&PathBuf>, group: Vec<Job>) {
    let mut finishes: Vec<Finish> = Vec::with_capacity(group.len());
    let committed = engine.write(|transaction| {
        let mut ledger = Ledger::new(transaction, cache);
        for job in group {
            finishes.push(job(&mut ledger)?);
        }
        let erased = ledger.close()?;
        match erasures {
            Some(path) => erase::add_to_list(path, &erased),
            None => Ok(()),
        }
    });
    let committed = committed.map_err(|error| {
        // What was read ahead may hold what was rolled back.
        cache.clear();
        tracing::error!(%error, "a group of writes was not committed");
        error.to_string()
    });
    for finish in finishes {
        finish(committed.clone());
    }
}

fn stopped() -> StoreError {
    StoreError::NotCommitted("the write was given up; try again".to_owned())
}
