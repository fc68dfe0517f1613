//! One phone: an app that may be killed at any moment, and storage that survives it.
use crate::codes::Aside;
use crate::officer::village;
use crate::world::World;
use domain::household::{ConsentWay, Purpose, VISITS_KEPT, VisitOutcome};
use domain::{
    ConsentGiven, DeviceId, EntryId, Household, HouseholdCorrected, HouseholdId,
    HouseholdRegistered, HouseholdRelocated, Label, Level, Millis, Name, Note, Operation, Personal,
    Record, RecordKey, ResidentAdded, ResidentId, SkillId, SkillObserved, VillageId, VisitRecorded,
    VisitRedated,
};
use std::collections::{BTreeMap, BTreeSet};
use sync::{
    Changes, Epoch, Identity, Making, Next, OutboxState, Put, Replica, SyncRequest, SyncResponse,
    Table,
};

#[derive(Clone, Debug)]
pub(crate) struct Flight {
    pub device: DeviceId,
    pub round: u64,
    pub clock: Millis,
    /// When it was sent by the true time, not by the phone's clock.
    pub sent: Millis,
    /// How often the phone's clock had jumped when this was sent.
    pub jumps: u32,
    pub request: SyncRequest,
}

/// What the phone has committed to storage; it survives the app.
pub(crate) type Shelf = BTreeMap<(Table, String), String>;

/// The round of a request whose app was killed: no replica expects its answer.
const NOBODYS_ROUND: u64 = u64::MAX;

#[derive(Debug)]
pub(crate) struct Phone {
    pub identity: Identity,
    pub shelf: Shelf,
    pub asides: Vec<Aside>,
    /// Whether the server has the phone's wrapped key.
    pub deposited: bool,
    pub replica: Option<Replica>,
    /// The phone's clock minus the true time, in milliseconds.
    pub offset: i64,
    pub up: Vec<Flight>,
    pub down: Vec<(Flight, Option<SyncResponse>)>,
    pub jumps: u32,
    /// `jumps` at the last contact that told the server how far off this clock is; `None` if it
    /// does not know.
    pub measured: Option<u32>,
    /// `jumps` at the last contact that told the phone how far off its clock is; `None` if it does
    /// not know.
    pub learned: Option<u32>,
    pub epoch: Option<Epoch>,
    /// Whether its app is one version newer than the server.
    pub ahead: bool,
    /// Its app is a version older than the server.
    pub behind: bool,
    pub destroyed: bool,
    /// Whether the server has stopped knowing it.
    pub unknown: bool,
    /// Ids of entries that were committed to the outbox on this phone.
    pub made: BTreeSet<EntryId>,
    /// Used only by broken rules, like `served`.
    pub first_epoch: Option<Epoch>,
    pub served: BTreeSet<EntryId>,
}

impl Phone {
    pub fn new(identity: Identity, replica: Replica, changes: Changes, offset: i64) -> Self {
        let mut phone = Self {
            identity,
            shelf: Shelf::new(),
            asides: Vec::new(),
            deposited: false,
            replica: Some(replica),
            offset,
            up: Vec::new(),
            down: Vec::new(),
            jumps: 0,
            measured: None,
            learned: None,
            epoch: None,
            ahead: false,
            behind: false,
            destroyed: false,
            unknown: false,
            made: BTreeSet::new(),
            first_epoch: None,
            served: BTreeSet::new(),
        };
        phone.commit(changes);
        phone
    }

    pub fn commit(&mut self, changes: Changes) {
        for put in changes.0 {
            match put {
                Put::Clear(table) => self.shelf.retain(|(kept, _), _| *kept != table),
                Put::Set(table, key, value) => drop(self.shelf.insert((table, key), value)),
                Put::Delete(table, key) => drop(self.shelf.remove(&(table, key))),
            }
        }
    }

    /// Kills the app. Its requests still reach the server, but their answers are ignored, because a
    /// connection ends with the app that opened it.
    pub fn kill(&mut self) {
        self.replica = None;
        for flight in &mut self.up {
            flight.round = NOBODYS_ROUND;
        }
        for (flight, _) in &mut self.down {
            flight.round = NOBODYS_ROUND;
        }
    }

    /// Starts the app from what was committed to storage.
    pub fn wake(&mut self, now: Millis) {
        if self.replica.is_none() && !self.destroyed {
            self.replica = Self::read(&self.shelf, Millis(now.0 + self.offset));
        }
    }

    pub fn read(shelf: &Shelf, clock: Millis) -> Option<Replica> {
        let rows = shelf
            .iter()
            .map(|((table, key), value)| (*table, key.clone(), value.clone()));
        Replica::load(rows, clock).expect("what was committed can be read")
    }

