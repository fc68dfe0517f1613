//! Sends statements in as few round trips as possible.
//!
//! Statements that need no answer first are sent together: BEGIN with the first statement, COMMIT
//! with the last.
use super::flush::Statement;
use crate::rows::Rows;
use deadpool_postgres::ClientWrapper;
use futures::FutureExt;
use futures::executor::block_on;
use futures::future::{try_join, try_join_all, try_join3};
use std::sync::atomic::{AtomicU64, Ordering};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row};

pub type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// One transaction on a connection. Without a commit it is rolled back.
pub struct Talk<'a> {
    client: &'a ClientWrapper,
    /// The BEGIN statement, until it is sent.
    begin: Option<String>,
    open: bool,
    /// Of all transactions of the engine.
    turns: &'a AtomicU64,
}

impl<'a> Talk<'a> {
    pub fn new(client: &'a ClientWrapper, begin: String, turns: &'a AtomicU64) -> Self {
        Self {
            client,
            begin: Some(begin),
            open: false,
            turns,
        }
    }

    pub fn ask(&mut self, sql: &str, params: Params<'_>) -> Rows<Vec<Row>> {
        let statement = block_on(self.client.prepare_cached(sql))?;
        let begin = self.begin();
        let asked = try_join(begin, self.client.query(&statement, params));
        let ((), rows) = block_on(asked)?;
        Ok(rows)
    }

    /// Sends all queries at once. The answers have the same order.
    pub fn ask_all(&mut self, asked: Vec<Statement>) -> Rows<Vec<Vec<Row>>> {
        let ready = block_on(prepare(self.client, asked))?;
        let begin = self.begin();
        let client = self.client;
        let asked = ready.iter().map(|(statement, values)| async move {
            let values: Vec<&(dyn ToSql + Sync)> = values
                .iter()
                .map(|it| &**it as &(dyn ToSql + Sync))
                .collect();
            client.query(statement, &values).await
        });
        let ((), rows) = block_on(try_join(begin, try_join_all(asked)))?;
        Ok(rows)
    }

    /// Sends all statements at once.
    pub fn say_all(&mut self, said: Vec<Statement>) -> Rows<()> {
        self.ask_all(said).map(|_| ())
    }

    /// Sends the last statements and commits, in one round trip.
    pub fn commit(mut self, said: Vec<Statement>) -> Rows<()> {
        let ready = block_on(prepare(self.client, said))?;
        if !self.open && ready.is_empty() {
            return Ok(());
        }
        let begin = self.begin();
        let client = self.client;
        let said = ready
            .into_iter()
            .map(|(statement, values)| async move { client.execute_raw(&statement, values).await });
        // If a statement fails, PostgreSQL turns the COMMIT into a rollback, and the failure is
        // returned.
        block_on(try_join3(
            begin,
            try_join_all(said),
            client.batch_execute("COMMIT"),
        ))?;
        self.open = false;
        Ok(())
    }

    /// Opens what is not open, with what is said in this turn.
    fn begin(&mut self) -> impl Future<Output = Result<(), Error>> + use<'a> {
        let (client, begin) = (self.client, self.begin.take());
        self.open = true;
        self.turns.fetch_add(1, Ordering::Relaxed);
        async move {
            match begin {
                Some(begin) => client.batch_execute(&begin).await,
                None => Ok(()),
            }
        }
    }
}

impl Drop for Talk<'_> {
    fn drop(&mut self) {
        if self.open {
            // The first poll sends it. Whoever gets the connection next speaks after it.
            let _not_waited_for = self.client.batch_execute("ROLLBACK").now_or_never();
        }
    }
}

async fn prepare(
    client: &ClientWrapper,
    said: Vec<Statement>,
) -> Result<Vec<(tokio_postgres::Statement, Vec<super::flush::Value>)>, Error> {
    let mut ready = Vec::with_capacity(said.len());
    for Statement { sql, values } in said {
        ready.push((client.prepare_cached(sql).await?, values));
    }
    Ok(ready)
}
