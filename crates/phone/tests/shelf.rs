//! Phone shelves that earlier versions wrote. This version opens each with nothing lost.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "shelf/in_memory.rs"]
mod in_memory;

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::household::VisitOutcome;
use domain::{AccountId, CommuneId, DeviceId, HouseholdId, Operation};
use in_memory::{NOON, now};
use phone::aside;
use phone::device::Device;
use phone::photo::HeldPhoto;
use phone::shelf::{Change, MemoryShelf, Shelf, Table, book};
use phone::vault::{DataKey, Mixed, NONCE_BYTES, Pin, PinLock};
use phone::visit::Draft;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use sync::{Changes, Identity, Making, Replica, SyncResponse};

/// Raise this when what is written to the shelf changes. This test then makes the new file.
const VERSION: u32 = 5;
const PIN: &str = "280791";
const TOKEN: &str = "a-token-of-the-server";

/// A shelf as a phone stores it, with the key that opens it.
#[derive(Serialize, Deserialize)]
struct Golden {
    key: [u8; 32],
    /// Table, key and sealed value in base64.
    rows: Vec<(String, String, String)>,
}

fn file(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/shelf-{version}.json"))
}

/// Stands in for the device's key, which cannot be read on a real device.
fn mix(stretched: [u8; 32]) -> Mixed {
    Mixed(stretched.map(|byte| byte ^ 0x5a))
}

/// Collects what a phone of this version writes.
#[derive(Default)]
struct Writer {
    rows: BTreeMap<(Table, String), Vec<u8>>,
    nonces: u64,
    commits: u64,
}

impl Writer {
    fn seal(&mut self, key: &DataKey, table: Table, name: &str, value: &[u8]) {
        self.nonces += 1;
        let sealed = key.seal(table, name, nonce(self.nonces), value);
        self.rows.insert((table, name.to_owned()), sealed);
    }

    fn commit(&mut self, key: &DataKey, changes: Changes) {
        self.commits += 1;
        let nonces = &mut self.nonces;
        let rows = book::seal(key, changes, self.commits, || {
            *nonces += 1;
            nonce(*nonces)
        });
        for change in rows {
            match change {
                Change::Clear { table } => self.rows.retain(|(found, _), _| *found != table),
                Change::Delete { table, key } => drop(self.rows.remove(&(table, key))),
                Change::Put { table, key, value } => {
                    self.rows.insert((table, key), value);
                }
            }
        }
    }
}

fn nonce(number: u64) -> [u8; NONCE_BYTES] {
    let mut nonce = [0; NONCE_BYTES];
    nonce[..8].copy_from_slice(&number.to_be_bytes());
    nonce
}

fn identity() -> Identity {
    Identity {
        commune: CommuneId::new("nghi-son").unwrap(),
        account: AccountId::new("quy").unwrap(),
        device: DeviceId::new("may-1").unwrap(),
    }
}

fn household(id: &str, head: &str) -> Value {
    json!({
        "id": id, "code": format!("TD-{id}"), "village": "dong", "alley": "gieng", "order": 1,
        "head": head, "assigned": "quy",
        "consents": {"register": {"given": 0, "way": "tapped", "text_version": 1, "to": "quy"}},
        "residents": [{"id": format!("{id}-1"), "name": head, "born": 1968}],
    })
}

fn of_a_later_version() -> Value {
    let mut body = household("h3", "Lê Thị An");
    body["status"] = json!({"at-sea": true});
    body
}

fn records() -> Vec<Value> {
    let member = json!({"id": "quy", "name": "Đậu Bá Quý", "role": "member", "from": "2026-07-27"});
    let village = json!({"id": "dong", "name": "Thôn Đông", "order": 1,
        "alleys": [{"id": "gieng", "name": "Ngõ Giếng", "order": 1}]});
    let team = json!({"id": "to-1", "name": "Tổ 1", "villages": ["dong"], "members": [member]});
    vec![
        json!({"key": "village:dong", "seq": 1, "body": village}),
        json!({"key": "team:to-1", "seq": 2, "body": team}),
        json!({"key": "household:h1", "seq": 3, "body": household("h1", "Bùi Thị Dưỡng")}),
        json!({"key": "household:h2", "seq": 4, "body": household("h2", "Lường Văn Quý")}),
        json!({"key": "household:h3", "seq": 5, "body": of_a_later_version()}),
        json!({"key": "sensor:s1", "seq": 6, "body": {"degrees": 1.5}}),
        json!({"key": "class:Lớp 1", "seq": 7, "body": {}}),
    ]
    .into_iter()
    .chain((10..50).map(|number| {
        let id = format!("h{number}");
        json!({"key": format!("household:{id}"), "seq": 4, "body": household(&id, "Lê Thị An")})
    }))
    .collect()
}

