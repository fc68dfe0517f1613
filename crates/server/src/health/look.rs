//! Checks what changes by itself: room, backups, pages, the certificate, the clock.
use super::{Health, Seat, Sign, Source, probe};
use crate::AppState;
use crate::backups;
use domain::Millis;
use rustix::fs::{StatVfsMountFlags, statvfs};
use std::path::Path;
use std::time::Duration;
use sync::{Doubt, EARLIEST};

/// How often everything is checked without anyone asking.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How often every page of the database is read. This reads the whole file.
const PAGES_EVERY: Duration = Duration::from_secs(24 * 3_600);
/// Less room than this is reported, before it is too late.
pub const LOW_BYTES: u64 = 512 * 1024 * 1024;
/// The newest backup is late when it is this many days old.
const LATE_DAYS: i32 = 2;
/// The most unreadable rows that are named.
const NAMED_LIMIT: usize = 20;
/// How long before its end a certificate file is reported. Such certificates are usually renewed a
/// month before.
const ENDS_MS: i64 = 14 * Millis::DAY;

/// Checks for ever.
pub async fn follow(state: AppState) {
    let pages = async {
        let mut every = tokio::time::interval(PAGES_EVERY);
        loop {
            every.tick().await;
            pages(&state).await;
            records(&state).await;
            journal(&state).await;
        }
    };
    let rest = async {
        let mut every = tokio::time::interval(LOOK_EVERY);
        loop {
            every.tick().await;
            probe::ask(&state).await;
            now(&state).await;
        }
    };
    tokio::join!(pages, rest);
}

/// Looks at what is cheap to check. Skipped while the readers are stuck, because it would hang too.
pub async fn now(state: &AppState) {
    if state.health.signs().contains_key(&Sign::ReadersStuck) {
        return;
    }
    let state = state.clone();
    // Readers that got stuck a moment ago must not hold up whoever asks.
    let within = probe::within(&state) / 2;
    let looking = tokio::task::spawn_blocking(move || at_all(&state));
    match tokio::time::timeout(within, looking).await {
        Ok(Ok(())) => {}
        Ok(Err(why)) => tracing::error!(%why, "the look at the server was given up"),
        Err(_too_late) => tracing::warn!(?within, "the look at the server takes long"),
    }
}

fn at_all(state: &AppState) {
    let (health, now) = (&state.health, state.clock.now());
    if let Some(by_ms) = state.jumps.look(&state.clock) {
        tracing::error!(by_ms, "the server's clock was set while it ran");
        state.store.clock_was_set(by_ms);
    }
    health.tell(Source::Clock, now, clock(state, now));
    match state.store.missing_journal_files() {
        Ok(missing) => health.tell(Source::Journal, now, gone(&missing)),
        Err(why) => tracing::error!(%why, "the office's journal was not looked at"),
    }
    health.tell(Source::Records, now, unreadable(state));
    let Some(seat) = health.seat() else {
        return;
    };
    health.tell(Source::Disk, now, disk(seat));
    health.tell(Source::Backups, now, backups(health, seat, now));
    health.tell(Source::Certificate, now, certificate(seat, now));
}

/// The folders that need room, and how many bytes each has; `None` if that cannot be found out.
pub fn room(seat: &Seat) -> Vec<(&'static str, Option<u64>)> {
    let free = |folder: &Path| {
        let told = statvfs(folder).ok()?;
        Some(told.f_bavail.saturating_mul(told.f_frsize))
    };
    let data = ("data", free(&seat.data));
    let backups = seat.backups.as_ref().map(|it| ("backups", free(it)));
    let journal = seat.journal.as_ref().map(|it| ("journal", free(it)));
    [data].into_iter().chain(backups).chain(journal).collect()
}

fn disk(seat: &Seat) -> Vec<(Sign, String)> {
    let mut seen = Vec::new();
    for (name, free) in room(seat) {
        if let Some(free) = free.filter(|free| *free < LOW_BYTES) {
            seen.push((
                Sign::DiskLow,
                format!("{free} bytes free in the folder of {name}"),
            ));
            break;
        }
    }
    let read_only =
        statvfs(&seat.data).is_ok_and(|it| it.f_flag.contains(StatVfsMountFlags::RDONLY));
    if read_only {
        seen.push((
            Sign::DataReadOnly,
            "the file system is mounted read-only".to_owned(),
        ));
    }
    seen
}

fn backups(health: &Health, seat: &Seat, now: Millis) -> Vec<(Sign, String)> {
    let Some(folder) = &seat.backups else {
        let none = (Sign::BackupNone, "no folder is set".to_owned());
        return Vec::from_iter((!seat.demonstration).then_some(none));
    };
    // The schedule makes today's backup soon after the start, so nothing is late yet.
    if !health.has_looked() {
        return Vec::new();
    }
    let newest = backups::newest(folder);
    match newest {
        Some(day) if now.day().0 - day.0 < LATE_DAYS => Vec::new(),
        Some(day) => vec![(Sign::BackupLate, format!("the newest is of {day}"))],
        None => vec![(Sign::BackupLate, "there is none".to_owned())],
    }
}

