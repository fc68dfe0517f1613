//! Compares both engines: the same random work gives the same bytes, and moving a database keeps
//! them.
#[path = "conformance/commune.rs"]
#[expect(dead_code, reason = "the conformance stories use the rest")]
mod commune;
#[path = "conformance/home.rs"]
#[expect(dead_code, reason = "the conformance stories use the rest")]
mod home;

use commune::*;
use domain::household::VisitOutcome;
use domain::*;
use home::Home;
use proptest::prelude::*;
use store::{Account, Database, DocumentRow, HeldEntry, Store, StoreError, checksum, move_all};
use sync::SyncResponse;

/// One thing that happens in the same way on both engines.
#[derive(Clone, Debug)]
enum Step {
    Visit(usize, VisitOutcome),
    Relocate(usize, usize),
    Team(usize),
    Consent(usize),
    /// Two visits brought by the phone, which then fetches what is new.
    Sync(usize, usize),
    AcceptHeld,
    Erase,
    Count(bool),
    Later(i64),
    Prune,
    Rebuild,
}

const HOUSEHOLDS: [&str; 4] = ["h1", "h2", "h3", "h9"];
const VILLAGES: [&str; 2] = ["dong", "doai"];
const TEAMS: [&[&str]; 3] = [&["dong"], &["dong", "doai"], &[]];

fn step() -> impl Strategy<Value = Step> {
    let door = prop_oneof![
        Just(VisitOutcome::Met),
        Just(VisitOutcome::Absent),
        Just(VisitOutcome::Refused),
        Just(VisitOutcome::Moved)
    ];
    let household = 0..HOUSEHOLDS.len();
    prop_oneof![
        4 => (household.clone(), door).prop_map(|(it, door)| Step::Visit(it, door)),
        2 => (household.clone(), 0..VILLAGES.len()).prop_map(|(it, to)| Step::Relocate(it, to)),
        1 => (0..TEAMS.len()).prop_map(Step::Team),
        1 => household.clone().prop_map(Step::Consent),
        4 => (household.clone(), household).prop_map(|(one, other)| Step::Sync(one, other)),
        1 => Just(Step::AcceptHeld),
        1 => Just(Step::Erase),
        1 => any::<bool>().prop_map(Step::Count),
        1 => (1_i64..100).prop_map(Step::Later),
        1 => Just(Step::Prune),
        1 => Just(Step::Rebuild),
    ]
}

/// What can be seen of a step from outside: outcomes, and answers as they are sent.
struct Side {
    commune: Commune,
    phone: DeviceId,
    last: Option<SyncResponse>,
}

impl Side {
    fn begin(home: &Home) -> Self {
        let commune = Commune::begin(home);
        let phone = commune.enrol("an");
        let last = None;
        Self {
            commune,
            phone,
            last,
        }
    }

    fn take(&mut self, step: &Step) -> String {
        let commune = &self.commune;
        match step {
            Step::Visit(it, door) => told(&commune.append(visit(HOUSEHOLDS[*it], *door))),
            Step::Relocate(it, to) => {
                told(&commune.append(relocated(HOUSEHOLDS[*it], VILLAGES[*to])))
            }
            Step::Team(it) => told(&commune.append(team(TEAMS[*it]))),
            Step::Consent(it) => told(&commune.append(consent(HOUSEHOLDS[*it]))),
            Step::Sync(one, other) => self.sync(&[*one, *other]),
            Step::AcceptHeld => told(&self.accept_held()),
            Step::Erase => told(&commune.append(Operation::ResidentErased(ResidentErased {
                household: HouseholdId::new("h1").unwrap(),
                resident: ResidentId::new("p2").unwrap(),
            }))),
            Step::Count(told_counts) => {
                let change = SettingsChanged {
                    told_counts: Some(*told_counts),
                    ..Default::default()
                };
                told(&commune.append(Operation::SettingsChanged(change)))
            }
            Step::Later(days) => {
                commune.later(*days);
                String::new()
            }
            Step::Prune => {
                let now = commune.entry(visit("h1", VisitOutcome::Met)).at;
                let pruning = commune.store.prune_departures(commune.id(), now);
                told(&pruning.wait().unwrap())
            }
            Step::Rebuild => told(&commune.store.rebuild(commune.id()).wait().unwrap()),
        }
    }

    fn sync(&mut self, households: &[usize]) -> String {
        let entries = households
            .iter()
            .map(|it| {
                self.commune
                    .entry(visit(HOUSEHOLDS[*it], VisitOutcome::Absent))
            })
            .collect();
        let response = self
            .commune
            .sync_entries(&self.phone, self.last.as_ref(), entries);
        let wire = serde_json::to_string(&response).unwrap();
        self.last = Some(response);
        wire
    }

    fn accept_held(&self) -> Vec<Option<sync::Outcome>> {
        let id = self.commune.id();
        let held = self.commune.store.read(|rows| HeldEntry::all(rows, &id));
        let accept = |it: HeldEntry| {
            let (commune, entry) = (id.clone(), it.entry.id);
            let by = self.commune.officer();
            let accepting = self.commune.store.write_to(&id, move |ledger| {
                HeldEntry::accept(ledger, &commune, entry, &by)
            });
            accepting.wait().unwrap()
        };
        held.unwrap().into_iter().map(accept).collect()
    }

