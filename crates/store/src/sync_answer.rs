//! Answers `POST /api/sync`: takes the entries in, then reads one snapshot of what changed.
mod farewell;
mod page;
mod take;

use crate::account::{Account, Device, DeviceState};
use crate::beside::Beside;
use crate::dating::Dating;
use crate::erase::Told;
use crate::form::{for_eyes_of, in_form};
use crate::ledger::Ledger;
use crate::proof::ProofKey;
use crate::rollback::{self, Claim, Noticed, StartsOver};
use crate::rows::{Ahead, RecordRow, Rows, Transaction};
use crate::scope::{Standing, is_of_no_team};
use crate::seal::Seal;
use crate::waiting::Coming;
use crate::{Store, StoreError, Trouble, hold};
use domain::{
    AccountId, Area, CommuneId, DeviceId, EntryId, Kind, Millis, Seq, is_hidden, without_hidden,
};
use farewell::farewell;
use page::{digest, gone, names, page, sent, unread};
use std::collections::BTreeMap;
use std::sync::Arc;
use sync::{
    Brought, ENTRIES_LIMIT, HELD_LIMIT, Outcome, Receipt, Revoked, SyncRequest, SyncResponse,
    clocks_agree,
};
pub(crate) use take::{HeldCount, stands_on};
use take::{as_told, take_one};

/// The most records on a page. A first sync of 1,500 households takes three pages, and the server
/// holds little memory for a slow phone.
pub const PAGE_LIMIT_RECORDS: usize = 510;
/// The most bytes of records on a page.
pub const PAGE_LIMIT_BYTES: usize = 3 * 1024 * 1024;
/// A contact in which a phone only asks is noted at most this often.
const CONTACT_EVERY_MS: i64 = Millis::MINUTE;
/// The longest label of an entry from a journal: a household's code.
const LABEL_LIMIT_BYTES: usize = 640;

#[derive(Debug)]
pub enum SyncAnswer {
    Response(Box<SyncResponse>),
    /// The device is not known, or was already told to wipe itself.
    NotEnrolled,
}

/// What became of the entries of a request. Nobody is answered before it is on disk.
#[derive(Debug)]
pub struct TakenIn {
    pub(crate) commune: CommuneId,
    pub(crate) account: AccountId,
    receipts: Vec<Receipt>,
    revoked: Option<Revoked>,
    /// Some entries could not be taken yet and stay on the phone.
    leaves_some: bool,
    pub(crate) device: DeviceId,
    /// Who starts over because the phone said that it knows more than the database.
    pub(crate) starts_over: StartsOver,
    /// The places of entries that have no id.
    nameless: Vec<u32>,
    /// Those who were erased and whom its entries name.
    named: Told,
}

/// Whose request it is.
#[derive(Clone)]
struct Sender {
    commune: CommuneId,
    device: DeviceId,
    /// The account, if it is known already. Then it is fetched together with the rest.
    account: Option<AccountId>,
    beside: Option<Arc<Beside>>,
}

