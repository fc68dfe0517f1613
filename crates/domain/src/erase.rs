//! Erasing a resident's personal values in operations: the one rewriting of the log.
#[cfg(feature = "office")]
use crate::Name;
use crate::household::Gone;
use crate::{
    About, Entry, EntryId, Household, Operation, Personal, Record, RecordKey, Records, ResidentId,
};

#[cfg(feature = "office")]
use serde::{Serialize, de::DeserializeOwned};
#[cfg(feature = "office")]
use serde_json::Value;

/// Blanks what an operation says of a resident; `was_head` also blanks the household head's name.
///
/// Names, phones' owners aside, and notes of visits at which the resident was met go; ids,
/// years, levels and dates stay, because rules read them and no one is named by them.
pub fn blank(operation: &mut Operation, resident: &ResidentId, was_head: bool) {
    operation.personal(&mut |about, value| {
        if about.is_of(resident, was_head) {
            value.erase();
        }
    });
}

/// The same with `…` in every text in which the whole name stands, as in the sheet of a product:
/// "Hộ …, Nghi Sơn". `None` if it stands nowhere.
///
/// No id tells whom such a text names, so that the name itself is looked for.
#[cfg(feature = "office")]
pub fn without_name<T: Serialize + DeserializeOwned>(value: &T, name: &Name) -> Option<T> {
    let mut json = serde_json::to_value(value).ok()?;
    let found = take_out(&mut json, name.as_str());
    found.then(|| serde_json::from_value(json).ok()).flatten()
}

#[cfg(feature = "office")]
fn take_out(json: &mut Value, name: &str) -> bool {
    match json {
        Value::String(text) => match vietnamese::without_name(text, name) {
            Some(plain) => {
                *text = plain;
                true
            }
            None => false,
        },
        Value::Array(values) => (values.iter_mut()).fold(false, |any, it| take_out(it, name) | any),
        Value::Object(fields) => {
            (fields.values_mut()).fold(false, |any, it| take_out(it, name) | any)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Blanks what a blanked entry had told a household, and says whether there was anything.
///
/// Named one by one, as a record does not say about whom its values are: what an operation tells
/// [`About::Met`] or [`About::Holder`] and a record keeps belongs here, and
/// `what_an_entry_tells_of_someone_is_blanked_in_the_record_with_the_entry` counts it.
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

/// Residents of whom an operation tells something personal although they need not live there; it
/// is lent to be looked through, and stays as it is.
pub fn told_of(operation: &mut Operation) -> Vec<ResidentId> {
    let mut told = Vec::new();
    operation.personal(&mut |about, _| match about {
        About::Met(all) => told.extend_from_slice(all),
        About::Holder(id) => told.extend(id.cloned()),
        About::Resident(_) | About::Head(_) | About::Household | About::Asker | About::Contact => {}
    });
    told
}

/// Blanks the phone number that someone left when signing up for a class.
pub fn blank_contact(operation: &mut Operation) {
    blank_all(operation, About::Contact);
}

/// Blanks the payment account that an operation tells; says whether it tells one.
pub fn blank_account(operation: &mut Operation) -> bool {
    let mut tells = false;
    operation.personal(&mut |about, value| {
        if let About::Holder(_) = about {
            value.erase();
            tells = true;
        }
    });
    tells
}

/// Blanks what an operation on a help request says of the asker.
pub fn blank_help(operation: &mut Operation) {
    blank_all(operation, About::Asker);
}

fn blank_all(operation: &mut Operation, whom: About<'_>) {
    operation.personal(&mut |about, value| {
        if about == whom {
            value.erase();
        }
    });
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

/// Blanks, in an entry that comes late, what was taken back meanwhile: an account number that was
/// removed, or a phone number that is to be forgotten. Nothing later would make the log forget it.
pub fn blank_taken_back(entry: &mut Entry, records: &Records) {
    if entry.operation.is_taken_back((entry.at, entry.id), records) {
        entry.operation.personal(&mut |_, value| value.erase());
    }
}