    fn bytes(&self) -> String {
        bytes(&self.commune.store)
    }
}

fn told(it: &impl std::fmt::Debug) -> String {
    format!("{it:?}")
}

fn bytes(store: &Store) -> String {
    let communes = store.read(|rows| rows.communes()).unwrap();
    let sum = |id| store.read(|rows| checksum(rows, id)).unwrap();
    communes.iter().map(sum).collect::<Vec<_>>().join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_same_work_gives_the_same_bytes_on_both(steps in prop::collection::vec(step(), 1..40)) {
        let (one, other) = (Home::sqlite(), Home::postgres());
        let (mut one, mut other) = (Side::begin(&one), Side::begin(&other));
        for step in &steps {
            prop_assert_eq!(one.take(step), other.take(step), "{:?}", step);
        }
        prop_assert_eq!(one.bytes(), other.bytes());
        one.commune.must_verify();
        other.commune.must_verify();
    }
}

#[test]
fn moving_there_and_back_carries_every_byte() {
    let (first, second) = (Home::sqlite(), Home::postgres());
    let mut side = Side::begin(&first);
    for step in [
        Step::Visit(0, VisitOutcome::Met),
        Step::Sync(0, 2),
        Step::Relocate(0, 1),
        Step::Later(9),
        Step::Visit(1, VisitOutcome::Absent),
        Step::Erase,
    ] {
        side.take(&step);
    }
    let (before, there) = (side.bytes(), second.database.open().unwrap());
    let moved = move_all(&side.commune.store, &there).unwrap();
    assert_eq!((moved.communes, moved.entries > 8), (1, true));
    assert_eq!(bytes(&there), before);
    assert_eq!(there.erasures().unwrap().len(), 1);
    assert_eq!(there.verify(&side.commune.id()).unwrap(), []);
    let again = Database::Folder(first.folder().join("again"))
        .open()
        .unwrap();
    move_all(&there, &again).unwrap();
    assert_eq!(bytes(&again), before);
    assert!(matches!(
        move_all(&there, &again),
        Err(StoreError::NotEmpty)
    ));
}

#[test]
fn whatever_one_engine_took_the_other_takes() {
    let (first, second) = (Home::sqlite(), Home::postgres());
    let commune = Commune::begin(&first);
    let id = commune.id();
    // As versions wrote it that did not check texts: in an entry, a record, a search key and
    // documents.
    let nul = |text: &str| serde_json::from_value(serde_json::json!(text));
    let mut operation = registered("x1", "dong", Vec::new());
    if let Operation::HouseholdRegistered(it) = &mut operation {
        it.head = Personal::new(nul("Bùi\0 Thị\u{202e} Ba").unwrap());
    }
    commune.append(operation);
    let account = Account {
        login: "an\0".to_owned(),
        name: "An\0".to_owned(),
        ..commune.account("an")
    };
    let spoil = move |ledger: &mut store::Ledger<'_>| {
        let rows = ledger.transaction();
        account.put(rows)?;
        for key in ["household:x1", "household:h1"] {
            let key = RecordKey::parse(key).unwrap();
            if let Some(mut row) = rows.record(&id, &key)? {
                row.find.push('\0');
                rows.put_record(&id, &row)?;
            }
        }
        rows.put_document(
            "rejected",
            &DocumentRow {
                commune: id.clone(),
                id: "x\0".to_owned(),
                key: "y\0".to_owned(),
                body: "z\0".to_owned(),
            },
        )
    };
    commune.store.write(spoil).wait().unwrap();
    let there = second.database.open().unwrap();
    assert_eq!(move_all(&commune.store, &there).unwrap().mended, 6);
    assert_eq!(there.verify(&commune.id()).unwrap(), []);
    let back = Database::Folder(first.folder().join("back"))
        .open()
        .unwrap();
    assert_eq!(move_all(&there, &back).unwrap().mended, 0);
    assert_eq!(back.verify(&commune.id()).unwrap(), []);
    assert_eq!(bytes(&back), bytes(&there));
}

#[test]
fn a_text_that_only_sqlite_accepts_is_corrected_when_moved() {
    let (first, second) = (Home::sqlite(), Home::postgres());
    let commune = Commune::begin(&first);
    let id = commune.id();
    let spoil = move |ledger: &mut store::Ledger<'_>| {
        let key = RecordKey::parse("household:h1");
        let rows = ledger.transaction();
        if let Some(mut row) = rows.record(&id, &key.unwrap())? {
            row.find.push('\0');
            rows.put_record(&id, &row)?;
        }
        Ok(())
    };
    commune.store.write(spoil).wait().unwrap();
    let there = second.database.open().unwrap();
    assert_eq!(move_all(&commune.store, &there).unwrap().mended, 1);
    assert_eq!(there.verify(&commune.id()).unwrap(), []);
}

