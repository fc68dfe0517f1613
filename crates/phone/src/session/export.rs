//! Saves unsent work as a file, for days without signal or a server that cannot be reached.

use super::Session;
use crate::{
    outbox_file,
    platform::{chance, clock, file},
};
use sync::{OutboxItem, OutboxState, Unread};

/// Saves the unsent entries, sealed so that only the commune's server can open them. Returns how
/// many.
pub fn export_unsent(session: &Session) -> Option<usize> {
    let open = session.0.open.borrow();
    let open = open.as_ref()?;
    let unsent = open
        .replica
        .outbox()
        .filter(|item| item.state == OutboxState::Unsent);
    let raw = |item: &OutboxItem| serde_json::value::to_raw_value(&item.entry).ok();
    let mut entries: Vec<_> = unsent.filter_map(raw).collect();
    // Entries that this version cannot read are included: the server may be able to.
    entries.extend(open.replica.unread().iter().filter_map(Unread::entry));
    let clock = clock::now();
    // Uses a copy of the replica, so that the answer to a request under way still counts.
    let steady_since = open
        .replica
        .clone()
        .request(env!("CARGO_PKG_VERSION"), clock)
        .1
        .steady_since;
    let identity = open.replica.identity();
    let made = outbox_file::make(
        identity,
        &open.token,
        &entries,
        (clock, steady_since),
        chance::bytes(),
    );
    let name = format!("tungnha-{}-{}.json", identity.device, clock.day());
    file::save(&name, "application/json", made.as_bytes()).ok()?;
    Some(entries.len())
}
