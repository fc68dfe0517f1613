//! Easy mistakes on the command line are reported and change nothing.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::process::{Command, Output};

fn tungnha(data: &Path, lang: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tungnha"))
        .args(arguments)
        .env("TUNGNHA_DATA", data)
        .env("TUNGNHA_LANG", lang)
        .output()
        .unwrap()
}

fn must(data: &Path, arguments: &[&str]) -> String {
    let done = tungnha(data, "en", arguments);
    assert!(done.status.success(), "{arguments:?}: {done:?}");
    String::from_utf8(done.stdout).unwrap()
}

fn refuses(data: &Path, arguments: &[&str]) -> String {
    let done = tungnha(data, "en", arguments);
    assert_eq!(done.status.code(), Some(3), "{arguments:?}: {done:?}");
    String::from_utf8(done.stderr).unwrap()
}

fn add<'a>(id: &'a str, name: &'a str, commune: &'a str) -> Vec<&'a str> {
    let add = ["account", "add", id, "--role", "member"];
    let named = ["--name", name, "--commune", commune];
    add.into_iter().chain(named).collect()
}

#[test]
fn a_misspelt_commune_is_not_created() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    must(data, &add("an", "Lê Thị An", "nghi-son"));
    let told = refuses(data, &add("binh", "Hà Bình", "nghi-so"));
    assert!(
        told.contains("nghi-so ") && told.contains("nghi-son"),
        "{told}"
    );
    for command in [
        &["code", "an", "--commune", "nghi-so"][..],
        &["account", "disable", "an", "--commune", "nghi-so"],
    ] {
        let told = refuses(data, command);
        assert!(told.contains("only nghi-son"), "{told}");
    }
    let list = data.join("list.xlsx");
    must(data, &["sample", list.to_str().unwrap()]);
    let list = list.to_str().unwrap();
    refuses(
        data,
        &["import", "households", list, "--commune", "nghi-so"],
    );
    must(data, &["code", "an"]);
    let on_purpose = [&add("chi", "Vũ Chi", "hai-thanh")[..], &["--new-commune"]].concat();
    must(data, &on_purpose);
    assert!(refuses(data, &["code", "an"]).contains("several communes"));
}

#[test]
fn an_account_has_a_name_and_one_that_is_disabled_gets_no_code() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    for name in ["", "  "] {
        assert!(refuses(data, &add("an", name, "nghi-son")).contains("--name"));
    }
    must(data, &add("an", "Lê Thị An", "nghi-son"));
    must(data, &["account", "disable", "an"]);
    assert!(refuses(data, &["code", "an"]).contains("disabled"));
}

#[test]
fn the_live_database_is_no_backup_of_itself() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    must(&data, &add("an", "Lê Thị An", "nghi-son"));
    let live = data.join("tungnha.sqlite");
    let told = refuses(&data, &["restore", live.to_str().unwrap()]);
    assert!(told.contains("no backup"), "{told}");
    let link = folder.path().join("copy.backup");
    std::fs::hard_link(&live, &link).unwrap();
    let told = refuses(&data, &["restore", link.to_str().unwrap()]);
    assert!(told.contains("(not-a-backup)"), "{told}");
    must(&data, &["verify"]);
}

#[test]
fn restore_and_verify_report_a_damaged_office_journal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    must(&data, &add("an", "Lê Thị An", "nghi-son"));
    let backup = folder.path().join("copy.backup");
    must(&data, &["backup", backup.to_str().unwrap()]);
    let journal = data.join("journal");
    let files = std::fs::read_dir(&journal).unwrap();
    let mut files = files.map(|it| it.unwrap().path());
    let file = files.find(|it| it.extension().is_some()).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("Thị", "Thi", 1)).unwrap();
    for command in [&["verify"][..], &["restore", backup.to_str().unwrap()]] {
        let told = must(&data, command);
        assert!(told.contains("(journal-damaged)"), "{told}");
    }
    std::fs::remove_dir_all(&journal).unwrap();
    let told = must(&data, &["verify"]);
    assert!(told.contains("(journal-missing)"), "{told}");
}

#[test]
fn a_mistyped_command_is_explained_in_vietnamese_first() {
    let folder = tempfile::tempdir().unwrap();
    for wrong in [
        &["verifi"][..],
        &["account", "add"],
        &["serve", "--port", "x"],
    ] {
        let done = tungnha(folder.path(), "vi", wrong);
        assert_eq!(done.status.code(), Some(2), "{done:?}");
        let told = String::from_utf8(done.stderr).unwrap();
        assert!(told.starts_with("lệnh gõ chưa đúng"), "{told}");
    }
    let help = tungnha(folder.path(), "vi", &["--help"]);
    let told = String::from_utf8(help.stderr).unwrap();
    assert!(help.status.success() && told.is_empty(), "{told}");
}
