//! Group commit: pieces of work that arrive together share one transaction and one flush to disk.
//!
//! On PostgreSQL several writers work at once. A commune's work always goes to the same writer,
//! which alone keeps that commune's records in memory, and a commit carries one commune only. Work
//! that names no commune runs by itself, while all writers wait.
//!
//! A group that fails or panics is tried again in halves, so that one bad piece neither fails its
//! neighbours nor ends the writer ([`piece`]).
mod piece;

use crate::beside::Beside;
use crate::engine::Engine;
use crate::ledger::{Cache, Ledger};
use crate::postgres::Term;
use crate::rows::Rows;
use crate::seal::Seal;
use crate::{StoreError, Trouble, Unreadable};
use domain::{CommuneId, RecordKey};
use piece::Piece;
use std::collections::VecDeque;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// The most pieces of work in one commit.
const GROUP_LIMIT: usize = 128;
/// The most pieces of work that may wait. The sender of a further piece is blocked until there is
/// room.
const QUEUE_LIMIT: usize = 1_024;

/// Why a commit failed, told to everyone whose work was in it.
#[derive(Clone)]
struct Why {
    told: String,
    trouble: Trouble,
    /// An error of the work itself, passed on as it is.
    own: Option<Own>,
}

#[derive(Clone)]
enum Own {
    Unreadable(Unreadable),
    NoRecord(RecordKey),
}

pub(crate) struct Job {
    commune: Option<CommuneId>,
    piece: Box<dyn Piece>,
}

/// An answer that comes after the commit.
#[derive(Debug)]
#[must_use = "the answer tells whether the work was committed"]
pub struct Pending<T>(oneshot::Receiver<Result<T, StoreError>>);

impl<T> Pending<T> {
    /// Waits for the answer, in async code.
    pub async fn done(self) -> Rows<T> {
        self.0.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Waits for the answer, in a thread. Never call it inside an async task.
    pub fn wait(self) -> Rows<T> {
        self.0.blocking_recv().unwrap_or_else(|_| Err(stopped()))
    }
}

pub(crate) enum Writer {
    Threads {
        owners: Vec<SyncSender<Job>>,
        /// Takes work that names no commune. With one writer only, it is that writer.
        alone: SyncSender<Job>,
        turns: Arc<Turns>,
        /// Declared last: it is dropped, and waits for the threads, after no more work can come.
        threads: Threads,
    },
    Inline(Arc<Engine>, Mutex<Cache>, Seal),
}

/// Waits for the threads when it is dropped. The owner of the last store may then move its files,
/// as a restore does; a connection that closed later would delete the write-ahead log of the next
/// database by name.
#[derive(Default)]
pub(crate) struct Threads(Vec<JoinHandle<()>>);

impl Drop for Threads {
    fn drop(&mut self) {
        let this = std::thread::current().id();
        // If a piece of work held the last store, this runs on one of the threads itself.
        for thread in self.0.drain(..).filter(|it| it.thread().id() != this) {
            let _panicked_and_was_told = thread.join();
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Writer::Threads { .. } => "Writer::Threads",
            Writer::Inline(..) => "Writer::Inline",
        })
    }
}

impl Writer {
    pub fn threads(engine: &Arc<Engine>, beside: &Arc<Beside>, seal: &Seal) -> Rows<Self> {
        let turns = Arc::new(Turns::default());
        let mut threads = Threads::default();
        let mut start = |part: Part| {
            let (sender, receiver) = sync_channel(QUEUE_LIMIT);
            let committer = Committer {
                engine: engine.clone(),
                cache: Cache::one_of(engine.writers()),
                beside: beside.clone(),
                seal: seal.clone(),
                turns: turns.clone(),
                seen: 0,
                term: None,
            };
            let thread = std::thread::Builder::new()
                .name("store-writer".to_owned())
                .spawn(move || committer.run(&receiver, part))?;
            threads.0.push(thread);
            Ok::<_, StoreError>(sender)
        };
        if engine.writers() == 1 {
            let only = start(Part::All)?;
            return Ok(Writer::Threads {
                owners: vec![only.clone()],
                alone: only,
                turns,
                threads,
            });
        }
        let owners = (0..engine.writers()).map(|_| start(Part::OneCommune));
        Ok(Writer::Threads {
            owners: owners.collect::<Rows<_>>()?,
            alone: start(Part::Alone)?,
            turns,
            threads,
        })
    }

    pub fn inline(engine: Arc<Engine>, seal: Seal) -> Self {
        Writer::Inline(engine, Mutex::new(Cache::one_of(1)), seal)
    }

    /// How many pieces of work are in no commit yet.
    pub fn waiting(&self) -> usize {
        match self {
            Writer::Threads { turns, .. } => turns.waiting.load(Ordering::Relaxed),
            Writer::Inline(..) => 0,
        }
    }

