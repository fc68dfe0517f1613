//! Work that cannot be judged yet: it waits, and is kept once it can be judged.
use super::commune::*;
use super::home::Home;
use domain::household::{Purpose, VisitOutcome};
use domain::*;
use serde_json::{Value, json};
use store::*;
use sync::{Again, Brought, Later, Outcome, SyncRequest, Why};

pub fn house(id: &str) -> HouseholdId {
    HouseholdId::new(id).unwrap()
}

fn added(household: &str, resident: &str, name: &str) -> Operation {
    Operation::ResidentAdded(ResidentAdded {
        household: house(household),
        resident: ResidentId::new(resident).unwrap(),
        name: Personal::new(Name::new(name).unwrap()),
        born: Some(1990),
        listed: false,
    })
}

fn observed(household: &str, resident: &str) -> Operation {
    let skill = SkillId::new("tt-quet-vietqr").unwrap();
    Operation::SkillObserved(SkillObserved {
        household: house(household),
        resident: ResidentId::new(resident).unwrap(),
        skill,
        level: Level::new(2).unwrap(),
        seen: true,
    })
}

pub fn met(household: &str, resident: &str, note: &str) -> Operation {
    let Operation::VisitRecorded(plain) = visit(household, VisitOutcome::Met) else {
        panic!()
    };
    Operation::VisitRecorded(Box::new(VisitRecorded {
        met: ResidentId::new(resident).into_iter().collect(),
        note: Some(Personal::new(Note::new(note).unwrap())),
        follow_up: Some(Promise {
            due: NOW.day().plus(9),
            reason: None,
        }),
        ..*plain
    }))
}

pub fn waiting(commune: &Commune) -> Vec<WaitingEntry> {
    let read = |rows: &mut dyn Transaction| WaitingEntry::all(rows, &commune.id());
    commune.store.read(read).unwrap()
}

pub fn documents(commune: &Commune) -> String {
    let all = commune.store.read(|rows| rows.all_documents(&commune.id()));
    all.unwrap().into_iter().map(|(_, row)| row.body).collect()
}

/// Sends what a phone wrote, whatever it is.
pub fn send(
    commune: &Commune,
    phone: &DeviceId,
    entries: &[Value],
    lenient: bool,
) -> Vec<Option<Outcome>> {
    let mut request = serde_json::to_value(commune.request(None, Vec::new())).unwrap();
    request["entries"] = json!(entries);
    request["lenient"] = json!(lenient);
    let request: SyncRequest<Brought> = serde_json::from_value(request).unwrap();
    let answer = commune
        .store
        .sync_blocking((commune.id(), phone.clone()), request, NOW)
        .unwrap();
    let SyncAnswer::Response(response) = answer else {
        panic!("not enrolled");
    };
    let told = |entry: &Value| {
        let mut receipts = response.receipts.iter();
        let found = receipts.find(|it| json!(it.id) == entry["id"]);
        found.map(|it| it.outcome.clone())
    };
    entries.iter().map(told).collect()
}

/// Sends entries from a journal that were kept once before.
fn send_again(commune: &Commune, phone: &DeviceId, entries: Vec<Entry>) -> Vec<Outcome> {
    let mut request = commune.request(None, entries);
    let again = |entry: &Entry| Again {
        id: entry.id,
        label: "H 12".to_owned(),
    };
    request.again = request.entries.iter().map(again).collect();
    let answer = commune
        .store
        .sync_blocking((commune.id(), phone.clone()), request, NOW)
        .unwrap();
    let SyncAnswer::Response(response) = answer else {
        panic!("not enrolled");
    };
    response.receipts.into_iter().map(|it| it.outcome).collect()
}

/// What became of the entries that a phone asks about.
pub fn fates(commune: &Commune, phone: &DeviceId, ids: &[EntryId]) -> Vec<Outcome> {
    let mut request = commune.request(None, Vec::new());
    request.held = ids.to_vec();
    let who = (commune.id(), phone.clone());
    match commune.store.sync_blocking(who, request, NOW).unwrap() {
        SyncAnswer::Response(told) => told.receipts.into_iter().map(|it| it.outcome).collect(),
        SyncAnswer::NotEnrolled => panic!("not enrolled"),
    }
}

fn is_kept(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Kept { .. })
}

pub fn waits(why: Why) -> Outcome {
    Outcome::Waiting { why }
}