    /// The clock jumps; a running app is told.
    pub fn jump(&mut self, offset: i64, now: Millis) {
        self.offset = offset;
        self.jumps += 1;
        if let Some(replica) = &mut self.replica {
            let changes = replica.clock_jumped(Millis(now.0 + offset));
            self.commit(changes);
        }
    }

    pub fn send(&mut self, now: Millis) -> Option<Flight> {
        self.wake(now);
        let clock = Millis(now.0 + self.offset);
        let replica = self.replica.as_mut().filter(|it| !it.is_stuck())?;
        let (round, request) = replica.request("1", clock);
        Some(Flight {
            device: self.identity.device.clone(),
            round,
            clock,
            sent: now,
            jumps: self.jumps,
            request,
        })
    }

    /// The phone takes an answer in. `None` if the app is dead, or is killed before it commits.
    pub fn receive(
        &mut self,
        flight: &Flight,
        response: SyncResponse,
        killed: bool,
    ) -> Option<Next> {
        let replica = self.replica.as_mut()?;
        let epoch = response.epoch;
        let (changes, next) = replica.receive(flight.round, flight.clock, response);
        if killed {
            self.kill();
            return None;
        }
        self.commit(changes);
        if next != Next::Ignored {
            self.epoch = Some(epoch);
        }
        if matches!(next, Next::Destroy(_)) {
            self.shelf.clear();
            self.replica = None;
            self.destroyed = true;
        }
        Some(next)
    }

    /// Every unsent visit is shown in the household where it was recorded. `forget` is the broken
    /// rule: unsent work is left out.
    pub fn view_holds(&self, forget: bool) -> Result<(), String> {
        let Some(replica) = &self.replica else {
            return Ok(());
        };
        for item in replica
            .outbox()
            .filter(|item| item.state == OutboxState::Unsent)
        {
            let Operation::VisitRecorded(it) = &item.entry.operation else {
                continue;
            };
            let key = RecordKey::Household(it.household.clone());
            let base = replica.base(&key).and_then(Record::household);
            let view = if forget {
                replica.base(&key)
            } else {
                replica.get(&key)
            };
            let view = view.and_then(Record::household);
            let (Some(_), Some(view)) = (base.filter(|it| it.is_here()), view) else {
                continue;
            };
            // The visit is shown, or the list is full of later ones.
            let (at, id) = (item.entry.at, item.entry.id);
            let seen = view.visits.iter().any(|visit| visit.id == id);
            let all_later = view
                .visits
                .iter()
                .all(|visit| (visit.at, visit.id) > (at, id));
            let crowded = view.visits.len() == VISITS_KEPT && all_later;
            if !(seen || crowded) && replica.outbox().count() == 1 {
                return Err(format!("an unsent visit to {key} is not in view"));
            }
        }
        Ok(())
    }
}

impl World {
    /// The member does something at a random door.
    pub(crate) fn work(&mut self, number: usize) -> Result<(), String> {
        let now = self.now;
        self.phones[number].wake(now);
        let Some(replica) = &self.phones[number].replica else {
            return Ok(());
        };
        let doors: Vec<Household> = replica
            .households()
            .filter(|it| it.is_here())
            .cloned()
            .collect();
        if doors.is_empty() {
            return Ok(());
        }
        let door = doors[self.below(doors.len())].clone();
        let operations = self.operations(number, &door);
        let clock = Millis(now.0 + self.phones[number].offset);
        let mut random: Vec<[u8; 10]> = operations.iter().map(|_| self.random()).collect();
        let dies = self.below(10) == 0;
        self.tell(|| format!("phone {number} works at {}", door.id));
        let phone = &mut self.phones[number];
        let Some(replica) = &mut phone.replica else {
            return Ok(());
        };
        let before: BTreeSet<EntryId> = replica.outbox().map(|item| item.entry.id).collect();
        let making = Making {
            now: clock,
            random: || random.pop().unwrap_or_default(),
        };
        // An operation that the rules refuse is not recorded at all.
        let Ok(changes) = replica.record(operations, making) else {
            return Ok(());
        };
        if dies {
            phone.kill();
            return Ok(());
        }
        let made: Vec<EntryId> = replica
            .outbox()
            .map(|item| item.entry.id)
            .filter(|id| !before.contains(id))
            .collect();
        phone.commit(changes);
        phone.made.extend(made.iter().copied());
        self.was_made(number, &made);
        let forget = self.broken == Some(crate::Broken::Rebase);
        self.phones[number]
            .view_holds(forget)
            .map_err(|what| format!("phone {number}: {what}"))
    }

