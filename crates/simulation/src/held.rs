//! Forged entries, which may come from phones that were ended, and officers who accept whatever
//! they are allowed to.
use crate::officer::{team_id, village};
use crate::world::{OFFICER, World, commune, label};
use crate::{Broken, phone};
use domain::{
    AccountId, BoardPost, BulletinApproved, Draft, Entry, EntryId, Kind, MemberJoined, MemberRole,
    Operation, Record, Role, Scope, Stage, TeamDefined,
};
use store::{Decider, Device, DocumentRow, EntryRow, HeldEntry, Incoming};

impl World {
    /// Adds to a request, as a foreign program could, an operation that no member or leader may
    /// make.
    pub(crate) fn forge(&mut self, number: usize, flight: &phone::Flight, to: &mut Vec<Entry>) {
        let device = flight.device.clone();
        let known = self
            .store
            .read(|rows| Device::get(rows, &commune(), &device));
        let is_over = known.expect("memory").is_some_and(|it| !it.goes_on());
        let one_in = if is_over { 2 } else { 20 };
        if self.below(one_in) > 0 {
            return;
        }
        if is_over {
            self.note("a phone that is over sends what its role may not");
        }
        let author = self.phones[number].identity.account.clone();
        let Some(operation) = self.forged(&author) else {
            return;
        };
        let id = EntryId::made(flight.clock, self.random());
        let entry = Entry::new(id, commune(), author, device, flight.clock, operation);
        self.tell(|| format!("phone {number} forges {id}"));
        if self.broken == Some(Broken::Held) && is_over {
            return self.hold_as_once(entry);
        }
        to.push(entry);
    }

    fn forged(&mut self, author: &AccountId) -> Option<Operation> {
        match self.below(3) {
            0 => Some(Operation::TeamDefined(TeamDefined {
                team: team_id(),
                name: label("Cua toi"),
                villages: vec![village(0), village(1)],
                visiting: None,
            })),
            1 => Some(Operation::MemberJoined(MemberJoined {
                team: team_id(),
                member: author.clone(),
                name: label("Toi"),
                role: MemberRole::Leader,
                from: self.now.day().plus(-30),
                decision: None,
                decided: None,
            })),
            _ => {
                let waits = |record| match record {
                    Record::Draft(draft) if draft.stage() == Stage::Submitted => Some(*draft),
                    _ => None,
                };
                let draft: Draft = self.records(Kind::Draft).find_map(waits)?;
                Some(Operation::BulletinApproved(BulletinApproved {
                    bulletin: draft.id,
                    hash: draft.hash,
                    name: label("Toi"),
                    post: BoardPost::Deputy,
                    title: label("Toi"),
                }))
            }
        }
    }

    /// With `--break held`: holds whatever comes from a phone that was ended, without asking for
    /// its author's role.
    fn hold_as_once(&mut self, entry: Entry) {
        let (id, key, now) = (
            entry.id.to_string(),
            entry.device.to_string(),
            self.server_now(),
        );
        let held = HeldEntry::new(
            Entry {
                at: now.min(entry.at),
                ..entry
            },
            now,
        );
        let row = DocumentRow {
            commune: commune(),
            id,
            key,
            body: serde_json::to_string(&held).expect("plain data"),
        };
        let work = self
            .store
            .write(move |ledger| ledger.transaction().put_document("held", &row));
        work.wait().expect("memory");
    }

    fn officer(&self) -> Decider {
        Decider {
            account: AccountId::new(OFFICER).expect("a plain word"),
            scope: Scope::officer(),
            at: self.server_now(),
        }
    }

    fn accept(&mut self, held: HeldEntry) {
        if self.broken == Some(Broken::Held) {
            return self.accept_as_once(held);
        }
        let (id, by) = (held.entry.id, self.officer());
        let work = self
            .store
            .write(move |ledger| HeldEntry::accept(ledger, &commune(), id, &by));
        if let Some(sync::Outcome::Kept { .. }) = work.wait().expect("memory") {
            self.note("held work taken in");
        }
    }

    /// With `--break held`: accepts whatever is held, without asking for anyone's role.
    fn accept_as_once(&mut self, held: HeldEntry) {
        let work = self.store.write(move |ledger| {
            let id = held.entry.id.to_string();
            let outcome = ledger.append(Incoming {
                entry: held.entry,
                received_at: held.received_at,
                scope: None,
            })?;
            if matches!(outcome, sync::Outcome::Kept { .. }) {
                ledger
                    .transaction()
                    .delete_document(&commune(), "held", &id)?;
            }
            Ok(())
        });
        work.wait().expect("memory");
    }
}

/// An officer decides on held entries: accepts all, accepts one, or rejects one.
pub(crate) fn decide(world: &mut World) {
    let read = world.store.read(|rows| HeldEntry::all(rows, &commune()));
    let mut held = read.expect("memory");
    if held.is_empty() {
        return;
    }
    match world.below(3) {
        0 => held.into_iter().for_each(|it| world.accept(it)),
        1 => {
            let one = world.below(held.len());
            world.accept(held.swap_remove(one));
        }
        _ => {
            let id = held[world.below(held.len())].entry.id;
            let by = world.officer();
            let work = world.store.write(move |ledger| {
                let by = (&by.account, by.at);
                HeldEntry::reject(ledger.transaction(), &commune(), id, by)
            });
            work.wait().expect("memory");
        }
    }
}

/// The log has no entry by a phone's user that a leader may not make, so rosters, villages and
/// bulletins come from the office only.
pub(crate) fn hold(world: &World, entries: &[EntryRow]) -> Result<(), String> {
    let of_phones = |author: &AccountId| {
        let mut phones = world.phones.iter();
        phones.any(|phone| phone.identity.account == *author)
    };
    let of_phones = entries.iter().filter(|row| of_phones(&row.entry.author));
    for row in of_phones {
        if !Role::Leader.may_make(&row.entry.operation) {
            return Err(format!(
                "entry {} is of a role that may not make it",
                row.seq.0
            ));
        }
    }
    Ok(())
}
