//! What a rebuild corrects reaches the phones, and nothing else does.
#[path = "unreadable.rs"]
mod unreadable;

pub use unreadable::*;

use super::commune::*;
use super::home::Home;
use domain::household::VisitOutcome;
use domain::*;
use store::*;
use sync::{Digest, Identity, Next, Replica, SyncResponse};

pub struct Phone {
    identity: Identity,
    replica: Replica,
}

impl Phone {
    pub fn new(commune: &Commune) -> Self {
        let device = commune.enrol("an");
        let identity = Identity {
            commune: commune.id(),
            account: AccountId::new("an").unwrap(),
            device,
        };
        let (replica, _) = Replica::enrolled(identity.clone(), NOW);
        let mut phone = Self { identity, replica };
        phone.sync(commune);
        phone
    }

    /// One request, after which the phone has everything.
    pub fn sync(&mut self, commune: &Commune) -> SyncResponse {
        let (round, request) = self.replica.request("1", NOW);
        let who = (commune.id(), self.identity.device.clone());
        let answer = commune.store.sync_blocking(who, request, NOW).unwrap();
        let SyncAnswer::Response(response) = answer else {
            panic!("not enrolled");
        };
        let (_, next) = self.replica.receive(round, NOW, (*response).clone());
        assert_eq!(next, Next::Done);
        *response
    }

    pub fn base(&self, key: &RecordKey) -> Option<&Record> {
        self.replica.base(key)
    }

    pub fn visits(&self, household: &str) -> usize {
        let key = household_key(household);
        let record = self.replica.base(&key).and_then(Record::household);
        record.map_or(0, |it| it.visits.len())
    }
}

pub fn household_key(id: &str) -> RecordKey {
    RecordKey::Household(HouseholdId::new(id).unwrap())
}

pub fn in_database(commune: &Commune, key: &RecordKey) -> RecordRow {
    let read = commune.store.read(|rows| rows.record(&commune.id(), key));
    read.unwrap().unwrap()
}

/// Writes a record without an entry in the log, as a faulty disk or an older version would.
pub fn write(commune: &Commune, row: RecordRow, new: bool) {
    let id = commune.id();
    let put = move |ledger: &mut Ledger<'_>| {
        if new {
            let mut digest = Digest::default();
            digest.add(&row.key, row.seq);
            ledger.transaction().add_digest(&id, &row.area, digest)?;
        }
        ledger.transaction().put_record(&id, &row)
    };
    commune.store.write(put).wait().unwrap();
}

pub fn what_a_rebuilding_mends_reaches_phones_and_nothing_else_does(home: &Home) {
    let commune = Commune::begin(home);
    for household in ["h1", "h2"] {
        commune.append(visit(household, VisitOutcome::Absent));
    }
    let before = in_database(&commune, &household_key("h2"));
    commune.append(visit("h2", VisitOutcome::Met));
    let (good, of_h1) = (
        in_database(&commune, &household_key("h2")),
        in_database(&commune, &household_key("h1")),
    );
    // h2 lacks one visit, and h9 is in no log.
    write(
        &commune,
        RecordRow {
            body: before.body,
            ..good.clone()
        },
        false,
    );
    let stray = of_h1.body.replace("\"h1\"", "\"h9\"");
    let stray = RecordRow {
        key: household_key("h9"),
        body: stray,
        ..of_h1.clone()
    };
    write(&commune, stray, true);
    let mut phone = Phone::new(&commune);
    assert_eq!((phone.visits("h2"), phone.visits("h9")), (1, 1));
    commune.store.rebuild(commune.id()).wait().unwrap();
    commune.must_verify();
    assert_eq!(in_database(&commune, &household_key("h2")).body, good.body);
    let response = phone.sync(&commune);
    let keys: Vec<&str> = response.records.iter().map(|it| it.key.id()).collect();
    let gone: Vec<&str> = response.departures.iter().map(|it| it.key.id()).collect();
    assert_eq!(
        (keys, gone, response.start_over),
        (vec!["h2"], vec!["h9"], false)
    );
    assert_eq!((phone.visits("h2"), phone.visits("h9")), (2, 0));
    // Nothing is downloaded if nothing changed.
    assert_eq!(in_database(&commune, &household_key("h1")), of_h1);
    commune.store.rebuild(commune.id()).wait().unwrap();
    let again = phone.sync(&commune);
    let nothing = (again.records.len(), again.departures.len());
    assert_eq!((nothing, again.cursor), ((0, 0), response.cursor));
    commune.must_verify();
    work_goes_on(&commune, &mut phone);
}

/// The numbers that a rebuild gives come from the commune's counter, so that none is given twice.
fn work_goes_on(commune: &Commune, phone: &mut Phone) {
    for household in ["h2", "h1"] {
        commune.append(visit(household, VisitOutcome::Absent));
    }
    commune.must_verify();
    let response = phone.sync(commune);
    assert_eq!(response.records.len(), 2);
    assert_eq!((phone.visits("h1"), phone.visits("h2")), (2, 3));
    commune.store.rebuild(commune.id()).wait().unwrap();
    commune.must_verify();
    assert_eq!(phone.sync(commune).records.len(), 0);
}

pub fn a_record_that_was_lost_is_made_again_and_reaches_phones(home: &Home) {
    let commune = Commune::begin(home);
    let mut phone = Phone::new(&commune);
    let (id, key) = (commune.id(), household_key("h1"));
    let whole = in_database(&commune, &key);
    let moved = RecordRow {
        area: Area::Commune,
        ..whole
    };
    write(&commune, moved, false);
    let lose = move |ledger: &mut Ledger<'_>| {
        ledger
            .transaction()
            .delete_record(&id, &household_key("h2"))
    };
    commune.store.write(lose).wait().unwrap();
    assert!(!commune.store.verify(&commune.id()).unwrap().is_empty());
    commune.store.rebuild(commune.id()).wait().unwrap();
    commune.must_verify();
    let response = phone.sync(&commune);
    let keys: Vec<&str> = response.records.iter().map(|it| it.key.id()).collect();
    assert_eq!(keys, ["h1", "h2"]);
    assert_eq!(
        phone.replica.base(&key).map(Record::area),
        Some(Area::Village(VillageId::new("dong").unwrap()))
    );
}
