//! Takes the entries of one request in, and notes the phone's contact.
use super::take::{HeldCount, as_told, take_one};
use super::{Answers, TakenIn, named};
use crate::account::{Account, Device, DeviceState};
use crate::beside::Beside;
use crate::dating::Dating;
use crate::erase::ErasedIds;
use crate::hold;
use crate::ledger::Ledger;
use crate::rollback::{self, Noticed, StartsOver};
use crate::rows::{Ahead, Rows};
use crate::scope::{Standing, is_of_no_team};
use crate::waiting::Coming;
use domain::{AccountId, CommuneId, DeviceId, EntryId, Kind, Millis, is_hidden, without_hidden};
use std::collections::BTreeMap;
use std::sync::Arc;
use sync::{
    Brought, ENTRIES_LIMIT, HELD_LIMIT, Outcome, Receipt, Revoked, SyncRequest, clocks_agree,
};

/// The longest label of an entry from a journal: a household's code.
const LABEL_LIMIT_BYTES: usize = 640;

/// Whose request it is.
#[derive(Clone)]
pub(super) struct Sender {
    pub commune: CommuneId,
    pub device: DeviceId,
    /// The account, if it is known already. Then it is fetched together with the rest.
    pub account: Option<AccountId>,
    pub beside: Option<Arc<Beside>>,
}

impl Sender {
    pub fn of(commune: CommuneId, device: DeviceId, beside: Option<Arc<Beside>>) -> Self {
        Self {
            commune,
            device,
            account: None,
            beside,
        }
    }
}

/// How the entries came.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Way {
    Network,
    File,
}

/// Who brings entries, and what their phone may still do.
struct Bringer {
    way: Way,
    device: Device,
    account: Account,
    standing: Standing,
    has_left: bool,
    revoked: Option<Revoked>,
    dating: Dating,
}

/// `None` if the device is not enrolled, or not any more.
pub(super) fn take_in<E>(
    ledger: &mut Ledger<'_>,
    way: Way,
    sender: Sender,
    entries: Vec<Brought>,
    header: &SyncRequest<E>,
    now: Millis,
) -> Rows<Option<TakenIn>> {
    look_ahead(ledger, &sender, &entries, header)?;
    let is_confirmed = way == Way::Network && clocks_agree(now, header.clock);
    ledger.confirm_time(is_confirmed);
    let Some(bringer) = Bringer::find(ledger, way, &sender, (&entries, header), now)? else {
        return Ok(None);
    };
    let mut starts_over = StartsOver::Nobody;
    if way == Way::Network && bringer.revoked.is_none() {
        // An active phone brings its entries again after a restore: they are in its journal.
        ledger.keep_quiet();
        if !entries.is_empty() {
            starts_over = bringer.weigh(ledger, sender.beside.as_deref(), header, now)?;
            ledger.confirm_time(is_confirmed);
        }
    }
    let answers = match bringer.revoked {
        Some(Revoked::Stolen) => Answers::default(),
        _ => bringer.take_all(ledger, entries, header)?,
    };
    let taken = TakenIn {
        commune: sender.commune,
        account: bringer.account.id.clone(),
        device: bringer.device.id.clone(),
        revoked: bringer.revoked,
        starts_over,
        answers,
    };
    if way == Way::Network {
        bringer.note_contact(ledger, header, taken.answers.leaves_some, now)?;
    }
    Ok(Some(taken))
}

