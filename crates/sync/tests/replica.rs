//! The phone's state machine against a server of a few lines.
#[path = "shelf/phone.rs"]
mod shelf;

use domain::household::{ConsentWay, Purpose, VisitOutcome};
use domain::*;
use shelf::{NOW, Shelf};
use sync::*;

fn identity() -> Identity {
    Identity {
        commune: CommuneId::new("nghi-son").unwrap(),
        account: AccountId::new("an").unwrap(),
        device: DeviceId::new("may").unwrap(),
    }
}

fn household(id: &str, head: &str) -> Record {
    let json = serde_json::json!({"id": id, "code": id, "village": "dong", "head": head});
    Record::from_json(Kind::Household, &json.to_string()).unwrap()
}

fn sent(record: &Record, seq: u64) -> SentRecord {
    let body = serde_json::value::RawValue::from_string(record.to_json()).unwrap();
    SentRecord {
        key: record.key().into(),
        seq: Seq(seq),
        body,
    }
}

fn answer(records: Vec<SentRecord>) -> SyncResponse {
    let mut digest = Digest::default();
    records.iter().for_each(|it| digest.add(&it.key, it.seq));
    SyncResponse {
        epoch: Epoch(7),
        safe_seq: Seq(0),
        server_time: NOW,
        scope: (&Scope::member(Role::Member, [VillageId::new("dong").unwrap()])).into(),
        start_over: false,
        revoked: None,
        receipts: Vec::new(),
        records,
        departures: Vec::new(),
        erased: Vec::new(),
        erased_help: Vec::new(),
        cursor: Seq(5),
        more: false,
        digest: Some(digest),
        proof: None,
        nameless: Vec::new(),
    }
}

fn absent(id: &str) -> Operation {
    Operation::VisitRecorded(Box::new(VisitRecorded {
        household: HouseholdId::new(id).unwrap(),
        outcome: VisitOutcome::Absent,
        met: Vec::new(),
        topics: Vec::new(),
        minutes: 0,
        note: None,
        place: None,
        follow_up: None,
        finishes: Vec::new(),
    }))
}

fn making(byte: u8) -> Making<impl FnMut() -> [u8; 10]> {
    let mut next = byte;
    Making {
        now: NOW,
        random: move || {
            next += 1;
            [next; 10]
        },
    }
}

/// A phone after its first sync, with household `h1`.
fn filled() -> (Replica, Shelf) {
    let mut shelf = Shelf::default();
    let (mut replica, changes) = Replica::enrolled(identity(), NOW);
    shelf.commit(changes);
    let (round, _) = replica.request("1", NOW);
    let (changes, next) = replica.receive(
        round,
        NOW,
        answer(vec![sent(&household("h1", "Bùi Thị Dưỡng"), 5)]),
    );
    assert_eq!(next, Next::Done);
    shelf.commit(changes);
    (replica, shelf)
}

fn visits(replica: &Replica) -> usize {
    replica.households().map(|it| it.visits.len()).sum()
}

#[test]
fn unsent_work_is_applied_on_top_and_survives_the_app() {
    let (mut replica, mut shelf) = filled();
    shelf.commit(
        replica
            .record(vec![absent("h1"), absent("h1")], making(0))
            .unwrap(),
    );
    assert_eq!((visits(&replica), replica.unsent_count()), (2, 2));
    let mut again = shelf.load();
    assert_eq!((visits(&again), again.unsent_count()), (2, 2));
    let (_, request) = again.request("1", NOW);
    assert_eq!(request.entries.len(), 2);
    assert!(request.entries[0].at < request.entries[1].at);
    assert_eq!(
        request.entries[0]
            .seen
            .values()
            .copied()
            .collect::<Vec<_>>(),
        [Seq(5)]
    );
}

