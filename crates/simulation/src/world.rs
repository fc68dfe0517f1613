//! The world of one seed: a server, its backup, phones, a network that does what it likes.
use crate::backup::Backup;
use crate::clock::Made;
use crate::home::Home;
use crate::phone::Phone;
use crate::{Broken, officer};
use domain::{
    AccountId, CommuneId, DeviceId, Entry, EntryId, HelpId, Kind, Label, Millis, Operation, Record,
    ResidentId, Role,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::{Account, Device, DeviceState, Erasure, HelpErasure, Incoming, Store};
use sync::{Epoch, Identity, Next, Outcome, Replica};

/// Monday 7 September 2026, eight in the morning in Vietnam.
const BEGIN: Millis = Millis(1_788_742_800_000);
const STEPS: u32 = 180;
/// Phones in one run.
const PHONES_LIMIT: usize = 8;
/// Rounds in which all phones must have come to rest.
const HEAL_ROUNDS: usize = 40;

/// Who changes things at the office.
pub(crate) const OFFICER: &str = "can-bo";
pub const VILLAGES: [&str; 2] = ["dong", "doai"];

#[derive(Debug)]
pub struct World {
    pub(crate) dice: ChaCha8Rng,
    pub(crate) broken: Option<Broken>,
    pub(crate) store: Store,
    pub(crate) now: Millis,
    /// The server's clock minus the true time.
    pub(crate) server_error: i64,
    /// When entries were made in truth.
    pub(crate) made: BTreeMap<EntryId, Made>,
    /// Those whose moment nobody can know.
    pub(crate) blurred: BTreeSet<EntryId>,
    pub(crate) phones: Vec<Phone>,
    /// Entries that some phone was told are kept, since the last restore or in a journal.
    pub(crate) acknowledged: BTreeMap<EntryId, usize>,
    /// Names by resident: each is used once, so that a search for it means something.
    pub(crate) names: BTreeMap<String, String>,
    /// Account numbers by who holds the account: each is used once, like a name.
    pub(crate) numbers: BTreeMap<String, Option<ResidentId>>,
    pub(crate) erased: Vec<Erasure>,
    /// What each help request says of whoever asked.
    pub(crate) asked: BTreeMap<HelpId, Vec<String>>,
    /// Requests whose askers are forgotten.
    pub(crate) forgotten: Vec<HelpErasure>,
    /// Phone numbers that were left for classes.
    pub(crate) contacts: Vec<String>,
    pub(crate) restored: bool,
    /// Entries that came by file and were turned down.
    pub(crate) turned_down: BTreeSet<EntryId>,
    /// What the server could not read when it came, as the next version would.
    pub(crate) later: BTreeMap<EntryId, Value>,
    /// That version runs.
    pub(crate) upgraded: bool,
    /// What the office was told is kept.
    pub(crate) by_office: BTreeSet<EntryId>,
    pub(crate) backups: Vec<Backup>,
    pub(crate) home: Home,
    next: u64,
    /// What befell, for whoever asks whether it ever does.
    befell: BTreeSet<&'static str>,
    told: bool,
    lines: Vec<String>,
}

impl World {
    pub fn new(seed: u64, broken: Option<Broken>, told: bool, mut home: Home) -> Self {
        let mut world = Self {
            dice: ChaCha8Rng::seed_from_u64(seed),
            broken,
            store: home.store().expect("a database"),
            home,
            now: BEGIN,
            server_error: 0,
            made: BTreeMap::new(),
            blurred: BTreeSet::new(),
            phones: Vec::new(),
            acknowledged: BTreeMap::new(),
            names: BTreeMap::new(),
            numbers: BTreeMap::new(),
            erased: Vec::new(),
            asked: BTreeMap::new(),
            forgotten: Vec::new(),
            contacts: Vec::new(),
            restored: false,
            turned_down: BTreeSet::new(),
            later: BTreeMap::new(),
            upgraded: false,
            by_office: BTreeSet::new(),
            backups: Vec::new(),
            next: 1,
            befell: BTreeSet::new(),
            told,
            lines: Vec::new(),
        };
        world
            .store
            .create_commune(commune(), Epoch(1))
            .wait()
            .expect("memory");
        let keys = world.store.make_proof_keys(|| [9; store::KEY_BYTES]);
        keys.expect("memory");
        officer::found(&mut world);
        let count = world.below(3) + 2;
        for number in 0..count {
            // Every third phone is a second device of the same member.
            let member = ["an", "binh", "an"][number % 3];
            world.enrol(member, number);
        }
        world
    }

    pub(crate) fn note(&mut self, what: &'static str) {
        self.befell.insert(what);
    }

    /// The names of what stands in the log, and what befell.
    #[cfg(test)]
    pub(crate) fn done(&self) -> Vec<String> {
        let read = self
            .store
            .read(|rows| rows.entries(&commune(), domain::Seq(0), crate::check::ALL));
        let name = |row: store::EntryRow| {
            let json = serde_json::to_value(&row.entry.operation).ok()?;
            Some(json.as_object()?.keys().next()?.clone())
        };
        let named = read.expect("memory").into_iter().filter_map(name);
        let befell = self.befell.iter().map(|it| (*it).to_owned());
        named.chain(befell).collect()
    }

    /// What stands in the server's register.
    pub(crate) fn records(&self, kind: Kind) -> impl Iterator<Item = Record> + use<> {
        let records = self.store.records(&commune(), kind);
        records.expect("memory").into_iter()
    }

    /// What a phone knows, its unsent work on top; nothing while its app is dead.
    pub(crate) fn known_to(&self, phone: usize) -> impl Iterator<Item = &Record> {
        let replica = self.phones[phone].replica.iter();
        replica.flat_map(Replica::records)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.dice.random_range(0..limit.max(1))
    }

    pub(crate) fn fresh(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub(crate) fn random_number(&mut self) -> u64 {
        self.dice.random()
    }

    pub(crate) fn random(&mut self) -> [u8; 10] {
        self.dice.random()
    }

    pub(crate) fn tell(&mut self, line: impl FnOnce() -> String) {
        if self.told {
            self.lines.push(line());
        }
    }

    pub fn story(&self) -> String {
        self.lines
            .iter()
            .map(|line| format!("  {line}\n"))
            .collect()
    }

    fn enrol(&mut self, member: &str, number: usize) {
        let device = DeviceId::new(format!("may-{number}")).expect("a plain word");
        let account = Account {
            id: AccountId::new(member).expect("a plain word"),
            commune: commune(),
            login: String::new(),
            name: member.to_owned(),
            role: Role::Member,
            password_hash: None,
            disabled: false,
            created: None,
        };
        let row = Device {
            id: device.clone(),
            commune: commune(),
            account: account.id.clone(),
            token_hash: device.to_string(),
            enrolled_at: self.now,
            state: DeviceState::Active,
            last_contact: None,
            offset_ms: None,
            app: String::new(),
            unsent: 0,
            wrapped_key: None,
            left: None,
        };
        let identity = Identity {
            commune: commune(),
            account: account.id.clone(),
            device,
        };
        let enrolling = self.store.write(move |ledger| {
            account.put(ledger.transaction())?;
            row.put(ledger.transaction())
        });
        enrolling.wait().expect("memory");
        let offset = self.clock_error();
        let (replica, changes) = Replica::enrolled(identity.clone(), Millis(self.now.0 + offset));
        let mut phone = Phone::new(identity, replica, changes, offset);
        phone.ahead = self.below(8) == 0;
        self.phones.push(phone);
    }

    /// Whoever is back and has no phone any more gets another.
    pub(crate) fn hand_a_phone_to(&mut self, member: &str) {
        let is_theirs = |phone: &Phone| phone.identity.account.as_str() == member;
        let has_one = (self.phones.iter()).any(|phone| is_theirs(phone) && !phone.destroyed);
        if !has_one && self.phones.len() < PHONES_LIMIT {
            self.enrol(member, self.phones.len());
        }
    }

    /// Random steps, after each phone was handed over with signal.
    pub fn live(&mut self) -> Result<(), String> {
        for number in 0..self.phones.len() {
            self.good_moment(number)?;
        }
        for _ in 0..STEPS {
            self.now =
                Millis(self.now.0 + [1_000, 60_000, 3_600_000, 26 * 3_600_000][self.below(4)]);
            match self.below(21) {
                0..=12 => {
                    let phone = self.below(self.phones.len());
                    self.phone_step(phone)?;
                }
                13..=17 => officer::act(self),
                18 => self.back_up(),
                19 => self.maybe_restore()?,
                _ => self.trouble()?,
            }
        }
        Ok(())
    }

    fn phone_step(&mut self, number: usize) -> Result<(), String> {
        if self.phones[number].destroyed {
            return Ok(());
        }
        match self.below(15) {
            0..=3 => {
                for _ in 0..=self.below(4) {
                    self.work(number)?;
                }
            }
            4 => self.send(number),
            5 => self.good_moment(number)?,
            6..=8 => self.arrive(number)?,
            9..=12 => self.come_back(number)?,
            13 => {
                self.tell(|| format!("phone {number} is killed"));
                self.phones[number].kill();
            }
            _ => {
                let error = self.clock_error();
                let now = self.now;
                self.phones[number].jump(error, now);
            }
        }
        Ok(())
    }

    pub(crate) fn reopen(&mut self) {
        let store = std::mem::replace(&mut self.store, Store::in_memory().expect("memory"));
        self.store = self.home.reopened(store).expect("a database");
    }

    /// The officer's change, as an operation.
    pub(crate) fn append(&mut self, operation: Operation) -> Outcome {
        self.append_by(OFFICER, operation)
    }

    pub(crate) fn append_by(&mut self, author: &str, operation: Operation) -> Outcome {
        let received_at = self.server_now();
        let entry = Entry::new(
            EntryId::made(received_at, self.random()),
            commune(),
            AccountId::new(author).expect("a plain word"),
            DeviceId::new("office").expect("a plain word"),
            received_at,
            operation,
        );
        // After a restore the list of erasures carries these out anew, as entries of its own.
        let listed = matches!(
            entry.operation,
            Operation::ResidentErased(_) | Operation::HelpErased(_)
        );
        let id = entry.id;
        let appending = self.store.write(move |ledger| {
            ledger.append(Incoming {
                entry,
                received_at,
                scope: None,
            })
        });
        let outcome = appending.wait().expect("memory");
        if matches!(outcome, Outcome::Kept { .. }) && !listed {
            self.by_office.insert(id);
        }
        outcome
    }

    /// The network is well again: all phones sync until nothing is left to say.
    pub fn heal(&mut self) -> Result<(), String> {
        self.server_error = 0;
        for phone in &mut self.phones {
            phone.up.clear();
            phone.down.clear();
            phone.wake(self.now);
        }
        for round in 0..4 {
            // Phones' word that the server was put back is taken once an hour.
            self.now = Millis(self.now.0 + 61 * Millis::MINUTE);
            for number in 0..self.phones.len() {
                self.rest(number)?;
            }
            self.all_pins_are_found();
            if round == 0 {
                self.upgrade()?;
            }
            // The others hear in the last round of what came by hand.
            if round == 2 {
                self.bring_what_is_left()?;
            }
        }
        Ok(())
    }

    fn rest(&mut self, number: usize) -> Result<(), String> {
        for _ in 0..HEAL_ROUNDS {
            self.now = Millis(self.now.0 + 1_000);
            if self.phones[number].destroyed || !self.come_back_by_code(number) {
                return Ok(());
            }
            let phone = &mut self.phones[number];
            let Some(flight) = phone.send(self.now) else {
                return Err(format!("phone {number} sleeps"));
            };
            let answer = self.serve(number, &flight)?;
            match self.take(number, &flight, answer, false)? {
                Some(Next::Done) => return Ok(()),
                None if self.phones[number].destroyed => return Ok(()),
                Some(Next::Stuck) => {
                    return Err(format!("phone {number} is stuck: its digest differs"));
                }
                _ => {}
            }
        }
        Err(format!("phone {number} does not come to rest"))
    }
}

pub(crate) fn commune() -> CommuneId {
    CommuneId::new("nghi-son").expect("a plain word")
}

pub(crate) fn label(text: &str) -> Label {
    Label::new(text).expect("short")
}
