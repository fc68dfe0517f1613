//! Held work accepted by each role, and what members who left may still bring in.
use super::operations::body;
use super::{commune, entry, line, operation, put_phone, some_entry_id, sync_request};
use crate::http::browser::Commune;
use domain::{AccountId, Day, Millis, Operation, Role};
use serde_json::{Value, json};
use store::{Account, Decider, Device, DeviceState, HeldEntry, Incoming, scope_of};
use sync::Outcome;

pub async fn write(table: &mut String) {
    table.push('\n');
    let mut titles = vec!["of".to_owned(), "receipt".to_owned()];
    titles.extend(Role::ALL.map(|role| role.as_str().to_owned()));
    line(table, "HELD: a revoked phone's, accepted by", &titles);
    for name in Operation::NAMES {
        let Some(author) = author_of(name) else {
            continue;
        };
        let mut cells = vec![author.as_str().to_owned()];
        for role in Role::ALL {
            let (receipt, accepted) = accept(name, author, role).await;
            if cells.len() == 1 {
                cells.push(receipt);
            }
            cells.push(accepted);
        }
        line(table, name, &cells);
    }
    table.push('\n');
    let titles =
        ["member", "leader"].map(|role| [format!("{role} before"), format!("{role} later")]);
    line(
        table,
        "LEFT: receipt, made before their last day, or later",
        &titles.concat(),
    );
    for name in Operation::NAMES {
        let mut cells = Vec::new();
        for role in [Role::Member, Role::Leader] {
            for day in ["2026-11-19", "2026-11-21"] {
                cells.push(bring(name, role, day).await);
            }
        }
        line(table, name, &cells);
    }
}

/// The first role that may make an operation.
fn author_of(name: &str) -> Option<Role> {
    let sample = operation(name, body(name, "dong", "tay", &no_entry()));
    Role::ALL.into_iter().find(|role| role.may_make(&sample))
}

fn no_entry() -> String {
    "01940000-0000-7000-8000-000000000001".to_owned()
}

fn told(receipt: &Value) -> String {
    let code = receipt["code"].as_str().or(receipt["outcome"].as_str());
    code.unwrap_or("nothing").to_owned()
}

async fn accept(name: &str, author: Role, by: Role) -> (String, String) {
    let commune = commune().await;
    put_phone(&commune, author.as_str(), "may", DeviceState::Revoked).await;
    let promise = some_entry_id(&commune).to_string();
    let sent = entry(
        &commune,
        author.as_str(),
        name,
        body(name, "dong", "tay", &promise),
    );
    let mut browser = commune.browser();
    let request = sync_request(std::slice::from_ref(&sent));
    let answer = browser.post_json("/api/sync", "may", &request).await;
    let receipt = told(&answer.json()["receipts"][0]);
    let (store, id) = (&commune.state.store, Commune::id());
    let at = commune.state.clock.now();
    let account = AccountId::new(by.as_str()).unwrap();
    let scope = store.read(|rows| {
        let account = Account::get(rows, &id, &account)?.unwrap();
        scope_of(rows, &account, at.day())
    });
    let scope = scope.unwrap();
    let by = Decider { account, scope, at };
    let accepting = store.write(move |ledger| HeldEntry::accept(ledger, &id, sent.id, &by));
    let accepted = match accepting.done().await.unwrap() {
        None => "—".to_owned(),
        Some(Outcome::Refused { code }) => code.as_str().to_owned(),
        Some(Outcome::Kept { .. }) => "kept".to_owned(),
        Some(other) => panic!("{other:?}"),
    };
    (receipt, accepted)
}

/// Their last day was the 20th; today is the 23rd.
async fn bring(name: &str, role: Role, day: &str) -> String {
    let commune = commune().await;
    put_phone(&commune, role.as_str(), "may", DeviceState::Active).await;
    let left = json!({"team": "to", "member": role.as_str(), "to": "2026-11-20"});
    let left = entry(&commune, "officer", "MemberLeft", left);
    let leaving = commune.state.store.write(move |ledger| {
        let rows = ledger.transaction();
        let id = domain::DeviceId::new("may").unwrap();
        let mut device = Device::get(rows, &Commune::id(), &id)?.unwrap();
        device.enrolled_at = Day::parse("2026-01-01").unwrap().start();
        device.put(rows)?;
        let received_at = left.at;
        ledger.append(Incoming {
            entry: left,
            received_at,
            scope: None,
        })
    });
    leaving.done().await.unwrap();
    let promise = some_entry_id(&commune).to_string();
    let mut sent = entry(
        &commune,
        role.as_str(),
        name,
        body(name, "dong", "tay", &promise),
    );
    sent.at = Millis(Day::parse(day).unwrap().start().0 + 8 * Millis::MINUTE * 60);
    let mut request = sync_request(&[sent]);
    request["steady_since"] = json!(0);
    let mut browser = commune.browser();
    let answer = browser.post_json("/api/sync", "may", &request).await.json();
    assert_eq!(answer["revoked"], "after-last-upload", "{answer}");
    told(&answer["receipts"][0])
}
