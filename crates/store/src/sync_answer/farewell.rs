//! The last answers to a phone that has ended.
use super::TakenIn;
use crate::rows::CommuneRow;
use domain::{Millis, Role, Scope, Seq};
use sync::{SyncRequest, SyncResponse};

/// The answer to a phone that has ended: what became of its entries, and nothing of the commune. If
/// some entries cannot be taken yet, the phone is not told to destroy itself but to keep nothing
/// else. It then drops what it was given and comes again.
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
        start_over: taken.answers.leaves_some,
        revoked: taken.revoked.filter(|_| !taken.answers.leaves_some),
        receipts: taken.answers.receipts,
        records: Vec::new(),
        departures: Vec::new(),
        erased: Vec::new(),
        erased_help: Vec::new(),
        cursor: match taken.answers.leaves_some {
            true => Seq(0),
            false => request.cursor,
        },
        more: false,
        digest: None,
        proof: None,
        nameless: taken.answers.nameless,
    }
}
