//! A phone keeps what it cannot read of a newer server's answer, goes on, and says so.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "shelf/phone.rs"]
mod shelf;

use domain::household::VisitOutcome;
use domain::*;
use serde_json::{Value, json};
use shelf::{NOW, Shelf};
use sync::*;

/// Reads the shelf as a newer app would, which knows the word that this one does not.
fn load_later(shelf: &Shelf) -> Replica {
    let rows = shelf.rows().map(|(table, key, value)| {
        let read = value.replace(r#""status":{"on-the-moon":true},"#, "");
        (table, key, read)
    });
    Replica::load(rows, NOW).unwrap().unwrap()
}
fn household(id: &str) -> Value {
    json!({"id": id, "code": format!("TD-{id}"), "head": "Bùi Thị Dưỡng", "village": "dong"})
}

/// A household with one word that only a newer version knows.
fn later_household(id: &str) -> Value {
    let mut body = household(id);
    body["status"] = json!({"on-the-moon": true});
    body
}

fn record(key: &str, seq: u64, body: &Value) -> Value {
    json!({"key": key, "seq": seq, "body": body})
}

/// The digest as the server counts it, for keys of any shape.
fn digest(keys: &[(&str, u64)]) -> Value {
    let mut digest = Digest::default();
    for (key, seq) in keys {
        digest.add(key, Seq(*seq));
    }
    serde_json::to_value(digest).unwrap()
}

fn answer(more: Value) -> SyncResponse {
    let mut answer = json!({
        "epoch": 7, "safe_seq": 0, "server_time": NOW, "cursor": 9,
        "scope": {"role": "member", "areas": ["*", "dong"]},
    });
    let Value::Object(more) = more else {
        panic!("fields");
    };
    answer.as_object_mut().unwrap().extend(more);
    serde_json::from_str(&answer.to_string()).unwrap()
}

fn meet(phone: &mut Replica, shelf: &mut Shelf, more: Value) -> Next {
    let (round, _) = phone.request("1", NOW);
    let (changes, next) = phone.receive(round, NOW, answer(more));
    shelf.commit(changes);
    next
}

fn enrolled() -> (Replica, Shelf) {
    let identity = Identity {
        commune: CommuneId::new("nghi-son").unwrap(),
        account: AccountId::new("an").unwrap(),
        device: DeviceId::new("may").unwrap(),
    };
    let mut shelf = Shelf::default();
    let (replica, changes) = Replica::enrolled(identity, NOW);
    shelf.commit(changes);
    (replica, shelf)
}

/// A phone that can read `h1`, and got four records that it cannot read.
fn filled_by_a_later_server() -> (Replica, Shelf) {
    let (mut phone, mut shelf) = enrolled();
    let records = [
        record("household:h1", 4, &household("h1")),
        record("household:h2", 5, &later_household("h2")),
        record(
            "sensor:s1",
            6,
            &json!({"degrees": 37.5e-1, "of": ["who", -1e9]}),
        ),
        record("class:L\u{1edb}p 1/2", 7, &json!({})),
        record(
            "directive:d1",
            8,
            &json!({"id": "d1", "act": {"plant-trees": 7}}),
        ),
    ];
    let keys = [
        ("household:h1", 4),
        ("household:h2", 5),
        ("sensor:s1", 6),
        ("class:L\u{1edb}p 1/2", 7),
        ("directive:d1", 8),
    ];
    let said = json!({"records": records, "digest": digest(&keys)});
    assert_eq!(meet(&mut phone, &mut shelf, said), Next::Done);
    (phone, shelf)
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

fn work(phone: &mut Replica, shelf: &mut Shelf, id: &str) -> Result<EntryId, RefusalCode> {
    static NEXT: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);
    let random = || [NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed); 10];
    let making = Making { now: NOW, random };
    let changes = phone.record(vec![absent(id)], making);
    shelf.commit(changes.map_err(|refusal| refusal.code)?);
    Ok(phone.outbox().last().unwrap().entry.id)
}

