//! What keeps the server from taking work and what someone should look at, shown at `/readyz`, in
//! `/metrics` and on the office's board.
mod look;
mod notice;
mod page;
pub(crate) mod probe;
pub mod record;

pub use look::{follow, now, room};
pub use notice::{Notice, notices};
pub use page::{alive, ready};

use crate::backups::Look;
use crate::tls::files::Current;
use domain::Millis;
use probe::Probe;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use store::Trouble;

/// Something that is not as it should be. Its code is stable.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sign {
    /// The writer does not answer in time, or one of its threads has ended.
    WriterStuck,
    /// The readers do not answer in time.
    ReadersStuck,
    DiskFull,
    DataReadOnly,
    DatabaseAway,
    DataDamaged,
    /// Entries are getting wrong times.
    ClockWrong,
    /// The clock was set, or phones show another time. Nothing is certain.
    ClockSuspected,
    /// Little room is left for the data or the backups.
    DiskLow,
    BackupFailed,
    BackupDiffers,
    BackupLate,
    /// No folder for backups is configured.
    BackupNone,
    /// Records or entries of the log cannot be read.
    RecordsUnreadable,
    /// Lines of the office's journal cannot be read.
    JournalDamaged,
    /// Files of the office's journal are missing.
    JournalMissing,
    CertificateOver,
    CertificateEnds,
}

impl Sign {
    pub fn code(self) -> &'static str {
        match self {
            Sign::WriterStuck => "writer-stuck",
            Sign::ReadersStuck => "readers-stuck",
            Sign::DiskFull => "disk-full",
            Sign::DataReadOnly => "data-read-only",
            Sign::DatabaseAway => "database-away",
            Sign::DataDamaged => "data-damaged",
            Sign::ClockWrong => "clock-wrong",
            Sign::ClockSuspected => "clock-suspected",
            Sign::DiskLow => "disk-low",
            Sign::BackupFailed => "backup-failed",
            Sign::BackupDiffers => "backup-differs",
            Sign::BackupLate => "backup-late",
            Sign::BackupNone => "backup-none",
            Sign::RecordsUnreadable => "records-unreadable",
            Sign::JournalDamaged => "journal-damaged",
            Sign::JournalMissing => "journal-missing",
            Sign::CertificateOver => "certificate-over",
            Sign::CertificateEnds => "certificate-ends",
        }
    }

    /// Whether work cannot be taken, or not correctly.
    pub fn blocks(self) -> bool {
        self <= Sign::ClockWrong
    }

    /// What a failed write or read tells.
    fn of(trouble: Trouble, stuck: Sign) -> Self {
        match trouble {
            Trouble::Full => Sign::DiskFull,
            Trouble::ReadOnly => Sign::DataReadOnly,
            Trouble::Away => Sign::DatabaseAway,
            Trouble::Damaged => Sign::DataDamaged,
            Trouble::Other | Trouble::NotABackup | Trouble::Gone => stuck,
        }
    }
}

/// Who made a check. Each source withdraws only its own signs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Source {
    Probe,
    Readers,
    Disk,
    Pages,
    Records,
    Backup,
    Backups,
    Certificate,
    Clock,
    Journal,
    JournalLines,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    pub since: Millis,
    /// What the machine says, for the operator.
    pub detail: String,
}

/// The places that a server checks. A server without them, as in tests, checks none.
#[derive(Debug)]
pub struct Seat {
    pub data: PathBuf,
    pub backups: Option<PathBuf>,
    /// The folder of the office's journal, if it is outside the data folder.
    pub journal: Option<PathBuf>,
    pub certificate: Option<Arc<Current>>,
    /// Whether this is a demonstration, which needs no backups.
    pub demonstration: bool,
}

/// Cheap to clone: everything inside is shared.
#[derive(Clone, Debug, Default)]
pub struct Health {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    signs: Mutex<BTreeMap<(Source, Sign), Standing>>,
    seat: OnceLock<Seat>,
    /// When the schedule last checked for today's backup.
    backed_up: Mutex<Option<Millis>>,
    probe: Probe,
}

