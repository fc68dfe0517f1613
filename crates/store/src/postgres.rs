//! The PostgreSQL engine, for a province or whoever runs PostgreSQL already.
//!
//! The store's work is synchronous. The connections live in a small runtime of their own, and
//! callers wait for answers on their own thread.
mod address;
mod ahead;
mod alone;
mod dump;
mod flush;
mod half_restored;
mod pending;
mod read;
mod sums;
mod talk;
mod transaction;

pub(crate) use address::Address;
pub(crate) use alone::{Alone, Fence, Term};
pub(crate) use dump::load;
pub(crate) use half_restored::clear as clear_half_restored;

use crate::rows::{Rows, Transaction};
use crate::{KnownUnreadable, StoreError};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use futures::executor::block_on;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::runtime;
use transaction::PostgresTransaction;

mod embedded {
    refinery::embed_migrations!("migrations/postgres");
}

/// How many writers work at once, each with its own communes: twice as many as two cores.
pub(crate) const WRITERS: usize = 4;
/// Connections for reading.
pub(crate) const READERS: usize = 8;
/// How long to wait for a free connection, and for a new one.
const WAIT: Duration = Duration::from_secs(15);
/// Threads that move bytes between the store and the database.
const LINK_THREADS: usize = 2;
/// Lock held while tables are made or changed and while a dump is loaded. Two processes may open at
/// once, and one that opens during a restore must see all of it or nothing.
const OPENING_LOCK: i64 = 0x7475_6e67_6e68_6101;

#[derive(Debug)]
pub(crate) struct Postgres {
    address: Address,
    writers: Pool,
    readers: Pool,
    /// Set once a process holds the database alone.
    fence: OnceLock<Arc<Fence>>,
    /// How often something was said and the answer waited for.
    turns: AtomicU64,
    runtime: Option<runtime::Runtime>,
    unreadable: KnownUnreadable,
}

impl Postgres {
    /// Connects, and creates or updates the tables. Removes what an interrupted restore left.
    /// `may_begin` is called with whether there is a commune, before anything is created.
    pub fn open(url: &str, may_begin: impl FnOnce(&Address, bool) -> Rows<()>) -> Rows<Self> {
        let this = Self::connect(url)?;
        this.locked(|client| {
            this.clear_half_restored()?;
            may_begin(&this.address, this.has_data()?)?;
            block_on(migrate(client))
        })?;
        Ok(this)
    }

    /// Like [`Postgres::open`], but during a restore.
    pub fn open_restoring(url: &str) -> Rows<Self> {
        let this = Self::connect(url)?;
        this.locked(|client| block_on(migrate(client)))?;
        Ok(this)
    }

    fn connect(url: &str) -> Rows<Self> {
        let address = Address::parse(url)?;
        let runtime = link_runtime()?;
        Ok(Self {
            // One more than the writers, for work that may touch any commune.
            writers: pool(&address, WRITERS + 1)?,
            readers: pool(&address, READERS)?,
            address,
            fence: OnceLock::new(),
            turns: AtomicU64::new(0),
            runtime: Some(runtime),
            unreadable: KnownUnreadable::default(),
        })
    }

    fn locked(&self, work: impl FnOnce(&mut tokio_postgres::Client) -> Rows<()>) -> Rows<()> {
        let mut client = self.connection(&self.writers)?;
        let lock = "SELECT pg_advisory_lock($1)";
        block_on(client.execute(lock, &[&OPENING_LOCK]))?;
        let done = work(&mut client);
        let unlock = "SELECT pg_advisory_unlock($1)";
        block_on(client.execute(unlock, &[&OPENING_LOCK]))?;
        done
    }

    /// From now on, writes only while the lock is held.
    pub fn write_behind(&self, fence: Arc<Fence>) {
        let _only_once = self.fence.set(fence);
    }

    pub fn unreadable(&self) -> &KnownUnreadable {
        &self.unreadable
    }

    pub fn is_fenced(&self) -> bool {
        self.fence.get().is_some()
    }

    pub fn turns(&self) -> u64 {
        self.turns.load(Ordering::Relaxed)
    }

    pub fn term(&self) -> Rows<Term> {
        self.fence.get().map_or(Ok(None), |fence| fence.term())
    }

    /// Runs work in one transaction and commits it if the work succeeds.
    pub fn write<T>(
        &self,
        term: Term,
        work: impl FnOnce(&mut dyn Transaction) -> Rows<T>,
    ) -> Rows<T> {
        let client = self.connection(&self.writers)?;
        let mut transaction = PostgresTransaction::writing(
            &client,
            alone::begin(term),
            (&self.turns, &self.unreadable),
        );
        let done = work(&mut transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// Reads one snapshot.
    pub fn read<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> Rows<T>) -> Rows<T> {
        self.read_in(|transaction| work(transaction))
    }

    fn read_in<T>(&self, work: impl FnOnce(&mut PostgresTransaction<'_>) -> Rows<T>) -> Rows<T> {
        let read = || {
            let client = self.connection(&self.readers)?;
            let beside = (&self.turns, &self.unreadable);
            work(&mut PostgresTransaction::reading(&client, beside))
        };
        // Inside a server's task, other tasks go on while this thread waits.
        match runtime::Handle::try_current() {
            Ok(handle) if handle.runtime_flavor() == runtime::RuntimeFlavor::MultiThread => {
                tokio::task::block_in_place(read)
            }
            _ => read(),
        }
    }

    fn connection(&self, pool: &Pool) -> Rows<Object> {
        let _in_the_link = self.runtime.as_ref().map(runtime::Runtime::enter);
        block_on(pool.get()).map_err(unreachable)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.writers.close();
        self.readers.close();
        if let Some(runtime) = self.runtime.take() {
            // Waiting for the runtime to end is not allowed inside another runtime's task.
            runtime.shutdown_background();
        }
    }
}

fn unreachable(error: deadpool_postgres::PoolError) -> StoreError {
    match error {
        deadpool_postgres::PoolError::Backend(error) => {
            StoreError::Unreachable(StoreError::from(error).to_string())
        }
        error => StoreError::Unreachable(error.to_string()),
    }
}

fn link_runtime() -> Rows<runtime::Runtime> {
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(LINK_THREADS)
        .thread_name("store-link")
        .enable_all()
        .build()?;
    Ok(runtime)
}

fn pool(address: &Address, size: usize) -> Rows<Pool> {
    let config = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = Manager::from_config(address.config().clone(), address.tls()?, config);
    Pool::builder(manager)
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT))
        .build()
        .map_err(|error| StoreError::Unreachable(error.to_string()))
}

/// Lets one process at a time migrate. If something fails, the lock ends with the connection.
async fn migrate(client: &mut tokio_postgres::Client) -> Rows<()> {
    let encoding: String = client.query_one("SHOW server_encoding", &[]).await?.get(0);
    if encoding != "UTF8" {
        let why = format!("the database must be UTF8, it is {encoding}");
        return Err(StoreError::Unreachable(why));
    }
    embedded::migrations::runner().run_async(client).await?;
    Ok(())
}
