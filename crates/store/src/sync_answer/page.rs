//! Cuts an answer's records into pages.
use crate::rows::{RecordRow, Rows, Transaction};
use crate::sync_answer::{PAGE_LIMIT_BYTES, PAGE_LIMIT_RECORDS};
use crate::{StoreError, Unreadable};
use domain::{CommuneId, RecordKey, Scope, Seq};
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use sync::{Departure, Digest, ScopeMark, SentKey, SentRecord, SyncRequest};

/// Cuts at the limits, but never between records with the same sequence number.
pub(super) fn page(mut found: Vec<RecordRow>) -> (Vec<RecordRow>, bool) {
    let mut bytes = 0;
    let fits = found.iter().take(PAGE_LIMIT_RECORDS).take_while(|row| {
        bytes += row.body.len();
        bytes <= PAGE_LIMIT_BYTES
    });
    let mut end = fits.count().max(1).min(found.len());
    let more = end < found.len();
    if more {
        let next = found[end].seq;
        let cut = found[..end].iter().position(|row| row.seq == next);
        end = cut.filter(|cut| *cut > 0).unwrap_or(end);
    }
    found.truncate(end);
    (found, more)
}

/// Whether the phone has this scope. An app that does not say which rules it knows was made before
/// `as_member` and names the scope without it, in which it sees the same.
pub(super) fn names<E>(request: &SyncRequest<E>, scope: &Scope) -> bool {
    let is_named = |scope: &Scope| request.scope == Some(ScopeMark::of(scope));
    let without = || Scope {
        as_member: BTreeSet::new(),
        ..scope.clone()
    };
    is_named(scope) || (request.rules == 0 && is_named(&without()))
}

pub(super) fn digest(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    scope: &Scope,
) -> Rows<Digest> {
    let mut all = Digest::default();
    for (area, digest) in rows.digests(commune)? {
        if scope.sees(&area) {
            all.join(digest);
        }
    }
    Ok(all)
}

pub(super) fn gone(departure: Departure) -> Departure<SentKey> {
    Departure {
        key: departure.key.into(),
        seq: departure.seq,
    }
}

pub(super) fn sent(row: RecordRow) -> Rows<SentRecord> {
    let body = RawValue::from_string(row.body);
    let unreadable = |_| StoreError::Unreadable(Unreadable::Record(row.key.clone()));
    let body = body.map_err(unreadable)?;
    Ok(SentRecord {
        key: row.key.into(),
        seq: row.seq,
        body,
    })
}

/// Stands for a record that cannot be read. The phone keeps its sequence, so that digests agree,
/// and receives the record once it is rebuilt.
pub(super) fn unread(key: RecordKey, seq: Seq) -> SentRecord {
    SentRecord {
        key: key.into(),
        seq,
        body: RawValue::NULL.to_owned(),
    }
}
