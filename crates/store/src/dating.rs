//! When the entries of a request were made, by what is known of each phone of their person.
use crate::account::{Account, Device};
use crate::ledger::Ledger;
use crate::rows::Rows;
use domain::{Entry, Millis};
use sync::{Clocks, SyncRequest, fix_time};

/// The clocks of the phone that sends, and of the person's others where entries were made on them.
pub(crate) struct Dating<'a> {
    pub received_at: Millis,
    header: &'a SyncRequest,
    sender: Device,
    /// The person's devices; only the sender where nothing else is asked for.
    devices: Vec<Device>,
    /// Since when there is the account.
    created: Option<Millis>,
}

impl<'a> Dating<'a> {
    pub fn new(
        ledger: &mut Ledger<'_>,
        (account, sender): (&Account, &Device),
        (entries, header): (&[Entry], &'a SyncRequest),
        received_at: Millis,
    ) -> Rows<Self> {
        let offset = received_at.0.saturating_sub(header.clock.0);
        let is_of_before = |it: &Entry| {
            it.device != sender.id || it.at.0.saturating_add(offset) < sender.enrolled_at.0
        };
        // Seldom: a phone that goes on as it was asks for nothing more.
        let devices = match entries.iter().any(is_of_before) {
            true => {
                let rows = ledger.transaction();
                Device::of_account(rows, &sender.commune, &account.id)?
            }
            false => vec![sender.clone()],
        };
        Ok(Self {
            received_at,
            header,
            sender: sender.clone(),
            devices,
            created: account.created,
        })
    }

    /// Server minus phone now.
    pub fn offset_ms(&self) -> i64 {
        self.received_at.0.saturating_sub(self.header.clock.0)
    }

    /// Fixes when an entry was made, and on which phone: one of this person's, else the sender.
    pub fn fix(&self, entry: &mut Entry) {
        let known = self.devices.iter().find(|it| it.id == entry.device);
        let is_later = entry.at.0.saturating_add(self.offset_ms()) >= self.sender.enrolled_at.0;
        let made_on = known.or(Some(&self.sender).filter(|_| is_later));
        let clocks = self.clocks(made_on);
        (entry.at, entry.certainty) = fix_time(entry.at, entry.certainty, &clocks);
        if known.is_none() {
            entry.device = self.sender.id.clone();
        }
    }

    fn clocks(&self, made_on: Option<&Device>) -> Clocks {
        // Of a phone that the server lost, as in a restore, the new code is no beginning.
        let counts = |it: &&Device| made_on.is_some() || it.id != self.sender.id;
        let enrolled = self.devices.iter().filter(counts);
        let enrolled = enrolled.map(|it| it.enrolled_at);
        Clocks {
            received_at: self.received_at,
            phone: self.header.clock,
            steady_since: self.header.steady_since,
            last_offset_ms: made_on.unwrap_or(&self.sender).offset_ms,
            last_contact: made_on.and_then(|it| it.last_contact),
            enrolled_at: made_on.map(|it| it.enrolled_at),
            began: self.created.into_iter().chain(enrolled).min(),
        }
    }
}
