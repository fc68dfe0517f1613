//! Who may sign in.
use domain::{AccountId, CommuneId, Scope};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Someone who may sign in, as far as pages need to know.
#[derive(Clone, PartialEq, Debug)]
pub struct Account {
    pub commune: CommuneId,
    pub id: AccountId,
    pub name: String,
    pub scope: Scope,
}

/// The accounts of this process, until the store keeps them.
#[derive(Debug, Default)]
pub struct Accounts {
    known: Mutex<HashMap<String, (Account, String)>>,
}

impl Accounts {
    pub fn add(&self, account: Account, password_hash: String) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(account.id.to_string(), (account, password_hash));
    }

    pub fn named(&self, name: &str) -> Option<(Account, String)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(name).cloned()
    }
}
