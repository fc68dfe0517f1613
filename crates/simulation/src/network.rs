//! The network between phones and the server: it loses, doubles, delays and reorders messages.
use crate::Broken;
use crate::phone::Flight;
use crate::world::{World, commune};
use domain::EntryId;
use rand::RngExt;
use store::SyncAnswer;
use sync::{Next, Outcome, SyncResponse};

impl World {
    /// A moment of good signal: one request and its answer arrive at once.
    pub(crate) fn good_moment(&mut self, number: usize) -> Result<(), String> {
        let now = self.now;
        let Some(flight) = self.phones[number].send(now) else {
            return Ok(());
        };
        let answer = self.serve(number, &flight)?;
        self.take(number, &flight, answer, false).map(|_| ())
    }

    pub(crate) fn send(&mut self, number: usize) {
        let now = self.now;
        if let Some(flight) = self.phones[number].send(now) {
            self.phones[number].up.push(flight);
        }
    }

    /// One waiting request is delivered, delivered and left for a second delivery, or lost. Its
    /// answer may be lost too.
    pub(crate) fn arrive(&mut self, number: usize) -> Result<(), String> {
        let waiting = self.phones[number].up.len();
        if waiting == 0 {
            return Ok(());
        }
        let which = self.below(waiting);
        let fate = self.below(10);
        let flight = match fate {
            0..=6 => self.phones[number].up.remove(which),
            7..=8 => self.phones[number].up[which].clone(),
            _ => {
                self.phones[number].up.remove(which);
                return Ok(());
            }
        };
        let answer = self.serve(number, &flight)?;
        if self.below(5) > 0 {
            self.phones[number].down.push((flight, answer));
        }
        Ok(())
    }

    /// The server answers a request.
    pub(crate) fn serve(
        &mut self,
        number: usize,
        flight: &Flight,
    ) -> Result<Option<SyncResponse>, String> {
        let mut request = flight.request.clone();
        self.arrives(number, flight);
        if self.broken == Some(Broken::RollBack) {
            self.hide_the_roll_back(&mut request);
        }
        if self.broken == Some(Broken::Idempotency) {
            let taken = &mut self.phones[number].served;
            for entry in &mut request.entries {
                if !taken.insert(entry.id) {
                    entry.id = EntryId::made(entry.at, self.dice.random());
                }
            }
        }
        for entry in &mut request.entries {
            self.phones[number].written_by_its_app(entry);
        }
        self.forge(number, flight, &mut request.entries);
        let clock = request.clock;
        let request = self.in_its_words(number, &request);
        let device = (commune(), flight.device.clone());
        match self
            .store
            .sync_blocking(device, request, self.server_now())
            .map_err(|error| error.to_string())?
        {
            SyncAnswer::Response(mut response) => {
                self.clock_is_known(number, flight);
                self.claim_to_keep(clock, &mut response);
                self.in_later_words(number, flight, &mut response)?;
                Ok(Some(*response))
            }
            SyncAnswer::NotEnrolled => Ok(None),
        }
    }

    /// One waiting answer reaches the phone, in any order; the app may be killed before it commits.
    pub(crate) fn come_back(&mut self, number: usize) -> Result<(), String> {
        let waiting = self.phones[number].down.len();
        if waiting == 0 {
            return Ok(());
        }
        let which = self.below(waiting);
        let (flight, answer) = self.phones[number].down.remove(which);
        let killed = self.below(8) == 0;
        self.take(number, &flight, answer, killed).map(|_| ())
    }

    pub(crate) fn take(
        &mut self,
        number: usize,
        flight: &Flight,
        answer: Option<SyncResponse>,
        killed: bool,
    ) -> Result<Option<Next>, String> {
        let broken = self.broken;
        let phone = &mut self.phones[number];
        if flight.device != phone.identity.device {
            return Ok(None);
        }
        let (Some(mut response), false) = (answer, phone.destroyed) else {
            // The phone is no longer enrolled, so it can send nothing.
            phone.unknown = true;
            return Ok(None);
        };
        if broken == Some(Broken::Epoch) {
            response.epoch = *phone.first_epoch.get_or_insert(response.epoch);
        }
        self.lose_what_is_newer(number, &mut response);
        let receipts: Vec<_> = response.receipts.clone();
        let safe = response.safe_seq;
        self.phone_learns(number, flight, &response);
        let phone = &mut self.phones[number];
        let Some(next) = phone.receive(flight, response, killed) else {
            return Ok(None);
        };
        if next != Next::Ignored {
            for receipt in receipts {
                if matches!(receipt.outcome, Outcome::Kept { .. }) {
                    self.acknowledged.insert(receipt.id, number);
                }
            }
        }
        self.tell(|| format!("phone {number} takes answer {}: {next:?}", flight.round));
        self.phones[number]
            .view_holds(broken == Some(Broken::Rebase))
            .map_err(|what| format!("phone {number}: {what}"))?;
        if broken == Some(Broken::Journal) {
            self.forget_what_is_safe(number, safe);
        }
        if next == Next::Done {
            self.after_contact(number);
        }
        Ok(Some(next))
    }
}
