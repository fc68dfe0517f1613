//! A new code on a phone whose book no key opens: nothing is lost, and the work comes back.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "shelf/in_memory.rs"]
mod in_memory;

use domain::{AccountId, CommuneId, DeviceId, Operation};
use in_memory::{NOON, now};
use phone::aside::{self, ASIDE_LIMIT, Aside};
use phone::device::Device;
use phone::shelf::{Change, MemoryShelf, Shelf, Table, book};
use phone::vault::{DataKey, NONCE_BYTES, PinLock};
use serde_json::json;
use sync::{Changes, Identity, Making, Replica, SyncResponse};

fn identity(account: &str, device: &str) -> Identity {
    Identity {
        commune: CommuneId::new("nghi-son").unwrap(),
        account: AccountId::new(account).unwrap(),
        device: DeviceId::new(device).unwrap(),
    }
}

fn device(of: &Identity) -> Device {
    let (name, commune) = (of.account.to_string(), "Nghi Sơn".to_owned());
    let language = words::Language::Vietnamese;
    Device::new(of.clone(), name, commune, PinLock::new([9; 16]), language)
}

fn nonces() -> impl FnMut() -> [u8; NONCE_BYTES] {
    let mut next = 0_u8;
    move || {
        next += 1;
        [next; NONCE_BYTES]
    }
}

fn put(table: Table, key: &str, value: Vec<u8>) -> Change {
    let key = key.to_owned();
    Change::Put { table, key, value }
}

/// What enrolling commits: the changes that put the old book aside, and the first rows of the new
/// one.
fn begin(shelf: &MemoryShelf, who: &Identity, key: &DataKey) -> Replica {
    let before = now(shelf.get(Table::Device, "device")).unwrap();
    let before = before.and_then(|bytes| Device::from_bytes(&bytes));
    let mut rows = now(aside::make_way(shelf, before, NOON)).unwrap();
    let (replica, changes) = Replica::enrolled(who.clone(), NOON);
    rows.extend(book::seal(key, changes, 1, nonces()));
    let token = key.seal(Table::Token, book::TOKEN, [1; NONCE_BYTES], b"token");
    rows.push(put(Table::Token, book::TOKEN, token));
    rows.push(put(Table::Device, "device", device(who).to_bytes()));
    now(shelf.commit(rows)).unwrap();
    replica
}

fn commit(shelf: &MemoryShelf, key: &DataKey, changes: Changes) {
    now(shelf.commit(book::seal(key, changes, 1, nonces()))).unwrap();
}

/// Some work: a visit that the server has kept, one that it has not seen, a draft and a photo.
fn work(shelf: &MemoryShelf, key: &DataKey, replica: &mut Replica) {
    let household = json!({"id": "h1", "code": "1", "village": "dong", "head": "Dưỡng"});
    let (round, _) = replica.request("1", NOON);
    let answer = |more: serde_json::Value| {
        let mut answer = json!({"epoch": 7, "safe_seq": 0, "server_time": NOON, "cursor": 9,
            "scope": {"role": "member", "areas": ["*", "dong"]}});
        let more = more.as_object().unwrap().clone();
        answer.as_object_mut().unwrap().extend(more);
        serde_json::from_str::<SyncResponse>(&answer.to_string()).unwrap()
    };
    let record = json!({"key": "household:h1", "seq": 5, "body": household});
    let (changes, _) = replica.receive(round, NOON, answer(json!({"records": [record]})));
    commit(shelf, key, changes);
    let mut next = replica.identity().device.as_str().len() as u8;
    let mut visit = |replica: &mut Replica| {
        let visit =
            json!({"household": "h1", "outcome": "absent", "met": [], "topics": [], "minutes": 3});
        let visit = Operation::VisitRecorded(serde_json::from_value(visit).unwrap());
        let random = || {
            next += 1;
            [next; 10]
        };
        let changes = replica.record(vec![visit], Making { now: NOON, random });
        commit(shelf, key, changes.unwrap());
    };
    visit(replica);
    let (round, request) = replica.request("1", NOON);
    let receipt = json!({"id": request.entries[0].id, "outcome": "kept", "seq": 9, "at": NOON,
        "certainty": "sure"});
    let (changes, _) = replica.receive(round, NOON, answer(json!({"receipts": [receipt]})));
    commit(shelf, key, changes);
    visit(replica);
    let sealed =
        |table, name: &str, value| put(table, name, key.seal(table, name, [2; NONCE_BYTES], value));
    now(shelf.commit(vec![
        sealed(Table::Draft, "visit/h1", b"{}"),
        sealed(Table::Photo, "anh1", b"{}"),
        sealed(Table::Picture, "anh1", b"jpg"),
    ]))
    .unwrap();
}

fn asides(shelf: &MemoryShelf) -> Vec<Aside> {
    now(aside::all(shelf)).unwrap()
}

