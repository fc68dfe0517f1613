//! What every handler may use.
use crate::Config;
use crate::api::{PhotoUploads, Syncs, Tokens};
use crate::clock::{Chance, Clock, Jumps};
use crate::health::Health;
use crate::limit::Limits;
use crate::market::Stalls;
use crate::metrics::Metrics;
use crate::office::Uploads;
use crate::office::business::Packs;
use crate::password::Passwords;
use crate::public::Faces;
use crate::session::Sessions;
use std::sync::Arc;
use store::Store;

/// Cheap to clone: everything inside is shared.
#[derive(Clone, Debug)]
pub struct AppState {
    pub store: Store,
    pub config: Arc<Config>,
    pub clock: Clock,
    pub chance: Chance,
    pub sessions: Arc<Sessions>,
    /// Those who gave their password and not yet their code.
    pub halfway: Arc<Sessions>,
    pub limits: Arc<Limits>,
    pub passwords: Arc<Passwords>,
    pub syncs: Arc<Syncs>,
    pub tokens: Arc<Tokens>,
    pub photo_uploads: Arc<PhotoUploads>,
    pub uploads: Arc<Uploads>,
    pub stalls: Arc<Stalls>,
    pub faces: Arc<Faces>,
    pub packs: Packs,
    pub metrics: Metrics,
    pub health: Health,
    pub jumps: Arc<Jumps>,
}

impl AppState {
    pub fn new(store: Store, config: Config, clock: Clock, chance: Chance) -> Self {
        Self {
            store,
            config: Arc::new(config),
            clock,
            chance,
            sessions: Arc::default(),
            halfway: Arc::default(),
            limits: Arc::default(),
            passwords: Arc::default(),
            syncs: Arc::default(),
            tokens: Arc::default(),
            photo_uploads: Arc::default(),
            uploads: Arc::default(),
            stalls: Arc::default(),
            faces: Arc::default(),
            packs: Packs::default(),
            metrics: Metrics::default(),
            health: Health::default(),
            jumps: Arc::default(),
        }
    }
}
