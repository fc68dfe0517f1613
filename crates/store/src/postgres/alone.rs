//! One process at a time may keep a database's records in memory.
use super::{Address, link_runtime};
use crate::StoreError;
use crate::rows::Rows;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Error};

/// Held by whoever appends.
const ALONE_LOCK: i64 = 0x7475_6e67_6e68_6102;
/// Between two tries to reach a database that went away.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// Held as long as this lives, by a connection of its own.
#[derive(Debug)]
pub(crate) struct Alone {
    runtime: Option<Runtime>,
}

/// The lock is the connection's.
struct Held {
    _client: Client,
    connection: JoinHandle<Result<(), Error>>,
}

impl Alone {
    /// `None` where another process has it.
    pub fn take(url: &str) -> Rows<Option<Self>> {
        let address = Address::parse(url)?;
        let runtime = link_runtime()?;
        let taken = runtime
            .block_on(async {
                let (client, connection) = connect(&address).await?;
                let sql = "SELECT pg_try_advisory_lock($1)";
                let row = client.query_one(sql, &[&ALONE_LOCK]).await?;
                let held = Held {
                    _client: client,
                    connection,
                };
                Ok(row.try_get::<_, bool>(0)?.then_some(held))
            })
            .map_err(|error: StoreError| StoreError::Unreachable(error.to_string()))?;
        Ok(taken.map(|held| {
            runtime.spawn(hold(address, held));
            Self {
                runtime: Some(runtime),
            }
        }))
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Takes the lock again where the database was restarted.
async fn hold(address: Address, mut held: Held) {
    loop {
        let _ended = held.connection.await;
        tracing::warn!("the database went away; the lock on it is taken again when it is back");
        held = loop {
            tokio::time::sleep(TRY_AGAIN).await;
            if let Ok(again) = lock(&address).await {
                break again;
            }
        };
    }
}

/// Waits for its turn, should another process have been quicker.
async fn lock(address: &Address) -> Rows<Held> {
    let (client, connection) = connect(address).await?;
    client
        .execute("SELECT pg_advisory_lock($1)", &[&ALONE_LOCK])
        .await?;
    Ok(Held {
        _client: client,
        connection,
    })
}

async fn connect(address: &Address) -> Rows<(Client, JoinHandle<Result<(), Error>>)> {
    let (client, connection) = address.config().connect(address.tls()?).await?;
    Ok((client, tokio::spawn(connection)))
}