pub fn each_entry_of_a_request_is_answered_alone(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let plain = || serde_json::to_value(commune.entry(visit("h1", VisitOutcome::Absent))).unwrap();
    let with = |field: &str, value: Value| {
        let mut entry = plain();
        *entry.pointer_mut(field).unwrap() = value;
        entry
    };
    let mut without = plain();
    without["operation"]["VisitRecorded"]
        .as_object_mut()
        .unwrap()
        .remove("household");
    let note = met("h1", "p2", "x");
    let mut note = serde_json::to_value(commune.entry(note)).unwrap();
    note["operation"]["VisitRecorded"]["note"] = json!("before\u{0}after");
    let entries = [
        plain(),
        with(
            "/operation",
            json!({ "MoonVisited": { "household": "h1" } }),
        ),
        with(
            "/operation/VisitRecorded/outcome",
            json!("through-the-window"),
        ),
        with("/format", json!(FORMAT + 1)),
        with("/rules", json!(RULES + 1)),
        without,
        note,
        json!("nonsense"),
        plain(),
    ];
    let told = send(&commune, &phone, &entries, true);
    let told: Vec<&Outcome> = told.iter().flatten().collect();
    assert!(is_kept(told[0]) && is_kept(told[7]), "{told:?}");
    for (place, told) in told.iter().enumerate().take(6).skip(1) {
        assert_eq!(**told, waits(Why::Reader), "{place}");
    }
    let code = RefusalCode::TextNotPlain;
    assert_eq!(*told[6], Outcome::Refused { code });
    assert_eq!(waiting(&commune).len(), 5);
    assert_eq!(commune.household("h1").visits.len(), 2);
    // Sending the same again changes nothing. An older app is told what it understands.
    let again = send(&commune, &phone, &entries, false);
    let held = again.iter().filter(|it| **it == Some(Outcome::Held));
    assert_eq!(held.count(), 5);
    assert_eq!(waiting(&commune).len(), 5);
    commune.must_verify();
}

pub fn an_entry_that_waited_for_an_upgrade_is_kept_with_its_original_time(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let plain = commune.entry(visit("h1", VisitOutcome::Absent));
    let mut entry = serde_json::to_value(&plain).unwrap();
    entry["operation"]["VisitRecorded"]["outcome"] = json!("through-the-window");
    assert_eq!(
        send(&commune, &phone, &[entry], true),
        [Some(waits(Why::Reader))]
    );
    commune.later(3);
    assert_eq!(commune.store.try_waiting_again().unwrap(), 1);
    // Simulates an upgrade: a word of a newer version becomes one of this version.
    let id = commune.id();
    let upgrade = move |ledger: &mut Ledger<'_>| {
        let rows = ledger.transaction();
        for mut row in rows.documents(&id, "waiting")? {
            row.body = row.body.replace("through-the-window", "absent");
            rows.put_document("waiting", &row)?;
        }
        Ok(())
    };
    commune
        .store
        .write_to(&commune.id(), upgrade)
        .wait()
        .unwrap();
    let id = plain.id;
    drop(commune);
    let commune = Commune::reopen(&home.database);
    assert_eq!(commune.store.try_waiting_again().unwrap(), 0);
    assert_eq!(commune.household("h1").visits[0].at, NOW);
    assert!(is_kept(&fates(&commune, &phone, &[id])[0]));
    commune.must_verify();
}

pub fn work_that_depends_on_a_lost_record_is_kept_when_the_record_comes(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let mut work = Vec::new();
    for n in 0..30 {
        let household = format!("x{n}");
        let person = format!("q{n}");
        work.extend([
            commune.entry(observed(&household, &person)),
            commune.entry(added(&household, &person, "Ngô Văn Bảy")),
            commune.entry(met(&household, &person, "đã hướng dẫn")),
            commune.entry(consent(&household)),
        ]);
    }
    let ids: Vec<EntryId> = work.iter().map(|it| it.id).collect();
    // Out of order, as phones bring them.
    work.rotate_left(17);
    let told = send_again(&commune, &phone, work.clone());
    assert_eq!(told.len(), 120);
    assert!(
        told.iter().all(|it| *it == waits(Why::Household)),
        "{told:?}"
    );
    assert_eq!(send_again(&commune, &phone, work), told);
    assert_eq!(waiting(&commune).len(), 120);
    assert!(fates(&commune, &phone, &ids[..3]).is_empty());
    for n in 0..30 {
        commune.append(registered(&format!("x{n}"), "dong", Vec::new()));
    }
    assert_eq!(waiting(&commune).len(), 0);
    for n in 0..30 {
        let household = commune.household(&format!("x{n}"));
        assert_eq!(household.visits.len(), 1);
        assert!(household.consented(Purpose::Register));
        assert_eq!(household.residents[0].skills.len(), 1);
    }
    assert!(fates(&commune, &phone, &ids[..100]).iter().all(is_kept));
    let left = documents(&commune);
    assert!(!left.contains("Ngô Văn Bảy"), "{left}");
    commune.must_verify();
}

