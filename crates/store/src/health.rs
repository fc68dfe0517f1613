//! Whether the store can take work now. Asks the writers themselves, and checks the file's pages.
use crate::engine::Engine;
use crate::rows::{DocumentRow, Rows};
use crate::{Store, StoreError};
use domain::{CommuneId, Millis};

/// Kind of the row that each probe writes again in the first commune. Only a real commit shows that
/// commits reach the disk.
const PROBE: &str = "probe";
const ID: &str = "writer";

impl Store {
    /// Sends a row through every writer, behind the work that waits there, and commits it. The
    /// caller limits how long this may take.
    ///
    /// # Errors
    /// Whatever the next work would fail with: no room, read only, the database away, or a writer
    /// that ended.
    pub async fn probe(&self, now: Millis) -> Rows<()> {
        let store = self.clone();
        let brought = tokio::task::spawn_blocking(move || {
            let first = store.first_commune()?;
            let mut rounds = store.writer.rounds();
            rounds.extend(first.map(|commune| store.touch(&commune, now)));
            Rows::Ok(rounds)
        });
        let rounds = brought.await.map_err(|_| StoreError::WriterEnded)??;
        for round in rounds {
            round.done().await?;
        }
        match self.writer.is_alive() {
            true => Ok(()),
            false => Err(StoreError::WriterEnded),
        }
    }

    /// Read once only, so that a check of the writer does not depend on the readers.
    fn first_commune(&self) -> Rows<Option<CommuneId>> {
        if let Some(known) = self.first.get() {
            return Ok(Some(known.clone()));
        }
        let first = self.read(|rows| Ok(rows.communes()?.into_iter().next()))?;
        Ok(first.map(|it| self.first.get_or_init(|| it).clone()))
    }

    fn touch(&self, commune: &CommuneId, now: Millis) -> crate::Pending<()> {
        let row = DocumentRow {
            commune: commune.clone(),
            id: ID.to_owned(),
            key: String::new(),
            body: now.0.to_string(),
        };
        self.write_to(commune, move |ledger| {
            ledger.transaction().put_document(PROBE, &row)
        })
    }

    /// Whether the lock on the database is held; `None` if the engine needs no connection for it.
    pub fn holds_lock(&self) -> Option<bool> {
        match &*self.engine {
            Engine::Sqlite(_) => None,
            Engine::Postgres(it) => it.is_fenced().then(|| it.term().is_ok()),
        }
    }

    /// Reads every page of the file and returns what is wrong with it. This is slow. PostgreSQL
    /// reports damaged pages itself when it reads them.
    pub fn check_pages(&self) -> Rows<Vec<String>> {
        match &*self.engine {
            Engine::Sqlite(it) => it.check_pages(),
            Engine::Postgres(_) => Ok(Vec::new()),
        }
    }
}
