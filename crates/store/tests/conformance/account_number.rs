//! Account numbers: sealed wherever the store keeps them, readable on phones only.
use super::commune::*;
use super::home::Home;
use domain::household::{ConsentWay, Purpose};
use domain::*;
use store::*;
use sync::{Outcome, SyncResponse};

fn account(number: &str) -> Operation {
    Operation::PaymentAccountRecorded(Box::new(PaymentAccountRecorded {
        household: HouseholdId::new("h1").unwrap(),
        bank: BankBin::new("970436").unwrap(),
        number: Personal::new(AccountNumber::new(number).unwrap()),
        card: false,
        holder: Personal::new(Name::new("BUI THI DUONG").unwrap()),
        holder_resident: None,
    }))
}

/// A business at `h1` whose household consented to its account number being recorded.
pub fn business(commune: &Commune) {
    commune.append(Operation::BusinessRegistered(BusinessRegistered {
        household: HouseholdId::new("h1").unwrap(),
        name: Label::new("Nước mắm cô Dưỡng").unwrap(),
        trade: Label::new("Nước mắm").unwrap(),
        owner: None,
    }));
    commune.append(Operation::ConsentGiven(ConsentGiven {
        household: HouseholdId::new("h1").unwrap(),
        purpose: Purpose::AccountNumber,
        way: ConsentWay::Signed,
        text_version: 1,
    }));
}

fn sent_number(response: &SyncResponse) -> Option<String> {
    let bodies = response.records.iter().map(|record| record.body.get());
    let held = bodies.filter_map(|body| serde_json::from_str::<Household>(body).ok());
    let account = held.filter_map(|it| it.trading?.account).next()?;
    Some(account.number.reveal()?.clone().into())
}

pub fn an_account_number_is_nowhere_in_the_open_but_on_the_phone(home: &Home) {
    let commune = Commune::begin(home);
    commune.store.use_account_key(AccountKey::new([7; 32]));
    business(&commune);
    let phone = commune.enrol("an");
    let entry = commune.entry(account("257678859"));
    let response = commune.sync_entries(&phone, None, vec![entry.clone()]);
    assert!(matches!(response.receipts[0].outcome, Outcome::Kept { .. }));
    assert_eq!(sent_number(&response).as_deref(), Some("257678859"));
    let again = commune.sync_entries(&phone, None, vec![entry]);
    assert!(matches!(again.receipts[0].outcome, Outcome::Kept { .. }));
    assert!(!commune.everything().contains("257678859"));
    let household = commune.household("h1");
    let kept = household.trading.unwrap().account.unwrap();
    let opened = commune.store.account_number(&commune.id(), &kept).unwrap();
    assert_eq!(opened.masked(), "•••• 8859");
    commune.must_verify();

    let backup = home.folder().join("copy");
    assert_eq!(commune.store.backup(&backup).unwrap(), []);
    drop(commune);
    let place = home.to_restore_into();
    place.restore(&backup, NOW, || 77).unwrap();
    let commune = Commune::reopen(&place);
    let sealed = sent_number(&commune.sync(&phone, None)).unwrap();
    assert!(
        sealed.starts_with("sealed."),
        "without the key only the number is lost"
    );
    commune.store.use_account_key(AccountKey::new([7; 32]));
    let response = commune.sync(&phone, None);
    assert_eq!(sent_number(&response).as_deref(), Some("257678859"));

    commune.append(Operation::PaymentAccountRemoved(PaymentAccountRemoved {
        household: HouseholdId::new("h1").unwrap(),
    }));
    assert!(!commune.everything().contains("sealed."));
    commune.must_verify();
}

pub fn without_a_key_no_account_number_is_taken(home: &Home) {
    let commune = Commune::begin(home);
    business(&commune);
    let phone = commune.enrol("an");
    let response = commune.sync_entries(&phone, None, vec![commune.entry(account("257678859"))]);
    let code = RefusalCode::AccountKeyMissing;
    assert_eq!(response.receipts[0].outcome, Outcome::Refused { code });
    assert!(!commune.everything().contains("257678859"));
    commune.must_verify();
}
