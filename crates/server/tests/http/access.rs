//! Access to every route and every operation, by role, area and kind of session or token, compared
//! with the table in `access.txt`, which reviewers read.
//!
//! After an intended change, run `TUNGNHA_WRITE_ACCESS=1 cargo test -p server access` and read the
//! table.
mod held;
mod operations;
mod routes;
mod snapshots;

use super::browser::{Commune, monday_morning};
use domain::{
    AccountId, BulletinText, CommuneId, DeviceId, Entry, EntryId, Label, Operation, PhotoId, Role,
    TextHash,
};
use domain::{Certainty, FORMAT, RULES};
use serde_json::{Value, json};
use server::secret;
use std::fmt::Write;
use std::path::Path;
use store::{Account, AccountKey, Device, DeviceState, Form, Incoming, KEY_BYTES};
use sync::{Epoch, Outcome};

/// The text above the table.
const LEGEND: &str = "\
# Who reaches what. The test asks for every route and operation as everyone here would.
#
# Sessions: absent, made-up, expired (left for 30 minutes), of a disabled account, without the
# form's token (no-csrf), of each role, and of an officer of another commune (stranger), to whom
# what a path names here is unknown. sign-in: sent to the sign-in page; redirect: anywhere else;
# 400 and 422: let in, and told what the form lacks.
# Phones: of a member, or of the account that the column names; with what is in the answer, +data of the commune, +wipe the order to destroy itself.
# Operations: in the village of the team and elsewhere. kept: written; held: someone looks at it
# first; waiting: kept until what the sample lacks is known; else the code of the refusal, which
# for who may make it says what the sample lacks.
# Held: whose it is, what the phone is told, and what comes of it where an account of each role
# accepts it, judged by both; pages let only officers do so. —: it was never held.
# Left: of members and leaders whose last day was three days ago.

";

const TABLE: &str = "tests/http/access.txt";

#[tokio::test]
async fn everyone_reaches_what_the_table_says_and_nothing_else() {
    let mut table = LEGEND.to_owned();
    routes::write_pages(&mut table).await;
    routes::write_api(&mut table).await;
    operations::write(&mut table).await;
    held::write(&mut table).await;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    if std::env::var_os("TUNGNHA_WRITE_ACCESS").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    let differing = table
        .lines()
        .zip(kept.lines())
        .find(|(now, kept)| now != kept);
    assert_eq!(differing, None, "(what is, what the table says)");
    assert_eq!(table.len(), kept.len(), "rows are missing on one side");
}

fn line(table: &mut String, title: &str, cells: &[String]) {
    write!(table, "{title:<44}").unwrap();
    for cell in cells {
        write!(table, " {cell:<12}").unwrap();
    }
    let end = table.trim_end().len();
    table.truncate(end);
    table.push('\n');
}

/// Two villages with a household each, a team for one of them, and an account for each role.
async fn commune() -> Commune {
    commune_of(Commune::new()).await
}

/// The same on any server with nobody in it yet.
async fn commune_of(commune: Commune) -> Commune {
    commune
        .state
        .store
        .use_account_key(AccountKey::new([7; KEY_BYTES]));
    let id = Commune::id();
    let other = CommuneId::new("khac").unwrap();
    for commune_id in [&id, &other] {
        let made = commune
            .state
            .store
            .create_commune(commune_id.clone(), Epoch(1));
        made.done().await.unwrap();
    }
    for role in Role::ALL {
        put_account(&commune, &id, role.as_str(), role, false).await;
    }
    put_account(&commune, &id, "disabled", Role::Officer, true).await;
    put_account(&commune, &other, "stranger", Role::Officer, false).await;
    let (photos, photo) = (commune.state.store.photos(), PhotoId::new("anh-1").unwrap());
    let put = photos.put(&id, &photo, Form::Whole, b"a picture".to_vec());
    put.await.unwrap();
    for (name, body) in foundation() {
        let author = match name {
            "BulletinApproved" => "editor",
            _ => "officer",
        };
        let entry = entry(&commune, author, name, body);
        let kept = commune.state.store.write(move |ledger| {
            let received_at = entry.at;
            ledger.append(Incoming {
                entry,
                received_at,
                scope: None,
            })
        });
        let outcome = kept.done().await.unwrap();
        assert!(
            matches!(outcome, Outcome::Kept { .. }),
            "{name}: {outcome:?}"
        );
    }
    commune
}

