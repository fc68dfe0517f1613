//! Accounts on the command line: unique names, refused passwords, ended sessions.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
use domain::{AccountId, CommuneId, Millis};
use server::session::{From, Sessions};
use server::{AccountName, Chance};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use store::{Account, Store};

const PASSWORD: &str = "đi từng ngõ, gõ từng nhà";

fn account(data: &Path, arguments: &[&str], password: &str) -> Output {
    let mut process = Command::new(env!("CARGO_BIN_EXE_tungnha"))
        .arg("account")
        .args(arguments)
        .arg("--data")
        .arg(data)
        .env("TUNGNHA_LANG", "en")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut typed = process.stdin.take().unwrap();
    // A command that asks for no password may have ended already.
    let _unread = writeln!(typed, "{password}");
    drop(typed);
    process.wait_with_output().unwrap()
}

fn add(data: &Path, commune: &str, more: &[&str], password: &str) -> Output {
    let usual = ["add", "lan", "--name", "Lê Thị Lan", "--commune", commune];
    account(data, &[&usual[..], more].concat(), password)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_sign_in_name_is_given_once_on_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let first = add(folder.path(), "nghi-son", &[], PASSWORD);
    assert!(first.status.success(), "{}", said(&first));
    let second = add(folder.path(), "hai-thanh", &["--new-commune"], PASSWORD);
    assert_eq!(second.status.code(), Some(3));
    assert!(
        said(&second).contains("in use in nghi-son"),
        "{}",
        said(&second)
    );
    let other = ["--login", "lan-hai-thanh", "--new-commune"];
    let second = add(folder.path(), "hai-thanh", &other, PASSWORD);
    assert!(second.status.success(), "{}", said(&second));
    let usual = ["add", "hoa", "--name", "Hòa", "--commune", "hai-thanh"];
    let same_commune = [&usual[..], &["--login", "lan-hai-thanh"]].concat();
    let same_commune = account(folder.path(), &same_commune, PASSWORD);
    assert!(
        said(&same_commune).contains("in use in hai-thanh"),
        "{}",
        said(&same_commune)
    );
    let taken = ["login", "lan", "lan", "--commune", "hai-thanh"];
    let taken = account(folder.path(), &taken, "");
    assert!(
        said(&taken).contains("in use in nghi-son"),
        "{}",
        said(&taken)
    );
}

#[tokio::test]
async fn an_account_with_a_doubled_name_still_gets_a_password_and_a_new_name() {
    let folder = tempfile::tempdir().unwrap();
    let other = ["--login", "lan-hai-thanh", "--new-commune"];
    add(folder.path(), "nghi-son", &[], PASSWORD);
    add(folder.path(), "hai-thanh", &other, PASSWORD);
    let (commune, id) = (CommuneId::new("hai-thanh"), AccountId::new("lan"));
    let (commune, id) = (commune.unwrap(), id.unwrap());
    {
        // As an older version allowed it.
        let store = Store::open(folder.path()).unwrap();
        let put = store.write_to(&commune.clone(), move |ledger| {
            let rows = ledger.transaction();
            let mut account = Account::get(rows, &commune, &id)?.unwrap();
            account.login = "lan".to_owned();
            account.put(rows)
        });
        put.done().await.unwrap();
    }
    for arguments in [&["password", "lan"][..], &["login", "lan", "lan-moi"]] {
        let arguments = [arguments, &["--commune", "hai-thanh"]].concat();
        let done = account(folder.path(), &arguments, "gõ từng nhà, rà từng người");
        assert!(done.status.success(), "{arguments:?}: {}", said(&done));
    }
}

#[test]
fn a_common_password_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (password, told) in [
        ("ngắn quá", "at least 12"),
        ("password1234", "many people use"),
        ("lê thị lan 85", "the person's name"),
    ] {
        let refused = add(folder.path(), "nghi-son", &[], password);
        assert_eq!(refused.status.code(), Some(3), "{password}");
        assert!(
            said(&refused).contains(told),
            "{password}: {}",
            said(&refused)
        );
    }
}

#[tokio::test]
async fn a_password_or_role_from_the_command_line_ends_sessions_and_is_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    assert!(
        add(folder.path(), "nghi-son", &[], PASSWORD)
            .status
            .success()
    );
    let commune = CommuneId::new("nghi-son").unwrap();
    let who = AccountName {
        commune: commune.clone(),
        id: AccountId::new("lan").unwrap(),
    };
    let store = Store::open(folder.path()).unwrap();
    let sessions = Sessions::new(&store);
    for arguments in [&["password", "lan"][..], &["role", "lan", "editor"]] {
        let opened = sessions.open(who.clone(), From::default(), Millis(0), &Chance::System);
        let token = opened.await.unwrap();
        assert!(sessions.find(&token, Millis(1)).unwrap().is_some());
        let done = account(folder.path(), arguments, "gõ từng nhà, rà từng người");
        assert!(done.status.success(), "{}", said(&done));
        assert!(sessions.find(&token, Millis(2)).unwrap().is_none());
        let open = store.read(|rows| sessions.of(rows, &who, Millis(2)));
        assert!(open.unwrap().is_empty());
    }
    let kept = store
        .read(|rows| rows.documents(&commune, "access"))
        .unwrap();
    let changed = kept
        .iter()
        .filter(|it| it.body.contains("changed-password"));
    assert_eq!(changed.count(), 2);
}