    /// An empty piece of work for each writer. It answers when all work before it is done.
    pub fn rounds(&self) -> Vec<Pending<()>> {
        let owners = match self {
            Writer::Threads { owners, .. } => owners.as_slice(),
            Writer::Inline(..) => &[],
        };
        let round = |owner: &SyncSender<Job>| {
            let (job, pending) = Job::of(None, |_| Ok(()));
            self.hand(owner, job);
            pending
        };
        owners.iter().map(round).collect()
    }

    /// Whether every thread still runs. A thread that panicked takes no more work.
    pub fn is_alive(&self) -> bool {
        match self {
            Writer::Threads { threads, .. } => !threads.0.iter().any(JoinHandle::is_finished),
            Writer::Inline(..) => true,
        }
    }

    fn hand(&self, owner: &SyncSender<Job>, job: Job) {
        let Writer::Threads { turns, .. } = self else {
            return;
        };
        turns.waiting.fetch_add(1, Ordering::Relaxed);
        // If the writer is gone, the job is dropped and with it the sender of the answer.
        if owner.send(job).is_err() {
            turns.waiting.fetch_sub(1, Ordering::Relaxed);
        }
    }

    pub fn submit<T: Send + 'static>(
        &self,
        commune: Option<&CommuneId>,
        work: impl FnOnce(&mut Ledger<'_>) -> Rows<T> + Clone + Send + 'static,
    ) -> Pending<T> {
        let (job, pending) = Job::of(commune.cloned(), work);
        match self {
            Writer::Threads { owners, alone, .. } => {
                let owner = commune.and_then(|it| owners.get(place(it, owners.len())));
                self.hand(owner.unwrap_or(alone), job);
            }
            Writer::Inline(engine, cache, seal) => {
                let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
                commit((engine, None, seal), &mut cache, None, vec![job]);
            }
        }
        pending
    }
}

impl Job {
    fn of<T: Send + 'static>(
        commune: Option<CommuneId>,
        work: impl FnOnce(&mut Ledger<'_>) -> Rows<T> + Clone + Send + 'static,
    ) -> (Self, Pending<T>) {
        let (piece, answer) = piece::of(work);
        (Self { commune, piece }, Pending(answer))
    }
}

fn place(commune: &CommuneId, owners: usize) -> usize {
    let mut hasher = DefaultHasher::new();
    commune.as_str().hash(&mut hasher);
    usize::try_from(hasher.finish() % owners.max(1) as u64).unwrap_or(0)
}

/// Which work a thread takes into one commit.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// Any work.
    All,
    /// Work of one commune at a time, so that no commit crosses communes.
    OneCommune,
    /// Work of any commune, while all other writers wait.
    Alone,
}

/// Lets writers commit side by side, and lets work of any commune run alone.
#[derive(Default)]
pub(crate) struct Turns {
    lock: RwLock<()>,
    /// Counts the commits that ran alone. After one, the records that writers hold in memory may be
    /// old.
    alone: AtomicU64,
    /// Pieces of work that are in no commit yet.
    waiting: AtomicUsize,
}

struct Committer {
    engine: Arc<Engine>,
    cache: Cache,
    beside: Arc<Beside>,
    seal: Seal,
    turns: Arc<Turns>,
    seen: u64,
    /// The term in which the records in memory were read.
    term: Term,
}

impl Committer {
    fn run(mut self, jobs: &Receiver<Job>, part: Part) {
        let mut waiting = VecDeque::new();
        loop {
            if waiting.is_empty() {
                let Ok(first) = jobs.recv() else { return };
                waiting.push_back(first);
            }
            while waiting.len() < GROUP_LIMIT
                && let Ok(next) = jobs.try_recv()
            {
                waiting.push_back(next);
            }
            let group = match part {
                Part::OneCommune => take_of_one_commune(&mut waiting),
                Part::All => waiting.drain(..).collect(),
                Part::Alone => waiting.pop_front().into_iter().collect(),
            };
            let taken = group.len();
            self.turns.waiting.fetch_sub(taken, Ordering::Relaxed);
            self.commit(group, part);
        }
    }

    fn commit(&mut self, group: Vec<Job>, part: Part) {
        let turns = self.turns.clone();
        let beside = self.beside.clone();
        let term = match self.engine.term() {
            Ok(term) => term,
            Err(error) => return refuse(group, &why(&error)),
        };
        if term != self.term {
            self.cache.clear();
            self.term = term;
        }
        if part == Part::Alone {
            let _turn = turns.lock.write().unwrap_or_else(PoisonError::into_inner);
            self.cache.clear();
            let under: Under<'_> = (&self.engine, term, &self.seal);
            commit(under, &mut self.cache, Some(&beside), group);
            turns.alone.fetch_add(1, Ordering::Release);
            return;
        }
        let _turn = turns.lock.read().unwrap_or_else(PoisonError::into_inner);
        let alone = turns.alone.load(Ordering::Acquire);
        if alone != self.seen {
            self.cache.clear();
            self.seen = alone;
        }
        let under: Under<'_> = (&self.engine, term, &self.seal);
        commit(under, &mut self.cache, Some(&beside), group);
    }
}

