//! Only one process at a time may keep a database's records in memory and write to it.
//!
//! The lock belongs to a connection. It ends with the connection, and another server may have it
//! before this one has noticed. So the process that takes it also takes a number, its term. Each
//! writing transaction checks its term right after BEGIN, in the same round trip, and holds a
//! shared lock. The next process to take a term waits for that lock, so nothing of an earlier term
//! is committed later.
use super::{Address, link_runtime};
use crate::StoreError;
use crate::rows::Rows;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Error, SimpleQueryMessage};

/// Held by the process that appends.
pub(super) const ALONE_LOCK: i64 = 0x7475_6e67_6e68_6102;
/// Held, shared, by each writing transaction, and exclusively by a process that takes the next
/// term.
const TERM_LOCK: i64 = 0x7475_6e67_6e68_6103;
/// Pause between two tries to reach a database that went away.
const TRY_AGAIN: Duration = Duration::from_millis(500);
/// How long the connection that holds the lock may be silent before it is checked.
const SILENCE: Duration = Duration::from_secs(15);
/// No term: the lock is not held.
const NONE: i64 = 0;

/// The lock, held through a connection of its own for as long as this lives.
#[derive(Debug)]
pub(crate) struct Alone {
    runtime: Option<Runtime>,
    fence: Arc<Fence>,
}

/// Asked by a store before it writes.
#[derive(Debug, Default)]
pub(crate) struct Fence {
    /// A store writes under it, so its tables exist.
    in_use: AtomicBool,
    term: AtomicI64,
    client: Mutex<Option<Arc<Client>>>,
}

/// The term that a transaction writes in; `None` if no process holds the database alone.
pub(crate) type Term = Option<i64>;

/// The connection that holds the lock.
struct LockConnection {
    client: Arc<Client>,
    connection: JoinHandle<Result<(), Error>>,
}

impl Alone {
    /// Takes the lock; `None` if another process has it.
    pub fn take(url: &str) -> Rows<Option<Self>> {
        let address = Address::parse(url)?;
        let runtime = link_runtime()?;
        let taken = runtime
            .block_on(async {
                let (client, connection) = connect(&address).await?;
                let sql = "SELECT pg_try_advisory_lock($1)";
                let row = client.query_one(sql, &[&ALONE_LOCK]).await?;
                let client = Arc::new(client);
                let held = LockConnection { client, connection };
                Ok(row.try_get::<_, bool>(0)?.then_some(held))
            })
            .map_err(|error: StoreError| StoreError::Unreachable(error.to_string()))?;
        Ok(taken.map(|held| {
            let fence = Arc::new(Fence::default());
            fence.keep(Some(held.client.clone()));
            runtime.spawn(hold(address, held, fence.clone()));
            Self {
                runtime: Some(runtime),
                fence,
            }
        }))
    }

    /// Starts a term of this process. The tables must exist.
    pub fn begin_term(&self) -> Rows<Arc<Fence>> {
        self.fence.in_use.store(true, Ordering::SeqCst);
        if let (Some(runtime), Some(client)) = (&self.runtime, self.fence.client()) {
            let term = runtime.block_on(next_term(&client))?;
            self.fence.term.fetch_max(term, Ordering::SeqCst);
        }
        Ok(self.fence.clone())
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.fence.lose();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Fence {
    /// The term to write in, or an error if the lock is not held now.
    pub fn term(&self) -> Rows<Term> {
        match self.term.load(Ordering::SeqCst) {
            NONE => Err(StoreError::NotAlone),
            term => Ok(Some(term)),
        }
    }

    fn lose(&self) {
        self.term.store(NONE, Ordering::SeqCst);
        self.keep(None);
    }

    fn keep(&self, client: Option<Arc<Client>>) {
        *self.client.lock().unwrap_or_else(PoisonError::into_inner) = client;
    }

    fn client(&self) -> Option<Arc<Client>> {
        let client = self.client.lock();
        client.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The statements that begin a writing transaction, in one message.
pub(super) fn begin(term: Term) -> String {
    match term {
        Some(term) => format!(
            "BEGIN; SELECT pg_advisory_xact_lock_shared({TERM_LOCK}); SELECT must_be_writer({term})"
        ),
        None => "BEGIN".to_owned(),
    }
}

/// Takes the next term, after waiting for all transactions of earlier terms.
async fn next_term(client: &Client) -> Rows<i64> {
    // One message is one transaction, and its second statement sees what the first one waited for.
    let sql = format!(
        "SELECT pg_advisory_xact_lock({TERM_LOCK}); UPDATE writer SET term = term + 1 RETURNING term"
    );
    let told = client.simple_query(&sql).await?;
    let terms = told.iter().filter_map(|it| match it {
        SimpleQueryMessage::Row(row) => row.try_get("term").ok()??.parse().ok(),
        _ => None,
    });
    let term: Option<i64> = terms.last();
    term.ok_or_else(|| StoreError::damaged("table writer", "it must have one row"))
}

/// Stops writing when the connection ends, and takes the lock again.
async fn hold(address: Address, mut held: LockConnection, fence: Arc<Fence>) {
    loop {
        let _ended = held.connection.await;
        fence.lose();
        tracing::error!("the lock on the database is lost: nothing is written until it is back");
        held = loop {
            match lock(&address, &fence).await {
                Ok(again) => break again,
                Err(_not_yet) => tokio::time::sleep(TRY_AGAIN).await,
            }
        };
        tracing::warn!("the lock on the database is held again");
    }
}

/// Takes the lock. Waits if another process was faster.
async fn lock(address: &Address, fence: &Fence) -> Rows<LockConnection> {
    let (client, connection) = connect(address).await?;
    client
        .execute("SELECT pg_advisory_lock($1)", &[&ALONE_LOCK])
        .await?;
    let client = Arc::new(client);
    fence.keep(Some(client.clone()));
    if fence.in_use.load(Ordering::SeqCst) {
        let term = next_term(&client).await?;
        fence.term.fetch_max(term, Ordering::SeqCst);
    }
    Ok(LockConnection { client, connection })
}

async fn connect(address: &Address) -> Rows<(Client, JoinHandle<Result<(), Error>>)> {
    let mut config = address.config().clone();
    // A broken connection is noticed within half a minute.
    config
        .keepalives_idle(SILENCE)
        .keepalives_interval(SILENCE / 3)
        .keepalives_retries(3)
        .tcp_user_timeout(2 * SILENCE);
    let (client, connection) = config.connect(address.tls()?).await?;
    Ok((client, tokio::spawn(connection)))
}
