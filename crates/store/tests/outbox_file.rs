//! Unsent work that arrives as a file, from a phone that may no longer connect itself.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use domain::{
    AccountId, Certainty, CommuneId, DeviceId, Entry, EntryId, FORMAT, Label, Millis, Operation,
    RULES, Role, Seq, VillageDefined, VillageId,
};
use store::{Account, Device, DeviceState, HeldEntry, Store, SyncAnswer};
use sync::{Epoch, Outcome, PROTOCOL, Revoked, SyncRequest};

const NOW: Millis = Millis(1_000 * Millis::DAY);

fn commune() -> CommuneId {
    CommuneId::new("nghi-son").unwrap()
}

fn who() -> (CommuneId, DeviceId) {
    (commune(), DeviceId::new("may-1").unwrap())
}

fn store_with_device(state: DeviceState) -> Store {
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
        id: who().1,
        commune: commune(),
        account: account.id.clone(),
        token_hash: "t".to_owned(),
        enrolled_at: Millis(0),
        state,
        was_stolen: false,
        last_contact: Some(Millis(5)),
        offset_ms: Some(0),
        app: "1".to_owned(),
        unsent: 3,
        wrapped_key: None,
        left: None,
    };
    let put = store.write_to(&commune(), move |ledger| {
        account.put(ledger.transaction())?;
        device.put(ledger.transaction())
    });
    put.wait().unwrap();
    store
}

fn request() -> SyncRequest {
    let operation = Operation::VillageDefined(VillageDefined {
        village: VillageId::new("dong").unwrap(),
        name: Label::new("Thôn Đông").unwrap(),
        order: 1,
    });
    SyncRequest {
        protocol: PROTOCOL,
        app: "1".to_owned(),
        format: FORMAT,
        rules: RULES,
        clock: NOW,
        steady_since: Millis(0),
        cursor: Seq(0),
        epoch: None,
        scope: None,
        entries: vec![Entry {
            id: EntryId::made(NOW, [1; 10]),
            commune: commune(),
            author: AccountId::new("lan").unwrap(),
            device: who().1,
            at: NOW,
            certainty: Certainty::Sure,
            format: FORMAT,
            rules: RULES,
            seen: [].into(),
            accepted: None,
            operation,
        }],
        held: Vec::new(),
        again: Vec::new(),
        lenient: true,
        unsent: 0,
        kept: None,
        proof: None,
        forms: 0,
    }
}

fn held(store: &Store) -> usize {
    let held = store.read(|rows| HeldEntry::all(rows, &commune()));
    held.unwrap().len()
}

#[test]
fn work_in_the_file_of_an_ended_phone_is_held_for_review() {
    for state in [
        DeviceState::Revoked,
        DeviceState::Stolen,
        DeviceState::Wiped,
        DeviceState::Retired,
    ] {
        let store = store_with_device(state);
        for _ in 0..2 {
            let receipts = store.take_in_file(who(), request(), NOW).unwrap().unwrap();
            assert_eq!(receipts.len(), 1, "{state:?}");
            assert_eq!(receipts[0].outcome, Outcome::Held, "{state:?}");
            assert_eq!(held(&store), 1, "twice the same file is once the same work");
        }
        let device = store.read(|rows| Device::get(rows, &who().0, &who().1));
        let device = device.unwrap().unwrap();
        assert_eq!(
            device.state, state,
            "only the phone itself says that it was wiped"
        );
        assert_eq!(device.last_contact, Some(Millis(5)));
    }
}

#[test]
fn work_in_the_file_of_a_phone_in_use_is_kept() {
    let store = store_with_device(DeviceState::Active);
    let receipts = store.take_in_file(who(), request(), NOW).unwrap().unwrap();
    assert!(matches!(receipts[0].outcome, Outcome::Kept { .. }));
    assert_eq!(held(&store), 0);
}

#[test]
fn over_the_network_a_replaced_phone_is_not_known_and_a_wiped_one_told_again() {
    let store = store_with_device(DeviceState::Retired);
    let answer = store.sync_blocking(who(), request(), NOW).unwrap();
    assert!(matches!(answer, SyncAnswer::NotEnrolled));
    let store = store_with_device(DeviceState::Wiped);
    let answer = store.sync_blocking(who(), request(), NOW).unwrap();
    let SyncAnswer::Response(answer) = answer else {
        panic!("not told again");
    };
    assert_eq!(answer.revoked, Some(Revoked::AfterLastUpload));
    assert_eq!(held(&store), 1, "what it still has is held");
}