impl Health {
    /// Sets the places to check. Called once, before the server listens.
    pub fn sit(&self, seat: Seat) {
        let _only_once = self.inner.seat.set(seat);
    }

    pub fn seat(&self) -> Option<&Seat> {
        self.inner.seat.get()
    }

    /// Reports everything that a source sees now, with what the machine says. Signs that it saw
    /// before and no longer sees end.
    pub fn tell(&self, source: Source, now: Millis, seen: Vec<(Sign, String)>) {
        let mut signs = self.lock();
        signs.retain(|(by, sign), _| {
            let stays = *by != source || seen.iter().any(|it| it.0 == *sign);
            if !stays {
                tracing::info!(code = sign.code(), "it is well again");
            }
            stays
        });
        for (sign, detail) in seen {
            let known = signs.get(&(source, sign)).map(|it| it.since);
            if known.is_none() {
                tracing::error!(code = sign.code(), detail, "the server is not well");
            }
            let since = known.unwrap_or(now);
            signs.insert((source, sign), Standing { since, detail });
        }
    }

    /// The current signs, the worst first, each with the time when it was first seen.
    pub fn signs(&self) -> BTreeMap<Sign, Standing> {
        let mut all: BTreeMap<Sign, Standing> = BTreeMap::new();
        for ((_, sign), standing) in self.lock().iter() {
            let first = all.entry(*sign).or_insert_with(|| standing.clone());
            if standing.since < first.since {
                first.clone_from(standing);
            }
        }
        all
    }

    /// Reports the result of the schedule's check for today's backup.
    pub fn looked(&self, now: Millis, look: &anyhow::Result<Look>) {
        let seen = match look {
            Ok(Look::There | Look::Made(_)) => Vec::new(),
            Ok(Look::Differs(count)) => vec![(Sign::BackupDiffers, format!("{count} differences"))],
            Err(why) => vec![(Sign::BackupFailed, format!("{why:#}"))],
        };
        self.tell(Source::Backup, now, seen);
        let mut backed_up = self.inner.backed_up.lock();
        *backed_up.as_deref_mut().unwrap_or(&mut None) = Some(now);
    }

    fn has_looked(&self) -> bool {
        let backed_up = self.inner.backed_up.lock();
        backed_up.is_ok_and(|it| it.is_some())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(Source, Sign), Standing>> {
        self.inner
            .signs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The trouble that only a restart cures, if there is any.
pub fn stuck(health: &Health) -> Option<Sign> {
    let signs = health.signs().into_keys();
    signs
        .into_iter()
        .find(|it| matches!(it, Sign::WriterStuck | Sign::ReadersStuck))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(health: &Health) -> Vec<(&'static str, i64)> {
        let signs = health.signs();
        signs
            .iter()
            .map(|(it, at)| (it.code(), at.since.0))
            .collect()
    }

    #[test]
    fn a_sign_stands_since_it_was_first_seen_and_until_its_source_sees_it_no_more() {
        let health = Health::default();
        let seen = |sign| vec![(sign, String::new())];
        health.tell(Source::Disk, Millis(1), seen(Sign::DiskLow));
        health.tell(Source::Disk, Millis(2), seen(Sign::DiskLow));
        health.tell(Source::Probe, Millis(3), seen(Sign::DiskFull));
        assert_eq!(told(&health), [("disk-full", 3), ("disk-low", 1)]);
        health.tell(Source::Probe, Millis(4), Vec::new());
        assert_eq!(told(&health), [("disk-low", 1)]);
        health.tell(Source::Disk, Millis(5), seen(Sign::DataReadOnly));
        assert_eq!(told(&health), [("data-read-only", 5)]);
    }

    #[test]
    fn what_the_schedule_could_not_do_is_told_until_it_can() {
        let health = Health::default();
        health.looked(Millis(1), &Err(anyhow::anyhow!("no room")));
        assert_eq!(told(&health), [("backup-failed", 1)]);
        health.looked(Millis(2), &Ok(Look::Differs(3)));
        assert_eq!(told(&health), [("backup-differs", 2)]);
        health.looked(Millis(3), &Ok(Look::There));
        assert_eq!(told(&health), []);
    }
}
