//! What every request handler may use.
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
use crate::phone_app::Shelf;
use crate::public::Faces;
use crate::reading::Readings;
use crate::recount::Recounting;
use crate::session::Sessions;
use crate::share::{Burned, Bytes};
use crate::sign_in::Halfway;
use std::sync::Arc;
use store::Store;

/// Cheap to clone: everything inside is shared.
#[derive(Clone, Debug)]
pub struct AppState {
    pub store: Store,
    pub readings: Arc<Readings>,
    pub config: Arc<Config>,
    pub clock: Clock,
    pub chance: Chance,
    pub sessions: Arc<Sessions>,
    /// Sign-ins with a right password that still need a code.
    pub halfway: Arc<Halfway>,
    pub limits: Arc<Limits>,
    pub passwords: Arc<Passwords>,
    /// Bytes being sent or received, and processor time used, for each address.
    pub bytes: Bytes,
    pub burned: Burned,
    pub shelf: Arc<Shelf>,
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
    pub recounting: Recounting,
}

impl AppState {
    pub fn new(store: Store, config: Config, clock: Clock, chance: Chance) -> Self {
        Self {
            sessions: Arc::new(Sessions::new(&store)),
            readings: Arc::new(Readings::new(&store)),
            store,
            limits: Arc::new(Limits::new(&clock)),
            burned: Burned::new(&clock, config.burned_per_minute),
            bytes: Bytes::default(),
            shelf: Arc::new(Shelf::fill(config.phone.as_deref())),
            config: Arc::new(config),
            clock,
            chance,
            halfway: Arc::default(),
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
            recounting: Recounting::default(),
        }
    }
}
