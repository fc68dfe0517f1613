//! What becomes of one entry of a request, whatever becomes of the others.
use crate::erase::Told;
use crate::ledger::{Incoming, Ledger};
use crate::rows::Rows;
use crate::waiting::{self, Coming};
use crate::{HeldEntry, hold};
use domain::{Entry, EntryId, RefusalCode, Role};
use sync::{Brought, Later, Outcome};

pub(super) fn take_one(
    ledger: &mut Ledger<'_>,
    (id, brought): (EntryId, Brought),
    coming: &Coming<'_>,
    told: &Told,
) -> Rows<Outcome> {
    let commune = &coming.device.commune;
    // A decision stands, also where the same work is brought again, by file perhaps.
    if let Some(known) = hold::set_aside(ledger.transaction(), commune, id)? {
        return Ok(known);
    }
    if let Some(known) = waiting::known(ledger, commune, id, coming)? {
        return Ok(known);
    }
    // Kept once before this was asked for, or brought where its phone cannot be told to write it
    // again: it comes without what nobody sees.
    let brought = match coming.stays || coming.by_file {
        true => brought.made_plain(),
        false => brought,
    };
    match brought {
        Brought::Read(mut entry) => {
            // Also what is held, or comes back after a restore, must not bring a name back.
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
    // A phone speaks for its own person only, whatever the entry says.
    entry.commune = device.commune.clone();
    entry.author = device.account.clone();
    dating.fix(&mut entry);
    if let Err(code) = ledger.seal(&mut entry)
        && ledger
            .transaction()
            .entry(&entry.commune, entry.id)?
            .is_none()
    {
        // It must not be kept without a key, and what was kept once is not refused.
        return Ok(match coming.stays {
            true => Outcome::NotYet {
                later: Later::NoKey,
            },
            false => Outcome::Refused { code },
        });
    }
    let held = HeldEntry::new(entry.clone(), dating.received_at);
    if coming.revoked {
        if let Some(known) = hold::fate(ledger.transaction(), &entry.commune, entry.id)? {
            return Ok(known);
        }
        held.put_for_good(ledger.transaction())?;
        return Ok(Outcome::Held);
    }
    let outcome = ledger.append(Incoming {
        entry,
        received_at: dating.received_at,
        scope: Some(coming.scope),
    })?;
    let held = held.of_no_team(coming.of_no_team.is_some());
    // Who leads no team is a member to the roster, and may lead one again when it is back.
    let leads = coming.of_no_team == Some(Role::Leader) && !coming.stays;
    match outcome {
        Outcome::Refused {
            code: RefusalCode::NotAllowed,
        } if leads && Role::Leader.may_make(&held.entry.operation) => {
            held.put(ledger.transaction())?;
            Ok(Outcome::Held)
        }
        Outcome::Refused { code } => waiting::keep_refused(ledger, (&held.entry, code), coming),
        Outcome::Held => {
            held.put(ledger.transaction())?;
            Ok(Outcome::Held)
        }
        outcome => Ok(outcome),
    }
}

/// An app that does not know of waiting is told what it knows: the server has it, or nothing.
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
