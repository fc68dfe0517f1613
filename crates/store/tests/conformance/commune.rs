//! A commune for the tests: two villages, a team of one member, and three households, in a store.
use domain::household::{ConsentWay, Purpose, VisitOutcome};
use domain::*;
use std::cell::Cell;
use std::collections::BTreeMap;
use store::*;

use crate::home::Home;
use sync::{Epoch, Outcome, PROTOCOL, Revoked, SyncRequest, SyncResponse};

/// Friday 13 November 2026, ten in the morning in Vietnam.
pub const NOW: Millis = Millis(1_794_538_800_000);

pub struct Commune {
    pub store: Store,
    now: Cell<Millis>,
    next: Cell<u64>,
}

fn label(text: &str) -> Label {
    Label::new(text).unwrap()
}

fn name(text: &str) -> Personal<Name> {
    Personal::new(Name::new(text).unwrap())
}

fn house(id: &str) -> HouseholdId {
    HouseholdId::new(id).unwrap()
}

fn village(id: &str) -> VillageId {
    VillageId::new(id).unwrap()
}

pub fn visit(household: &str, outcome: VisitOutcome) -> Operation {
    Operation::VisitRecorded(Box::new(VisitRecorded {
        household: house(household),
        outcome,
        met: Vec::new(),
        topics: Vec::new(),
        minutes: 10,
        note: None,
        place: None,
        follow_up: None,
        finishes: Vec::new(),
    }))
}

pub fn relocated(household: &str, to: &str) -> Operation {
    let (household, village) = (house(household), village(to));
    Operation::HouseholdRelocated(HouseholdRelocated {
        household,
        village,
        alley: None,
        order: 0,
    })
}

pub fn team(villages: &[&str]) -> Operation {
    let villages = villages.iter().map(|id| village(id)).collect();
    Operation::TeamDefined(TeamDefined {
        team: TeamId::new("t1").unwrap(),
        name: label("Tổ một"),
        villages,
        visiting: None,
    })
}

pub fn consent(household: &str) -> Operation {
    let (household, purpose, way) = (house(household), Purpose::Register, ConsentWay::Tapped);
    Operation::ConsentGiven(ConsentGiven {
        household,
        purpose,
        way,
        text_version: 1,
    })
}

pub fn registered(household: &str, place: &str, residents: Vec<ListedResident>) -> Operation {
    Operation::HouseholdRegistered(Box::new(HouseholdRegistered {
        household: house(household),
        code: label(household),
        village: village(place),
        alley: None,
        order: 0,
        head: name("Bùi Thị Dưỡng"),
        head_resident: None,
        address: None,
        children: household::Children::default(),
        business: None,
        listed: true,
        phones: Vec::new(),
        residents,
    }))
}

impl Commune {
    /// A new commune with its villages, team and households, in an empty database.
    pub fn begin(home: &Home) -> Self {
        Self::begin_at(&home.database)
    }

    pub fn begin_at(database: &Database) -> Self {
        Self::fill(database.open().unwrap())
    }

    /// Opens the commune that is in the database.
    pub fn reopen(database: &Database) -> Self {
        Self {
            store: database.open().unwrap(),
            now: Cell::new(NOW),
            next: Cell::new(1_000),
        }
    }

    fn fill(store: Store) -> Self {
        let commune = Self {
            store,
            now: Cell::new(NOW),
            next: Cell::new(1),
        };
        commune
            .store
            .create_commune(commune.id(), Epoch(5))
            .wait()
            .unwrap();
        commune.store.make_proof_keys(|| [7; KEY_BYTES]).unwrap();
        for (id, order) in [("dong", 1), ("doai", 2)] {
            commune.append(Operation::VillageDefined(VillageDefined {
                village: village(id),
                name: label(id),
                order,
            }));
        }
        commune.append(team(&["dong"]));
        commune.append(Operation::MemberJoined(MemberJoined {
            team: TeamId::new("t1").unwrap(),
            member: AccountId::new("an").unwrap(),
            name: label("Lê Thị An"),
            role: MemberRole::Member,
            from: NOW.day().plus(-30),
            decision: None,
            decided: None,
        }));
        let resident = ResidentId::new("p2").unwrap();
        let listed = ListedResident {
            resident,
            name: name("Trần Hữu Đạt"),
            born: Some(1994),
        };
        commune.append(registered("h1", "dong", vec![listed]));
        commune.append(registered("h2", "dong", Vec::new()));
        commune.append(registered("h3", "doai", Vec::new()));
        commune
    }

    /// An officer, who may do everything in the commune.
    pub fn officer(&self) -> Decider {
        Decider {
            account: AccountId::new("can-bo").unwrap(),
            scope: Scope::officer(),
            at: self.now.get(),
        }
    }

    pub fn id(&self) -> CommuneId {
        CommuneId::new("nghi-son").unwrap()
    }

    pub fn now(&self) -> Millis {
        self.now.get()
    }

    pub fn later(&self, days: i64) {
        self.now.set(Millis(self.now.get().0 + days * Millis::DAY));
    }

