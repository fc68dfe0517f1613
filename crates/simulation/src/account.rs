//! Checks on account numbers after a run: they are readable on phones only, and erasing a holder
//! erases the number.
use crate::world::{World, commune};
use domain::{Household, Operation, Record, ResidentId};
use std::collections::BTreeSet;
use store::{AccountKey, EntryRow, HeldEntry, RecordRow, Store};

/// Every account number of a run ends with this, and no other text contains it.
const OPEN: &str = "RIENG";

/// Makes an account number that no other account has; `fresh` makes it unique.
pub(crate) fn number(fresh: u64) -> String {
    format!("TK{fresh:08}{OPEN}")
}

/// Gives a store the key that seals account numbers. A store never keeps it, so a server is given
/// it at every start.
pub(crate) fn with_key(store: Store) -> Store {
    store.use_account_key(AccountKey::new([7; 32]));
    store
}

pub(crate) fn hold(
    world: &World,
    entries: &[EntryRow],
    records: &[RecordRow],
    held: &[HeldEntry],
) -> Result<(), String> {
    let logged = entries.iter().map(|row| &row.entry);
    let waiting = held.iter().map(|it| &it.entry);
    let erased = erased(world);
    for entry in logged.chain(waiting) {
        let json = serde_json::to_string(entry).unwrap_or_default();
        if json.contains(OPEN) {
            return Err(format!("an account number is open in entry {}", entry.id));
        }
        named_by_nobody(&erased, &entry.operation)
            .map_err(|what| format!("{what} in entry {}", entry.id))?;
    }
    for row in records {
        if row.body.contains(OPEN) {
            return Err(format!("an account number is open in {}", row.key));
        }
        if let Ok(Record::Household(household)) = row.read() {
            opens(world, &household)?;
        }
    }
    gone_from_phones(world, &erased)
}

/// The record as a phone has it: with the account number that the server opens for it.
pub(crate) fn as_on_phones(world: &World, row: &RecordRow) -> String {
    let Ok(Record::Household(mut household)) = row.read() else {
        return row.body.clone();
    };
    let account = household
        .trading
        .as_mut()
        .and_then(|it| it.account.as_mut());
    if let Some(account) = account
        && let Some(number) = world.store.account_number(&commune(), account)
    {
        account.number = domain::Personal::new(number);
    }
    Record::Household(household).to_json()
}

/// A sealed number opens to one that was recorded in this run, whatever merges and restores came
/// since.
fn opens(world: &World, household: &Household) -> Result<(), String> {
    let account = household
        .trading
        .as_ref()
        .and_then(|it| it.account.as_ref());
    let Some(account) = account.filter(|it| it.number.reveal().is_some()) else {
        return Ok(());
    };
    let opened = world.store.account_number(&commune(), account);
    let digits = opened.as_ref().and_then(|it| it.digits());
    match digits.is_some_and(|it| world.numbers.contains_key(it)) {
        true => Ok(()),
        false => Err(format!("the account of {} does not open", household.id)),
    }
}

fn erased(world: &World) -> BTreeSet<&ResidentId> {
    world.erased.iter().map(|it| &it.resident).collect()
}

fn named_by_nobody(erased: &BTreeSet<&ResidentId>, operation: &Operation) -> Result<(), String> {
    let Operation::PaymentAccountRecorded(it) = operation else {
        return Ok(());
    };
    let holder = it.holder_resident.as_ref();
    let of_erased = holder.is_some_and(|id| erased.contains(id));
    match of_erased && (it.number.reveal().is_some() || it.holder.reveal().is_some()) {
        true => Err("an account of someone erased is still there".to_owned()),
        false => Ok(()),
    }
}

fn gone_from_phones(world: &World, erased: &BTreeSet<&ResidentId>) -> Result<(), String> {
    let theirs = world.numbers.iter().filter(|(_, holder)| {
        let holder = holder.as_ref();
        holder.is_some_and(|id| erased.contains(id))
    });
    let theirs: Vec<&String> = theirs.map(|(number, _)| number).collect();
    for (at, phone) in world
        .phones
        .iter()
        .enumerate()
        .filter(|(_, it)| !it.unknown)
    {
        let kept = phone.shelf.values();
        for value in kept {
            if let Some(number) = theirs.iter().find(|it| value.contains(it.as_str())) {
                return Err(format!("{number} of someone erased is on phone {at}"));
            }
        }
    }
    Ok(())
}
