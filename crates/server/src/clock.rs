//! Time and chance, handed in so that tests can fix both.
use domain::{EntryId, Millis};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// What the server takes for the time.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Stands still until a test moves it.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    pub fn fixed(at: Millis) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.0)))
    }

    pub fn now(&self) -> Millis {
        match self {
            Clock::System => Millis(since_epoch_ms()),
            Clock::Fixed(at) => Millis(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock; the system's goes by itself.
    pub fn advance(&self, ms: i64) {
        if let Clock::Fixed(at) = self {
            at.fetch_add(ms, Ordering::SeqCst);
        }
    }
}

fn since_epoch_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}

/// Where random bytes come from.
#[derive(Clone)]
pub enum Chance {
    System,
    /// The same bytes in every run, for tests and for the demonstration commune.
    Seeded(Arc<AtomicU64>),
}

impl Chance {
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(AtomicU64::new(seed << 32)))
    }

    /// Fills at most 32 bytes.
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
