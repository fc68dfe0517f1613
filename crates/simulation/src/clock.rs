//! Wrong clocks, of phones and of the server, and whether work still gets the right time.
use crate::phone::Flight;
use crate::world::World;
use domain::{EntryId, Millis};
use store::EntryRow;
use sync::{Replica, SyncResponse};

/// Where a phone's clock starts again after its battery was empty: one hour into 1970.
const NINETEEN_SEVENTY: Millis = Millis(3_600_000);
/// If a request is under way for longer than this, the clock in it says too little about the
/// phone's clock now.
const FLIGHT_LIMIT_MS: i64 = Millis::MINUTE;
/// A time this close to the true one counts as right.
const CLOSE_MS: i64 = 2 * Millis::MINUTE;

/// When an entry was made, on which phone, and after how many jumps of its clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Made {
    at: Millis,
    phone: usize,
    jumps: u32,
}

impl World {
    /// The time on the server's clock, right or wrong.
    pub(crate) fn server_now(&self) -> Millis {
        Millis(self.now.0 + self.server_error)
    }

    /// A random error of a phone's clock, in milliseconds: none, minutes, a day or a year either
    /// way, or back to 1970.
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

    /// Sets the server's clock wrong, or right again if it is wrong.
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

    /// Notes which entries of a request may be dated wrong. The server can know when one was made
    /// only if the phone's clock has not jumped since, the request was quick, and the server's
    /// clock is right.
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

    /// Notes whether the server now knows how far off the phone's clock is.
    pub(crate) fn clock_is_known(&mut self, phone: usize, flight: &Flight) {
        let late = self.now.0 - flight.sent.0 > FLIGHT_LIMIT_MS;
        let known = !late && self.server_error == 0;
        self.phones[phone].measured = known.then_some(flight.jumps);
    }

    /// Notes whether the phone now knows how far off its clock is. If the server has a new epoch,
    /// the phone sends its journal again, dated by that.
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

    /// The journal will be sent again, dated by the clock error that the phone last learned; what
    /// was made under another clock may be dated wrong.
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

    /// Entries from a file are dated by what the server learned about the phone's clock at its last
    /// contact.
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

/// Every entry has its true time, except where nobody can know it.
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