impl Store {
    /// Takes the entries out of a request and stores them, if the device may still be used.
    pub async fn sync_take_in(
        &self,
        device: Device,
        request: &mut SyncRequest<Brought>,
        now: Millis,
    ) -> Rows<Option<TakenIn>> {
        let answered = || TakenIn {
            commune: device.commune.clone(),
            account: device.account.clone(),
            receipts: Vec::new(),
            revoked: device.left.map(|_| Revoked::AfterLastUpload),
            leaves_some: false,
            device: device.id.clone(),
            starts_over: StartsOver::Nobody,
            nameless: Vec::new(),
            named: Told::default(),
        };
        self.phones.hear(&device.id, now, request.clock);
        if only_asks(&device, request, now) {
            return Ok(Some(answered()));
        }
        // Nothing but the contact would be written. If that fails, reading still works.
        let only_here = request.entries.is_empty() && device.goes_on();
        let only_here = only_here.then(answered);
        let (entries, header) = (std::mem::take(&mut request.entries), request.clone());
        let owner = device.commune.clone();
        let sender = Sender {
            commune: device.commune,
            device: device.id,
            account: Some(device.account),
            beside: self.beside.clone(),
        };
        let work = move |ledger: &mut Ledger<'_>| {
            take_in(ledger, Way::Network, sender, entries, &header, now)
        };
        let taken = self.write_to(&owner, work).done().await;
        match (taken, only_here) {
            (Err(why), Some(here)) if why.trouble() != Trouble::Other => Ok(Some(here)),
            (taken, _) => taken,
        }
    }

    /// Takes in the entries of a phone's file. Those of a revoked, wiped or replaced phone are held
    /// for review. The phone itself made no contact, so none is noted.
    pub fn take_in_file(
        &self,
        (commune, device): (CommuneId, DeviceId),
        mut request: SyncRequest<impl Into<Brought> + Clone + Send + 'static>,
        now: Millis,
    ) -> Rows<Option<Vec<Receipt>>> {
        let owner = commune.clone();
        let entries = taken_out(&mut request);
        let sender = Sender::of(commune, device, self.beside.clone());
        let work = move |ledger: &mut Ledger<'_>| {
            take_in(ledger, Way::File, sender, entries, &request, now)
        };
        let taken = self.write_to(&owner, work).wait()?;
        Ok(taken.map(|taken| taken.receipts))
    }

    /// Both steps together, for threads and the simulation.
    pub fn sync_blocking(
        &self,
        (commune, device): (CommuneId, DeviceId),
        mut request: SyncRequest<impl Into<Brought> + Clone + Send + 'static>,
        now: Millis,
    ) -> Rows<SyncAnswer> {
        self.phones.hear(&device, now, request.clock);
        let (entries, header) = (taken_out(&mut request), request.clone());
        let owner = commune.clone();
        let sender = Sender::of(commune, device, self.beside.clone());
        let work = move |ledger: &mut Ledger<'_>| {
            take_in(ledger, Way::Network, sender, entries, &header, now)
        };
        let Some(taken) = self.write_to(&owner, work).wait()? else {
            return Ok(SyncAnswer::NotEnrolled);
        };
        let response = self.sync_answer(taken, &request, now)?;
        Ok(response.map_or(SyncAnswer::NotEnrolled, |it| {
            SyncAnswer::Response(Box::new(it))
        }))
    }

    /// What changed after the cursor, read from one snapshot, up to a few megabytes. `None` if the
    /// account is gone.
    pub fn sync_answer<E>(
        &self,
        taken: TakenIn,
        request: &SyncRequest<E>,
        now: Millis,
    ) -> Rows<Option<SyncResponse>> {
        let pulled = self.read(|rows| pull((rows, &self.seal), taken, request, now))?;
        match pulled {
            Pulled::Answer(answer) => Ok(answer.map(|it| *it)),
            Pulled::KnowsMore(taken, claim) => {
                let again = rollback::weigh_for(self, taken, (claim, request.epoch), now)?;
                match self.read(|rows| pull((rows, &self.seal), again, request, now))? {
                    Pulled::Answer(answer) => Ok(answer.map(|it| *it)),
                    Pulled::KnowsMore(..) => Ok(None),
                }
            }
        }
    }
}

impl Sender {
    fn of(commune: CommuneId, device: DeviceId, beside: Option<Arc<Beside>>) -> Self {
        Self {
            commune,
            device,
            account: None,
            beside,
        }
    }
}

fn taken_out<E: Into<Brought>>(request: &mut SyncRequest<E>) -> Vec<Brought> {
    let entries = std::mem::take(&mut request.entries).into_iter();
    entries.map(Into::into).collect()
}

/// Whether nothing of the request needs to be written, not even the contact.
fn only_asks(device: &Device, request: &SyncRequest<Brought>, now: Millis) -> bool {
    let lately = device
        .last_contact
        .is_some_and(|last| now.0.abs_diff(last.0) < CONTACT_EVERY_MS.unsigned_abs());
    request.entries.is_empty()
        && request.held.is_empty()
        && device.goes_on()
        && lately
        && device.unsent == request.unsent
        && device.app == request.app
}

/// How the entries came.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Network,
    File,
}

