//! Reads what changed for a phone: records, departures, cursor and digest of one snapshot.
use super::farewell::farewell;
use super::page::{digest, gone, names, page, sent, unread};
use super::{PAGE_LIMIT_RECORDS, TakenIn, named};
use crate::StoreError;
use crate::account::Account;
use crate::erase::ErasedIds;
use crate::form::{for_eyes_of, in_form};
use crate::proof::ProofKey;
use crate::rollback::{self, Claim, StartsOver};
use crate::rows::{Ahead, CommuneRow, RecordRow, Rows, Transaction};
use crate::scope::Standing;
use crate::seal::Seal;
use domain::{AccountId, Area, CommuneId, Kind, Millis, Scope, Seq};
use sync::{Departure, Digest, Revoked, SentKey, SentRecord, SyncRequest, SyncResponse};

/// What one snapshot gives.
pub(super) enum Pulled {
    /// `None` if the account is gone.
    Answer(Option<Box<SyncResponse>>),
    /// The phone knows more than the database. Nothing is answered before the commune has started
    /// over.
    KnowsMore(TakenIn, Claim),
}

/// Records, departures, cursor and digest of one snapshot.
pub(super) fn pull<E>(
    (rows, seal): (&mut dyn Transaction, &Seal),
    mut taken: TakenIn,
    request: &SyncRequest<E>,
    now: Millis,
) -> Rows<Pulled> {
    let commune = &taken.commune.clone();
    rows.look_ahead(
        commune,
        &Ahead {
            commune: true,
            entries: named(request),
            documents: vec![Account::document(&taken.account), ProofKey::document()],
            kinds: vec![Kind::Team],
            digests: true,
            ..Ahead::default()
        },
    )?;
    let row = rows
        .commune(commune)?
        .ok_or_else(|| StoreError::NoCommune(commune.to_string()))?;
    let Some(account) = Account::get(rows, commune, &taken.account)? else {
        return Ok(Pulled::Answer(None));
    };
    let standing = Standing::of_today(rows, &account, now.day())?;
    if !account.may_have_a_phone() || standing.has_left() {
        taken.revoked.get_or_insert(Revoked::AfterLastUpload);
    }
    if taken.revoked.is_some() {
        let told = farewell(&row, taken, request, now);
        return Ok(Pulled::Answer(Some(Box::new(told))));
    }
    if taken.starts_over == StartsOver::Nobody {
        let claim = rollback::claim(request, rows, commune, &row)?;
        if claim != Claim::Nothing {
            return Ok(Pulled::KnowsMore(taken, claim));
        }
    }
    let scope = standing.lately();
    let start_over = taken.starts_over != StartsOver::Nobody
        || request.epoch != Some(row.epoch)
        || !names(request, &scope)
        || request.cursor > row.last_seq
        || request.cursor < row.departures_pruned;
    let after = if start_over { Seq(0) } else { request.cursor };
    let changes = Changes::read(rows, (commune, &row), &scope, (after, start_over))?;
    let mut erased = changes.erased;
    erased.join(taken.answers.named);
    let digest: Option<Digest> = match changes.more {
        true => None,
        false => Some(digest(rows, commune, &scope)?),
    };
    let reader = (commune, &account.id, &scope);
    let records = written(rows, seal, reader, request, changes.page)?;
    // This phone alone sends its journal again, as to a restored server. At its next contact it is
    // like any other.
    let alone = taken.starts_over == StartsOver::Phone;
    let epoch = match alone {
        true => rollback::life_of_one(row.epoch, &taken.device, now),
        false => row.epoch,
    };
    let needs_proof = after < row.last_seq || request.proof.is_none();
    let proof = match needs_proof && !alone && !changes.more {
        true => match ProofKey::get(rows, commune)? {
            Some(key) => key.prove_last(rows, (commune, row.epoch, row.last_seq))?,
            None => None,
        },
        false => None,
    };
    Ok(Pulled::Answer(Some(Box::new(SyncResponse {
        epoch,
        safe_seq: row.safe_seq,
        server_time: now,
        scope: (&scope).into(),
        start_over: start_over || after == Seq(0),
        revoked: taken.revoked,
        receipts: taken.answers.receipts,
        records,
        departures: changes.departures,
        erased: erased.residents,
        erased_help: erased.help,
        cursor: changes.cursor,
        more: changes.more,
        digest,
        proof,
        nameless: taken.answers.nameless,
    }))))
}

/// One page of what changed after a place in the log.
struct Changes {
    page: Vec<RecordRow>,
    departures: Vec<Departure<SentKey>>,
    /// Those who were erased.
    erased: ErasedIds,
    /// Where the page ends, and whether more lies behind.
    cursor: Seq,
    more: bool,
}

impl Changes {
    fn read(
        rows: &mut dyn Transaction,
        (commune, row): (&CommuneId, &CommuneRow),
        scope: &Scope,
        (after, start_over): (Seq, bool),
    ) -> Rows<Self> {
        let areas: Option<Vec<Area>> =
            (!scope.sees_all()).then(|| scope.areas.iter().cloned().collect());
        let areas = areas.as_deref();
        // Most phones that ask get nothing new, which saves two queries.
        let is_behind = after < row.last_seq;
        let found = match is_behind {
            true => rows.changed(commune, areas, after, PAGE_LIMIT_RECORDS + 1)?,
            false => Vec::new(),
        };
        let (mut page, mut more) = page(found);
        let last = page.last().filter(|_| more).map(|last| last.seq);
        let mut cursor = last.unwrap_or(row.last_seq);
        let mut erased = ErasedIds::default();
        if is_behind || start_over {
            let (told, up_to) = ErasedIds::since(rows, commune, after)?;
            erased = told;
            if let Some(up_to) = up_to.filter(|up_to| *up_to < cursor) {
                page.retain(|record| record.seq <= up_to);
                (cursor, more) = (up_to, true);
            }
        }
        let departures = match is_behind && after > Seq(0) {
            true => rows.departures(commune, areas, after, cursor)?,
            false => Vec::new(),
        };
        Ok(Self {
            page,
            departures: departures.into_iter().map(gone).collect(),
            erased,
            cursor,
            more,
        })
    }
}

/// The records of a page as this phone may see and can read them.
fn written<E>(
    rows: &mut dyn Transaction,
    seal: &Seal,
    (commune, account, scope): (&CommuneId, &AccountId, &Scope),
    request: &SyncRequest<E>,
    page: Vec<RecordRow>,
) -> Rows<Vec<SentRecord>> {
    let write = |row: RecordRow| {
        let row = seal.opened(commune, row)?;
        let row = for_eyes_of(account, scope, row)?;
        in_form(row, request.forms).and_then(sent)
    };
    let mut records = Vec::with_capacity(page.len());
    for row in page {
        let (key, seq) = (row.key.clone(), row.seq);
        records.push(match write(row) {
            Err(StoreError::Unreadable(what)) => {
                rows.unread().note(commune, what);
                unread(key, seq)
            }
            read => read?,
        });
    }
    Ok(records)
}
