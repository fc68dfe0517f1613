//! The last answers to a phone that is over.
use super::TakenIn;
use crate::rows::CommuneRow;
use domain::{Millis, Role, Scope, Seq};
use sync::{SyncRequest, SyncResponse};

/// To a phone that is over: what became of its entries, and nothing of the commune. Where some of them
/// cannot be taken yet it is not told to destroy itself, but to hold nothing else: what it has been
/// given goes, and it comes again.
pub(super) fn farewell<E>(
    row: &CommuneRow,
    taken: TakenIn,
    request: &SyncRequest<E>,
    now: Millis,
) -> SyncResponse {
    SyncResponse {
        epoch: row.epoch,
        safe_seq: row.safe_seq,
        server_time: now,
        scope: (&Scope::without_areas(Role::Member)).into(),
        start_over: taken.leaves_some,
        revoked: taken.revoked.filter(|_| !taken.leaves_some),
        receipts: taken.receipts,
        records: Vec::new(),
        departures: Vec::new(),
        erased: Vec::new(),
        erased_help: Vec::new(),
        cursor: match taken.leaves_some {
            true => Seq(0),
            false => request.cursor,
        },
        more: false,
        digest: None,
        proof: None,
        nameless: taken.nameless,
    }
}