fn take_in<E>(
    ledger: &mut Ledger<'_>,
    way: Way,
    sender: Sender,
    entries: Vec<Brought>,
    header: &SyncRequest<E>,
    now: Millis,
) -> Rows<Option<TakenIn>> {
    let commune = sender.commune;
    let held = entries.iter().filter_map(Brought::id).flat_map(hold::asked);
    let account = sender.account.as_ref().map(Account::document);
    // Who was erased matters to entries only, and most contacts bring none.
    let erased: &[&str] = match entries.is_empty() {
        true => &[],
        false => &Told::KINDS,
    };
    let ahead = Ahead {
        documents: held
            .chain([Device::document(&sender.device)])
            .chain(account)
            .collect(),
        entries: named(header),
        kinds: vec![Kind::Team],
        document_kinds: [&[crate::scope::FORMER], erased].concat(),
        ..Ahead::default()
    };
    let readable = entries.iter().filter_map(|it| match it {
        Brought::Read(entry) => Some(&**entry),
        Brought::Unread(_) | Brought::NotPlain(_) => None,
    });
    ledger.look_ahead(&commune, &readable.collect::<Vec<_>>(), ahead)?;
    let Some(mut device) = Device::get(ledger.transaction(), &commune, &sender.device)? else {
        return Ok(None);
    };
    let Some(account) = Account::get(ledger.transaction(), &commune, &device.account)? else {
        return Ok(None);
    };
    let standing = Standing::of(ledger.transaction(), &account, now.day())?;
    let is_active = device.state == DeviceState::Active;
    let has_left = is_active && (device.left.is_some() || standing.has_left());
    let revoked = match device.state {
        DeviceState::Active if !account.may_have_a_phone() || has_left => {
            Some(Revoked::AfterLastUpload)
        }
        DeviceState::Active => None,
        _ if way == Way::File => Some(Revoked::AfterLastUpload),
        DeviceState::Retired | DeviceState::Wiped => return Ok(None),
        DeviceState::Revoked => Some(Revoked::AfterLastUpload),
        DeviceState::Stolen => Some(Revoked::Stolen),
    };
    let is_confirmed = way == Way::Network && clocks_agree(now, header.clock);
    ledger.confirm_time(is_confirmed);
    let dating = Dating::new(ledger, (&account, &device), (&entries, header), now)?;
    // An active phone brings its entries again after a restore, because they are in its journal.
    if way == Way::Network && revoked.is_none() {
        ledger.keep_quiet();
    }
    let mut starts_over = StartsOver::Nobody;
    if way == Way::Network && revoked.is_none() && !entries.is_empty() {
        // Checked before anything gets a number, because afterwards the log may be longer than the
        // phone knows.
        let row = ledger.row(&commune)?.clone();
        let claim = rollback::claim(header, ledger.transaction(), &commune, &row)?;
        let noticed = Noticed::by(&device.id, &account.id);
        let (beside, of) = (sender.beside.as_deref(), (&commune, claim, header.epoch));
        starts_over = rollback::weigh(ledger, beside, of, noticed, now)?;
        ledger.confirm_time(is_confirmed);
    }
    let (mut receipts, mut nameless) = (Vec::new(), Vec::new());
    let (mut leaves_some, mut names_erased) = (false, Told::default());
    if revoked != Some(Revoked::Stolen) {
        let held = HeldCount::default();
        let of_no_team = is_of_no_team(&standing.lately()).then_some(account.role);
        let told = match entries.is_empty() {
            true => Told::default(),
            false => Told::read(ledger.transaction(), &commune)?,
        };
        let again: BTreeMap<EntryId, &str> = (header.again.iter())
            .map(|it| (it.id, it.label.as_str()))
            .collect();
        for (place, brought) in (0..).zip(entries.into_iter().take(ENTRIES_LIMIT)) {
            // An entry without an id can only be answered by its place. It stays on the phone.
            let Some(id) = brought.id() else {
                nameless.push(place);
                continue;
            };
            names_erased.join(match &brought {
                Brought::Read(entry) => told.named_by(&entry.operation),
                Brought::Unread(raw) => told.named_in(raw.get()),
                Brought::NotPlain(_) => Told::default(),
            });
            let label = again.get(&id).copied();
            let coming = Coming {
                device: &device,
                dating: &dating,
                standing: &standing,
                is_over: revoked.is_some(),
                // A member who left may still bring what they did while they served.
                holds_all: revoked.is_some() && (!has_left || !account.may_have_a_phone()),
                held: &held,
                stays: label.is_some(),
                label: label.filter(|it| it.len() <= LABEL_LIMIT_BYTES && !it.contains(is_hidden)),
                by_file: way == Way::File,
                of_no_team,
            };
            let outcome = take_one(ledger, (id, brought), &coming, &told)?;
            leaves_some |= matches!(outcome, Outcome::NotYet { .. });
            receipts
                .extend(as_told(outcome, header.lenient).map(|outcome| Receipt { id, outcome }));
        }
        for id in header.held.iter().take(HELD_LIMIT) {
            let fate = hold::fate(ledger.transaction(), &commune, *id)?;
            let fate = fate.and_then(|outcome| as_told(outcome, header.lenient));
            receipts.extend(fate.map(|outcome| Receipt { id: *id, outcome }));
        }
    }
    let taken = TakenIn {
        commune,
        account: account.id,
        receipts,
        revoked,
        leaves_some,
        device: device.id.clone(),
        starts_over,
        nameless,
        named: names_erased,
    };
    if way == Way::File {
        return Ok(Some(taken));
    }
    device.last_contact = Some(now);
    device.offset_ms = Some(dating.offset_ms());
    device.unsent = header.unsent;
    device.app = without_hidden(header.app.clone());
    if revoked.is_some() && header.unsent == 0 && !leaves_some {
        device.end(ledger.transaction(), (DeviceState::Wiped, now))?;
    } else {
        device.put_contact(ledger.transaction())?;
    }
    Ok(Some(taken))
}

