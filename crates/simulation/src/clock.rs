//! Clocks that are wrong, the server's too, and the days that work must be dated to all the same.
use crate::phone::Flight;
use crate::world::World;
use domain::{EntryId, Millis};
use store::EntryRow;
use sync::{Replica, SyncResponse};

/// An empty battery: a phone's clock begins anew.
const NINETEEN_SEVENTY: Millis = Millis(3_600_000);
/// A request that was longer under way tells a clock that has run on meanwhile.
const FLIGHT_LIMIT_MS: i64 = Millis::MINUTE;
/// Closer than this is the right moment.
const CLOSE_MS: i64 = 2 * Millis::MINUTE;

/// When and under which clock an entry was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Made {
    at: Millis,
    phone: usize,
    jumps: u32,
}

impl World {
    /// As the server's clock shows it.
    pub(crate) fn server_now(&self) -> Millis {
        Millis(self.now.0 + self.server_error)
    }

    /// Wrong by minutes to a year, out of 1970, or right.
    pub(crate) fn clock_error(&mut self) -> i64 {
        let sizes = [0, Millis::MINUTE * 7, Millis::DAY, 365 * Millis::DAY];
        let size = match self.below(sizes.len() + 1) {
            0 => {
                self.note("a phone's clock out of 1970");
                return NINETEEN_SEVENTY.0 - self.now.0;
            }
            one => sizes[one - 1],
        };
        if self.below(2) == 0 { size } else { -size }
    }

    /// The server's clock is set wrong, or right again.
    pub(crate) fn server_clock(&mut self) {
        let sizes = [40 * Millis::DAY, 3_650 * Millis::DAY, -3 * Millis::DAY];
        let wrong = sizes[self.below(sizes.len())];
        self.server_error = if self.server_error == 0 { wrong } else { 0 };
        let error = self.server_error;
        self.tell(|| format!("the server's clock is {} h ahead", error / 3_600_000));
        self.note(if error > 0 {
            "a server ahead"
        } else {
            "a server's clock mended"
        });
    }

    pub(crate) fn was_made(&mut self, phone: usize, entries: &[EntryId]) {
        let made = Made {
            at: self.now,
            phone,
            jumps: self.phones[phone].jumps,
        };
        self.made.extend(entries.iter().map(|id| (*id, made)));
    }

    /// Of what comes now the server can know the moment only if no clock jumped since, the request
    /// was not long under way, and its own clock is right.
    pub(crate) fn arrives(&mut self, phone: usize, flight: &Flight) {
        let late = self.now.0 - flight.sent.0 > FLIGHT_LIMIT_MS;
        let jumps = flight.jumps;
        let known = !late && self.server_error == 0;
        for entry in &flight.request.entries {
            let jumped = |made: &Made| made.phone != phone || made.jumps != jumps;
            if !known || self.made.get(&entry.id).is_none_or(jumped) {
                self.blurred.insert(entry.id);
            }
        }
    }

    /// The server noted how far off the phone's clock is.
    pub(crate) fn clock_is_known(&mut self, phone: usize, flight: &Flight) {
        let late = self.now.0 - flight.sent.0 > FLIGHT_LIMIT_MS;
        let known = !late && self.server_error == 0;
        self.phones[phone].measured = known.then_some(flight.jumps);
    }

    /// The phone learns how far off its own clock is; a journal that comes back is dated by that.
    pub(crate) fn phone_learns(&mut self, phone: usize, flight: &Flight, response: &SyncResponse) {
        let late = response.server_time.0.abs_diff(flight.sent.0) > FLIGHT_LIMIT_MS.unsigned_abs();
        let phone_before = &mut self.phones[phone];
        let comes_back = phone_before
            .epoch
            .is_some_and(|epoch| epoch != response.epoch);
        phone_before.learned = (!late).then_some(flight.jumps);
        if comes_back {
            self.journal_is_out(phone);
        }
    }

    /// What is in the journal comes again, dated in the phone's time by what it has learned.
    pub(crate) fn journal_is_out(&mut self, phone: usize) {
        let learned = self.phones[phone].learned;
        let replica = self.phones[phone].replica.iter();
        for item in replica.flat_map(Replica::journal) {
            let id = item.entry.id;
            match (learned, self.made.get_mut(&id)) {
                (Some(jumps), Some(made)) => made.jumps = jumps,
                _ => drop(self.blurred.insert(id)),
            }
        }
    }

    /// A file is dated by what the server knows of its phone from the last contact.
    pub(crate) fn file_arrives(&mut self, phone: usize, entries: &[EntryId]) {
        let known = self.phones[phone]
            .measured
            .filter(|_| self.server_error == 0);
        for id in entries {
            if self.made.get(id).map(|made| made.jumps) != known || known.is_none() {
                self.blurred.insert(*id);
            }
        }
    }
}

/// Work stands at the moment at which it was done, so far as anyone can know it.
pub(crate) fn hold(world: &World, entries: &[EntryRow]) -> Result<(), String> {
    for EntryRow { entry, .. } in entries {
        let Some(made) = world.made.get(&entry.id) else {
            continue;
        };
        let off = entry.at.0.abs_diff(made.at.0);
        if off > CLOSE_MS.unsigned_abs() && !world.blurred.contains(&entry.id) {
            let (said, was) = (entry.at.day(), made.at.day());
            return Err(format!("entry {} of {was} stands at {said}", entry.id));
        }
    }
    Ok(())
}