    pub fn entry(&self, operation: Operation) -> Entry {
        let number = self.next.replace(self.next.get() + 1);
        let mut random = [0; 10];
        random[2..].copy_from_slice(&number.to_be_bytes());
        Entry {
            id: EntryId::made(self.now.get(), random),
            commune: self.id(),
            author: AccountId::new("an").unwrap(),
            device: DeviceId::new("may").unwrap(),
            at: self.now.get(),
            certainty: Certainty::Sure,
            format: FORMAT,
            rules: RULES,
            seen: BTreeMap::new(),
            accepted: None,
            operation,
        }
    }

    pub fn start(&self, entry: Entry) -> Pending<Outcome> {
        let received_at = self.now.get();
        self.store.write_to(&self.id(), move |ledger| {
            ledger.append(Incoming {
                entry,
                received_at,
                scope: None,
            })
        })
    }

    pub fn append_entry(&self, entry: Entry) -> Outcome {
        self.start(entry).wait().unwrap()
    }

    pub fn append(&self, operation: Operation) -> Outcome {
        self.append_entry(self.entry(operation))
    }

    pub fn account(&self, id: &str) -> Account {
        Account {
            id: AccountId::new(id).unwrap(),
            commune: self.id(),
            login: String::new(),
            name: id.to_owned(),
            role: Role::Member,
            password_hash: None,
            disabled: false,
            created: None,
        }
    }

    pub fn enrol(&self, account: &str) -> DeviceId {
        let account = self.account(account);
        let device = Device {
            id: DeviceId::new("may").unwrap(),
            commune: self.id(),
            account: account.id.clone(),
            token_hash: "t".to_owned(),
            enrolled_at: Millis(NOW.0 - Millis::DAY),
            state: DeviceState::Active,
            was_stolen: false,
            last_contact: None,
            offset_ms: None,
            app: String::new(),
            unsent: 0,
            wrapped_key: None,
            left: None,
        };
        let id = device.id.clone();
        let work = move |ledger: &mut Ledger<'_>| {
            account.put(ledger.transaction())?;
            device.put(ledger.transaction())
        };
        self.store.write(work).wait().unwrap();
        id
    }

    pub fn request(&self, last: Option<&SyncResponse>, entries: Vec<Entry>) -> SyncRequest {
        SyncRequest {
            protocol: PROTOCOL,
            app: "1".to_owned(),
            clock: self.now.get(),
            steady_since: self.now.get(),
            cursor: last.map_or(Seq(0), |it| it.cursor),
            epoch: last.map(|it| it.epoch),
            scope: last.map(|it| it.scope.mark()),
            entries,
            held: Vec::new(),
            again: Vec::new(),
            lenient: true,
            unsent: 0,
            kept: None,
            proof: last.and_then(|last| last.proof.clone()),
            forms: sync::SHORT_FORM,
            format: domain::FORMAT,
            rules: domain::RULES,
        }
    }

    pub fn sync_entries(
        &self,
        phone: &DeviceId,
        last: Option<&SyncResponse>,
        entries: Vec<Entry>,
    ) -> SyncResponse {
        let request = self.request(last, entries);
        match self
            .store
            .sync_blocking((self.id(), phone.clone()), request, self.now.get())
            .unwrap()
        {
            SyncAnswer::Response(response) => *response,
            SyncAnswer::NotEnrolled => panic!("not enrolled"),
        }
    }

    pub fn sync(&self, phone: &DeviceId, last: Option<&SyncResponse>) -> SyncResponse {
        self.sync_entries(phone, last, Vec::new())
    }

    pub fn try_sync(&self, phone: &DeviceId) -> SyncAnswer {
        self.store
            .sync_blocking(
                (self.id(), phone.clone()),
                self.request(None, Vec::new()),
                self.now.get(),
            )
            .unwrap()
    }

    pub fn household(&self, id: &str) -> Household {
        let key = RecordKey::Household(house(id));
        self.store
            .record(&self.id(), &key)
            .unwrap()
            .unwrap()
            .0
            .household()
            .unwrap()
            .clone()
    }

    /// All texts of the log, the records and the office's journal.
    pub fn everything(&self) -> String {
        let read = self.store.read(|rows| {
            let records = rows.changed(&self.id(), None, Seq(0), 1_000)?;
            Ok((rows.entries(&self.id(), Seq(0), 1_000)?, records))
        });
        let (entries, records) = read.unwrap();
        let log: String = entries
            .iter()
            .map(|row| serde_json::to_string(&row.entry).unwrap())
            .collect();
        let bodies: String = records
            .into_iter()
            .map(|row| row.body + &row.find)
            .collect();
        log + &bodies + &self.journal()
    }

    /// The office's journal as it is on disk.
    pub fn journal(&self) -> String {
        let folder = self.store.journal_folder().unwrap();
        let files = std::fs::read_dir(folder).into_iter().flatten();
        let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        texts.collect()
    }

    pub fn must_verify(&self) {
        assert_eq!(self.store.verify(&self.id()).unwrap(), []);
    }
}

/// A phone that has ended is told so each time: an answer may be lost on its way.
pub fn told_again(commune: &Commune, phone: &DeviceId, told: Revoked) {
    for _ in 0..2 {
        let SyncAnswer::Response(again) = commune.try_sync(phone) else {
            panic!("not told again");
        };
        assert_eq!(again.revoked, Some(told));
        assert!(again.records.is_empty());
    }
}
