//! The shelf on IndexedDB. A transaction closes by itself as soon as anything else is awaited,
//! so each method awaits only requests of its own transaction.

use crate::shelf::{Change, Shelf, ShelfProblem, Table};
use idb::{
    Database, DatabaseEvent, Factory, ObjectStoreParams, Query, Transaction, TransactionMode,
};
use js_sys::Uint8Array;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CryptoKey;

const NAME: &str = "tungnha";
const VERSION: u32 = 4;
/// The table for the device's key, which is a handle and has no readable bytes.
const KEYS: &str = "keys";
const DEVICE_KEY: &str = "device";

#[derive(Debug)]
pub struct IndexedShelf {
    database: RefCell<Database>,
}

impl IndexedShelf {
    pub async fn open() -> Result<Self, ShelfProblem> {
        Ok(Self {
            database: RefCell::new(open().await?),
        })
    }

    /// Begins a transaction. Browsers close a database when the disk is full; it is opened again
    /// then, so that nobody has to load the page again once there is room.
    async fn begin(
        &self,
        tables: &[&str],
        mode: TransactionMode,
    ) -> Result<Transaction, ShelfProblem> {
        let begun = self.database.borrow().transaction(tables, mode);
        if let Ok(transaction) = begun {
            return Ok(transaction);
        }
        let again = open().await?;
        let transaction = again.transaction(tables, mode).map_err(problem)?;
        self.database.replace(again);
        Ok(transaction)
    }

    pub async fn device_key(&self) -> Result<Option<CryptoKey>, ShelfProblem> {
        let transaction = self.begin(&[KEYS], TransactionMode::ReadOnly).await?;
        let store = transaction.object_store(KEYS).map_err(problem)?;
        let found = store
            .get(JsValue::from(DEVICE_KEY))
            .map_err(problem)?
            .await
            .map_err(problem)?;
        Ok(found.and_then(|value| value.dyn_into().ok()))
    }

    pub async fn keep_device_key(&self, key: &CryptoKey) -> Result<(), ShelfProblem> {
        let transaction = self.begin(&[KEYS], TransactionMode::ReadWrite).await?;
        let store = transaction.object_store(KEYS).map_err(problem)?;
        store.put(key, Some(&DEVICE_KEY.into())).map_err(problem)?;
        finish(transaction).await
    }

    /// Destroys everything, the device's key first.
    pub async fn destroy(&self) -> Result<(), ShelfProblem> {
        let tables: Vec<&str> = [KEYS]
            .into_iter()
            .chain(Table::ALL.map(Table::name))
            .collect();
        let transaction = self.begin(&tables, TransactionMode::ReadWrite).await?;
        for table in tables {
            transaction
                .object_store(table)
                .and_then(|store| store.clear())
                .map_err(problem)?;
        }
        finish(transaction).await
    }
}

async fn open() -> Result<Database, ShelfProblem> {
    let mut opening = Factory::new()
        .and_then(|factory| factory.open(NAME, Some(VERSION)))
        .map_err(problem)?;
    opening.on_upgrade_needed(|event| {
        let Ok(database) = event.database() else {
            return;
        };
        for table in Table::ALL.map(Table::name).into_iter().chain([KEYS]) {
            // A table that an earlier version made stays as it is. If one cannot be made, its first
            // transaction fails and shows it.
            drop(database.create_object_store(table, ObjectStoreParams::new()));
        }
    });
    let mut database = opening.await.map_err(problem)?;
    // A newer version of the app in another tab wants to change the tables, so this one closes.
    database.on_version_change(|event| {
        if let Some(target) = event.target() {
            target.unchecked_into::<web_sys::IdbDatabase>().close();
        }
    });
    Ok(database)
}

impl Shelf for IndexedShelf {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, ShelfProblem> {
        let transaction = self
            .begin(&[table.name()], TransactionMode::ReadOnly)
            .await?;
        let store = transaction.object_store(table.name()).map_err(problem)?;
        let found = store
            .get(JsValue::from(key))
            .map_err(problem)?
            .await
            .map_err(problem)?;
        Ok(found.as_ref().map(bytes))
    }

    async fn all(&self, table: Table) -> Result<Vec<(String, Vec<u8>)>, ShelfProblem> {
        let transaction = self
            .begin(&[table.name()], TransactionMode::ReadOnly)
            .await?;
        let store = transaction.object_store(table.name()).map_err(problem)?;
        let keys = store.get_all_keys(None::<Query>, None).map_err(problem)?;
        let values = store.get_all(None::<Query>, None).map_err(problem)?;
        let (keys, values) = (keys.await.map_err(problem)?, values.await.map_err(problem)?);
        let keys = keys.into_iter().filter_map(|key| key.as_string());
        Ok(keys.zip(values.iter().map(bytes)).collect())
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<(), ShelfProblem> {
        let names: Vec<&str> = Table::ALL.map(Table::name).to_vec();
        let transaction = self.begin(&names, TransactionMode::ReadWrite).await?;
        for change in changes {
            let asked = match change {
                Change::Put { table, key, value } => transaction
                    .object_store(table.name())
                    .and_then(|store| {
                        store.put(&Uint8Array::from(value.as_slice()), Some(&key.into()))
                    })
                    .map(drop),
                Change::Delete { table, key } => transaction
                    .object_store(table.name())
                    .and_then(|store| store.delete(JsValue::from(key)))
                    .map(drop),
                Change::Clear { table } => transaction
                    .object_store(table.name())
                    .and_then(|store| store.clear())
                    .map(drop),
            };
            asked.map_err(problem)?;
        }
        finish(transaction).await
    }
}

/// The bytes, taken without building another JavaScript array: a book has tens of thousands of
/// rows.
fn bytes(value: &JsValue) -> Vec<u8> {
    match value.dyn_ref::<Uint8Array>() {
        Some(array) => array.to_vec(),
        None => Uint8Array::new(value).to_vec(),
    }
}

async fn finish(transaction: Transaction) -> Result<(), ShelfProblem> {
    let result = transaction
        .commit()
        .map_err(problem)?
        .await
        .map_err(problem)?;
    if result.is_committed() {
        Ok(())
    } else {
        Err(ShelfProblem {
            name: "AbortError".to_owned(),
        })
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err asks for"
)]
fn problem(error: idb::Error) -> ShelfProblem {
    ShelfProblem {
        name: error.to_string(),
    }
}
