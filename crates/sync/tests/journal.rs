//! What a phone was told is kept comes back: the journal, rows that cannot be read, earlier enrolments.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "shelf/phone.rs"]
mod shelf;

use domain::household::VisitOutcome;
use domain::*;
use shelf::{NOW, Shelf};
use sync::*;

fn days(count: i64) -> Millis {
    Millis(NOW.0 + count * Millis::DAY)
}

fn identity(device: &str) -> Identity {
    Identity {
        commune: CommuneId::new("nghi-son").unwrap(),
        account: AccountId::new("an").unwrap(),
        device: DeviceId::new(device).unwrap(),
    }
}

/// Every entry sent is kept, the first under the number after `cursor`.
struct Server {
    epoch: u64,
    safe_seq: u64,
    now: Millis,
    cursor: u64,
    records: Vec<serde_json::Value>,
    digest: Option<serde_json::Value>,
    outcome: &'static str,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            epoch: 7,
            safe_seq: 0,
            now: NOW,
            cursor: 5,
            records: Vec::new(),
            digest: None,
            outcome: "kept",
        }
    }
}

impl Server {
    fn answer(&self, request: &SyncRequest) -> SyncResponse {
        let receipts = request.entries.iter().zip(self.cursor + 1..);
        let receipts = receipts.map(|(entry, seq)| {
            serde_json::json!({"id": entry.id, "outcome": self.outcome, "seq": seq,
                "at": entry.at, "certainty": "sure"})
        });
        let mut answer = serde_json::json!({
            "epoch": self.epoch, "safe_seq": self.safe_seq, "server_time": self.now,
            "scope": {"role": "member", "areas": ["*", "dong"]}, "cursor": self.cursor,
            "receipts": receipts.collect::<Vec<_>>(), "records": self.records,
        });
        if let Some(digest) = &self.digest {
            answer["digest"] = digest.clone();
        }
        serde_json::from_str(&answer.to_string()).unwrap()
    }

    /// One contact, at the server's time by both clocks.
    fn meets(&self, phone: &mut Replica, shelf: &mut Shelf) -> Next {
        let (round, request) = phone.request("1", self.now);
        let (changes, next) = phone.receive(round, self.now, self.answer(&request));
        shelf.commit(changes);
        next
    }
}

fn record(id: &str) -> serde_json::Value {
    let body =
        serde_json::json!({"id": id, "code": id, "village": "dong", "head": "Bùi Thị Dưỡng"});
    serde_json::json!({"key": format!("household:{id}"), "seq": 5, "body": body})
}

