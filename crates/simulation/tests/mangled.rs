//! Good requests that were then mangled: the server must neither fail nor count wrongly.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use domain::{AccountId, CommuneId, DeviceId, Millis, RECORD_LIMIT_BYTES, Role, Seq};
use rand::Rng;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;
use store::{Account, Device, DeviceState, Store};
use sync::{Brought, Epoch, SyncRequest};

const ROUNDS: usize = 12_000;
const REQUESTS: [&str; 2] = [
    include_str!("../../sync/tests/golden/sync-request-1.json"),
    include_str!("../../sync/tests/golden/sync-request-1-least.json"),
];
const ENTRIES: [&str; 2] = [
    include_str!("../../domain/tests/golden/entries-1.jsonl"),
    include_str!("../../domain/tests/golden/entries-1-business.jsonl"),
];
/// Values put in the place of a number or a string.
const ODD: [&str; 10] = [
    "0",
    "-1",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "null",
    "\"\"",
    "\"\u{0}\"",
    "[]",
    "{}",
];

#[test]
fn mangled_requests_do_no_harm() {
    let (store, now) = store();
    let lines: Vec<&str> = ENTRIES.iter().flat_map(|it| it.lines()).collect();
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    found(&store, &lines, now);
    let mut read = 0;
    for round in 0..ROUNDS {
        let mut below = |end: usize| chance.next_u64() as usize % end.max(1);
        let some: Vec<String> = (0..=below(4))
            .map(|_| with_id(lines[below(lines.len())], below(1_000)))
            .collect();
        let made = request(now, &some);
        let whole = REQUESTS.get(round % 4).copied().unwrap_or(&made);
        let text = mangled(whole, &mut below);
        // The phone's own reader must not fail on it either, whatever it returns.
        let _either = domain::json::from_str::<SyncRequest>(&text);
        let Ok(request) = serde_json::from_str::<SyncRequest<Brought>>(&text) else {
            continue;
        };
        read += 1;
        let who = (commune(), DeviceId::new("may-1").unwrap());
        let answer = store.sync_blocking(who, request, now);
        assert!(answer.is_ok(), "{answer:?} to {text}");
    }
    assert!(read > ROUNDS / 10, "{read} requests were read");
    assert_eq!(store.verify(&commune()).unwrap(), []);
    let records = store.read(|rows| rows.changed(&commune(), None, Seq(0), usize::MAX >> 1));
    let records = records.unwrap();
    let entries = store.read(|rows| rows.entries(&commune(), Seq(0), usize::MAX >> 1));
    let kept = entries.unwrap().len();
    assert!(kept > 100, "{kept} entries were kept");
    for row in records {
        assert!(row.body.len() <= RECORD_LIMIT_BYTES, "{}", row.key);
    }
}

/// Registers the households that the golden entries name, with consent.
fn found(store: &Store, lines: &[&str], now: Millis) {
    let text = lines.concat();
    let named = |field: &str| -> BTreeSet<String> {
        let start = format!("\"{field}\":\"");
        let rest = text.split(start.as_str()).skip(1);
        rest.filter_map(|it| it.split('"').next())
            .map(str::to_owned)
            .collect()
    };
    let village = r#"{"VillageDefined":{"village":"doai","name":"Thôn","order":1}}"#;
    let mut operations = vec![village.to_owned()];
    for id in named("household") {
        operations.push(format!(
            r#"{{"HouseholdRegistered":{{"household":"{id}","code":"{id}","village":"doai","order":1,"head":"Chủ"}}}}"#
        ));
        operations.push(format!(
            r#"{{"ConsentGiven":{{"household":"{id}","purpose":"register","way":"signed","text_version":1}}}}"#
        ));
    }
    let entries: Vec<String> = operations
        .iter()
        .enumerate()
        .map(|(place, operation)| {
            let before = lines[0].split("\"operation\":").next().unwrap();
            with_id(
                &format!("{before}\"operation\":{operation}}}"),
                1_000 + place,
            )
        })
        .collect();
    let text = request(now, &entries);
    let founding: SyncRequest = serde_json::from_str(&text).unwrap();
    let who = (commune(), DeviceId::new("may-1").unwrap());
    let answer = store.sync_blocking(who, founding, now).unwrap();
    let store::SyncAnswer::Response(answer) = answer else {
        unreachable!("the device is known");
    };
    for receipt in answer.receipts {
        assert!(
            matches!(receipt.outcome, sync::Outcome::Kept { .. }),
            "{receipt:?}"
        );
    }
}

/// The same entry under another id, as if the work had been done again.
fn with_id(line: &str, number: usize) -> String {
    let after = &line[r#"{"id":"019f822f-dc44-770c-96df-5d49ce300000"#.len()..];
    format!(r#"{{"id":"019f822f-dc44-770c-96df-{number:012x}{after}"#)
}

fn request(now: Millis, entries: &[String]) -> String {
    format!(
        r#"{{"protocol":1,"app":"1","clock":{0},"steady_since":{0},"cursor":0,"unsent":0,"entries":[{1}]}}"#,
        now.0,
        entries.join(",")
    )
}

fn mangled(text: &str, below: &mut impl FnMut(usize) -> usize) -> String {
    let mut text = text.to_owned();
    for _ in 0..below(3) {
        let places: Vec<usize> = text
            .match_indices([':', ','])
            .map(|(at, _)| at + 1)
            .collect();
        let from = places[below(places.len())];
        let rest = text[from..].find([',', '}', ']']).unwrap_or(0);
        match below(3) {
            0 => text.replace_range(from..from + rest, ODD[below(ODD.len())]),
            1 => text.replace_range(from..from + rest, ""),
            _ => {
                let other = places[below(places.len())];
                let length = text[other..].find([',', '}', ']']).unwrap_or(0);
                let piece = text[other..other + length].to_owned();
                text.replace_range(from..from + rest, &piece);
            }
        }
    }
    text
}

fn commune() -> CommuneId {
    CommuneId::new("nghi-son").unwrap()
}

fn store() -> (Store, Millis) {
    let now = Millis(1_790_000_000_000);
    let store = Store::in_memory().unwrap();
    store.create_commune(commune(), Epoch(1)).wait().unwrap();
    let account = Account {
        commune: commune(),
        id: AccountId::new("lan").unwrap(),
        login: "lan".to_owned(),
        name: "Lan".to_owned(),
        role: Role::Officer,
        password_hash: None,
        disabled: false,
        created: None,
    };
    let device = Device {
        id: DeviceId::new("may-1").unwrap(),
        commune: commune(),
        account: account.id.clone(),
        token_hash: "t".to_owned(),
        enrolled_at: Millis(0),
        state: DeviceState::Active,
        was_stolen: false,
        last_contact: None,
        offset_ms: None,
        app: String::new(),
        unsent: 0,
        wrapped_key: None,
        left: None,
    };
    let put = store.write_to(&commune(), move |ledger| {
        account.put(ledger.transaction())?;
        device.put(ledger.transaction())
    });
    put.wait().unwrap();
    (store, now)
}
