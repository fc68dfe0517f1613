//! The end of the log in time, and how far the server's clock can be trusted.
use crate::Store;
use crate::rows::Rows;
use domain::{DeviceId, Millis};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use sync::{Doubt, ServerClock};

/// How far receipt times may go back. Requests that arrive together may be written in another
/// order; a bigger step back means that a clock was set.
const BACK_MS: i64 = 5 * Millis::MINUTE;
/// At a start, a log that ended longer ago than this cannot confirm the clock.
const QUIET_MS: i64 = 30 * Millis::DAY;

/// Whether the time goes back: the clock is behind now, or it was ahead before.
pub(crate) fn steps_back(last: Millis, received_at: Millis) -> bool {
    received_at.0 < last.0.saturating_sub(BACK_MS)
}

/// The end of the log after something was received. If the time goes back, the entries before were
/// received under a clock that was ahead. The end then moves back too, because otherwise no week
/// would end until that time comes.
pub(crate) fn log_ends(last: Millis, received_at: Millis) -> Millis {
    match steps_back(last, received_at) {
        true => received_at,
        false => last.max(received_at),
    }
}

/// What phones and the machine's steady clock say of the server's clock, since the process began.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phones(Arc<Mutex<ServerClock>>);

impl Phones {
    pub fn hear(&self, phone: &DeviceId, server: Millis, shown: Millis) {
        self.lock().hear(phone, server, shown);
    }

    fn lock(&self) -> MutexGuard<'_, ServerClock> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Notes that the server's clock was set by this much while it ran, compared with the steady
    /// clock.
    pub fn clock_was_set(&self, by_ms: i64) {
        self.phones.lock().was_set(by_ms);
    }

    /// Compares the clock with the end of the log when the server starts.
    pub fn compare_clock(&self, now: Millis) -> Rows<()> {
        let ends = self.log_ends()?;
        let for_ms = now.0.saturating_sub(ends.0);
        if ends > Millis(0) && for_ms > QUIET_MS {
            self.phones.lock().was_quiet(for_ms);
        }
        Ok(())
    }

    /// Why the clock may be wrong.
    pub fn clock_doubt(&self) -> Option<Doubt> {
        self.phones.lock().doubt()
    }

    /// Whether the phone that came last shows the same time.
    pub fn is_clock_confirmed(&self) -> bool {
        self.phones.lock().is_confirmed()
    }

    /// Whether the clock is behind the end of a log. Incoming work is then marked as doubtful,
    /// until a phone that shows the same time brings something.
    pub fn is_behind_log(&self, now: Millis) -> Rows<bool> {
        Ok(steps_back(self.log_ends()?, now))
    }

    fn log_ends(&self) -> Rows<Millis> {
        self.read(|rows| {
            let mut ends = Millis(0);
            for commune in rows.communes()? {
                let row = rows.commune(&commune)?;
                ends = ends.max(row.map_or(Millis(0), |it| it.last_received));
            }
            Ok(ends)
        })
    }
}