fn absent() -> Operation {
    Operation::VisitRecorded(Box::new(VisitRecorded {
        household: HouseholdId::new("h1").unwrap(),
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

fn work(phone: &mut Replica, shelf: &mut Shelf, count: u64) {
    let mut next = phone.journal().count() as u64 + phone.outbox().count() as u64;
    let random = || {
        next += 1;
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&next.to_be_bytes());
        bytes
    };
    let operations = (0..count).map(|_| absent()).collect();
    let making = Making { now: NOW, random };
    shelf.commit(phone.record(operations, making).unwrap());
}

/// A phone after its first sync, with household `h1`.
fn filled() -> (Replica, Shelf) {
    let mut shelf = Shelf::default();
    let (mut phone, changes) = Replica::enrolled(identity("may-1"), NOW);
    shelf.commit(changes);
    let server = Server {
        records: vec![record("h1")],
        ..Server::default()
    };
    server.meets(&mut phone, &mut shelf);
    (phone, shelf)
}

/// The same with so many visits that the server kept.
fn with_kept(count: u64) -> (Replica, Shelf) {
    let (mut phone, mut shelf) = filled();
    work(&mut phone, &mut shelf, count);
    while phone.unsent_count() > 0 {
        let server = Server {
            cursor: 5 + phone.journal().count() as u64,
            ..Server::default()
        };
        server.meets(&mut phone, &mut shelf);
    }
    (phone, shelf)
}

#[test]
fn what_is_kept_stays_thirty_days_beyond_the_backup_that_holds_it() {
    let (mut phone, mut shelf) = with_kept(2);
    // Its own time is long ago by then: only when a backup was seen to hold it counts.
    let backed_up = |now| Server {
        safe_seq: 6,
        now,
        ..Server::default()
    };
    backed_up(days(100)).meets(&mut phone, &mut shelf);
    assert_eq!(phone.journal().count(), 2);
    let mut phone = shelf.load();
    backed_up(days(129)).meets(&mut phone, &mut shelf);
    assert_eq!(phone.journal().count(), 2, "not yet thirty days");
    backed_up(days(130)).meets(&mut phone, &mut shelf);
    let left: Vec<u64> = phone.journal().map(|item| item.seq.0).collect();
    assert_eq!(left, [7], "no backup holds the other, however old it is");
    assert_eq!(shelf.load().journal().count(), 1);
}

#[test]
fn a_backup_that_is_no_longer_there_makes_nothing_safe() {
    let (mut phone, mut shelf) = with_kept(1);
    let backed_up = |safe_seq, now| Server {
        safe_seq,
        now,
        ..Server::default()
    };
    backed_up(6, days(1)).meets(&mut phone, &mut shelf);
    backed_up(0, days(20)).meets(&mut phone, &mut shelf);
    backed_up(6, days(40)).meets(&mut phone, &mut shelf);
    assert_eq!(phone.journal().count(), 1);
    backed_up(6, days(70)).meets(&mut phone, &mut shelf);
    assert_eq!(phone.journal().count(), 0);
}

#[test]
fn a_server_whose_clock_jumps_takes_nothing_from_the_journal() {
    let (mut phone, mut shelf) = with_kept(1);
    let server = |now| Server {
        safe_seq: 6,
        now,
        ..Server::default()
    };
    server(days(0)).meets(&mut phone, &mut shelf);
    let wrong = server(days(3_650));
    for _ in 0..2 {
        // The phone's own clock goes on as before.
        let (round, request) = phone.request("1", days(1));
        let answer = wrong.answer(&request);
        shelf.commit(phone.receive(round, days(1), answer).0);
    }
    assert_eq!(phone.journal().count(), 1);
    server(days(2)).meets(&mut phone, &mut shelf);
    server(days(31)).meets(&mut phone, &mut shelf);
    assert_eq!(phone.journal().count(), 1, "counted anew from day 2");
    server(days(32)).meets(&mut phone, &mut shelf);
    assert_eq!(phone.journal().count(), 0);
}

#[test]
fn want_of_room_takes_the_oldest_that_backups_hold_and_no_others() {
    let count = JOURNAL_LIMIT as u64 + 300;
    let (mut phone, mut shelf) = with_kept(count);
    assert_eq!(phone.journal().count() as u64, count, "no backup holds any");
    let server = Server {
        safe_seq: 5 + 200,
        ..Server::default()
    };
    server.meets(&mut phone, &mut shelf);
    assert_eq!(phone.journal().count() as u64, count - 200);
    assert_eq!(phone.let_go_count(), 0);
    assert!(phone.journal().all(|item| item.seq > Seq(205)));
}

#[test]
fn another_life_of_the_server_gets_everything_again() {
    let (mut phone, mut shelf) = with_kept(2);
    work(&mut phone, &mut shelf, 1);
    let held = Server {
        outcome: "held",
        safe_seq: 9,
        ..Server::default()
    };
    held.meets(&mut phone, &mut shelf);
    let restored = Server {
        epoch: 8,
        ..Server::default()
    };
    let next = restored.meets(&mut phone, &mut shelf);
    assert_eq!(next, Next::Again);
    for phone in [&phone, &shelf.load()] {
        assert_eq!((phone.unsent_count(), phone.journal().count()), (3, 0));
    }
    restored.meets(&mut phone, &mut shelf);
    assert!(phone.journal().all(|item| item.safe.is_none()));
}

#[test]
fn a_new_code_sends_the_journal_again() {
    let (mut phone, mut shelf) = with_kept(2);
    shelf.commit(phone.enrolled_again(identity("may-2")));
    for phone in [&phone, &shelf.load()] {
        assert_eq!((phone.unsent_count(), phone.journal().count()), (2, 0));
        assert_eq!(phone.identity(), &identity("may-2"));
    }
}

#[test]
fn a_server_that_differs_is_sent_the_journal_before_the_records_come_anew() {
    let (mut phone, mut shelf) = with_kept(2);
    let server = Server {
        digest: Some(serde_json::json!({"count": 9, "sum": 9})),
        ..Server::default()
    };
    assert_eq!(server.meets(&mut phone, &mut shelf), Next::Again);
    assert_eq!(phone.unsent_count(), 2);
    assert!(!phone.is_filled(), "the records are on their way");
}

#[test]
fn an_entry_that_cannot_be_read_keeps_nobody_from_the_others() {
    let (mut phone, mut shelf) = with_kept(1);
    work(&mut phone, &mut shelf, 1);
    let from_later = r#"{"entry":{"id":"x","operation":{"Later":1}},"label":"","state":"later"}"#;
    let rows = [
        (Table::Outbox, "000000000077", from_later),
        (Table::Outbox, "000000000078", ""),
        (Table::Sent, "y", "{"),
    ];
    let rows = rows.map(|(table, key, json)| ((table, key.to_owned()), json.to_owned()));
    shelf.0.extend(rows.clone());
    let mut again = shelf.load();
    assert_eq!((again.unsent_count(), again.journal().count()), (1, 1));
    assert_eq!(again.unread().len(), 3);
    let entry = again.unread()[0].entry().unwrap();
    assert_eq!(entry.get(), r#"{"id":"x","operation":{"Later":1}}"#);
    // Neither new work nor another life of the server writes over it.
    work(&mut again, &mut shelf, 1);
    let restored = Server {
        epoch: 8,
        ..Server::default()
    };
    restored.meets(&mut again, &mut shelf);
    for (place, json) in rows {
        assert_eq!(shelf.0.get(&place), Some(&json));
    }
    assert_eq!(shelf.load().unread().len(), 3);
}

#[test]
fn an_entry_whose_fate_cannot_be_read_is_sent_again() {
    let (mut phone, mut shelf) = filled();
    work(&mut phone, &mut shelf, 1);
    for json in shelf.0.values_mut() {
        *json = json.replace(
            r#""state":"unsent""#,
            r#""state":{"refused":"by-later-rules"}"#,
        );
    }
    assert_eq!(shelf.load().unsent_count(), 1);
}

#[test]
fn a_state_that_cannot_be_read_costs_no_work() {
    let (mut phone, mut shelf) = with_kept(1);
    work(&mut phone, &mut shelf, 1);
    let meta = (Table::Meta, "meta".to_owned());
    shelf.0.insert(meta, "later".to_owned());
    let mut again = Replica::load_as(identity("may-1"), shelf.rows(), NOW);
    assert_eq!((again.unsent_count(), again.journal().count()), (1, 1));
    work(&mut again, &mut shelf, 1);
    assert_eq!(again.unsent_count(), 2, "no number is used twice");
    Server::default().meets(&mut again, &mut shelf);
    assert_eq!(
        (again.unsent_count(), again.journal().count()),
        (1, 2),
        "what was kept is sent again"
    );
}

#[test]
fn what_the_server_proved_is_sent_back_until_it_begins_anew() {
    let (mut phone, mut shelf) = with_kept(1);
    let proof = sync::Proof {
        last: EntryId::made(NOW, [4; 10]),
        mac: "00ff".to_owned(),
    };
    let (server, restored) = (
        Server::default(),
        Server {
            epoch: 8,
            ..Server::default()
        },
    );
    let (round, request) = phone.request("1", NOW);
    assert_eq!(request.proof, None);
    let mut answer = server.answer(&request);
    answer.proof = Some(proof.clone());
    shelf.commit(phone.receive(round, NOW, answer).0);
    // An answer without one says nothing of it.
    server.meets(&mut phone, &mut shelf);
    for phone in [&mut phone.clone(), &mut shelf.load()] {
        assert_eq!(phone.request("1", NOW).1.proof, Some(proof.clone()));
    }
    restored.meets(&mut phone, &mut shelf);
    assert_eq!(shelf.load().request("1", NOW).1.proof, None);
}

#[test]
fn what_is_not_taken_yet_says_why_until_it_is() {
    let (mut phone, mut shelf) = filled();
    work(&mut phone, &mut shelf, 1);
    let full = Server {
        outcome: "not-yet",
        ..Server::default()
    };
    full.meets(&mut phone, &mut shelf);
    let shown = |phone: &Replica| {
        phone
            .outbox()
            .map(|it| it.later.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(&shelf.load()), [Some(sync::Later::TooMany)]);
    assert_eq!(phone.unsent_count(), 1);
    Server::default().meets(&mut phone, &mut shelf);
    assert_eq!((shown(&phone), phone.journal().count()), (vec![], 1));
}

#[test]
fn a_record_of_a_newer_server_stops_no_phone() {
    let (mut phone, mut shelf) = filled();
    let mut later = record("h2");
    later["body"]["status"] = serde_json::json!({"on-the-moon": true});
    let keys = ["household:h1", "household:h2"];
    let mut digest = Digest::default();
    for key in keys {
        digest.add(&RecordKey::parse(key).unwrap(), Seq(5));
    }
    let newer = Server {
        records: vec![later],
        digest: Some(serde_json::to_value(digest).unwrap()),
        ..Server::default()
    };
    assert_eq!(newer.meets(&mut phone, &mut shelf), Next::Done);
    let mut again = shelf.load();
    assert_eq!((again.digest(), again.households().count()), (digest, 1));
    let read = Server {
        records: vec![record("h2")],
        digest: newer.digest,
        ..Server::default()
    };
    assert_eq!(read.meets(&mut again, &mut shelf), Next::Done);
    assert_eq!(again.households().count(), 2);
}

#[test]
fn an_earlier_book_of_the_same_person_is_taken_in_once() {
    let (mut earlier, mut aside) = with_kept(2);
    work(&mut earlier, &mut aside, 1);
    let (mut phone, mut shelf) = filled();
    for turn in 0..2 {
        shelf.commit(phone.adopt(aside.load()));
        assert_eq!(phone.unsent_count(), 3, "turn {turn}");
    }
    Server::default().meets(&mut phone, &mut shelf);
    shelf.commit(phone.adopt(aside.load()));
    assert_eq!((phone.unsent_count(), phone.journal().count()), (0, 3));
    assert_eq!(shelf.load().journal().count(), 3);
}

/// A phone is told once of everyone who was erased. Work that lay aside meanwhile was not told, and
/// what of it is not sent again would keep their names for ever (seed 37858 of the simulation).
#[test]
fn who_was_erased_is_told_anew_where_an_earlier_book_brings_what_is_not_sent() {
    let (mut earlier, mut aside) = filled();
    work(&mut earlier, &mut aside, 1);
    let (mut phone, mut shelf) = filled();
    shelf.commit(phone.adopt(aside.load()));
    assert_eq!(shelf.load().cursor(), Seq(5), "unsent work is answered");

    let turned_down = Server {
        outcome: "rejected",
        ..Server::default()
    };
    turned_down.meets(&mut earlier, &mut aside);
    assert_eq!(
        (earlier.unsent_count(), earlier.outbox().count()),
        (0, 1),
        "it is shown until someone dealt with it"
    );
    let (mut phone, mut shelf) = filled();
    let (round, request) = phone.request("1", NOW);
    shelf.commit(phone.adopt(aside.load()));
    let late = Server::default().answer(&request);
    let (changes, next) = phone.receive(round, NOW, late);
    shelf.commit(changes);
    assert_eq!(next, Next::Ignored, "the answer knows nothing of it");
    assert_eq!(shelf.load().request("1", NOW).1.cursor, Seq(0));
}
