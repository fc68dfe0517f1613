//! Requests of phones are answered by a store with one commune, whose figures must agree
//! afterwards.
#![no_main]
use domain::{AccountId, CommuneId, DeviceId, Millis, Role};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use store::{Account, AccountKey, Device, DeviceState, Store};
use sync::{Brought, Epoch, SyncRequest};

/// Monday 23 November 2026 in Vietnam.
const NOW: Millis = Millis(1_795_366_800_000);

static FOUNDED: LazyLock<Store> = LazyLock::new(founded);

fuzz_target!(|bytes: &[u8]| {
    let Ok(request) = serde_json::from_slice::<SyncRequest<Brought>>(bytes) else {
        return;
    };
    let store = FOUNDED.copy_in_memory().expect("memory");
    store.use_account_key(AccountKey::new([7; 32]));
    let who = (commune(), device());
    // Twice, as by a phone that got no answer.
    for _ in 0..2 {
        let _answer = store.sync_blocking(who.clone(), request.clone(), NOW);
    }
    let found = store.verify(&commune()).expect("memory");
    assert!(found.is_empty(), "{}", found[0]);
});

fn commune() -> CommuneId {
    CommuneId::new("nghi-son").expect("a plain word")
}

fn device() -> DeviceId {
    DeviceId::new("may-1").expect("a plain word")
}

fn founded() -> Store {
    let store = Store::in_memory().expect("memory");
    store.create_commune(commune(), Epoch(1)).wait().expect("memory");
    // An officer's account, which may make every operation that a phone may send.
    let account = Account {
        commune: commune(),
        id: AccountId::new("lan").expect("a plain word"),
        login: "lan".to_owned(),
        name: "Lan".to_owned(),
        role: Role::Officer,
        password_hash: None,
        disabled: false,
        created: None,
    };
    let row = Device {
        id: device(),
        commune: commune(),
        account: account.id.clone(),
        token_hash: "hash".to_owned(),
        enrolled_at: Millis(0),
        state: DeviceState::Active,
        last_contact: None,
        offset_ms: None,
        app: String::new(),
        unsent: 0,
        wrapped_key: None,
        left: None,
    };
    let put = store.write(move |ledger| {
        account.put(ledger.transaction())?;
        row.put(ledger.transaction())
    });
    put.wait().expect("memory");
    store
}
