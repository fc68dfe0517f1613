//! Answers `POST /api/sync`: takes the entries in, then reads one snapshot of what changed.
mod farewell;
mod page;
mod pull;
mod take;
mod take_in;

use crate::account::Device;
use crate::erase::ErasedIds;
use crate::ledger::Ledger;
use crate::rollback::{self, StartsOver};
use crate::rows::Rows;
use crate::{Store, Trouble};
use domain::{AccountId, CommuneId, DeviceId, EntryId, Millis};
use pull::{Pulled, pull};
use sync::{Brought, Receipt, Revoked, SyncRequest, SyncResponse};
pub(crate) use take::{HeldCount, stands_on};
use take_in::{Sender, Way, take_in};

/// The most records on a page. A first sync of 1,500 households takes three pages, and the server
/// holds little memory for a slow phone.
pub const PAGE_LIMIT_RECORDS: usize = 510;
/// The most bytes of records on a page.
pub const PAGE_LIMIT_BYTES: usize = 3 * 1024 * 1024;
/// A contact in which a phone only asks is noted at most this often.
const CONTACT_EVERY_MS: i64 = Millis::MINUTE;

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
    pub(crate) device: DeviceId,
    revoked: Option<Revoked>,
    /// Who starts over because the phone said that it knows more than the database.
    pub(crate) starts_over: StartsOver,
    answers: Answers,
}

/// What is said about the entries of a request, one by one.
#[derive(Debug, Default)]
struct Answers {
    receipts: Vec<Receipt>,
    /// The places of entries that have no id.
    nameless: Vec<u32>,
    /// Some entries could not be taken yet and stay on the phone.
    leaves_some: bool,
    /// Those who were erased and whom the entries name.
    named: ErasedIds,
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
            device: device.id.clone(),
            revoked: device.left.map(|_| Revoked::AfterLastUpload),
            starts_over: StartsOver::Nobody,
            answers: Answers::default(),
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
        Ok(taken.map(|taken| taken.answers.receipts))
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

/// The entries that a request names besides those that it brings.
fn named<E>(request: &SyncRequest<E>) -> Vec<EntryId> {
    let last = request.proof.as_ref().map(|it| it.last);
    request.kept.into_iter().chain(last).collect()
}
