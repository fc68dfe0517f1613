//! When the entries of a request were made, by what is known of each phone of their person.
use crate::account::{Account, Device};
use crate::ledger::Ledger;
use crate::rows::Rows;
use domain::{Certainty, DeviceId, Entry, Millis};
use sync::{Brought, Clocks, SyncRequest, fix_time};

/// The clocks of the phone that sends, and of the person's others where entries were made on them.
#[derive(Debug)]
pub(crate) struct Dating {
    pub received_at: Millis,
    /// The server's clock is behind the end of its own log.
    is_behind: bool,
    /// The phone's clock when it sent, and since when it runs without a jump.
    phone: Millis,
    steady_since: Millis,
    sender: Device,
    /// The person's devices; only the sender where nothing else is asked for.
    devices: Vec<Device>,
    /// Since when there is the account.
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
        // Seldom: a phone that goes on as it was asks for nothing more.
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

    /// Server minus phone now.
    pub fn offset_ms(&self) -> i64 {
        self.received_at.0.saturating_sub(self.phone.0)
    }

    /// Fixes when an entry was made, and on which phone: one of this person's, else the sender.
    pub fn fix(&self, entry: &mut Entry) {
        let (clocks, device) = self.of(Some(&entry.device), entry.at);
        (entry.at, entry.certainty) = fix_time(entry.at, entry.certainty, &clocks);
        if self.is_behind {
            entry.certainty = Certainty::Doubtful;
        }
        entry.device = device;
    }

    /// The clocks that an entry is dated by, as far as it is known where it was made, and which of
    /// this person's phones that was.
    pub fn of(&self, device: Option<&DeviceId>, at: Millis) -> (Clocks, DeviceId) {
        let known = self.devices.iter().find(|it| Some(&it.id) == device);
        let is_later = at.0.saturating_add(self.offset_ms()) >= self.sender.enrolled_at.0;
        let made_on = known.or(Some(&self.sender).filter(|_| is_later));
        let device = known.unwrap_or(&self.sender).id.clone();
        (self.clocks(made_on), device)
    }

    fn clocks(&self, made_on: Option<&Device>) -> Clocks {
        // Of a phone that the server lost, as in a restore, the new code is no beginning.
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