fn answer(more: Value) -> SyncResponse {
    let mut response = json!({
        "epoch": 7, "safe_seq": 0, "server_time": NOON.0 + 2_000, "cursor": 9,
        "scope": {"role": "member", "areas": ["*", "dong"]},
    });
    let more = more.as_object().unwrap().clone();
    response.as_object_mut().unwrap().extend(more);
    serde_json::from_str(&response.to_string()).unwrap()
}

fn absent(id: &str) -> Operation {
    let visit = json!({
        "household": id, "outcome": VisitOutcome::Absent, "met": [], "topics": [], "minutes": 3,
    });
    Operation::VisitRecorded(serde_json::from_value(visit).unwrap())
}

/// Eight visits: two kept, one refused, one held, one turned down, one unsent, and two for which a
/// newer server gave an answer that this version does not know.
fn written() -> Golden {
    let bytes = [42; 32];
    let key = DataKey::new(bytes);
    let mut writer = Writer::default();
    let (mut replica, changes) = Replica::enrolled(identity(), NOON);
    writer.commit(&key, changes);
    let (round, _) = replica.request("0.1.0", NOON);
    let first = answer(json!({"records": records()}));
    writer.commit(&key, replica.receive(round, NOON, first).0);
    let mut next = 0;
    let mut random = || {
        next += 1;
        [next; 10]
    };
    let work = (0..7).map(|_| absent("h1")).collect();
    let making = Making {
        now: NOON,
        random: &mut random,
    };
    writer.commit(&key, replica.record(work, making).unwrap());
    let (round, request) = replica.request("0.1.0", NOON);
    let kept =
        |seq| json!({"outcome": "kept", "seq": seq, "at": NOON.0 + 2_000, "certainty": "sure"});
    let outcomes = [
        kept(8),
        kept(9),
        json!({"outcome": "refused", "code": "household-unknown"}),
        json!({"outcome": "held"}),
        json!({"outcome": "rejected"}),
        json!({"outcome": "waiting", "why": "rain"}),
        json!({"outcome": "passed-on"}),
    ];
    let receipts: Vec<Value> = std::iter::zip(&request.entries, outcomes)
        .map(|(entry, mut outcome)| {
            outcome["id"] = json!(entry.id);
            outcome
        })
        .collect();
    let second = answer(json!({"receipts": receipts, "safe_seq": 8}));
    writer.commit(&key, replica.receive(round, NOON, second).0);
    let making = Making {
        now: NOON,
        random: &mut random,
    };
    writer.commit(&key, replica.record(vec![absent("h2")], making).unwrap());

    writer.seal(&key, Table::Token, "token", TOKEN.as_bytes());
    let home = replica.households().next().unwrap();
    let mut draft = Draft::new(NOON, home);
    draft.note = "Mai ghé lại".to_owned();
    let draft = serde_json::to_vec(&draft).unwrap();
    writer.seal(&key, Table::Draft, "visit/h2", &draft);
    let photo: HeldPhoto =
        serde_json::from_value(json!({"household": "h1", "size_bytes": 3, "sha256": "00"}))
            .unwrap();
    let photo = serde_json::to_vec(&photo).unwrap();
    writer.seal(&key, Table::Photo, "anh1", &photo);
    writer.seal(&key, Table::Picture, "anh1", b"jpg");
    writer.seal(&key, Table::Picture, "anh1/small", b"jp");

    let mut lock = PinLock::new([9; 16]);
    let stretched = lock.stretch(&Pin::choose(PIN).unwrap()).unwrap();
    lock.close(&key, &mix(stretched), [2; NONCE_BYTES]);
    let device = Device::new(
        identity(),
        "Đậu Bá Quý".to_owned(),
        "Nghi Sơn".to_owned(),
        lock,
        words::Language::Vietnamese,
    );
    let plain = [("device", device.to_bytes()), ("generation", b"5".to_vec())];
    for (name, value) in plain {
        writer.rows.insert((Table::Device, name.to_owned()), value);
    }
    put_aside(&mut writer);
    let row = |((table, name), value): ((Table, String), Vec<u8>)| {
        (table.name().to_owned(), name, BASE64_STANDARD.encode(value))
    };
    Golden {
        key: bytes,
        rows: writer.rows.into_iter().map(row).collect(),
    }
}