pub fn an_entry_kept_once_waits_whatever_the_rules_say(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let first = commune.entry(added("h2", "q1", "Ngô Văn Bảy"));
    let fresh = commune.entry(added("h2", "q2", "Ngô Thị Tám"));
    let refused = commune.sync_entries(&phone, None, vec![fresh]);
    let code = RefusalCode::ConsentMissing;
    assert_eq!(refused.receipts[0].outcome, Outcome::Refused { code });
    let told = send_again(&commune, &phone, vec![first]);
    assert_eq!(told, [waits(Why::Other)]);
    // Another phone's journal brings the consent.
    commune.append(consent("h2"));
    assert_eq!(commune.household("h2").residents.len(), 1);
    assert_eq!(waiting(&commune).len(), 0);
    commune.must_verify();
}

pub fn waiting_work_is_judged_by_its_author_s_scope_at_receipt(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let entries = vec![
        commune.entry(visit("x1", VisitOutcome::Absent)),
        commune.entry(visit("x2", VisitOutcome::Absent)),
        commune.entry(added("x1", "q1", "Ngô Văn Bảy")),
    ];
    let ids: Vec<EntryId> = entries.iter().map(|it| it.id).collect();
    commune.sync_entries(&phone, None, entries);
    commune.append(registered("x1", "dong", Vec::new()));
    commune.append(registered("x2", "doai", Vec::new()));
    assert_eq!(waiting(&commune).len(), 0);
    let told = fates(&commune, &phone, &ids);
    let code = RefusalCode::ConsentMissing;
    assert!(is_kept(&told[0]), "{told:?}");
    assert_eq!(told[1..], [Outcome::Held, Outcome::Refused { code }]);
    let held = commune
        .store
        .read(|rows| HeldEntry::all(rows, &commune.id()));
    assert_eq!(held.unwrap().len(), 1);
    commune.must_verify();
}

/// As after a restore that lost the team's members.
pub fn work_of_an_author_in_no_team_is_judged_again_when_the_roster_is_back(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("chi");
    let mut leader = commune.account("chi");
    leader.role = Role::Leader;
    let put = move |ledger: &mut Ledger<'_>| leader.put(ledger.transaction());
    commune.store.write_to(&commune.id(), put).wait().unwrap();
    let relocated = |household: &str| {
        Operation::HouseholdRelocated(HouseholdRelocated {
            household: house(household),
            village: VillageId::new("doai").unwrap(),
            alley: None,
            order: 4,
        })
    };
    let fresh = vec![
        commune.entry(visit("h1", VisitOutcome::Absent)),
        commune.entry(visit("h3", VisitOutcome::Absent)),
        commune.entry(relocated("h2")),
        commune.entry(visit("x1", VisitOutcome::Absent)),
    ];
    let ids: Vec<EntryId> = fresh.iter().map(|it| it.id).collect();
    let told = commune.sync_entries(&phone, None, fresh).receipts;
    let told: Vec<_> = told.into_iter().map(|it| it.outcome).collect();
    assert_eq!(told[..3], [Outcome::Held, Outcome::Held, Outcome::Held]);
    assert_eq!(told[3], waits(Why::Household));
    commune.append(registered("x1", "dong", Vec::new()));
    let kept_once = vec![
        commune.entry(relocated("h1")),
        commune.entry(visit("x1", VisitOutcome::Absent)),
    ];
    let again: Vec<EntryId> = kept_once.iter().map(|it| it.id).collect();
    send_again(&commune, &phone, kept_once);
    let joined = |role| {
        Operation::MemberJoined(MemberJoined {
            team: TeamId::new("t1").unwrap(),
            member: AccountId::new("chi").unwrap(),
            name: Label::new("Chi").unwrap(),
            role,
            from: NOW.day().plus(-9),
            decision: None,
            decided: None,
        })
    };
    commune.append(joined(MemberRole::Leader));
    let told = fates(
        &commune,
        &phone,
        &[ids[0], ids[2], ids[3], again[0], again[1]],
    );
    assert!(told.len() == 5 && told.iter().all(is_kept), "{told:?}");
    // Work for other villages still needs a decision.
    let held = commune
        .store
        .read(|rows| HeldEntry::all(rows, &commune.id()));
    let held: Vec<EntryId> = held.unwrap().iter().map(|it| it.entry.id).collect();
    assert_eq!(held, [ids[1]]);
    commune.must_verify();
}

pub fn an_entry_without_an_id_is_answered_by_its_place(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let mut request = serde_json::to_value(commune.request(None, Vec::new())).unwrap();
    let plain = || serde_json::to_value(commune.entry(visit("h1", VisitOutcome::Absent))).unwrap();
    request["entries"] = json!([plain(), "nonsense", plain(), { "id": 7 }]);
    let request: SyncRequest<Brought> = serde_json::from_value(request).unwrap();
    let who = (commune.id(), phone);
    let SyncAnswer::Response(told) = commune.store.sync_blocking(who, request, NOW).unwrap() else {
        panic!("not enrolled");
    };
    assert_eq!((told.receipts.len(), told.nameless), (2, vec![1, 3]));
}