fn foundation() -> Vec<(&'static str, Value)> {
    let mut all = Vec::new();
    for (order, place) in [(1, "dong"), (2, "tay")] {
        all.push((
            "VillageDefined",
            json!({"village": place, "name": place, "order": order}),
        ));
    }
    all.push((
        "TeamDefined",
        json!({"team": "to", "name": "Tổ", "villages": ["dong"]}),
    ));
    all.push((
        "DirectiveIssued",
        json!({"directive": "viec", "title": "Gặp mọi nhà", "text": "Gặp.", "goal": "met",
            "from": "2026-11-01", "to": "2026-12-25"}),
    ));
    for role in ["member", "leader"] {
        all.push((
            "MemberJoined",
            json!({"team": "to", "member": role, "name": role, "role": role, "from": "2026-01-01"}),
        ));
    }
    for place in ["dong", "tay"] {
        all.push(("ClassPlanned", class_plan(place, "14:00")));
        let contact = json!({"class": class_of(place), "people": 1,
            "contact": {"phone": "0912345678"}});
        all.push(("ClassJoined", contact));
    }
    let question = json!({"question": "hoi", "asks": "Hỏi?", "answer": "Đáp."});
    all.push(("QuestionPublished", question));
    for place in ["dong", "tay"] {
        all.push(("HelpAsked", help(place)));
        for number in 1..=2 {
            let resident = format!("{place}-{number}");
            all.push((
                "HouseholdRegistered",
                json!({
                    "household": format!("h-{resident}"), "code": resident, "village": place,
                    "head": "Bùi Văn Ba", "listed": true,
                    "residents": [{"resident": resident, "name": "Bùi Thị Tư"}],
                }),
            ));
        }
    }
    all.extend(bulletins());
    all
}

/// A class of today in a village. `member` teaches none, so that only the village decides.
fn class_plan(place: &str, from: &str) -> Value {
    let plan = json!({"topic": "thanh-toan", "title": "Trả tiền bằng mã QR", "village": place,
        "place": format!("Trường {place}"), "day": "2026-11-23", "from": from, "to": "20:00",
        "teacher": {"guest": format!("Cô Hà {place}")}, "seats": 9});
    json!({"class": class_of(place), "plan": plan})
}

fn class_of(place: &str) -> String {
    match place {
        "dong" => "lop".to_owned(),
        other => format!("lop-{other}"),
    }
}

/// A help request from a village. Its id consists of letters, as a typed reference does.
fn help(place: &str) -> Value {
    let id = format!("ask{}", &place[..1]);
    json!({"help": id, "way": "site", "village": place, "words": "Giúp"})
}

/// `b1` is published, `b2` waits for the board, `b3` is a draft, `b4` is approved but not
/// published.
fn bulletins() -> Vec<(&'static str, Value)> {
    let mut all = Vec::new();
    let drafted = |id| json!({"bulletin": id, "title": "Bài", "text": "Chữ", "author_name": "An"});
    for id in ["b1", "b2", "b3", "b4"] {
        all.push(("BulletinDrafted", drafted(id)));
    }
    for id in ["b1", "b2", "b4"] {
        all.push(("BulletinSubmitted", json!({"bulletin": id})));
    }
    for id in ["b1", "b4"] {
        all.push(("BulletinApproved", approval(id)));
    }
    all.push(("BulletinPublished", json!({"bulletin": "b1"})));
    all
}

/// The approval of the text that all bulletins here have.
fn approval(bulletin: &str) -> Value {
    let (title, text) = (
        Label::new("Bài").unwrap(),
        BulletinText::new("Chữ").unwrap(),
    );
    let hash = TextHash::of(&title, &text, &[]);
    json!({"bulletin": bulletin, "hash": hash.as_str(), "name": "Bình", "post": "deputy",
        "title": "Phó Chủ tịch UBND xã"})
}

fn entry(commune: &Commune, author: &str, name: &str, body: Value) -> Entry {
    let now = commune.state.clock.now();
    Entry {
        id: commune.state.chance.entry_id(now),
        commune: Commune::id(),
        author: AccountId::new(author).unwrap(),
        device: DeviceId::new("may").unwrap(),
        at: now,
        certainty: Certainty::Sure,
        format: FORMAT,
        rules: RULES,
        seen: [].into(),
        accepted: None,
        operation: operation(name, body),
    }
}

fn operation(name: &str, body: Value) -> Operation {
    let named = Value::Object([(name.to_owned(), body)].into_iter().collect());
    serde_json::from_value(named).unwrap_or_else(|error| panic!("{name}: {error}"))
}

async fn put_account(commune: &Commune, to: &CommuneId, id: &str, role: Role, disabled: bool) {
    let account = Account {
        commune: to.clone(),
        id: AccountId::new(id).unwrap(),
        login: id.to_owned(),
        name: id.to_owned(),
        role,
        password_hash: None,
        disabled,
        created: None,
    };
    let put = commune
        .state
        .store
        .write(move |ledger| account.put(ledger.transaction()));
    put.done().await.unwrap();
}

/// A phone of an account. Its token is its id.
async fn put_phone(commune: &Commune, account: &str, id: &str, state: DeviceState) {
    let device = Device {
        id: DeviceId::new(id).unwrap(),
        commune: Commune::id(),
        account: AccountId::new(account).unwrap(),
        token_hash: secret::hash(id),
        enrolled_at: commune.state.clock.now(),
        state,
        was_stolen: false,
        last_contact: None,
        offset_ms: None,
        app: String::new(),
        unsent: 0,
        wrapped_key: None,
        left: None,
    };
    let put = commune
        .state
        .store
        .write(move |ledger| device.put(ledger.transaction()));
    put.done().await.unwrap();
}

fn sync_request(entries: &[Entry]) -> Value {
    let clock = monday_morning();
    json!({
        "protocol": 1, "app": "0.1.0", "clock": clock, "steady_since": clock, "cursor": 0,
        "entries": entries, "lenient": true,
    })
}

fn some_entry_id(commune: &Commune) -> EntryId {
    commune.state.chance.entry_id(commune.state.clock.now())
}
