//! The second factor of an account: a secret shared with an authenticator app, and recovery codes.
use crate::StoreError;
use crate::rows::{DocumentRow, Rows, Transaction};
use domain::{AccountId, CommuneId, Millis};
use serde::{Deserialize, Serialize};
use std::fmt;

const SECOND_FACTOR: &str = "second-factor";

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct SecondFactor {
    pub commune: CommuneId,
    pub account: AccountId,
    /// The shared secret in Base32, as authenticator apps take it.
    pub secret: String,
    /// When its first code was right; from then on a code is asked for.
    #[serde(default)]
    pub confirmed_at: Option<Millis>,
    /// The last time step whose code was accepted. No code is accepted twice.
    #[serde(default)]
    pub last_step: u64,
    /// SHA-256 of each recovery code that is left.
    #[serde(default)]
    pub recovery: Vec<String>,
}

impl SecondFactor {
    pub fn get(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        account: &AccountId,
    ) -> Rows<Option<Self>> {
        let row = rows.document(commune, SECOND_FACTOR, account.as_str())?;
        row.as_ref().map(Self::read).transpose()
    }

    /// The second factor that is asked for at sign-in, if there is one.
    pub fn in_force(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        account: &AccountId,
    ) -> Rows<Option<Self>> {
        let found = Self::get(rows, commune, account)?;
        Ok(found.filter(|it| it.confirmed_at.is_some()))
    }

    pub fn all(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Self>> {
        let found = rows.documents(commune, SECOND_FACTOR)?;
        found.iter().map(Self::read).collect()
    }

    pub fn put(&self, rows: &mut dyn Transaction) -> Rows<()> {
        let body = serde_json::to_string(self)
            .map_err(|error| StoreError::damaged("second factor", error))?;
        rows.put_document(
            SECOND_FACTOR,
            &DocumentRow {
                commune: self.commune.clone(),
                id: self.account.to_string(),
                key: String::new(),
                body,
            },
        )
    }

    /// Removes it; `false` if there was none.
    pub fn remove(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        account: &AccountId,
    ) -> Rows<bool> {
        let known = Self::get(rows, commune, account)?.is_some();
        if known {
            rows.delete_document(commune, SECOND_FACTOR, account.as_str())?;
        }
        Ok(known)
    }

    fn read(row: &DocumentRow) -> Rows<Self> {
        serde_json::from_str(&row.body).map_err(|error| StoreError::damaged("second factor", error))
    }
}

impl fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecondFactor({})", self.account)
    }
}
