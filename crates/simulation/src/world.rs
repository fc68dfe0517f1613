//! The world of one seed: a server, its backups, phones and an unreliable network.
use crate::backup::Backup;
use crate::clock::Made;
use crate::home::Home;
use crate::phone::Phone;
use crate::{Broken, officer};
use domain::{
    AccountId, CommuneId, DeviceId, Entry, EntryId, Follows, HelpId, Kind, Label, Millis,
    Operation, Record, ResidentId, Role,
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
/// At most this many phones in one run.
const PHONES_LIMIT: usize = 8;
/// Syncs after which a phone must have nothing left to send or fetch.
const HEAL_ROUNDS: usize = 40;

/// The account that makes the office's changes.
pub(crate) const OFFICER: &str = "can-bo";
pub const VILLAGES: [&str; 2] = ["dong", "doai"];

#[derive(Debug)]
pub struct World {
    pub(crate) dice: ChaCha8Rng,
    pub(crate) broken: Option<Broken>,
    pub(crate) store: Store,
    pub(crate) now: Millis,
    /// The server's clock minus the true time, in milliseconds.
    pub(crate) server_error: i64,
    /// When each entry was really made.
    pub(crate) made: BTreeMap<EntryId, Made>,
    /// Entries whose true time nobody can know.
    pub(crate) blurred: BTreeSet<EntryId>,
    pub(crate) phones: Vec<Phone>,
    /// Entries that a phone was told are kept, with the number of that phone.
    pub(crate) acknowledged: BTreeMap<EntryId, usize>,
    /// Names by resident. Each is used once, so that it can be searched for.
    pub(crate) names: BTreeMap<String, String>,
    /// Holders by account number. Each number is used once, like a name.
    pub(crate) numbers: BTreeMap<String, Option<ResidentId>>,
    pub(crate) erased: Vec<Erasure>,
    /// The personal words of each help request: names, phone numbers and texts.
    pub(crate) asked: BTreeMap<HelpId, Vec<String>>,
    /// Help requests that were erased.
    pub(crate) forgotten: Vec<HelpErasure>,
    /// Phone numbers that were left for classes.
    pub(crate) contacts: Vec<String>,
    pub(crate) restored: bool,
    /// Entries from files that the server refused or rejected.
    pub(crate) turned_down: BTreeSet<EntryId>,
    /// Entries that the server could not read, as the next version will read them.
    pub(crate) later: BTreeMap<EntryId, Value>,
    /// Whether the server has been upgraded to that version.
    pub(crate) upgraded: bool,
    /// Whether the network works again and all phones come to rest.
    pub(crate) healing: bool,
    /// Entries that the office was told are kept.
    pub(crate) by_office: BTreeSet<EntryId>,
    pub(crate) backups: Vec<Backup>,
    pub(crate) home: Home,
    next: u64,
    /// Troubles that occurred, so that a test can see that each does in some seed.
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
            healing: false,
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
            // Every third phone is a second phone of the same member.
            let member = ["an", "binh", "an"][number % 3];
            world.enrol(member, number);
        }
        world
    }

    pub(crate) fn note(&mut self, what: &'static str) {
        self.befell.insert(what);
    }

    /// The names of all operations in the log, and of the troubles that occurred.
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

    /// All records of one kind on the server.
    pub(crate) fn records(&self, kind: Kind) -> impl Iterator<Item = Record> + use<> {
        let records = self.store.records(&commune(), kind);
        records.expect("memory").into_iter()
    }

    /// The records a phone shows, its unsent work included; none while its app is dead.
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
            was_stolen: false,
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
        let version = self.below(8);
        (phone.ahead, phone.behind) = (version == 0, version == 1 || version == 2);
        self.phones.push(phone);
    }

    /// Enrols another phone for a member who came back and has none.
    pub(crate) fn hand_a_phone_to(&mut self, member: &str) {
        let is_theirs = |phone: &Phone| phone.identity.account.as_str() == member;
        let has_one = (self.phones.iter()).any(|phone| is_theirs(phone) && !phone.destroyed);
        if !has_one && self.phones.len() < PHONES_LIMIT {
            self.enrol(member, self.phones.len());
        }
    }

    /// Syncs every phone once, then takes random steps.
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

    /// Appends an operation of the officer.
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
        // A restore carries these out again from the list of erasures, under new ids.
        let listed = matches!(
            entry.operation.follows(),
            Follows::ForgetResident(..) | Follows::ForgetHelp(_)
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

    /// The network works again: all phones sync until there is nothing left to send or fetch.
    pub fn heal(&mut self) -> Result<(), String> {
        self.server_error = 0;
        self.healing = true;
        for phone in &mut self.phones {
            phone.up.clear();
            phone.down.clear();
            phone.wake(self.now);
        }
        for round in 0..4 {
            // The server believes phones that its data was put back only once an hour.
            self.now = Millis(self.now.0 + 61 * Millis::MINUTE);
            for number in 0..self.phones.len() {
                self.rest(number)?;
            }
            self.all_pins_are_found();
            if round == 0 {
                self.upgrade()?;
                self.apps_are_updated()?;
            }
            // In the last round the other phones fetch what came as files.
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
