//! New enrolment codes at any moment: the PIN is forgotten, a restored server does not know the
//! phone, or someone just tries again. No unsent work is deleted, and data that no key opens is put
//! aside until one does.
use crate::Broken;
use crate::phone::{Phone, Shelf};
use crate::world::{World, commune};
use domain::{DeviceId, EntryId, Millis};
use store::{Account, Code, Device, DeviceState, Enrolled, Ledger, Rows, Transaction};
use sync::{Identity, Replica};

/// Stands for the wrapped key that the server stores for a phone. Only whether there is one matters
/// here.
const WRAPPED: &str = "wrapped";

/// The data of a phone that could not be opened when it took a new code.
#[derive(Clone, Debug)]
pub(crate) struct Aside {
    device: DeviceId,
    shelf: Shelf,
}

impl Aside {
    pub fn opened(&self, now: Millis) -> Option<Replica> {
        Phone::read(&self.shelf, now)
    }
}

impl World {
    /// A random phone takes a new code; in half of the cases its PIN is forgotten.
    pub(crate) fn maybe_new_code(&mut self) {
        let number = self.below(self.phones.len());
        let forgotten = self.below(2) == 0;
        self.new_code(number, forgotten);
    }

    /// Lets a phone that the server no longer knows, and did not revoke, take a new code. Says
    /// whether the server knows it now.
    pub(crate) fn come_back_by_code(&mut self, number: usize) -> bool {
        if self.phones[number].unknown && self.may_come_back(number) {
            self.new_code(number, false);
        }
        !self.phones[number].unknown
    }

    fn may_come_back(&self, number: usize) -> bool {
        let device = &self.phones[number].identity.device;
        let known = self
            .store
            .read(|rows| Device::get(rows, &commune(), device));
        let state = known.expect("memory").map(|it| it.state);
        matches!(state, None | Some(DeviceState::Retired))
    }

    fn new_code(&mut self, number: usize, forgotten: bool) {
        if self.phones[number].destroyed || !self.may_come_in(number) {
            return;
        }
        let now = self.now;
        self.phones[number].wake(now);
        let Some(enrolled) = self.enrol_by_code(number) else {
            return;
        };
        let identity = Identity {
            commune: commune(),
            account: enrolled.account.id,
            device: enrolled.device.id,
        };
        let opens = !forgotten || enrolled.wrapped_key.is_some();
        self.tell(|| format!("phone {number} takes a new code, opens its book: {opens}"));
        self.note(if opens {
            "a new code"
        } else {
            "a book put aside"
        });
        let clock = Millis(now.0 + self.phones[number].offset);
        let phone = &mut self.phones[number];
        let before = std::mem::replace(&mut phone.identity, identity.clone());
        (phone.unknown, phone.deposited, phone.measured, phone.epoch) = (false, false, None, None);
        phone.kill();
        phone.wake(now);
        if opens {
            self.journal_is_out(number);
        }
        let phone = &mut self.phones[number];
        let changes = match (&mut phone.replica, opens) {
            (Some(replica), true) => replica.enrolled_again(identity),
            _ => {
                let shelf = std::mem::take(&mut phone.shelf);
                // With `--break aside`: data that no key opens is deleted.
                if self.broken != Some(Broken::Aside) {
                    let device = before.device;
                    phone.asides.push(Aside { device, shelf });
                }
                let (replica, changes) = Replica::enrolled(identity, clock);
                phone.replica = Some(replica);
                changes
            }
        };
        phone.commit(changes);
    }

    /// Whether the phone may take a new code: not once it was revoked, reported stolen or wiped.
    fn may_come_in(&self, number: usize) -> bool {
        let device = &self.phones[number].identity.device;
        let known = self
            .store
            .read(|rows| Device::get(rows, &commune(), device));
        let state = known.expect("memory").map(|it| it.state);
        matches!(
            state,
            None | Some(DeviceState::Active | DeviceState::Retired)
        )
    }