pub fn waiting_work_is_limited_and_can_be_turned_down(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let entries: Vec<Entry> = (0..WAITING_LIMIT)
        .map(|_| commune.entry(visit("x1", VisitOutcome::Absent)))
        .collect();
    commune.sync_entries(&phone, None, entries.clone());
    let beyond = commune.entry(visit("x1", VisitOutcome::Absent));
    let send_one = |entry: &Entry| {
        let told = commune.sync_entries(&phone, None, vec![entry.clone()]);
        told.receipts[0].outcome.clone()
    };
    let later = Later::TooMany;
    assert_eq!(send_one(&beyond), Outcome::NotYet { later });
    assert_eq!(waiting(&commune).len(), WAITING_LIMIT);
    let (id, by) = (commune.id(), AccountId::new("can-bo").unwrap());
    let ids: Vec<EntryId> = entries.iter().map(|it| it.id).collect();
    let down = ids[..100].to_vec();
    let turn_down =
        move |ledger: &mut Ledger<'_>| WaitingEntry::turn_down(ledger, &id, &down, (&by, NOW));
    let done = commune.store.write_to(&commune.id(), turn_down).wait();
    assert_eq!(done.unwrap(), 100);
    assert_eq!(fates(&commune, &phone, &ids[..1]), [Outcome::Rejected]);
    assert_eq!(send_one(&entries[0]), Outcome::Rejected);
    assert_eq!(send_one(&beyond), waits(Why::Household));
    commune.append(registered("x1", "dong", Vec::new()));
    assert_eq!(waiting(&commune).len(), 0);
    let row = commune.store.read(|rows| rows.commune(&commune.id()));
    assert_eq!(row.unwrap().unwrap().waiting, 0);
    commune.must_verify();
}

pub fn an_account_number_that_cannot_be_read_is_not_kept_in_the_open(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let mut entry = serde_json::to_value(commune.entry(visit("h1", VisitOutcome::Absent))).unwrap();
    entry["operation"] = json!({ "AccountLent": { "household": "h1", "number": "257678859" } });
    let told = send(&commune, &phone, std::slice::from_ref(&entry), true);
    let later = Later::NoKey;
    assert_eq!(told, [Some(Outcome::NotYet { later })]);
    assert_eq!(
        send(&commune, &phone, std::slice::from_ref(&entry), false),
        [None]
    );
    assert!(!documents(&commune).contains("257678859"));
    commune
        .store
        .use_account_key(AccountKey::new([3; KEY_BYTES]));
    let told = send(&commune, &phone, &[entry], true);
    assert_eq!(told, [Some(waits(Why::Reader))]);
    assert!(!documents(&commune).contains("257678859"));
}

/// The text got past the check somehow. SQLite accepts U+0000 in a text and PostgreSQL does not.
pub fn a_character_that_one_engine_refuses_stops_no_writing(home: &Home) {
    let commune = Commune::begin(home);
    // As an older version accepted it.
    let head: Name = serde_json::from_value(json!("Bùi Thị\u{0} Dưỡng")).unwrap();
    let mut operation = registered("x1", "dong", Vec::new());
    if let Operation::HouseholdRegistered(it) = &mut operation {
        it.head = Personal::new(head);
    }
    assert!(is_kept(&commune.append(operation)));
    assert!(is_kept(&commune.append(visit("x1", VisitOutcome::Absent))));
    commune.must_verify();
    let folder = home.folder().join("moved");
    let there = Database::Folder(folder).open().unwrap();
    assert_eq!(move_all(&commune.store, &there).unwrap().mended, 0);
}

pub fn what_a_newer_version_wrote_is_not_touched(home: &Home) {
    let commune = Commune::begin(home);
    let id = commune.id();
    let upgrade = move |ledger: &mut Ledger<'_>| {
        let rows = ledger.transaction();
        let row = rows.commune(&id)?.unwrap();
        let data = DATA_VERSION + 1;
        rows.put_commune(&id, &CommuneRow { data, ..row })
    };
    commune.store.write(upgrade).wait().unwrap();
    let refused = commune.store.recount_outdated().unwrap_err();
    assert!(matches!(refused, StoreError::Newer(_)), "{refused}");
    let entry = commune.entry(visit("h1", VisitOutcome::Absent));
    let refused = commune.start(entry).wait().unwrap_err();
    assert!(refused.to_string().contains("newer version"), "{refused}");
    assert!(commune.household("h1").visits.is_empty());
}