fn opens(shelf: &MemoryShelf, key: &DataKey, who: &Identity) -> Option<Replica> {
    let found = now(book::load(shelf, key, who.clone(), NOON)).unwrap();
    found.map(|it| it.replica)
}

/// Takes a book in as the app does once it has the key: in one transaction.
fn take_in(
    shelf: &MemoryShelf,
    it: &Aside,
    earlier: &DataKey,
    key: &DataKey,
    mine: &mut Replica,
) -> bool {
    let Some(mut opened) = now(aside::open(shelf, it, earlier, NOON)).unwrap() else {
        return false;
    };
    let mut rows = opened.rows(key, nonces());
    rows.extend(book::seal(key, mine.adopt(opened.replica), 1, nonces()));
    now(shelf.commit(rows)).unwrap();
    true
}

#[test]
fn a_book_that_no_key_opens_goes_aside_and_comes_back_with_its_key() {
    let shelf = MemoryShelf::default();
    let (old, new) = (DataKey::new([1; 32]), DataKey::new([2; 32]));
    let (before, after) = (identity("quy", "may-1"), identity("quy", "may-2"));
    let mut replica = begin(&shelf, &before, &old);
    work(&shelf, &old, &mut replica);

    let mut replica = begin(&shelf, &after, &new);
    assert!(
        opens(&shelf, &old, &after).is_none(),
        "another tab's key opens nothing"
    );
    let all = asides(&shelf);
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].unsent, all[0].kept), (1, 1));
    assert!(all[0].is_of(&after) && !all[0].is_of(&identity("hoa", "may-2")));
    // The lock is still there to be opened with the PIN.
    let lock = &all[0].device.as_ref().unwrap().identity;
    assert_eq!(lock, &before);

    assert!(
        !take_in(&shelf, &all[0], &new, &new, &mut replica),
        "not its key"
    );
    assert_eq!(asides(&shelf).len(), 1);
    assert!(take_in(&shelf, &all[0], &old, &new, &mut replica));
    for replica in [&replica, &opens(&shelf, &new, &after).unwrap()] {
        assert_eq!((replica.unsent_count(), replica.journal().count()), (2, 0));
    }
    for (table, name) in [(Table::Draft, "visit/h1"), (Table::Picture, "anh1")] {
        let sealed = now(shelf.get(table, name)).unwrap().unwrap();
        assert!(new.open(table, name, &sealed).is_some(), "{name}");
    }
    assert!(asides(&shelf).is_empty());
    assert!(now(shelf.all(Table::Aside)).unwrap().is_empty());
}

#[test]
fn damaged_rows_stay_aside_while_the_rest_is_taken_in() {
    let shelf = MemoryShelf::default();
    let (old, new) = (DataKey::new([1; 32]), DataKey::new([2; 32]));
    let mut replica = begin(&shelf, &identity("quy", "may-1"), &old);
    work(&shelf, &old, &mut replica);
    now(shelf.commit(vec![put(
        Table::Outbox,
        "000000000099",
        b"damaged".to_vec(),
    )]))
    .unwrap();
    let mut replica = begin(&shelf, &identity("quy", "may-2"), &new);
    let all = asides(&shelf);
    assert_eq!(all[0].unsent, 2);
    assert!(take_in(&shelf, &all[0], &old, &new, &mut replica));
    assert_eq!(replica.unsent_count(), 2);
    let left = asides(&shelf);
    assert_eq!((left.len(), left[0].unsent, left[0].kept), (1, 1, 0));
    assert_eq!(now(aside::rows(&shelf, &left[0])).unwrap().len(), 1);
}

#[test]
fn a_phone_with_nothing_to_keep_puts_nothing_aside() {
    let shelf = MemoryShelf::default();
    begin(&shelf, &identity("quy", "may-1"), &DataKey::new([1; 32]));
    begin(&shelf, &identity("quy", "may-2"), &DataKey::new([2; 32]));
    assert!(asides(&shelf).is_empty());
}

#[test]
fn however_many_books_go_aside_no_unsent_work_is_dropped() {
    let shelf = MemoryShelf::default();
    let count = ASIDE_LIMIT + 3;
    for number in 0..count {
        let who = identity("quy", &format!("may-{number}"));
        let key = DataKey::new([number as u8; 32]);
        let mut replica = begin(&shelf, &who, &key);
        work(&shelf, &key, &mut replica);
    }
    begin(&shelf, &identity("hoa", "may-x"), &DataKey::new([99; 32]));
    let all = asides(&shelf);
    assert_eq!(all.len(), count);
    assert!(all.iter().all(|it| it.unsent == 1));
    assert_eq!(all.iter().filter(|it| it.kept == 1).count(), ASIDE_LIMIT);
    for it in &all {
        let rows = now(aside::rows(&shelf, it)).unwrap();
        let has = |asked: Table| rows.iter().any(|(table, ..)| *table == asked);
        assert!(has(Table::Outbox) && has(Table::Picture));
    }
}