#[test]
fn operations_are_recorded_together_or_not_at_all() {
    let (mut replica, _) = filled();
    let refusal = replica
        .record(vec![absent("h1"), absent("h9")], making(0))
        .unwrap_err();
    assert_eq!(refusal.code, RefusalCode::HouseholdUnknown);
    assert_eq!((visits(&replica), replica.unsent_count()), (0, 0));
}

#[test]
fn receipts_settle_each_entry_and_nothing_is_dropped() {
    let (mut replica, mut shelf) = filled();
    shelf.commit(
        replica
            .record(vec![absent("h1"), absent("h1"), absent("h1")], making(0))
            .unwrap(),
    );
    let (round, request) = replica.request("1", NOW);
    let outcomes = [
        Outcome::Kept {
            seq: Seq(6),
            at: NOW,
            certainty: Certainty::Sure,
        },
        Outcome::Refused {
            code: RefusalCode::HouseholdUnknown,
        },
        Outcome::Held,
    ];
    let receipts = request.entries.iter().zip(outcomes);
    let receipts = receipts
        .map(|(entry, outcome)| Receipt {
            id: entry.id,
            outcome,
        })
        .collect();
    let mut response = answer(Vec::new());
    response.digest = Some(replica.digest());
    response.receipts = receipts;
    let (changes, _) = replica.receive(round, NOW, response);
    shelf.commit(changes);
    for phone in [&replica, &shelf.load()] {
        assert_eq!(phone.journal().count(), 1);
        assert_eq!(phone.unsent_count(), 0);
        let states: Vec<_> = phone.outbox().map(|item| item.state.clone()).collect();
        assert_eq!(
            states,
            [
                OutboxState::Refused(RefusalCode::HouseholdUnknown),
                OutboxState::Held
            ]
        );
    }
    shelf.commit(replica.dismiss(request.entries[1].id));
    shelf.commit(replica.dismiss(request.entries[2].id));
    assert_eq!(
        shelf.load().outbox().count(),
        1,
        "what is held cannot be dismissed"
    );
}

#[test]
fn a_revoked_phone_is_destroyed_after_all_of_its_last_upload() {
    let (mut replica, mut shelf) = filled();
    let mut number = 0u64;
    let random = || {
        number += 1;
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        bytes
    };
    let work = (0..600).map(|_| absent("h1")).collect();
    shelf.commit(replica.record(work, Making { now: NOW, random }).unwrap());
    let mut nexts = Vec::new();
    for _ in 0..2 {
        let (round, request) = replica.request("1", NOW);
        let held = |entry: &Entry| Receipt {
            id: entry.id,
            outcome: Outcome::Held,
        };
        let response = SyncResponse {
            revoked: Some(Revoked::AfterLastUpload),
            receipts: request.entries.iter().map(held).collect(),
            ..answer(Vec::new())
        };
        nexts.push(replica.receive(round, NOW, response).1);
    }
    let gone = Next::Destroy(Revoked::AfterLastUpload);
    assert_eq!(nexts, [Next::Again, gone]);
    let (mut stolen, mut shelf) = filled();
    shelf.commit(stolen.record(vec![absent("h1")], making(0)).unwrap());
    let (round, _) = stolen.request("1", NOW);
    let response = SyncResponse {
        revoked: Some(Revoked::Stolen),
        ..answer(Vec::new())
    };
    let (_, next) = stolen.receive(round, NOW, response);
    assert_eq!(next, Next::Destroy(Revoked::Stolen));
}

#[test]
fn the_answer_to_an_earlier_request_is_ignored() {
    let (mut replica, _) = filled();
    let (early, _) = replica.request("1", NOW);
    let (late, _) = replica.request("1", NOW);
    let response = || answer(vec![sent(&household("h1", "Khác"), 9)]);
    let (changes, next) = replica.receive(early, NOW, response());
    assert_eq!((changes.is_empty(), next), (true, Next::Ignored));
    let (_, next) = replica.receive(late, NOW, response());
    assert_eq!(next, Next::Done);
    let (_, next) = replica.receive(late, NOW, response());
    assert_eq!(
        next,
        Next::Ignored,
        "an answer that comes twice is taken once"
    );
}

