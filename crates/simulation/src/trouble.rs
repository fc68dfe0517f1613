//! Rarer trouble: the server dies after a commit, two months pass, a record is damaged, the
//! server's clock is wrong, a phone takes a new code, work comes as a file.
use crate::world::{World, commune};
use domain::{EntryId, Millis};
use store::Device;
use sync::Outcome;

/// Longer than work of a former member is accepted, and longer than journals are kept.
const LONG_AWAY_DAYS: i64 = 61;

impl World {
    pub(crate) fn trouble(&mut self) -> Result<(), String> {
        match self.below(15) {
            0..=3 => self.server_dies(),
            4 => {
                self.two_months_pass();
                Ok(())
            }
            5 | 6 => self.rebuild(),
            7 | 8 => {
                self.server_clock();
                Ok(())
            }
            9..=11 => {
                self.maybe_new_code();
                Ok(())
            }
            _ => {
                let number = self.below(self.phones.len());
                self.bring_file(number)
            }
        }
    }

    /// The server commits every request that had reached it, answers none, and starts again from
    /// its database.
    fn server_dies(&mut self) -> Result<(), String> {
        self.tell(|| "the server dies between commit and answer".to_owned());
        for number in 0..self.phones.len() {
            for flight in std::mem::take(&mut self.phones[number].up) {
                let _never_sent = self.serve(number, &flight)?;
            }
        }
        self.reopen();
        Ok(())
    }

    fn two_months_pass(&mut self) {
        self.tell(|| "two months pass".to_owned());
        self.now = Millis(self.now.0 + LONG_AWAY_DAYS * Millis::DAY);
    }

    /// Brings a phone's unsent work to the server as a file; the phone gets no answer.
    pub(crate) fn bring_file(&mut self, number: usize) -> Result<(), String> {
        let now = self.now;
        let phone = &mut self.phones[number];
        phone.wake(now);
        let Some(replica) = &phone.replica else {
            return Ok(());
        };
        let (_, mut request) = replica.clone().request("1", now);
        request.held.clear();
        let who = (commune(), phone.identity.device.clone());
        let now = self.server_now();
        let phone = &self.phones[number];
        for entry in &mut request.entries {
            phone.written_by_its_app(entry);
        }
        let device = self.store.read(|rows| Device::get(rows, &who.0, &who.1));
        let offset = device
            .map_err(|error| error.to_string())?
            .and_then(|it| it.offset_ms);
        request.clock = Millis(now.0 - offset.unwrap_or(0));
        let brought: Vec<EntryId> = request.entries.iter().map(|it| it.id).collect();
        self.file_arrives(number, &brought);
        self.tell(|| format!("the file of phone {number} brings {}", brought.len()));
        let request = self.in_its_words(number, &request);
        let receipts = self.store.take_in_file(who, request, now);
        // `None`: a restored server may have lost the phone, which then takes a new code.
        let Some(receipts) = receipts.map_err(|error| error.to_string())? else {
            return Ok(());
        };
        if receipts.iter().map(|it| it.id).ne(brought) {
            return Err(format!("the file of phone {number} is not answered whole"));
        }
        let down =
            |outcome: &Outcome| matches!(outcome, Outcome::Refused { .. } | Outcome::Rejected);
        let turned_down = receipts.iter().filter(|it| down(&it.outcome));
        self.turned_down.extend(turned_down.map(|it| it.id));
        Ok(())
    }

    /// Brings the work of all phones that can no longer sync as files.
    pub(crate) fn bring_what_is_left(&mut self) -> Result<(), String> {
        for number in 0..self.phones.len() {
            if self.phones[number].unknown {
                self.bring_file(number)?;
            }
        }
        Ok(())
    }
}