    fn operations(&mut self, number: usize, door: &Household) -> Vec<Operation> {
        let household = door.id.clone();
        let consented = door.consented(Purpose::Register);
        let resident = door.residents.first();
        match (self.below(16), consented, resident) {
            (0 | 1, true, None) | (0, true, Some(_)) => {
                let id = ResidentId::random(self.fresh() << 8 | number as u64);
                let name = format!("Ten{}Rieng", self.fresh());
                self.names.insert(id.to_string(), name.clone());
                let name = Personal::new(Name::new(&name).expect("short"));
                vec![Operation::ResidentAdded(ResidentAdded {
                    household,
                    resident: id,
                    name,
                    born: Some(1980),
                    listed: false,
                })]
            }
            (1..=3, true, Some(resident)) => {
                let skill = SkillId::new(["tt-quet-vietqr", "attt-giu-kin-otp"][self.below(2)])
                    .expect("shipped");
                let level = Level::ALL[self.below(4)];
                let seen = self.below(3) > 0;
                let observed = SkillObserved {
                    household: household.clone(),
                    resident: resident.id.clone(),
                    skill,
                    level,
                    seen,
                };
                let name = self
                    .names
                    .get(resident.id.as_str())
                    .cloned()
                    .unwrap_or_default();
                let note = Personal::new(Note::new(&format!("met {name}")).expect("short"));
                let met = vec![resident.id.clone()];
                vec![
                    self.visit(household, met, Some(note)),
                    Operation::SkillObserved(observed),
                ]
            }
            (4, false, _) => vec![Operation::ConsentGiven(ConsentGiven {
                household,
                purpose: Purpose::Register,
                way: ConsentWay::Tapped,
                text_version: 1,
            })],
            (5, ..) => {
                let head =
                    Personal::new(Name::new(&format!("Chu {}", self.fresh())).expect("short"));
                let correction = HouseholdCorrected {
                    head: Some(head),
                    ..HouseholdCorrected::of(household)
                };
                vec![Operation::HouseholdCorrected(Box::new(correction))]
            }
            (7..=9, ..) => self.business(door),
            (10, ..) => self.help(number, door),
            (11, ..) => vec![self.belated(door)],
            (12 | 13, ..) => self.class(number, door),
            (14 | 15, ..) => self.bulletin(number, door),
            (6, ..) => {
                let id = HouseholdId::random(self.fresh() << 8 | number as u64);
                vec![register(id, door.village.clone())]
            }
            _ => vec![self.visit(household, Vec::new(), None)],
        }
    }

    /// Something told after the day it happened: a move, or the right day of a visit.
    pub(crate) fn belated(&mut self, door: &Household) -> Operation {
        let household = door.id.clone();
        let one = self.below(door.visits.len());
        match (self.below(3), door.visits.get(one)) {
            (0, _) => Operation::HouseholdRelocated(HouseholdRelocated {
                household,
                village: village(self.below(2)),
                alley: None,
                order: 0,
            }),
            (_, Some(visit)) => {
                let back = i32::try_from(self.below(45)).unwrap_or(0);
                Operation::VisitRedated(VisitRedated {
                    visit: visit.id,
                    household,
                    day: self.now.day().plus(-back),
                })
            }
            _ => self.visit(household, Vec::new(), None),
        }
    }

    /// Records a visit. Its minutes are a running number, so that a visit counted twice is noticed.
    fn visit(
        &mut self,
        household: HouseholdId,
        met: Vec<ResidentId>,
        note: Option<Personal<Note>>,
    ) -> Operation {
        let minutes = u16::try_from(self.fresh() % 600).unwrap_or(0);
        Operation::VisitRecorded(Box::new(VisitRecorded {
            household,
            outcome: if met.is_empty() {
                VisitOutcome::Absent
            } else {
                VisitOutcome::Met
            },
            met,
            topics: Vec::new(),
            minutes,
            note,
            place: None,
            follow_up: None,
            finishes: Vec::new(),
        }))
    }
}

pub(crate) fn register(household: HouseholdId, village: VillageId) -> Operation {
    Operation::HouseholdRegistered(Box::new(HouseholdRegistered {
        code: Label::new(household.as_str()).expect("short"),
        household,
        village,
        alley: None,
        order: 0,
        head: Personal::new(Name::new("Chu ho").expect("short")),
        head_resident: None,
        address: None,
        children: domain::household::Children::default(),
        business: None,
        listed: false,
        phones: Vec::new(),
        residents: Vec::new(),
    }))
}