#[test]
fn a_restored_server_is_sent_the_journal_again_with_the_same_times() {
    let (mut replica, mut shelf) = filled();
    shelf.commit(replica.record(vec![absent("h1")], making(0)).unwrap());
    let (round, request) = replica.request("1", NOW);
    let id = request.entries[0].id;
    let fixed = Millis(NOW.0 - 3_000);
    let mut response = answer(Vec::new());
    response.digest = None;
    response.receipts = vec![Receipt {
        id,
        outcome: Outcome::Kept {
            seq: Seq(6),
            at: fixed,
            certainty: Certainty::Sure,
        },
    }];
    shelf.commit(replica.receive(round, NOW, response).0);
    let (round, request) = replica.request("1", NOW);
    assert!(request.entries.is_empty());

    let mut restored = answer(vec![sent(&household("h1", "Bùi Thị Dưỡng"), 3)]);
    restored.epoch = Epoch(8);
    restored.start_over = true;
    restored.server_time = Millis(NOW.0 + 1_000);
    shelf.commit(replica.receive(round, NOW, restored).0);
    let (_, request) = shelf.load().request("1", NOW);
    assert_eq!(request.entries.len(), 1);
    assert_eq!(request.entries[0].id, id);
    assert_eq!(
        request.entries[0].at.0 + 1_000,
        fixed.0,
        "the server adds its offset and fixes the same moment"
    );
}

#[test]
fn a_phone_that_differs_starts_over_once_and_then_says_so() {
    let (mut replica, mut shelf) = filled();
    let wrong = Some(Digest { count: 9, sum: 9 });
    for expected in [Next::Again, Next::Stuck] {
        let (round, _) = replica.request("1", NOW);
        let mut response = answer(vec![sent(&household("h1", "Bùi Thị Dưỡng"), 5)]);
        response.digest = wrong;
        let (changes, next) = replica.receive(round, NOW, response);
        shelf.commit(changes);
        assert_eq!(next, expected);
    }
    assert!(replica.is_stuck() && shelf.load().is_stuck());
    shelf.commit(replica.unstick());
    assert!(!shelf.load().is_stuck());
}

#[test]
fn what_was_erased_at_the_server_leaves_the_outbox_too() {
    let (mut replica, mut shelf) = filled();
    let consent = ConsentGiven {
        household: HouseholdId::new("h1").unwrap(),
        purpose: household::Purpose::Register,
        way: household::ConsentWay::Tapped,
        text_version: 1,
    };
    let added = ResidentAdded {
        household: HouseholdId::new("h1").unwrap(),
        resident: ResidentId::new("p2").unwrap(),
        name: Personal::new(Name::new("Trần Hữu Đạt").unwrap()),
        born: None,
        listed: false,
    };
    let work = vec![
        Operation::ConsentGiven(consent),
        Operation::ResidentAdded(added),
    ];
    shelf.commit(replica.record(work, making(0)).unwrap());
    assert!(format!("{:?}", shelf.0).contains("Đạt"));
    let (round, _) = replica.request("1", NOW);
    let mut response = answer(Vec::new());
    response.erased = vec![ResidentId::new("p2").unwrap()];
    response.digest = Some(replica.digest());
    shelf.commit(replica.receive(round, NOW, response).0);
    assert!(!format!("{:?}", shelf.0).contains("Đạt"));
    assert_eq!(replica.unsent_count(), 2, "the work itself stays");
}