fn newer(phone: &Replica) -> Vec<(String, String)> {
    let all = phone.newer_records();
    all.map(|it| (it.key.to_string(), it.title.clone()))
        .collect()
}

#[test]
fn what_cannot_be_read_is_counted_kept_and_named() {
    let (phone, shelf) = filled_by_a_later_server();
    for phone in [phone, shelf.load()] {
        assert_eq!((phone.record_count(), phone.households().count()), (5, 1));
        let named = [
            ("class:L\u{1edb}p 1/2", ""),
            ("directive:d1", ""),
            ("household:h2", "TD-h2 · Bùi Thị Dưỡng"),
            ("sensor:s1", ""),
        ];
        let named = named.map(|(key, title)| (key.to_owned(), title.to_owned()));
        assert_eq!(newer(&phone), named);
    }
}

#[test]
fn a_later_app_reads_what_was_kept_without_asking() {
    let (_, shelf) = filled_by_a_later_server();
    let mut later = load_later(&shelf);
    assert_eq!(later.households().count(), 2);
    assert_eq!(later.newer_records().count(), 3);
    let (_, request) = later.request("2", NOW);
    assert_eq!(request.cursor, Seq(9), "nothing is asked for anew");
}

#[test]
fn departures_and_renewals_of_what_cannot_be_read_are_obeyed() {
    let (mut phone, mut shelf) = filled_by_a_later_server();
    let renewed = record("household:h2", 11, &later_household("h2"));
    let read_now = record(
        "directive:d1",
        12,
        &json!({"id": "d1", "act": "still-unknown"}),
    );
    let gone = json!([{"key": "sensor:s1", "seq": 11}, {"key": "class:L\u{1edb}p 1/2", "seq": 11}]);
    let keys = [
        ("household:h1", 4),
        ("household:h2", 11),
        ("directive:d1", 12),
    ];
    let said = json!({"records": [renewed, read_now], "departures": gone, "digest": digest(&keys)});
    assert_eq!(meet(&mut phone, &mut shelf, said), Next::Done);
    // What is mended or understood since is read, and is no more of a later version.
    let read = record("household:h2", 13, &household("h2"));
    let keys = [
        ("household:h1", 4),
        ("household:h2", 13),
        ("directive:d1", 12),
    ];
    let said = json!({"records": [read], "digest": digest(&keys)});
    assert_eq!(meet(&mut phone, &mut shelf, said), Next::Done);
    for phone in [phone, shelf.load()] {
        assert_eq!(newer(&phone), [("directive:d1".to_owned(), String::new())]);
        assert_eq!(phone.households().count(), 2);
    }
    assert!(!format!("{:?}", shelf.0).contains("sensor"));
}

#[test]
fn nothing_is_recorded_on_a_record_that_cannot_be_read() {
    let (mut phone, mut shelf) = filled_by_a_later_server();
    let refused = work(&mut phone, &mut shelf, "h2").unwrap_err();
    assert_eq!(refused, RefusalCode::NeedsNewerApp);
    // A household that would be written over it is not registered either.
    let again = json!({"household": "h2", "code": "2", "village": "dong", "head": "Ai khác"});
    let again = Operation::HouseholdRegistered(serde_json::from_value(again).unwrap());
    let random = || [99; 10];
    let refused = phone.record(vec![again], Making { now: NOW, random });
    assert_eq!(refused.unwrap_err().code, RefusalCode::NeedsNewerApp);
    assert_eq!(phone.unsent_count(), 0);
    assert!(
        work(&mut phone, &mut shelf, "h1").is_ok(),
        "the others go on"
    );
}