#[test]
fn only_one_process_may_keep_records_in_memory() {
    for home in [Home::sqlite(), Home::postgres()] {
        let first = home.database.alone().unwrap();
        assert!(first.is_some());
        assert!(home.database.alone().unwrap().is_none());
        drop(first);
        let mut tries = 0;
        // PostgreSQL frees the lock when it has noticed the end of the connection.
        while home.database.alone().unwrap().is_none() {
            tries += 1;
            assert!(tries < 1_000, "the lock is never given back");
        }
    }
}

#[test]
fn communes_are_written_side_by_side_and_each_in_its_order() {
    let home = Home::postgres();
    let commune = Commune::begin(&home);
    let store = &commune.store;
    let ids: Vec<CommuneId> = (0..12)
        .map(|n| CommuneId::new(format!("xa-{n}")).unwrap())
        .collect();
    for id in &ids {
        let made = store.create_commune(id.clone(), sync::Epoch(1));
        made.wait().unwrap();
    }
    let mut pending = Vec::new();
    for round in 0..20 {
        for id in &ids {
            let village = VillageDefined {
                village: VillageId::new(format!("thon-{round}")).unwrap(),
                name: Label::new("Thôn").unwrap(),
                order: round,
            };
            let mut entry = commune.entry(Operation::VillageDefined(village));
            entry.commune = id.clone();
            pending.push(store.write_to(id, move |ledger| {
                ledger.append(store::Incoming {
                    entry,
                    received_at: NOW,
                    scope: None,
                })
            }));
        }
        // Work that names no commune gets its turn among the others.
        let all = store.write(|ledger| Ok(ledger.transaction().communes()?.len()));
        assert_eq!(all.wait().unwrap(), ids.len() + 1);
    }
    for it in pending {
        let outcome = it.wait().unwrap();
        assert!(matches!(outcome, sync::Outcome::Kept { .. }), "{outcome:?}");
    }
    for id in &ids {
        assert_eq!(store.verify(id).unwrap(), []);
        let row = store.read(|rows| rows.commune(id)).unwrap().unwrap();
        assert_eq!(row.last_seq, Seq(20));
    }
}

#[test]
fn work_may_not_write_to_another_commune_than_it_named() {
    for home in [Home::sqlite(), Home::postgres()] {
        let commune = Commune::begin(&home);
        let entry = commune.entry(visit("h1", VisitOutcome::Met));
        let other = CommuneId::new("xa-khac").unwrap();
        let work = commune.store.write_to(&other, move |ledger| {
            ledger.append(store::Incoming {
                entry,
                received_at: NOW,
                scope: None,
            })
        });
        assert!(work.wait().is_err());
        assert_eq!(commune.household("h1").visits.len(), 0);
    }
}

#[test]
fn a_database_that_was_gone_and_is_back_is_used_again_and_nothing_is_doubled() {
    let server = private_postgres::PrivatePostgres::start().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let database = Database::parse(&server.database().unwrap(), folder.path());
    let commune = Commune::begin_at(&database);
    let entry = commune.entry(visit("h1", VisitOutcome::Met));
    server.disconnect_all().unwrap();
    // The phone sends the entry again until it hears that it is kept.
    let kept = (0..10).find_map(|_| commune.start(entry.clone()).wait().ok());
    assert!(matches!(kept, Some(sync::Outcome::Kept { .. })), "{kept:?}");
    assert_eq!(commune.household("h1").visits.len(), 1);
    commune.must_verify();
}

#[test]
fn the_lock_is_taken_again_when_the_database_is_back() {
    let server = private_postgres::PrivatePostgres::start().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let database = Database::parse(&server.database().unwrap(), folder.path());
    let _held = database.alone().unwrap().unwrap();
    server.disconnect_all().unwrap();
    let mut tries = 0;
    while database.alone().unwrap().is_some() {
        tries += 1;
        assert!(tries < 10_000, "the lock is never taken again");
    }
}

#[test]
fn every_key_is_led_by_the_commune() {
    let (server, folder) = (private_postgres::shared(), tempfile::tempdir().unwrap());
    let url = server.database().unwrap();
    drop(Database::parse(&url, folder.path()).open().unwrap());
    let ours = "relname NOT LIKE 'refinery%'";
    let first_columns = format!(
        "SELECT i.relname, a.attname FROM pg_index x
         JOIN pg_class i ON i.oid = x.indexrelid
         JOIN pg_class t ON t.oid = x.indrelid AND t.{ours}
         JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
         WHERE a.attname <> 'commune' ORDER BY 1"
    );
    // Known exceptions: the index of a reference table that is read before the commune is known, and
    // two for sums over all communes. None of them is unique.
    let told = server.ask(&url, &first_columns).unwrap();
    let known = [
        "document_key_key|kind",
        "tally_by_birth|period",
        "tally_whole|period",
    ];
    assert_eq!(told.lines().collect::<Vec<_>>(), known);
    let others = "SELECT count(*) FROM pg_constraint WHERE contype = 'f'
        UNION ALL SELECT count(*) FROM pg_trigger
        UNION ALL SELECT count(*) FROM pg_attrdef";
    let told = server.ask(&url, others).unwrap();
    assert_eq!(told.trim(), "0\n0\n0", "foreign keys, triggers, defaults");
}