#[test]
fn whoever_asked_for_help_and_is_forgotten_leaves_the_outbox_too() {
    let (mut replica, mut shelf) = filled();
    let help = HelpId::new("7k2m9x4p").unwrap();
    let asked = HelpAsked {
        help: help.clone(),
        way: help::HelpWay::Door,
        topic: None,
        village: None,
        household: Some(HouseholdId::new("h1").unwrap()),
        name: Some(Personal::new(Name::new("Chị Thơm").unwrap())),
        phone: None,
        words: Personal::new(Note::new("Không mở được VNeID").unwrap()),
    };
    let asked = Operation::HelpAsked(Box::new(asked));
    shelf.commit(replica.record(vec![asked], making(0)).unwrap());
    assert!(format!("{:?}", shelf.0).contains("Thơm"));
    let (round, _) = replica.request("1", NOW);
    let mut response = answer(Vec::new());
    response.erased_help = vec![help];
    response.digest = Some(replica.digest());
    shelf.commit(replica.receive(round, NOW, response).0);
    let left = format!("{:?}", shelf.0);
    for personal in ["Thơm", "VNeID"] {
        assert!(!left.contains(personal), "{personal}");
    }
    assert_eq!(replica.unsent_count(), 1, "the work itself stays");
}

#[test]
fn a_record_that_cannot_be_read_makes_the_phone_start_over_with_its_outbox() {
    let (mut replica, mut shelf) = filled();
    shelf.commit(replica.record(vec![absent("h1")], making(0)).unwrap());
    shelf
        .0
        .insert((Table::Record, "household:h1".to_owned()), "{".to_owned());
    let mut again = shelf.load();
    let (_, request) = again.request("1", NOW);
    assert_eq!((request.cursor, request.entries.len()), (Seq(0), 1));
}

#[test]
fn a_clock_jump_makes_unsent_work_doubtful() {
    let (mut replica, mut shelf) = filled();
    shelf.commit(replica.record(vec![absent("h1")], making(0)).unwrap());
    shelf.commit(replica.clock_jumped(Millis(NOW.0 + 500)));
    shelf.commit(replica.record(vec![absent("h1")], making(9)).unwrap());
    let certainty: Vec<_> = shelf
        .load()
        .outbox()
        .map(|item| item.entry.certainty)
        .collect();
    assert_eq!(certainty, [Certainty::Doubtful, Certainty::Sure]);
}

#[test]
fn what_the_server_would_refuse_for_want_of_room_is_not_recorded() {
    let (mut replica, mut shelf) = filled();
    let agreed = Operation::ConsentGiven(ConsentGiven {
        household: HouseholdId::new("h1").unwrap(),
        purpose: Purpose::Register,
        way: ConsentWay::Tapped,
        text_version: 1,
    });
    shelf.commit(replica.record(vec![agreed], making(0)).unwrap());
    let reason = Personal::new(Note::new(&"ơ".repeat(500)).unwrap());
    let promising = |days: i32| {
        let Operation::VisitRecorded(visit) = absent("h1") else {
            panic!("a visit");
        };
        Operation::VisitRecorded(Box::new(VisitRecorded {
            follow_up: Some(Promise {
                due: NOW.day().plus(days),
                reason: Some(reason.clone()),
            }),
            ..*visit
        }))
    };
    let mut recorded = 0;
    let refusal = loop {
        match replica.record(vec![promising(recorded % 300)], making(recorded as u8)) {
            Ok(_) => recorded += 1,
            Err(refusal) => break refusal,
        }
    };
    assert_eq!(refusal.code, RefusalCode::RecordTooLarge);
    assert_eq!(
        replica.unsent_count(),
        1 + usize::try_from(recorded).unwrap()
    );
    let body = replica.records().find(|it| it.household().is_some());
    let size = body.unwrap().to_json().len();
    assert!((RECORD_LIMIT_BYTES - 2_000..=RECORD_LIMIT_BYTES).contains(&size));
    // What makes it smaller finds room.
    let first = replica.households().next().unwrap().follow_ups[0].visit;
    let done = Operation::FollowUpFinished(FollowUpFinished {
        household: HouseholdId::new("h1").unwrap(),
        follow_up: first,
    });
    assert!(replica.record(vec![done], making(0)).is_ok());
}
