//! An interrupted restore: found by its guard, and removed as if it had never begun.
use super::alone::ALONE_LOCK;
use super::{Address, Postgres, link_runtime};
use crate::StoreError;
use crate::rows::Rows;
use futures::executor::block_on;
use tokio_postgres::Client;

/// A table created in the transaction that loads a dump, and dropped when all the rest is done.
pub(super) const GUARD: &str = "restoring";

/// Drops all tables and functions in one statement. What belongs to an extension stays.
pub(super) const EMPTY: &str = "DO $$ DECLARE it text; BEGIN
    FOR it IN SELECT format('DROP TABLE %I CASCADE', tablename) FROM pg_tables
        WHERE schemaname = current_schema()
    UNION ALL SELECT format('DROP ROUTINE %s', p.oid::regprocedure) FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace AND NOT EXISTS (
            SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
            AND d.objid = p.oid AND d.deptype = 'e')
    LOOP EXECUTE it; END LOOP;
END $$";

/// Removes an interrupted restore. For the process that holds the database alone.
pub(crate) fn clear(url: &str) -> Rows<()> {
    let address = Address::parse(url)?;
    let runtime = link_runtime()?;
    let cleared = runtime.block_on(async {
        let (client, connection) = address.config().connect(address.tls()?).await?;
        let connection = tokio::spawn(connection);
        if is_guarded(&client).await? {
            drop_all(&client).await?;
        }
        drop(client);
        let _ended = connection.await;
        Ok(())
    });
    runtime.shutdown_background();
    cleared.map_err(|error: StoreError| StoreError::Unreachable(error.to_string()))
}

impl Postgres {
    /// # Errors
    /// When another process is still restoring.
    pub(super) fn clear_half_restored(&self) -> Rows<()> {
        let client = self.connection(&self.writers)?;
        block_on(async {
            if !is_guarded(&client).await? {
                return Ok(());
            }
            let sql = "SELECT pg_try_advisory_lock($1)";
            let is_alone: bool = client.query_one(sql, &[&ALONE_LOCK]).await?.get(0);
            if !is_alone {
                return Err(StoreError::Restoring);
            }
            let dropped = drop_all(&client).await;
            let sql = "SELECT pg_advisory_unlock($1)";
            client.execute(sql, &[&ALONE_LOCK]).await?;
            dropped
        })
    }

    /// Removes the guard: the restore is complete.
    pub fn is_restored(&self) -> Rows<()> {
        let client = self.connection(&self.writers)?;
        let drop = format!("DROP TABLE {GUARD}");
        Ok(block_on(client.batch_execute(&drop))?)
    }
}

impl Postgres {
    /// Whether there is a commune. The database may not have any table yet.
    pub(super) fn has_data(&self) -> Rows<bool> {
        let client = self.connection(&self.writers)?;
        block_on(async {
            if !has_table(&client, "commune").await? {
                return Ok(false);
            }
            let sql = "SELECT count(*) FROM (SELECT 1 FROM commune LIMIT 1) AS first";
            let count: i64 = client.query_one(sql, &[]).await?.get(0);
            Ok(count > 0)
        })
    }
}

async fn is_guarded(client: &Client) -> Rows<bool> {
    has_table(client, GUARD).await
}

async fn has_table(client: &Client, name: &str) -> Rows<bool> {
    let sql =
        "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1";
    let count: i64 = client.query_one(sql, &[&name]).await?.get(0);
    Ok(count > 0)
}

/// A restore begins only in an empty database, so everything in it came from the restore.
async fn drop_all(client: &Client) -> Rows<()> {
    client.batch_execute(EMPTY).await?;
    tracing::warn!("a restore was broken off: what it had brought is removed, restore again");
    Ok(())
}