    fn enrol_by_code(&mut self, number: usize) -> Option<Enrolled> {
        let fresh = self.fresh();
        let (hash, now) = (format!("ma-{fresh}"), self.server_now());
        let phone = &self.phones[number];
        let (previous, clock) = (phone.identity.device.clone(), self.now.0 + phone.offset);
        let account = phone.identity.account.clone();
        let device = DeviceId::new(format!("may-{number}-{fresh}")).expect("a plain word");
        let forgets = self.broken == Some(Broken::Began);
        let enrolling = self.store.write(move |ledger| {
            let rows = ledger.transaction();
            let Some(mut account) = Account::get(rows, &commune(), &account)? else {
                return Ok(None);
            };
            if forgets {
                begin_anew(rows, &mut account, now)?;
            }
            Code::new(hash.clone(), &account, now).put(rows)?;
            let (token, clocks) = (device.to_string(), (Millis(clock), now));
            let enrolled = Code::enrol(rows, &hash, device, token, Some(&previous), clocks)?;
            Ok(enrolled.ok())
        });
        enrolling.wait().expect("memory")
    }

    /// After a contact the phone hands its wrapped key to the server and asks for the keys of data
    /// put aside.
    pub(crate) fn after_contact(&mut self, number: usize) {
        let phone = &self.phones[number];
        if !phone.deposited {
            let device = phone.identity.device.clone();
            let deposit = move |ledger: &mut Ledger<'_>| {
                let rows = ledger.transaction();
                if let Some(mut device) = Device::get(rows, &commune(), &device)? {
                    device.wrapped_key = Some(WRAPPED.to_owned());
                    device.put(rows)?;
                }
                Ok(())
            };
            self.store.write(deposit).wait().expect("memory");
            self.phones[number].deposited = true;
        }
        self.find_again(number);
    }

    fn find_again(&mut self, number: usize) {
        let account = self.phones[number].identity.account.clone();
        for aside in self.phones[number].asides.clone() {
            let known = self
                .store
                .read(|rows| Device::get(rows, &commune(), &aside.device));
            let known = known.expect("memory").filter(|it| it.wrapped_key.is_some());
            // Or the person happens to remember the PIN.
            let opens = known.is_some_and(|it| it.gives_wrapping_to(&account));
            if opens || self.below(6) == 0 {
                self.take_in(number, &aside);
            }
        }
    }

    fn take_in(&mut self, number: usize, aside: &Aside) {
        let clock = Millis(self.now.0 + self.phones[number].offset);
        let Some(earlier) = aside.opened(clock) else {
            return;
        };
        self.note("a book opened again");
        self.tell(|| format!("phone {number} takes in what lay aside"));
        let phone = &mut self.phones[number];
        let Some(replica) = &mut phone.replica else {
            return;
        };
        let journal: Vec<EntryId> = earlier.journal().map(|it| it.entry.id).collect();
        let changes = replica.adopt(earlier);
        phone.commit(changes);
        phone.asides.retain(|it| it.device != aside.device);
        // Their dates come from the clock error that the earlier data knew, which may be wrong now.
        self.blurred.extend(journal);
    }

    /// At the end everyone remembers their PINs, so that all data put aside is opened.
    pub(crate) fn all_pins_are_found(&mut self) {
        for number in 0..self.phones.len() {
            for aside in self.phones[number].asides.clone() {
                self.take_in(number, &aside);
            }
        }
    }
}

/// With `--break began`: a new code makes the account look new, and its earlier phones are
/// forgotten.
fn begin_anew(rows: &mut dyn Transaction, account: &mut Account, now: Millis) -> Rows<()> {
    account.created = Some(now);
    account.put(rows)?;
    for device in Device::all(rows, &account.commune)? {
        if device.account == account.id {
            rows.delete_document(&account.commune, "device", device.id.as_str())?;
        }
    }
    Ok(())
}
