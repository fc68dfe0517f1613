//! What a golden database holds beside its log: accounts, phones, codes, held work, rows of photos.
use crate::story::{COMMUNE, END, account, day};
use domain::{CommuneId, DeviceId, Entry, HouseholdId, Millis, PhotoId, PhotoOf, Role};
use serde_json::json;
use std::path::Path;
use store::{
    Account, Attachment, AttachmentState, Code, Device, DeviceState, HeldEntry, Ledger, Rows,
    SecondFactor, Store, SyncAnswer,
};
use sync::{Outcome, PROTOCOL, SyncRequest};

const STATES: [(&str, &str, DeviceState); 5] = [
    ("may-1", "to-1-2", DeviceState::Active),
    ("may-2", "to-1-2", DeviceState::Retired),
    ("may-3", "to-2-1", DeviceState::Revoked),
    ("may-4", "to-2-2", DeviceState::Stolen),
    ("may-5", "to-2-2", DeviceState::Wiped),
];

/// The evening of the last day.
fn now() -> Millis {
    Millis(day(END).start().0 + 20 * 60 * Millis::MINUTE)
}

fn commune() -> CommuneId {
    CommuneId::new(COMMUNE).expect("a plain word")
}

pub fn fill(store: &Store, beside: &Path) -> Rows<()> {
    let put = |ledger: &mut Ledger<'_>| {
        let rows = ledger.transaction();
        for (id, login, role) in [
            ("to-1-1", "", Role::Leader),
            ("to-1-2", "", Role::Member),
            ("to-2-1", "", Role::Leader),
            ("to-2-2", "", Role::Member),
            ("can-bo", "canbo", Role::Officer),
            ("bien-tap", "bientap", Role::Editor),
        ] {
            person(id, login, role).put(rows)?;
        }
        for (id, of, state) in STATES {
            phone(id, of, state).put(rows)?;
        }
        let code = Code::new("c".repeat(64), &person("to-1-1", "", Role::Leader), now());
        code.put(rows)?;
        let factor = SecondFactor {
            commune: commune(),
            account: account("can-bo"),
            secret: "GEZDGNBVGY3TQOJQ".to_owned(),
            confirmed_at: Some(now()),
            last_step: 7,
            recovery: vec!["ab".repeat(32)],
        };
        factor.put(rows)?;
        for (id, complete) in [("anh1", true), ("anh2", false)] {
            photo(id, complete).put(rows, &commune())?;
        }
        Ok(())
    };
    store.write_to(&commune(), put).wait()?;
    held(store)?;
    // Makes a backup, so that some entries count as safe.
    store.backup(&beside.join("first.sqlite")).map(|_| ())
}

fn person(id: &str, login: &str, role: Role) -> Account {
    Account {
        id: account(id),
        commune: commune(),
        login: login.to_owned(),
        name: format!("Tên {id}"),
        role,
        password_hash: (!login.is_empty()).then(|| "$argon2id$v=19$m=8,t=1,p=1$YQ$Yg".to_owned()),
        disabled: false,
        created: None,
    }
}

fn phone(id: &str, of: &str, state: DeviceState) -> Device {
    let device = json!({"id": id, "commune": COMMUNE, "account": of, "state": state,
        "token_hash": format!("{id:0>64}"), "enrolled_at": day("2026-07-10").start(),
        "last_contact": now(), "offset_ms": -3_000, "app": "0.1.0", "wrapped_key": "wrapped"});
    serde_json::from_value(device).expect("a device")
}

fn photo(id: &str, complete: bool) -> Attachment {
    Attachment {
        id: PhotoId::new(id).expect("a plain word"),
        of: PhotoOf::Household(HouseholdId::new("h1").expect("a plain word")),
        told: AttachmentState {
            device: DeviceId::new("may-1").expect("a plain word"),
            size_bytes: 3_000,
            sha256: "0".repeat(64),
            received_bytes: if complete { 3_000 } else { 1_000 },
            begun_at: now(),
            complete_at: complete.then(now),
            unnamed_since: None,
        },
    }
}

/// Holds two entries for a household in another village, and turns one of them down.
fn held(store: &Store) -> Rows<()> {
    let entries = [41, 42].map(|number: u8| -> Entry {
        let entry = json!({"id": format!("019acf00-0000-7000-8000-0000000000{number}"),
            "commune": COMMUNE, "author": "to-1-2", "device": "may-1", "at": now(), "format": 1,
            "rules": 1, "operation": {"VisitRecorded": {"household": "h3", "outcome": "absent",
                "minutes": number}}});
        serde_json::from_value(entry).expect("an entry")
    });
    let request = json!({"protocol": PROTOCOL, "app": "0.1.0", "clock": now(),
        "steady_since": now(), "cursor": 0, "entries": entries});
    let request: SyncRequest = serde_json::from_value(request).expect("a request");
    let who = (commune(), DeviceId::new("may-1").expect("a plain word"));
    let SyncAnswer::Response(answer) = store.sync_blocking(who, request, now())? else {
        unreachable!("the phone is known");
    };
    let all_held = answer.receipts.iter().all(|it| it.outcome == Outcome::Held);
    assert!(all_held, "{:?}", answer.receipts);
    let down = entries[1].id;
    let reject = move |ledger: &mut Ledger<'_>| {
        let by = (&account("can-bo"), now());
        HeldEntry::reject(ledger.transaction(), &commune(), down, by)
    };
    store.write_to(&commune(), reject).wait().map(|_| ())
}