fn certificate(seat: &Seat, now: Millis) -> Vec<(Sign, String)> {
    let facts = seat.certificate.as_ref().and_then(|it| it.facts());
    let Some(until) = facts.map(|it| it.until) else {
        return Vec::new();
    };
    let told = format!("it is good until {}", until.day());
    match until.0 - now.0 {
        ..0 => vec![(Sign::CertificateOver, told)],
        0..ENDS_MS => vec![(Sign::CertificateEnds, told)],
        _ => Vec::new(),
    }
}

fn clock(state: &AppState, now: Millis) -> Vec<(Sign, String)> {
    if now < EARLIEST {
        return vec![(Sign::ClockWrong, format!("it shows {}", now.day()))];
    }
    if state.store.is_behind_log(now).unwrap_or(false) {
        let sign = match state.store.is_clock_confirmed() {
            true => Sign::ClockSuspected,
            false => Sign::ClockWrong,
        };
        return vec![(sign, "it is behind the last entry".to_owned())];
    }
    let told = state.store.clock_doubt().map(|doubt| match doubt {
        Doubt::Set { by_ms } => format!("it was set by {} s", by_ms / 1_000),
        Doubt::Quiet { for_ms } => {
            format!("the last entry is of {} days ago", for_ms / Millis::DAY)
        }
        Doubt::Phones { ahead_ms } => {
            format!("it is ahead of most phones by {} s", ahead_ms / 1_000)
        }
    });
    told.into_iter()
        .map(|told| (Sign::ClockSuspected, told))
        .collect()
}

fn gone(missing: &[String]) -> Vec<(Sign, String)> {
    let told = format!("gone: {}", missing.join(", "));
    Vec::from_iter((!missing.is_empty()).then_some((Sign::JournalMissing, told)))
}

fn unreadable(state: &AppState) -> Vec<(Sign, String)> {
    let all = state.store.unreadable().all();
    let some = all.iter().take(NAMED_LIMIT);
    let some: Vec<String> = some.map(|(of, what)| format!("{of} {what}")).collect();
    let told = format!("{} in all: {}", all.len(), some.join(", "));
    Vec::from_iter((!all.is_empty()).then_some((Sign::RecordsUnreadable, told)))
}

/// Reads every record, once a day, to find those that cannot be read.
async fn records(state: &AppState) {
    let store = state.store.clone();
    let communes = tokio::task::spawn_blocking(move || store.read(|rows| rows.communes())).await;
    let communes = communes.ok().and_then(Result::ok);
    // One after the other, so that a server that is to stop need not wait for all.
    for commune in communes.unwrap_or_default() {
        let store = state.store.clone();
        let look = move || store.look_for_unreadable(&commune);
        match tokio::task::spawn_blocking(look).await {
            Ok(Ok(_noted)) => {}
            Ok(Err(why)) => tracing::error!(%why, "the records were not looked through"),
            Err(why) => tracing::error!(%why, "looking through the records was given up"),
        }
    }
}

/// Reads every line of the office's journal, once a day.
async fn journal(state: &AppState) {
    let store = state.store.clone();
    let read = tokio::task::spawn_blocking(move || store.journal_faults()).await;
    match read {
        Ok(Ok(faults)) => {
            let lines: Vec<String> = faults.damaged.iter().map(ToString::to_string).collect();
            let told = (Sign::JournalDamaged, lines.join(", "));
            let seen = Vec::from_iter((!lines.is_empty()).then_some(told));
            let now = state.clock.now();
            state.health.tell(Source::JournalLines, now, seen);
        }
        Ok(Err(why)) => tracing::error!(%why, "the office's journal was not read through"),
        Err(why) => tracing::error!(%why, "reading the office's journal was given up"),
    }
}

async fn pages(state: &AppState) {
    let store = state.store.clone();
    let checked = tokio::task::spawn_blocking(move || store.check_pages()).await;
    let seen = match checked {
        Ok(Ok(faults)) if faults.is_empty() => Vec::new(),
        Ok(Ok(faults)) => vec![(Sign::DataDamaged, faults.join("; "))],
        Ok(Err(why)) if why.trouble() == store::Trouble::Damaged => {
            vec![(Sign::DataDamaged, why.to_string())]
        }
        Ok(Err(why)) => return tracing::error!(%why, "the pages were not checked"),
        Err(why) => return tracing::error!(%why, "the check of the pages was given up"),
    };
    state.health.tell(Source::Pages, state.clock.now(), seen);
}