#[test]
fn work_made_before_a_record_changed_beyond_reading_stays_and_is_sent() {
    let (mut phone, mut shelf) = enrolled();
    let said = json!({"records": [record("household:h1", 4, &household("h1"))]});
    meet(&mut phone, &mut shelf, said);
    let id = work(&mut phone, &mut shelf, "h1").unwrap();
    let said = json!({"records": [record("household:h1", 9, &later_household("h1"))]});
    meet(&mut phone, &mut shelf, said);
    assert_eq!(
        phone.households().count(),
        0,
        "no older state is shown as today's"
    );
    let (_, request) = shelf.load().request("1", NOW);
    assert_eq!(
        request.entries.iter().map(|it| it.id).collect::<Vec<_>>(),
        [id]
    );
    assert_eq!(
        load_later(&shelf).households().next().unwrap().visits.len(),
        1
    );
}

#[test]
fn settings_that_cannot_be_read_stop_no_visit() {
    let (mut phone, mut shelf) = filled_by_a_later_server();
    let settings = record(
        "settings:settings",
        9,
        &json!({"adult_age": {"by": "village"}}),
    );
    meet(&mut phone, &mut shelf, json!({"records": [settings]}));
    assert!(work(&mut phone, &mut shelf, "h1").is_ok());
    // What the settings might know is not said to be unknown.
    let observed =
        json!({"household": "h1", "resident": "r1", "skill": "cua-xa", "level": 2, "seen": true});
    let observed = Operation::SkillObserved(serde_json::from_value(observed).unwrap());
    let random = || [98; 10];
    let refused = phone.record(vec![observed], Making { now: NOW, random });
    assert_eq!(refused.unwrap_err().code, RefusalCode::NeedsNewerApp);
}

#[test]
fn a_scope_in_later_words_is_named_as_the_server_names_it() {
    let (mut phone, mut shelf) = enrolled();
    for scope in [
        json!({"role": "member", "areas": ["*", "dong"], "until": "2027-01-01"}),
        json!({"role": "night-watch", "areas": ["*", "Ngõ 3"]}),
    ] {
        let said = json!({"scope": scope.clone()});
        assert_eq!(meet(&mut phone, &mut shelf, said), Next::Done);
        for mut phone in [phone.clone(), shelf.load()] {
            let marked: SentScope = serde_json::from_str(&scope.to_string()).unwrap();
            assert_eq!(phone.request("1", NOW).1.scope, Some(marked.mark()));
        }
    }
    let today = Scope::member(Role::Member, [VillageId::new("dong").unwrap()]);
    assert_eq!(SentScope::from(&today).mark(), ScopeMark::of(&today));
}

#[test]
fn what_became_of_work_in_later_words_has_a_face_and_keeps_nothing_back() {
    let (mut phone, mut shelf) = filled_by_a_later_server();
    let ids: Vec<EntryId> = (0..6)
        .map(|_| work(&mut phone, &mut shelf, "h1").unwrap())
        .collect();
    let receipts = json!([
        {"id": ids[0], "outcome": "passed-on", "at": {"day": 3}, "seq": "7"},
        {"id": ids[1], "outcome": {"twice": true}},
        {"id": ids[2], "outcome": "refused", "code": "grandfather-unknown"},
        {"id": ids[3], "outcome": "waiting", "why": "moon"},
        {"id": ids[4], "outcome": "not-yet", "why": "full-moon"},
        {"id": "of a later shape", "outcome": "kept"},
        7,
    ]);
    meet(&mut phone, &mut shelf, json!({"receipts": receipts}));
    for phone in [phone, shelf.load()] {
        let told = |id: &EntryId| {
            let item = phone.outbox().find(|item| item.entry.id == *id).unwrap();
            (item.state.clone(), item.later.clone())
        };
        let newer = |code: &str| (OutboxState::Unsent, Some(Later::Newer(code.to_owned())));
        assert_eq!(told(&ids[0]), newer("passed-on"));
        assert_eq!(told(&ids[1]), newer(""));
        let refused = OutboxState::RefusedAs("grandfather-unknown".to_owned());
        assert_eq!(told(&ids[2]), (refused, None));
        let waits = OutboxState::WaitingAs("moon".to_owned());
        assert_eq!(told(&ids[3]), (waits, None));
        assert_eq!(told(&ids[4]), newer("full-moon"));
        let (_, request) = phone.clone().request("1", NOW);
        let sent: Vec<EntryId> = request.entries.iter().map(|it| it.id).collect();
        assert_eq!(
            sent[0], ids[5],
            "what is not understood goes behind the rest"
        );
        assert_eq!(request.held, [ids[3]], "what waits is asked after");
    }
}