/// Reads in one turn what the steps below would ask for one by one.
fn look_ahead<E>(
    ledger: &mut Ledger<'_>,
    sender: &Sender,
    entries: &[Brought],
    header: &SyncRequest<E>,
) -> Rows<()> {
    let held = entries.iter().filter_map(Brought::id).flat_map(hold::asked);
    let account = sender.account.as_ref().map(Account::document);
    // Who was erased matters to entries only, and most contacts bring none.
    let erased: &[&str] = match entries.is_empty() {
        true => &[],
        false => &ErasedIds::KINDS,
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
    ledger.look_ahead(&sender.commune, &readable.collect::<Vec<_>>(), ahead)
}

impl Bringer {
    fn find<E>(
        ledger: &mut Ledger<'_>,
        way: Way,
        sender: &Sender,
        brought: (&[Brought], &SyncRequest<E>),
        now: Millis,
    ) -> Rows<Option<Self>> {
        let (commune, rows) = (&sender.commune, ledger.transaction());
        let Some(device) = Device::get(rows, commune, &sender.device)? else {
            return Ok(None);
        };
        let Some(account) = Account::get(rows, commune, &device.account)? else {
            return Ok(None);
        };
        let standing = Standing::of(rows, &account, now.day())?;
        let is_active = device.state == DeviceState::Active;
        let has_left = is_active && (device.left.is_some() || standing.has_left());
        let revoked = match (device.state, way) {
            (DeviceState::Active, _) if !account.may_have_a_phone() || has_left => {
                Some(Revoked::AfterLastUpload)
            }
            (DeviceState::Active, _) => None,
            (DeviceState::Retired, Way::Network) => return Ok(None),
            (DeviceState::Stolen, Way::Network) => Some(Revoked::Stolen),
            // It comes again, so it did not hear the last answer.
            (DeviceState::Wiped, Way::Network) if device.was_stolen => Some(Revoked::Stolen),
            _ => Some(Revoked::AfterLastUpload),
        };
        let dating = Dating::new(ledger, (&account, &device), brought, now)?;
        Ok(Some(Self {
            way,
            device,
            account,
            standing,
            has_left,
            revoked,
            dating,
        }))
    }

    /// Weighs what the phone says about the log before anything gets a number, because afterwards
    /// the log may be longer than the phone knows.
    fn weigh<E>(
        &self,
        ledger: &mut Ledger<'_>,
        beside: Option<&Beside>,
        header: &SyncRequest<E>,
        now: Millis,
    ) -> Rows<StartsOver> {
        let commune = &self.device.commune;
        let row = ledger.row(commune)?.clone();
        let claim = rollback::claim(header, ledger.transaction(), commune, &row)?;
        let noticed = Noticed::by(&self.device.id, &self.account.id);
        rollback::weigh(ledger, beside, (commune, claim, header.epoch), noticed, now)
    }

    fn take_all<E>(
        &self,
        ledger: &mut Ledger<'_>,
        entries: Vec<Brought>,
        header: &SyncRequest<E>,
    ) -> Rows<Answers> {
        let mut answers = Answers::default();
        let commune = &self.device.commune;
        let told = match entries.is_empty() {
            true => ErasedIds::default(),
            false => ErasedIds::read(ledger.transaction(), commune)?,
        };
        let held = HeldCount::default();
        let labels: BTreeMap<EntryId, &str> = (header.again.iter())
            .map(|it| (it.id, it.label.as_str()))
            .collect();
        for (place, brought) in (0..).zip(entries.into_iter().take(ENTRIES_LIMIT)) {
            // An entry without an id can only be answered by its place. It stays on the phone.
            let Some(id) = brought.id() else {
                answers.nameless.push(place);
                continue;
            };
            answers.named.join(match &brought {
                Brought::Read(entry) => told.named_by(&entry.operation),
                Brought::Unread(raw) => told.named_in(raw.get()),
                Brought::NotPlain(_) => ErasedIds::default(),
            });
            let coming = self.coming(&held, labels.get(&id).copied());
            let outcome = take_one(ledger, (id, brought), &coming, &told)?;
            answers.leaves_some |= matches!(outcome, Outcome::NotYet { .. });
            answers.tell(id, outcome, header.lenient);
        }
        for id in header.held.iter().take(HELD_LIMIT) {
            if let Some(outcome) = hold::fate(ledger.transaction(), commune, *id)? {
                answers.tell(*id, outcome, header.lenient);
            }
        }
        Ok(answers)
    }

    /// How an entry comes. It has a `label` if it comes from the phone's journal.
    fn coming<'a>(&'a self, held: &'a HeldCount, label: Option<&'a str>) -> Coming<'a> {
        let is_over = self.revoked.is_some();
        let of_no_team = is_of_no_team(&self.standing.lately()).then_some(self.account.role);
        Coming {
            device: &self.device,
            dating: &self.dating,
            standing: &self.standing,
            is_over,
            // A member who left may still bring what they did while they served.
            holds_all: is_over && (!self.has_left || !self.account.may_have_a_phone()),
            held,
            stays: label.is_some(),
            label: label.filter(|it| it.len() <= LABEL_LIMIT_BYTES && !it.contains(is_hidden)),
            by_file: self.way == Way::File,
            of_no_team,
        }
    }

    /// Notes the contact. A phone that has ended is finished once it has brought everything.
    fn note_contact<E>(
        mut self,
        ledger: &mut Ledger<'_>,
        header: &SyncRequest<E>,
        leaves_some: bool,
        now: Millis,
    ) -> Rows<()> {
        let device = &mut self.device;
        device.last_contact = Some(now);
        device.offset_ms = Some(self.dating.offset_ms());
        device.unsent = header.unsent;
        device.app = without_hidden(header.app.clone());
        let is_over = self.revoked.is_some() && header.unsent == 0 && !leaves_some;
        match is_over && device.state != DeviceState::Wiped {
            true => device.end(ledger.transaction(), (DeviceState::Wiped, now)),
            false => device.put_contact(ledger.transaction()),
        }
    }
}

impl Answers {
    fn tell(&mut self, id: EntryId, outcome: Outcome, lenient: bool) {
        let outcome = as_told(outcome, lenient);
        self.receipts
            .extend(outcome.map(|outcome| Receipt { id, outcome }));
    }
}
