//! Phone shelves as each version so far wrote them: opened by this one with nothing lost.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::household::Outcome as Door;
use domain::{AccountId, CommuneId, DeviceId, HouseholdId, Millis, Operation};
use phone::device::Device;
use phone::photo::Held;
use phone::shelf::Table;
use phone::vault::{DataKey, Mixed, NONCE_BYTES, Pin, PinLock};
use phone::visit::Draft;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use sync::{Changes, Identity, Making, Put, Replica, SyncResponse};

/// Raised with each change of what is written to the shelf; its file is then made by this test.
const VERSION: u32 = 1;
const NOON: Millis = Millis(1_795_000_000_000);
const PIN: &str = "280791";
const TOKEN: &str = "a-token-of-the-server";

/// A shelf as it lies on a phone, with the key that opens it.
#[derive(Serialize, Deserialize)]
struct Golden {
    key: [u8; 32],
    /// Table, key and sealed value in base64.
    rows: Vec<(String, String, String)>,
}

fn file(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/shelf-{version}.json"))
}

/// Stands for the device: a real one mixes with a key that cannot be read.
fn mix(stretched: [u8; 32]) -> Mixed {
    Mixed(stretched.map(|byte| byte ^ 0x5a))
}

/// What a phone of this version has written after some work.
#[derive(Default)]
struct Writer {
    rows: BTreeMap<(Table, String), Vec<u8>>,
    nonces: u64,
}

impl Writer {
    fn seal(&mut self, key: &DataKey, table: Table, name: &str, value: &[u8]) {
        self.nonces += 1;
        let mut nonce = [0; NONCE_BYTES];
        nonce[..8].copy_from_slice(&self.nonces.to_be_bytes());
        let sealed = key.seal(table, name, nonce, value);
        self.rows.insert((table, name.to_owned()), sealed);
    }

    fn commit(&mut self, key: &DataKey, changes: Changes) {
        for put in changes.0 {
            match put {
                Put::Clear(table) => self.rows.retain(|(found, _), _| *found != of(table)),
                Put::Delete(table, name) => drop(self.rows.remove(&(of(table), name))),
                Put::Set(table, name, json) => self.seal(key, of(table), &name, json.as_bytes()),
            }
        }
    }
}

fn of(table: sync::Table) -> Table {
    let same = |it: &Table| it.name() == table.as_str();
    Table::ALL.into_iter().find(same).unwrap()
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
    ]
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
    let visit =
        json!({"household": id, "outcome": Door::Absent, "met": [], "topics": [], "minutes": 3});
    Operation::VisitRecorded(serde_json::from_value(visit).unwrap())
}

/// Six visits, of which two are kept, one refused, one held, one turned down and one unsent.
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
    let work = (0..5).map(|_| absent("h1")).collect();
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
    ];
    let receipts: Vec<Value> = std::iter::zip(&request.entries, outcomes)
        .map(|(entry, mut outcome)| {
            outcome["id"] = json!(entry.id);
            outcome
        })
        .collect();
    let second = answer(json!({"receipts": receipts}));
    writer.commit(&key, replica.receive(round, NOON, second).0);
    let making = Making {
        now: NOON,
        random: &mut random,
    };
    writer.commit(&key, replica.record(vec![absent("h2")], making).unwrap());

    writer.seal(&key, Table::Token, "token", TOKEN.as_bytes());
    let mut draft = Draft::new(NOON);
    draft.note = "Mai ghé lại".to_owned();
    let draft = serde_json::to_vec(&draft).unwrap();
    writer.seal(&key, Table::Draft, "visit/h2", &draft);
    let photo: Held =
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
    let row = |((table, name), value): ((Table, String), Vec<u8>)| {
        (table.name().to_owned(), name, BASE64_STANDARD.encode(value))
    };
    Golden {
        key: bytes,
        rows: writer.rows.into_iter().map(row).collect(),
    }
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
        let rows: BTreeMap<(String, String), Vec<u8>> = golden
            .rows
            .into_iter()
            .map(|(table, name, value)| ((table, name), BASE64_STANDARD.decode(value).unwrap()))
            .collect();
        let raw = |table: &str, name: &str| rows[&(table.to_owned(), name.to_owned())].clone();
        let open =
            |table: Table, name: &str| key.open(table, name, &raw(table.name(), name)).unwrap();

        let mut device = Device::from_bytes(&raw("device", "device")).unwrap();
        assert_eq!(
            (device.identity, device.name.as_str()),
            (identity(), "Đậu Bá Quý")
        );
        let stretched = device.lock.stretch(&Pin::enter(PIN).unwrap()).unwrap();
        device.lock.count_try();
        let opened = device.lock.open(&mix(stretched)).unwrap();
        assert_eq!(
            opened
                .open(Table::Token, "token", &raw("token", "token"))
                .unwrap(),
            TOKEN.as_bytes()
        );

        let of_sync = sync::Table::ALL.map(|table| of(table));
        let text = rows.keys().filter_map(|(table, name)| {
            let table = of_sync.iter().position(|it| it.name() == table)?;
            let json = open(of_sync[table], name);
            Some((
                sync::Table::ALL[table],
                name.clone(),
                String::from_utf8(json).unwrap(),
            ))
        });
        let replica = Replica::load(text, NOON).unwrap().unwrap();
        assert_eq!(replica.identity(), &identity());
        assert_eq!(replica.households().count(), 2);
        assert_eq!((replica.outbox().count(), replica.unsent_count()), (4, 1));
        assert_eq!(replica.journal().count(), 2);
        assert_eq!(replica.cursor(), domain::Seq(9));
        let h2 = HouseholdId::new("h2").unwrap();
        let visited = replica.households().find(|it| it.id == h2).unwrap();
        assert_eq!(visited.visits.len(), 1, "unsent work lies on top");

        let draft: Draft = serde_json::from_slice(&open(Table::Draft, "visit/h2")).unwrap();
        assert_eq!(draft.note, "Mai ghé lại");
        let photo: Held = serde_json::from_slice(&open(Table::Photo, "anh1")).unwrap();
        assert_eq!(photo.size_bytes, 3);
        assert_eq!(open(Table::Picture, "anh1/small"), b"jp");
    }
}