/// What one snapshot gives.
enum Pulled {
    /// `None` if the account is gone.
    Answer(Option<Box<SyncResponse>>),
    /// The phone knows more than the database. Nothing is answered before the commune has started
    /// over.
    KnowsMore(TakenIn, Claim),
}

/// Records, departures, cursor and digest of one snapshot.
fn pull<E>(
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
    let areas: Option<Vec<Area>> =
        (!scope.sees_all()).then(|| scope.areas.iter().cloned().collect());
    let start_over = taken.starts_over != StartsOver::Nobody
        || request.epoch != Some(row.epoch)
        || !names(request, &scope)
        || request.cursor > row.last_seq
        || request.cursor < row.departures_pruned;
    let after = if start_over { Seq(0) } else { request.cursor };
    let areas = areas.as_deref();
    // Most phones that ask get nothing new, which saves two queries.
    let is_behind = after < row.last_seq;
    let found = match is_behind {
        true => rows.changed(commune, areas, after, PAGE_LIMIT_RECORDS + 1)?,
        false => Vec::new(),
    };
    let (mut page, mut more) = page(found);
    let mut cursor = page
        .last()
        .filter(|_| more)
        .map_or(row.last_seq, |last| last.seq);
    let mut told = Told::default();
    if is_behind || start_over {
        let (erased, up_to) = Told::since(rows, commune, after)?;
        told = erased;
        if let Some(up_to) = up_to.filter(|up_to| *up_to < cursor) {
            page.retain(|record| record.seq <= up_to);
            (cursor, more) = (up_to, true);
        }
    }
    told.join(taken.named);
    let departures = match is_behind && after > Seq(0) {
        true => rows.departures(commune, areas, after, cursor)?,
        false => Vec::new(),
    };
    let digest = if more {
        None
    } else {
        Some(digest(rows, commune, &scope)?)
    };
    let written = |row: RecordRow| {
        let row = seal.opened(commune, row)?;
        let row = for_eyes_of(&account.id, &scope, row)?;
        in_form(row, request.forms).and_then(sent)
    };
    let mut records = Vec::with_capacity(page.len());
    for row in page {
        let (key, seq) = (row.key.clone(), row.seq);
        records.push(match written(row) {
            Err(StoreError::Unreadable(what)) => {
                rows.unread().note(commune, what);
                unread(key, seq)
            }
            read => read?,
        });
    }
    // This phone alone sends its journal again, as to a restored server. At its next contact it is
    // like any other.
    let alone = taken.starts_over == StartsOver::Phone;
    let epoch = match alone {
        true => rollback::life_of_one(row.epoch, &taken.device, now),
        false => row.epoch,
    };
    let proof = match (is_behind || request.proof.is_none(), alone || more) {
        (true, false) => match ProofKey::get(rows, commune)? {
            Some(key) => key.prove_last(rows, (commune, row.epoch, row.last_seq))?,
            None => None,
        },
        _ => None,
    };
    Ok(Pulled::Answer(Some(Box::new(SyncResponse {
        epoch,
        safe_seq: row.safe_seq,
        server_time: now,
        scope: (&scope).into(),
        start_over: start_over || after == Seq(0),
        revoked: taken.revoked,
        receipts: taken.receipts,
        records,
        departures: departures.into_iter().map(gone).collect(),
        erased: told.residents,
        erased_help: told.help,
        cursor,
        more,
        digest,
        proof,
        nameless: taken.nameless,
    }))))
}

/// The entries that a request names besides those that it brings.
fn named<E>(request: &SyncRequest<E>) -> Vec<EntryId> {
    let last = request.proof.as_ref().map(|it| it.last);
    request.kept.into_iter().chain(last).collect()
}
