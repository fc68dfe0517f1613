//! What an entry causes besides changing its records: erasures, removed contacts, a recount.
use super::{Incoming, Ledger};
use crate::rows::{EntryRow, Rows};
use crate::waiting::Forgotten;
use crate::{Erased, Erasure, HelpErasure, scope};
use domain::{
    ClassId, CommuneId, EntryId, Follows, Household, Record, RecordKey, Records, VillageId,
};

impl Ledger<'_> {
    /// Does what an entry causes besides changing its records.
    pub(super) fn after(
        &mut self,
        commune: &CommuneId,
        row: &EntryRow,
        before: &Records,
    ) -> Rows<()> {
        match row.entry.operation.follows() {
            Follows::ForgetResident(household, resident) => {
                self.flush(commune)?;
                let erasure = Erasure {
                    commune: commune.clone(),
                    household: household.clone(),
                    resident: resident.clone(),
                };
                let was_head = before
                    .home(household, resident)
                    .ok()
                    .filter(|home| home.head_resident.as_ref() == Some(resident));
                let head_of = was_head.map(|home| RecordKey::Household(home.id.clone()));
                let blanked =
                    crate::erase::rewrite_log(self.transaction, &erasure, head_of.as_ref())?;
                for it in blanked {
                    self.blank_record(commune, it.household, it.entry)?;
                }
                if let Ok(home) = before.home(household, resident)
                    && let Some(name) = home.name_that_goes(resident)
                {
                    crate::erase::take_out_name(self.transaction, commune, home, name)?;
                }
                crate::erase::remember(self.transaction, &erasure, row.seq)?;
                // A list that waits may name them, and nobody can look into it.
                crate::ListDraft::forget_all(self.transaction, commune)?;
                let forgotten = Forgotten::Resident(&erasure.resident, head_of.as_ref());
                crate::waiting::blank_waiting(self, commune, forgotten)?;
                self.erased.push(erasure.into());
                Ok(())
            }
            Follows::ForgetHelp(help) => {
                self.flush(commune)?;
                let erasure = HelpErasure {
                    commune: commune.clone(),
                    help: help.clone(),
                };
                crate::erase::rewrite_help(self.transaction, &erasure, Some(row.seq))?;
                let forgotten = Forgotten::Help(&erasure.help);
                crate::waiting::blank_waiting(self, commune, forgotten)?;
                self.erased.push(Erased::Help(erasure));
                Ok(())
            }
            Follows::Villages(id, villages) => {
                let key = RecordKey::Team(id.clone());
                let Some(Record::Team(team)) = before.get(&key) else {
                    return Ok(());
                };
                let left: Vec<VillageId> = team
                    .villages
                    .iter()
                    .filter(|village| !villages.contains(village))
                    .cloned()
                    .collect();
                scope::remember_former(self.transaction, commune, id, &left, row.received_at)
            }
            Follows::Leaves(member, last) if last <= row.received_at.day() => {
                let because = (&row.entry, row.received_at);
                crate::leaving::see_off(self, commune, member, because)
            }
            Follows::Serves(member) => {
                crate::leaving::have_back(self, commune, member, row.received_at)
            }
            Follows::Recount => self.recount_if_needed(commune, before),
            Follows::ForgetAccounts(household) => {
                self.forget_accounts(commune, row, before.household(household).ok())
            }
            Follows::ForgetContacts(class, of) => self.forget_contacts(commune, class, of),
            Follows::Leaves(..) | Follows::Nothing => Ok(()),
        }
    }

    /// Erases again what was erased before and has come back.
    pub(super) fn erase_returned(&mut self, row: &EntryRow) -> Rows<()> {
        let commune = &row.entry.commune;
        for operation in crate::erase::returned(self.transaction, &row.entry)? {
            let random = crate::erase::derived(row.entry.id, &operation);
            self.append_one(Incoming {
                entry: crate::erase::ours(commune, operation, row.received_at, random)?,
                received_at: row.received_at,
                scope: None,
            })?;
        }
        Ok(())
    }

    /// Removes phone numbers left for a class from the log, as they were removed from the record.
    fn forget_contacts(
        &mut self,
        commune: &CommuneId,
        class: &ClassId,
        of: Option<EntryId>,
    ) -> Rows<()> {
        self.flush(commune)?;
        let key = RecordKey::Class(class.clone());
        crate::erase::blank_contacts(self.transaction, commune, &key, of)
    }

    /// Removes a withdrawn account number from the log. A number that was recorded later stays.
    fn forget_accounts(
        &mut self,
        commune: &CommuneId,
        removal: &EntryRow,
        home: Option<&Household>,
    ) -> Rows<()> {
        self.flush(commune)?;
        let merged = home.iter().flat_map(|home| &home.merged);
        for id in home.iter().map(|home| &home.id).chain(merged) {
            let key = RecordKey::Household(id.clone());
            crate::erase::blank_accounts(self.transaction, commune, &key, &removal.entry)?;
        }
        Ok(())
    }
}
