//! Dates the entries of a request, from what is known of the clocks of their author's phones.
use crate::account::{Account, Device};
use crate::ledger::Ledger;
use crate::rows::Rows;
use domain::{Certainty, DeviceId, Entry, Millis};
use sync::{Brought, Clocks, SyncRequest, fix_time};

/// The clock of the sending phone and, for entries made on other phones of the person, those clocks
/// too.
#[derive(Debug)]
pub(crate) struct Dating {
    pub received_at: Millis,
    /// Whether the server's clock is behind the end of its own log.
    is_behind: bool,
    /// The phone's clock when it sent, and since when that clock has run without a jump.
    phone: Millis,
    steady_since: Millis,
    sender: Device,
    /// The person's devices; only the sender if no other is needed.
    devices: Vec<Device>,
    /// When the account was made.
    created: Option<Millis>,
}

impl Dating {
    pub fn new<E>(
        ledger: &mut Ledger<'_>,
        (account, sender): (&Account, &Device),
        (entries, header): (&[Brought], &SyncRequest<E>),
        received_at: Millis,
    ) -> Rows<Self> {
        let offset = received_at.0.saturating_sub(header.clock.0);
        let is_of_before = |it: &Brought| match it {
            Brought::Read(it) => {
                it.device != sender.id || it.at.0.saturating_add(offset) < sender.enrolled_at.0
            }
            Brought::Unread(_) | Brought::NotPlain(_) => true,
        };
        // Usually false: the entries of a phone that is used as before need only its own clock.
        let devices = match entries.iter().any(is_of_before) {
            true => {
                let rows = ledger.transaction();
                Device::of_account(rows, &sender.commune, &account.id)?
            }
            false => vec![sender.clone()],
        };
        let commune = &sender.commune;
        let is_behind = !entries.is_empty() && ledger.is_behind_log(commune, received_at)?;
        Ok(Self {
            received_at,
            is_behind,
            phone: header.clock,
            steady_since: header.steady_since,
            sender: sender.clone(),
            devices,
            created: account.created,
        })
    }

    /// Server time minus phone time, now.
    pub fn offset_ms(&self) -> i64 {
        self.received_at.0.saturating_sub(self.phone.0)
    }

    /// Fixes the time of an entry and the phone that it was made on: one of this person's,
    /// otherwise the sender.
    pub fn fix(&self, entry: &mut Entry) {
        let (clocks, device) = self.of(Some(&entry.device), entry.at);
        (entry.at, entry.certainty) = fix_time(entry.at, entry.certainty, &clocks);
        if self.is_behind {
            entry.certainty = Certainty::Doubtful;
        }
        entry.device = device;
    }

    /// The clocks by which to date an entry, as far as it is known where it was made, and which of
    /// this person's phones that was.
    pub fn of(&self, device: Option<&DeviceId>, at: Millis) -> (Clocks, DeviceId) {
        let known = self.devices.iter().find(|it| Some(&it.id) == device);
        let is_later = at.0.saturating_add(self.offset_ms()) >= self.sender.enrolled_at.0;
        let made_on = known.or(Some(&self.sender).filter(|_| is_later));
        let device = known.unwrap_or(&self.sender).id.clone();
        (self.clocks(made_on), device)
    }

    fn clocks(&self, made_on: Option<&Device>) -> Clocks {
        // If a restore lost the phone that made the entry, the enrolment of the sender is no
        // beginning of the work.
        let counts = |it: &&Device| made_on.is_some() || it.id != self.sender.id;
        let enrolled = self.devices.iter().filter(counts);
        let enrolled = enrolled.map(|it| it.enrolled_at);
        Clocks {
            received_at: self.received_at,
            phone: self.phone,
            steady_since: self.steady_since,
            last_offset_ms: made_on.unwrap_or(&self.sender).offset_ms,
            last_contact: made_on.and_then(|it| it.last_contact),
            enrolled_at: made_on.map(|it| it.enrolled_at),
            began: self.created.into_iter().chain(enrolled).min(),
        }
    }
}
