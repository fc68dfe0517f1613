//! Erasing a resident's personal values in operations: the one rewriting of the log.
use crate::household::Gone;
use crate::{
    Entry, EntryId, Household, Operation, Personal, Record, RecordKey, Records, ResidentId,
};

/// Blanks what an operation says of a resident; `was_head` also blanks the household head's name.
///
/// Names, phones' owners aside, and notes of visits at which the resident was met go; ids,
/// years, levels and dates stay, because rules read them and no one is named by them.
pub fn blank(operation: &mut Operation, resident: &ResidentId, was_head: bool) {
    match operation {
        Operation::HouseholdRegistered(it) => {
            for listed in it
                .residents
                .iter_mut()
                .filter(|listed| listed.resident == *resident)
            {
                listed.name.erase();
            }
            if was_head || it.head_resident.as_ref() == Some(resident) {
                it.head.erase();
            }
        }
        Operation::HouseholdCorrected(it)
            if was_head || it.head_resident.as_ref() == Some(resident) =>
        {
            it.head.iter_mut().for_each(Personal::erase);
        }
        Operation::ResidentAdded(it) if it.resident == *resident => it.name.erase(),
        Operation::ResidentCorrected(it) if it.resident == *resident => {
            it.name.iter_mut().for_each(Personal::erase);
        }
        Operation::VisitRecorded(it) if it.met.contains(resident) => {
            it.note.iter_mut().for_each(Personal::erase);
            if let Some(promise) = &mut it.follow_up {
                promise.reason.iter_mut().for_each(Personal::erase);
            }
        }
        Operation::PaymentAccountRecorded(it)
            if it.holder_resident.as_ref() == Some(resident)
                || (was_head && it.holder_resident.is_none()) =>
        {
            it.number.erase();
            it.holder.erase();
        }
        _ => {}
    }
}

/// Blanks what a blanked entry had told a household, and says whether there was anything.
///
/// Whoever is erased may have lived elsewhere before, or have lent a business of another household
/// their account: what was told there goes too.
pub fn blank_told(household: &mut Household, entry: EntryId) -> bool {
    let before = household.clone();
    for visit in household.visits.iter_mut().filter(|it| it.id == entry) {
        visit.note.iter_mut().for_each(Personal::erase);
    }
    let promised = household.follow_ups.iter_mut();
    for follow_up in promised.filter(|it| it.visit == entry) {
        follow_up.reason.iter_mut().for_each(Personal::erase);
    }
    let trading = household.trading.as_mut();
    let account = trading.and_then(|it| it.account.as_mut());
    if let Some(account) = account.filter(|it| it.mark.entry == entry) {
        account.number.erase();
        account.holder.erase();
    }
    *household != before
}

/// Residents of whom an operation tells something personal although they need not live there.
pub fn told_of(operation: &Operation) -> Vec<&ResidentId> {
    match operation {
        Operation::VisitRecorded(it) => it.met.iter().collect(),
        Operation::PaymentAccountRecorded(it) => it.holder_resident.iter().collect(),
        _ => Vec::new(),
    }
}

/// Blanks the phone number that someone left when signing up for a class.
pub fn blank_contact(operation: &mut Operation) {
    if let Operation::ClassJoined(it) = operation {
        it.contact.iter_mut().for_each(Personal::erase);
    }
}

/// Blanks what an operation on a help request says of the asker.
pub fn blank_help(operation: &mut Operation) {
    match operation {
        Operation::HelpAsked(it) => {
            it.name.iter_mut().for_each(Personal::erase);
            it.phone.iter_mut().for_each(Personal::erase);
            it.words.erase();
        }
        Operation::HelpAnswered(it) => it.answer.erase(),
        Operation::HelpClosed(it) => it.note.iter_mut().for_each(Personal::erase),
        _ => {}
    }
}

/// Blanks, in an entry that comes late, what it says of residents and requests erased meanwhile.
pub fn blank_erased(operation: &mut Operation, records: &Records) {
    let touched = operation.touches();
    let blanked =
        |key: &RecordKey| matches!(records.get(key), Some(Record::Help(help)) if help.blanked);
    if touched.iter().any(blanked) {
        blank_help(operation);
    }
    let households = touched.iter().filter_map(|key| match key {
        RecordKey::Household(id) => records.household(id).ok(),
        _ => None,
    });
    let erased: Vec<ResidentId> = households
        .flat_map(|household| &household.gone)
        .filter(|(_, why)| **why == Gone::Erased)
        .map(|(id, _)| id.clone())
        .collect();
    for resident in erased {
        blank(operation, &resident, false);
    }
}

/// Blanks, in an entry that comes late, an account number that was removed meanwhile.
pub fn blank_removed_account(entry: &mut Entry, records: &Records) {
    let (at, id) = (entry.at, entry.id);
    if let Operation::PaymentAccountRecorded(it) = &mut entry.operation
        && let Ok(household) = records.household(&it.household)
        && let Some(trading) = &household.trading
        && trading.account.is_none()
        && let Some(mark) = &trading.account_mark
        && (mark.at, mark.entry) > (at, id)
    {
        it.number.erase();
        it.holder.erase();
    }
}
