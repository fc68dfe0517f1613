//! One process at a time may keep a database's records in memory.
use super::{Address, link_runtime};
use crate::StoreError;
use crate::rows::Rows;
use tokio::runtime::Runtime;
use tokio_postgres::Client;

/// Held by whoever appends.
const ALONE_LOCK: i64 = 0x7475_6e67_6e68_6102;

/// Held as long as this lives, by a connection of its own.
#[derive(Debug)]
pub(crate) struct Alone {
    client: Option<Client>,
    runtime: Option<Runtime>,
}

impl Alone {
    /// `None` where another process has it.
    pub fn take(url: &str) -> Rows<Option<Self>> {
        let address = Address::parse(url)?;
        let runtime = link_runtime()?;
        let tls = address.tls()?;
        let work = async {
            let (client, connection) = address.config().connect(tls).await?;
            tokio::spawn(connection);
            let sql = "SELECT pg_try_advisory_lock($1)";
            let taken: bool = client.query_one(sql, &[&ALONE_LOCK]).await?.get(0);
            Ok::<_, tokio_postgres::Error>(taken.then_some(client))
        };
        let client = runtime
            .block_on(work)
            .map_err(|error| StoreError::Unreachable(StoreError::from(error).to_string()))?;
        Ok(client.map(|client| Self {
            client: Some(client),
            runtime: Some(runtime),
        }))
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.client.take();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