/// An earlier book of someone else, put aside as version 2 does it.
fn put_aside(writer: &mut Writer) {
    let shelf = MemoryShelf::default();
    let key = DataKey::new([43; 32]);
    let who = Identity {
        account: AccountId::new("hoa").unwrap(),
        device: DeviceId::new("may-0").unwrap(),
        ..identity()
    };
    let (_, changes) = Replica::enrolled(who.clone(), NOON);
    let mut rows = book::seal(&key, changes, 1, || [3; NONCE_BYTES]);
    let value = key.seal(Table::Draft, "visit/h9", [3; NONCE_BYTES], b"{}");
    rows.push(Change::Put {
        table: Table::Draft,
        key: "visit/h9".to_owned(),
        value,
    });
    now(shelf.commit(rows)).unwrap();
    let lock = PinLock::new([8; 16]);
    let device = Device::new(
        who,
        "Hoa".to_owned(),
        "Nghi Sơn".to_owned(),
        lock,
        words::Language::English,
    );
    for change in now(aside::make_way(&shelf, Some(device), NOON)).unwrap() {
        if let Change::Put { table, key, value } = change {
            writer.rows.insert((table, key), value);
        }
    }
}

/// The same rows in memory.
fn shelf_of(golden: &Golden) -> MemoryShelf {
    let shelf = MemoryShelf::default();
    let put = |(table, name, value): &(String, String, String)| Change::Put {
        table: Table::ALL
            .into_iter()
            .find(|it| it.name() == table)
            .unwrap(),
        key: name.clone(),
        value: BASE64_STANDARD.decode(value).unwrap(),
    };
    now(shelf.commit(golden.rows.iter().map(put).collect())).unwrap();
    shelf
}

fn read(version: u32) -> Golden {
    serde_json::from_str(&std::fs::read_to_string(file(version)).unwrap()).unwrap()
}

#[test]
fn this_version_has_a_shelf_that_later_ones_open() {
    let written = serde_json::to_string_pretty(&written()).unwrap();
    if !file(VERSION).exists() {
        std::fs::write(file(VERSION), &written).unwrap();
        panic!("a new file was made: keep it");
    }
    assert_eq!(
        std::fs::read_to_string(file(VERSION)).unwrap(),
        written,
        "what is written has changed: raise VERSION, and leave the older files as they are"
    );
}

#[test]
fn a_shelf_of_any_version_opens_with_everything_on_it() {
    for version in 1..=VERSION {
        let golden = read(version);
        let key = DataKey::new(golden.key);
        let shelf = shelf_of(&golden);
        let raw = |table, name: &str| now(shelf.get(table, name)).unwrap().unwrap();
        let open = |table: Table, name: &str| key.open(table, name, &raw(table, name)).unwrap();

        let mut device = Device::from_bytes(&raw(Table::Device, "device")).unwrap();
        assert_eq!(
            (&device.identity, device.name.as_str()),
            (&identity(), "Đậu Bá Quý")
        );
        let stretched = device.lock.stretch(&Pin::enter(PIN).unwrap()).unwrap();
        device.lock.count_try();
        let opened = device.lock.open(&mix(stretched)).unwrap();
        let loading = book::load(&shelf, &opened, device.identity, NOON);
        let loaded = now(loading).unwrap().unwrap();
        assert_eq!((loaded.token.as_str(), loaded.is_loose), (TOKEN, false));
        let replica = loaded.replica;
        assert_eq!(replica.identity(), &identity());
        // Since version 3, many records that arrive at once are stored in a page.
        let households = if version < 3 { 2 } else { 42 };
        assert_eq!(replica.households().count(), households);
        let work = (replica.outbox().count(), replica.unsent_count());
        let newer: Vec<&str> = replica
            .newer_records()
            .map(|it| it.title.as_str())
            .collect();
        // Since version 4 it holds a newer server's answers as they came.
        if version < 4 {
            assert_eq!((work, newer.len()), ((4, 1), 0));
        } else {
            assert_eq!((work, newer), ((6, 2), vec!["", "TD-h3 · Lê Thị An", ""]));
        }
        assert_eq!((replica.journal().count(), replica.unread().len()), (2, 0));
        assert_eq!(replica.cursor(), domain::Seq(9));
        let h2 = HouseholdId::new("h2").unwrap();
        let visited = replica.households().find(|it| it.id == h2).unwrap();
        assert_eq!(visited.visits.len(), 1, "unsent work lies on top");

        let draft: Draft = serde_json::from_slice(&open(Table::Draft, "visit/h2")).unwrap();
        assert_eq!(draft.note, "Mai ghé lại");
        let photo: HeldPhoto = serde_json::from_slice(&open(Table::Photo, "anh1")).unwrap();
        assert_eq!(photo.size_bytes, 3);
        assert_eq!(open(Table::Picture, "anh1/small"), b"jp");

        let asides = now(aside::all(&shelf)).unwrap();
        assert_eq!(asides.len(), usize::from(version >= 2));
        for it in asides {
            assert_eq!(it.device.as_ref().unwrap().name, "Hoa");
            let key = DataKey::new([43; 32]);
            let opened = now(aside::open(&shelf, &it, &key, NOON)).unwrap();
            assert!(opened.is_some());
        }
    }
}
