//! Decides about one entry of a request, independently of the others.
use crate::erase::ErasedIds;
use crate::ledger::{Incoming, Ledger};
use crate::rows::Rows;
use crate::waiting::{self, Coming};
use crate::{HELD_OF_DEVICE_LIMIT, HeldEntry, hold};
use domain::{Certainty, Day, DeviceId, Entry, EntryId, Millis, RefusalCode, Role, is_the_boards};
use std::cell::RefCell;
use std::collections::BTreeMap;
use sync::{Brought, Later, Outcome};

pub(super) fn take_one(
    ledger: &mut Ledger<'_>,
    (id, brought): (EntryId, Brought),
    coming: &Coming<'_>,
    told: &ErasedIds,
) -> Rows<Outcome> {
    let commune = &coming.device.commune;
    // A decision stays valid when the same work is brought again, perhaps in a file.
    if let Some(known) = hold::set_aside(ledger.transaction(), commune, id)? {
        return Ok(known);
    }
    if let Some(known) = waiting::known(ledger, commune, id, coming)? {
        return Ok(known);
    }
    // The entry was kept before texts were checked, or came in a file, so that its phone cannot be
    // told to write it again. So its invisible characters are removed.
    let brought = match coming.stays || coming.by_file {
        true => brought.made_plain(),
        false => brought,
    };
    match brought {
        Brought::Read(mut entry) => {
            // Also for entries that are held or come back after a restore: no erased name may
            // return.
            told.blank(&mut entry.operation);
            take_read(ledger, *entry, coming)
        }
        Brought::Unread(raw) => match hold::fate(ledger.transaction(), commune, id)? {
            Some(kept @ Outcome::Kept { .. }) => Ok(kept),
            _ => waiting::keep_unread(ledger, (id, raw.get()), coming, told),
        },
        Brought::NotPlain(_) => Ok(Outcome::Refused {
            code: RefusalCode::TextNotPlain,
        }),
    }
}

fn take_read(ledger: &mut Ledger<'_>, mut entry: Entry, coming: &Coming<'_>) -> Rows<Outcome> {
    let (device, dating) = (coming.device, coming.dating);
    // A phone can speak only for its own person, whatever the entry says.
    entry.commune = device.commune.clone();
    entry.author = device.account.clone();
    dating.fix(&mut entry);
    if brings_a_seal(&mut entry) {
        let code = RefusalCode::NotAllowed;
        return Ok(Outcome::Refused { code });
    }
    if let Err(code) = ledger.seal(&mut entry)
        && !ledger.transaction().has_entry(&entry.commune, entry.id)?
    {
        // Without a key it must not be stored, and what was kept once must not be refused.
        return Ok(match coming.stays {
            true => Outcome::NotYet {
                later: Later::NoKey,
            },
            false => Outcome::Refused { code },
        });
    }
    entry.accepted = None;
    let held = HeldEntry::new(entry.clone(), dating.received_at).brought_by(&coming.device.id);
    if coming.holds_all {
        if let Some(known) = hold::fate(ledger.transaction(), &entry.commune, entry.id)? {
            return Ok(known);
        }
        return hold(ledger, &held, coming);
    }
    let scope = coming.standing.at(stands_on(&entry, dating.received_at));
    let ended = !scope.role.may_make(&entry.operation);
    let outcome = ledger.append(Incoming {
        entry,
        received_at: dating.received_at,
        scope: Some(&scope),
    })?;
    let held = held.of_no_team(coming.of_no_team.is_some());
    // Someone who leads no team counts as a member, but may be a leader again when the roster is
    // back.
    let leads = coming.of_no_team == Some(Role::Leader) && !coming.stays;
    match outcome {
        // The entry was made after the author's term, or a lost roster that names them as leader
        // may come back.
        Outcome::Refused {
            code: RefusalCode::NotAllowed,
        } if ended || leads => hold(ledger, &held, coming),
        Outcome::Refused { code } => waiting::keep_refused(ledger, (&held.entry, code), coming),
        Outcome::Held => hold(ledger, &held, coming),
        outcome => Ok(outcome),
    }
}

/// Whether an account number came sealed. Only the store seals, so this is the seal of another
/// entry.
fn brings_a_seal(entry: &mut Entry) -> bool {
    let mut sealed = false;
    entry.operation.personal(&mut |_, value| {
        value.account_numbers(&mut |number| {
            sealed |= number.reveal().is_some_and(|it| it.sealed().is_some());
        });
    });
    sealed
}

/// The day whose terms count. An uncertain time cannot take anyone back to a term that has ended.
pub(crate) fn stands_on(entry: &Entry, received_at: Millis) -> Day {
    match entry.certainty {
        Certainty::Sure => entry.at.day(),
        Certainty::Doubtful => received_at.day(),
    }
}

/// Holds the entry for a decision, unless its author could never have made it.
fn hold(ledger: &mut Ledger<'_>, held: &HeldEntry, coming: &Coming<'_>) -> Rows<Outcome> {
    let entry = &held.entry;
    let might_lead = coming.of_no_team == Some(Role::Leader) && !coming.stays;
    let could = coming.standing.could_make(&entry.operation)
        || (might_lead && Role::Leader.may_make(&entry.operation));
    if !could || is_the_boards(&entry.operation) {
        let refused = (entry, RefusalCode::NotAllowed);
        return waiting::keep_refused(ledger, refused, coming);
    }
    if !coming.held.takes_one(ledger, held)? {
        let later = Later::TooMany;
        return Ok(Outcome::NotYet { later });
    }
    match coming.is_over {
        true => held.put_for_good(ledger.transaction())?,
        false => held.put(ledger.transaction())?,
    }
    Ok(Outcome::Held)
}

/// How many entries of each device are held, counted when first needed.
#[derive(Debug, Default)]
pub(crate) struct HeldCount(RefCell<Option<BTreeMap<DeviceId, usize>>>);

impl HeldCount {
    /// Whether one more entry of its device may be held. If so, it is counted.
    fn takes_one(&self, ledger: &mut Ledger<'_>, held: &HeldEntry) -> Rows<bool> {
        let mut counts = self.0.borrow_mut();
        if counts.is_none() {
            *counts = Some(HeldEntry::count(ledger.transaction(), &held.entry.commune)?);
        }
        let count = counts.get_or_insert_default();
        let count = count.entry(held.device().clone()).or_default();
        let has_room = *count < HELD_OF_DEVICE_LIMIT;
        *count += usize::from(has_room);
        Ok(has_room)
    }
}

/// An older app that does not know waiting is told something that it knows: the server has the
/// entry, or nothing.
pub(super) fn as_told(outcome: Outcome, lenient: bool) -> Option<Outcome> {
    match outcome {
        _ if lenient => Some(outcome),
        Outcome::Waiting { .. } => Some(Outcome::Held),
        Outcome::NotYet { .. } => None,
        Outcome::Refused {
            code: RefusalCode::TextNotPlain,
        } => Some(Outcome::Refused {
            code: RefusalCode::FormatUnknown,
        }),
        _ => Some(outcome),
    }
}