fn take_of_one_commune(waiting: &mut VecDeque<Job>) -> Vec<Job> {
    let Some(first) = waiting.pop_front() else {
        return Vec::new();
    };
    let (mut group, mut others) = (Vec::new(), VecDeque::new());
    let commune = first.commune.clone();
    group.push(first);
    for job in waiting.drain(..) {
        match job.commune == commune {
            true => group.push(job),
            false => others.push_back(job),
        }
    }
    *waiting = others;
    group
}

/// Commits a group as a whole, or in parts if that fails, and tells everyone the result.
fn commit(under: Under<'_>, cache: &mut Cache, beside: Option<&Beside>, group: Vec<Job>) {
    let mut groups = vec![group];
    while let Some(mut group) = groups.pop() {
        let Err(error) = attempt(under, cache, beside, &mut group) else {
            group.into_iter().for_each(|job| job.piece.tell(Ok(())));
            continue;
        };
        // The records in memory may include changes that were rolled back.
        cache.clear();
        if group.len() > 1 && may_be_of_one_piece(&error) {
            tracing::warn!(%error, pieces = group.len(), "a group of writes is tried in halves");
            let later = group.split_off(group.len() / 2);
            groups.extend([later, group]);
            continue;
        }
        tracing::error!(%error, pieces = group.len(), "a group of writes was not committed");
        refuse(group, &why(&error));
        if !may_be_of_one_piece(&error) {
            // The machine has a fault, so the rest would fail as well.
            let others = std::mem::take(&mut groups).into_iter().rev().flatten();
            refuse(others.collect(), &why(&error));
        }
    }
}

/// Where a group is committed.
type Under<'a> = (&'a Engine, Term, &'a Seal);

/// Runs a group in one transaction. If anything in it fails or panics, nothing of it stays.
fn attempt(
    (engine, term, seal): Under<'_>,
    cache: &mut Cache,
    beside: Option<&Beside>,
    group: &mut [Job],
) -> Rows<()> {
    let (mut written, mut forgets) = (None, false);
    let is_alone = group.len() == 1;
    let work = || {
        engine.write(term, |transaction| {
            let mut ledger = Ledger::new(transaction, cache, seal);
            for job in group {
                ledger.keep_to(job.commune.clone());
                job.piece.work(&mut ledger, is_alone)?;
            }
            ledger.keep_to(None);
            let erased = ledger.close()?;
            let notes = std::mem::take(transaction.notes());
            forgets = !erased.is_empty() || notes.rewrites();
            if let Some(beside) = beside {
                written = beside.write(&erased, notes)?;
            }
            Ok(())
        })
    };
    let tried = catch_unwind(AssertUnwindSafe(work));
    let committed = tried.unwrap_or(Err(StoreError::Panicked));
    match (&committed, beside) {
        (Ok(()), Some(beside)) => {
            if let Some(group) = written {
                beside.journal.committed(group);
            }
            beside.committed(engine);
            if let Err(error) = engine.committed(forgets) {
                tracing::warn!(%error, "the write-ahead log could not be emptied of what was erased");
            }
        }
        (Err(_), Some(beside)) => {
            if let Some(group) = written {
                beside.journal.void(group);
            }
        }
        (_, None) => {}
    }
    committed
}

/// Whether one piece of work may have caused the error, and not the machine.
fn may_be_of_one_piece(error: &StoreError) -> bool {
    matches!(error.trouble(), Trouble::Other | Trouble::Damaged)
}

fn refuse(group: Vec<Job>, why: &Why) {
    for job in group {
        job.piece.tell(Err(why.clone()));
    }
}

fn why(error: &StoreError) -> Why {
    Why {
        told: error.to_string(),
        trouble: error.trouble(),
        own: match error {
            StoreError::Unreadable(what) => Some(Own::Unreadable(what.clone())),
            StoreError::NoRecord(key) => Some(Own::NoRecord(key.clone())),
            _ => None,
        },
    }
}

fn stopped() -> StoreError {
    StoreError::NotCommitted {
        why: "the write was given up; try again".to_owned(),
        trouble: Trouble::Other,
    }
}

fn not_committed(why: Why) -> StoreError {
    match why.own {
        Some(Own::Unreadable(what)) => StoreError::Unreadable(what),
        Some(Own::NoRecord(key)) => StoreError::NoRecord(key),
        None => StoreError::NotCommitted {
            why: why.told,
            trouble: why.trouble,
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::Store;
    use domain::CommuneId;
    use sync::Epoch;

    #[test]
    fn dropping_the_last_store_closes_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("tungnha.sqlite-wal");
        for number in 0..20 {
            let store = Store::open(folder.path()).unwrap();
            let commune = CommuneId::new(format!("xa-{number}")).unwrap();
            let made = store.create_commune(commune, Epoch(1));
            made.wait().unwrap();
            assert!(log.exists());
            drop(store);
            assert!(!log.exists(), "still open after {number} times");
        }
    }
}
