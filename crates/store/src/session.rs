//! Open sessions of the office, stored under the hash of their token, and the places from which
//! each account signed in.
use crate::StoreError;
use crate::account::Account;
use crate::rows::{DocumentRow, Rows, Transaction};
use domain::{AccountId, CommuneId, Millis};
use serde::{Deserialize, Serialize};

const SESSION: &str = "session";
const PLACES: &str = "sign-in-places";

/// The most sessions of one account. A new one replaces the session that was unused the longest.
pub const SESSIONS_OF_ONE_LIMIT: usize = 20;
/// The most places remembered for one account, and for how long.
pub const PLACES_LIMIT: usize = 16;
const PLACE_LIFE_MS: i64 = 180 * Millis::DAY;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OpenSession {
    /// SHA-256 of its token, in hexadecimal.
    pub id: String,
    pub commune: CommuneId,
    pub account: AccountId,
    pub opened: Millis,
    /// When it was last used, to the minute.
    pub used: Millis,
    /// What its browser says it is, shortened.
    #[serde(default)]
    pub browser: String,
    /// A hash of the account's password and role when the session was opened. The session ends when
    /// either changes, however that happened.
    pub bond: String,
}

impl OpenSession {
    pub fn put(&self, rows: &mut dyn Transaction) -> Rows<()> {
        rows.put_document(SESSION, &row(&self.commune, &self.id, &self.id, self)?)
    }

    /// The session with this token hash, in any commune.
    pub fn by_id(rows: &mut dyn Transaction, id: &str) -> Rows<Option<Self>> {
        let found = rows.documents_by_key(SESSION, id)?;
        found.first().map(read).transpose()
    }

    pub fn all(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Self>> {
        rows.documents(commune, SESSION)?.iter().map(read).collect()
    }

    pub fn remove(&self, rows: &mut dyn Transaction) -> Rows<()> {
        rows.delete_document(&self.commune, SESSION, &self.id)
    }

    /// Signs an account out everywhere. Returns how many sessions there were.
    pub fn remove_all_of(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        account: &AccountId,
    ) -> Rows<usize> {
        let mut all = Self::all(rows, commune)?;
        all.retain(|it| it.account == *account);
        for session in &all {
            session.remove(rows)?;
        }
        Ok(all.len())
    }

    /// Makes room for one more session of this account.
    pub fn remove_oldest_of(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        account: &AccountId,
    ) -> Rows<()> {
        let mut all = Self::all(rows, commune)?;
        all.retain(|it| it.account == *account);
        all.sort_by_key(|it| std::cmp::Reverse(it.used));
        for session in all.iter().skip(SESSIONS_OF_ONE_LIMIT - 1) {
            session.remove(rows)?;
        }
        Ok(())
    }
}

/// Places from which an account signed in successfully, as hashes.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct SignInPlaces {
    /// The latest first.
    pub known: Vec<(String, Millis)>,
}

impl SignInPlaces {
    pub fn of(rows: &mut dyn Transaction, account: &Account) -> Rows<Self> {
        let row = rows.document(&account.commune, PLACES, account.id.as_str())?;
        Ok(row.as_ref().map(read).transpose()?.unwrap_or_default())
    }

    pub fn is_known(&self, place: &str, now: Millis) -> bool {
        let fresh = |at: &Millis| now.0.saturating_sub(at.0) < PLACE_LIFE_MS;
        self.known.iter().any(|(it, at)| it == place && fresh(at))
    }

    pub fn remember(
        rows: &mut dyn Transaction,
        account: &Account,
        place: String,
        now: Millis,
    ) -> Rows<()> {
        let mut places = Self::of(rows, account)?;
        places.known.retain(|(it, _)| *it != place);
        places.known.insert(0, (place, now));
        places.known.truncate(PLACES_LIMIT);
        let id = account.id.as_str();
        rows.put_document(PLACES, &row(&account.commune, id, "", &places)?)
    }
}

fn row(commune: &CommuneId, id: &str, key: &str, value: &impl Serialize) -> Rows<DocumentRow> {
    Ok(DocumentRow {
        commune: commune.clone(),
        id: id.to_owned(),
        key: key.to_owned(),
        body: serde_json::to_string(value).map_err(|why| StoreError::damaged("session", why))?,
    })
}

fn read<T: serde::de::DeserializeOwned>(row: &DocumentRow) -> Rows<T> {
    serde_json::from_str(&row.body).map_err(|why| StoreError::damaged("session", why))
}
