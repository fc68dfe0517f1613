//! Erases who asked for help: in the log, in held work, and in what comes back later.
use super::{HelpErasure, told};
use crate::HeldEntry;
use crate::rows::{Rows, Transaction};
use domain::{CommuneId, Entry, HelpErased, HelpId, Operation, RecordKey, Seq, blank_help};

/// Documents that name erased requests. A phone's journal may bring such a request again.
pub(super) const ERASED: &str = "erased-help";

/// Blanks what the entries of a request say of its author, and remembers the request as erased.
pub(crate) fn rewrite_help(
    rows: &mut dyn Transaction,
    erasure: &HelpErasure,
    at: Option<Seq>,
) -> Rows<()> {
    let HelpErasure { commune, help } = erasure;
    let key = RecordKey::Help(help.clone());
    for mut row in super::history_to_blank(rows, commune, &key)? {
        if blanked(&mut row.entry) {
            rows.rewrite_entry(commune, &row)?;
        }
    }
    for mut held in HeldEntry::all(rows, commune)? {
        if request(&held.entry.operation).as_ref() == Some(help) && blanked(&mut held.entry) {
            held.put_blanked(rows)?;
        }
    }
    match at {
        Some(seq) => told::remember(rows, (commune, seq), told::Kind::Help, help.as_str()),
        // Carried out again in data that were put back, and remembered there already perhaps.
        None if remembered(rows, commune, help)? => Ok(()),
        None => told::remember_restored(rows, commune, told::Kind::Help, help.as_str()),
    }
}

pub(crate) fn remembered(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    help: &HelpId,
) -> Rows<bool> {
    Ok(rows.document(commune, ERASED, help.as_str())?.is_some())
}

/// Blanks an entry of an erased request, whether or not the database knows the request.
pub(crate) fn blank_if_erased(rows: &mut dyn Transaction, entry: &mut Entry) -> Rows<()> {
    if let Some(help) = request(&entry.operation)
        && remembered(rows, &entry.commune, &help)?
    {
        blank_help(&mut entry.operation);
    }
    Ok(())
}

/// The erasure of a request that comes back after it was erased.
pub(super) fn returned(rows: &mut dyn Transaction, entry: &Entry) -> Rows<Option<Operation>> {
    let Operation::HelpAsked(it) = &entry.operation else {
        return Ok(None);
    };
    let help = it.help.clone();
    let known = remembered(rows, &entry.commune, &help)?;
    Ok(known.then_some(Operation::HelpErased(HelpErased { help })))
}

pub(super) fn blank_of(operation: &mut Operation, help: &HelpId) {
    if request(operation).as_ref() == Some(help) {
        blank_help(operation);
    }
}

pub(super) fn request(operation: &Operation) -> Option<HelpId> {
    operation.touches().into_iter().find_map(|key| match key {
        RecordKey::Help(id) => Some(id),
        _ => None,
    })
}

fn blanked(entry: &mut Entry) -> bool {
    let before = entry.operation.clone();
    blank_help(&mut entry.operation);
    before != entry.operation
}
