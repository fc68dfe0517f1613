//! What an entry causes besides changing its records: erasures, removed contacts, a recount.
use super::{Incoming, Ledger};
use crate::rows::{EntryRow, Rows};
use crate::waiting::Forgotten;
use crate::{Erased, Erasure, HelpErasure, scope};
use domain::household::Purpose;
use domain::{
    ClassId, CommuneId, EntryId, Household, Operation, Record, RecordKey, Records, VillageId,
};

impl Ledger<'_> {
    /// Does what an entry causes besides changing its records.
    pub(super) fn after(
        &mut self,
        commune: &CommuneId,
        row: &EntryRow,
        before: &Records,
    ) -> Rows<()> {
        match &row.entry.operation {
            Operation::ResidentErased(it) => {
                self.flush(commune)?;
                let erasure = Erasure {
                    commune: commune.clone(),
                    household: it.household.clone(),
                    resident: it.resident.clone(),
                };
                let was_head = before
                    .home(&it.household, &it.resident)
                    .ok()
                    .filter(|home| home.head_resident.as_ref() == Some(&it.resident));
                let head_of = was_head.map(|home| RecordKey::Household(home.id.clone()));
                let blanked =
                    crate::erase::rewrite_log(self.transaction, &erasure, head_of.as_ref())?;
                for it in blanked {
                    self.blank_record(commune, it.household, it.entry)?;
                }
                crate::erase::remember(self.transaction, &erasure)?;
                let forgotten = Forgotten::Resident(&erasure.resident, head_of.as_ref());
                crate::waiting::blank_waiting(self, commune, forgotten)?;
                self.erased.push(erasure.into());
                Ok(())
            }
            Operation::HelpErased(it) => {
                self.flush(commune)?;
                let erasure = HelpErasure {
                    commune: commune.clone(),
                    help: it.help.clone(),
                };
                crate::erase::rewrite_help(self.transaction, &erasure)?;
                let forgotten = Forgotten::Help(&erasure.help);
                crate::waiting::blank_waiting(self, commune, forgotten)?;
                self.erased.push(Erased::Help(erasure));
                Ok(())
            }
            Operation::TeamDefined(it) => {
                let key = RecordKey::Team(it.team.clone());
                let Some(Record::Team(team)) = before.get(&key) else {
                    return Ok(());
                };
                let left: Vec<VillageId> = team
                    .villages
                    .iter()
                    .filter(|village| !it.villages.contains(village))
                    .cloned()
                    .collect();
                scope::remember_former(self.transaction, commune, &it.team, &left, row.received_at)
            }
            Operation::MemberLeft(it) if it.to <= row.received_at.day() => {
                let because = (&row.entry, row.received_at);
                crate::leaving::see_off(self, commune, &it.member, because)
            }
            Operation::MemberJoined(it) => {
                crate::leaving::have_back(self, commune, &it.member, row.received_at)
            }
            Operation::SettingsChanged(_)
            | Operation::DirectiveIssued(_)
            | Operation::DirectiveClosed(_) => self.recount_if_needed(commune, before),
            Operation::PaymentAccountRemoved(it) => {
                self.forget_accounts(commune, row, before.household(&it.household).ok())
            }
            Operation::ConsentWithdrawn(it) if it.purpose == Purpose::AccountNumber => {
                self.forget_accounts(commune, row, before.household(&it.household).ok())
            }
            Operation::ClassHeld(it) => self.forget_contacts(commune, &it.class, None),
            Operation::ClassContactsDropped(it) => self.forget_contacts(commune, &it.class, None),
            Operation::ClassLeft(it) if it.sign_up.is_some() => {
                self.forget_contacts(commune, &it.class, it.sign_up)
            }
            _ => Ok(()),
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
