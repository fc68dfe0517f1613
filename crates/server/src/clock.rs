//! Time and randomness, passed in so that tests can control both.
use domain::{EntryId, Millis};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use sync::TOLERATED_MS;

/// The source of the server's time.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Stands still until a test moves it.
    Fixed(Arc<Stopped>),
}

/// The time of a fixed clock, and of the steady clock beside it, which nobody can set.
#[derive(Debug)]
pub struct Stopped {
    wall: AtomicI64,
    steady: AtomicI64,
}

/// Notices when the clock was set while the server runs.
#[derive(Debug, Default)]
pub struct Jumps(Mutex<Option<(Millis, i64)>>);

impl Clock {
    pub fn fixed(at: Millis) -> Self {
        Self::Fixed(Arc::new(Stopped {
            wall: AtomicI64::new(at.0),
            steady: AtomicI64::new(0),
        }))
    }

    pub fn now(&self) -> Millis {
        match self {
            Clock::System => Millis(since_epoch_ms()),
            Clock::Fixed(it) => Millis(it.wall.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock forward. The system's clock is not affected.
    pub fn advance(&self, ms: i64) {
        self.set_by(ms);
        if let Clock::Fixed(it) = self {
            it.steady.fetch_add(ms, Ordering::SeqCst);
        }
    }

    /// Sets a fixed clock to another time, as someone may set the system's clock.
    pub fn set_by(&self, ms: i64) {
        if let Clock::Fixed(it) = self {
            it.wall.fetch_add(ms, Ordering::SeqCst);
        }
    }

    /// A clock in milliseconds that runs on whatever the other clock is set to. Its starting point
    /// means nothing.
    pub fn steady_ms(&self) -> i64 {
        static BEGAN: OnceLock<Instant> = OnceLock::new();
        match self {
            Clock::System => {
                let since = BEGAN.get_or_init(Instant::now).elapsed();
                i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
            }
            Clock::Fixed(it) => it.steady.load(Ordering::SeqCst),
        }
    }
}

impl Jumps {
    /// How far the clock was set since the last call; `None` if too little to matter.
    pub fn look(&self, clock: &Clock) -> Option<i64> {
        let seen = (clock.now(), clock.steady_ms());
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (wall, steady) = last.replace(seen)?;
        let set_by = (seen.0.0 - wall.0) - (seen.1 - steady);
        (set_by.saturating_abs() > TOLERATED_MS).then_some(set_by)
    }
}

fn since_epoch_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}

/// The source of random bytes.
#[derive(Clone)]
pub enum Chance {
    System,
    /// The same bytes in every run, for tests and the demonstration commune.
    Seeded(Arc<AtomicU64>),
}

impl Chance {
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(AtomicU64::new(seed << 32)))
    }

    /// Returns `N` random bytes, at most 32.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match self {
            Chance::System => {
                getrandom::fill(&mut bytes).expect("the system gives random bytes once it is up");
            }
            Chance::Seeded(next) => {
                let number = next.fetch_add(1, Ordering::SeqCst);
                let digest = Sha256::digest(number.to_be_bytes());
                bytes
                    .iter_mut()
                    .zip(digest)
                    .for_each(|(byte, from)| *byte = from);
            }
        }
        bytes
    }

    pub fn number(&self) -> u64 {
        u64::from_be_bytes(self.bytes())
    }

    pub fn entry_id(&self, at: Millis) -> EntryId {
        EntryId::made(at, self.bytes())
    }
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Chance::System => "Chance::System",
            Chance::Seeded(_) => "Chance::Seeded",
        })
    }
}
