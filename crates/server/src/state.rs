//! What every handler may use.
use crate::Config;
use crate::account::Accounts;
use crate::clock::{Chance, Clock};
use crate::limit::Limits;
use crate::password::Passwords;
use crate::session::Sessions;
use std::sync::Arc;

/// Cheap to clone: everything inside is shared.
#[derive(Clone, Debug)]
pub struct AppState {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub chance: Chance,
    pub accounts: Arc<Accounts>,
    pub sessions: Arc<Sessions>,
    pub limits: Arc<Limits>,
    pub passwords: Arc<Passwords>,
}

impl AppState {
    pub fn new(config: Config, clock: Clock, chance: Chance) -> Self {
        Self {
            config: Arc::new(config),
            clock,
            chance,
            accounts: Arc::default(),
            sessions: Arc::default(),
            limits: Arc::default(),
            passwords: Arc::default(),
        }
    }
}
