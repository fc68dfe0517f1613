//! The office's decision about waiting work: turning down what will never be needed.
use super::{WaitingEntry, list_of_device, listed};
use crate::hold;
use crate::ledger::Ledger;
use crate::rows::Rows;
use domain::{AccountId, CommuneId, DeviceId, EntryId, Millis};

impl WaitingEntry {
    /// Removes waiting entries for good; their phones are told. Returns how many there were.
    pub fn turn_down(
        ledger: &mut Ledger<'_>,
        commune: &CommuneId,
        ids: &[EntryId],
        (by, at): (&AccountId, Millis),
    ) -> Rows<usize> {
        let mut count = 0;
        for id in ids {
            let Some(waiting) = Self::get(ledger.transaction(), commune, *id)? else {
                continue;
            };
            waiting.remove(ledger)?;
            let of = (&waiting.device, waiting.id);
            hold::note_rejected(ledger.transaction(), commune, of, (by, at))?;
            count += 1;
        }
        Ok(count)
    }

    /// The waiting entries of one device.
    pub fn of_device(
        ledger: &mut Ledger<'_>,
        commune: &CommuneId,
        device: &DeviceId,
    ) -> Rows<Vec<EntryId>> {
        listed(ledger.transaction(), commune, &list_of_device(device))
    }
}