#[test]
fn a_revocation_in_later_words_destroys_nothing_and_says_so() {
    let (mut phone, mut shelf) = filled_by_a_later_server();
    work(&mut phone, &mut shelf, "h1").unwrap();
    let before = shelf.0.clone();
    let said = json!({"revoked": "lent-out", "start_over": true});
    assert_eq!(meet(&mut phone, &mut shelf, said), Next::NeedsNewerApp);
    assert_eq!(shelf.0, before);
}

#[test]
fn ids_of_a_later_shape_spoil_no_list() {
    let said = answer(json!({
        "erased": ["fbhk6b36", "Ông Ba", {"id": 1}], "erased_help": [7, "7k2m9x4p"],
    }));
    assert_eq!((said.erased.len(), said.erased_help.len()), (1, 1));
}

#[test]
fn the_request_says_what_the_app_reads() {
    let (mut phone, _) = enrolled();
    let (_, request) = phone.request("1", NOW);
    assert_eq!((request.format, request.rules), (FORMAT, RULES));
    assert_eq!((request.forms, request.lenient), (SHORT_FORM, true));
}

/// No version has written these files yet. They show how newer servers may answer this version.
#[test]
fn answers_of_later_servers_are_read_for_what_can_be_read() {
    let text = include_str!("golden/later-sync-response-1.json");
    let read: SyncResponse = domain::json::from_str(text).unwrap();
    assert_eq!(read.scope.read(), None);
    let told: Vec<(EntryId, String)> = (read.receipts.iter())
        .map(|it| (it.id, face(&it.outcome)))
        .collect();
    let id = |n: u8| EntryId::parse(&format!("019f822f-dc44-770c-96df-5d49ce30000{n}")).unwrap();
    let faces = [
        "kept",
        "? passed-on",
        "refused grandfather-unknown",
        "waiting rain",
        "not yet new-moon",
        "? ",
    ];
    let expected: Vec<_> = (0..).map(id).zip(faces.map(str::to_owned)).collect();
    assert_eq!(told, expected);
    assert_eq!((read.erased.len(), read.erased_help.len()), (1, 1));

    let (mut phone, _) = enrolled();
    let (round, _) = phone.request("1", Millis(1));
    let (_, next) = phone.receive(round, Millis(1), read);
    assert_eq!(next, Next::Done, "the digest agrees");
    assert_eq!(
        (phone.villages().count(), phone.households().count()),
        (1, 0)
    );
    let titles: Vec<&str> = phone.newer_records().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["", "", "TD-12 · Bùi Thị Dưỡng", ""]);

    let text = include_str!("golden/later-sync-response-2.json");
    let read: SyncResponse = domain::json::from_str(text).unwrap();
    assert_eq!(read.revoked, Some(Revoked::Newer));
    let text = include_str!("golden/later-problem-1.json");
    let read: ProblemBody = domain::json::from_str(text).unwrap();
    assert_eq!(read.code, "moon-in-the-way");
    assert!(read.sentence.starts_with("Trăng") && read.english.starts_with("The moon"));
}

fn face(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Kept { .. } => "kept".to_owned(),
        Outcome::RefusedAs { code } => format!("refused {code}"),
        Outcome::WaitingAs { why } => format!("waiting {why}"),
        Outcome::NotYet {
            later: Later::Newer(why),
        } => format!("not yet {why}"),
        Outcome::Newer { said } => format!("? {said}"),
        known => format!("{known:?}"),
    }
}
