//! Settings from a file, the environment and flags, as `tungnha config` prints them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::process::{Command, Output};

fn tungnha(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tungnha"));
    command
        .env_clear()
        .env("TUNGNHA_LANG", "en")
        .current_dir(folder);
    let variables = variables.iter().copied();
    command.envs(variables).args(arguments).output().unwrap()
}

/// The words of a setting's line.
fn line<'a>(told: &'a str, key: &str) -> Vec<&'a str> {
    let begins = |line: &&str| line.split_whitespace().next() == Some(key);
    let line = told.lines().find(begins).unwrap();
    line.split_whitespace().collect()
}

#[test]
fn settings_in_force_are_printed_with_their_source_and_without_passwords() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# Nghi Sơn\ndata = \"xa\"\nport = 8081\n[backups]\ndaily = 3\n";
    std::fs::write(folder.path().join("xa.toml"), text).unwrap();
    let variables = [
        ("TUNGNHA_CONFIG", "xa.toml"),
        ("TUNGNHA_PORT", "8082"),
        ("TUNGNHA_DATABASE", "postgres://can-bo:bi-mat@h/xa"),
    ];
    let arguments = ["config", "--address", "0.0.0.0"];
    let done = tungnha(folder.path(), &variables, &arguments);
    assert!(done.status.success(), "{done:?}");
    let told = String::from_utf8(done.stdout).unwrap();
    assert!(!told.contains("bi-mat"), "{told}");
    for (key, value, source) in [
        ("data", "\"xa\"", "xa.toml:2"),
        ("port", "8082", "variable TUNGNHA_PORT"),
        ("address", "\"0.0.0.0\"", "flag --address"),
        (
            "database",
            "\"postgres://can-bo:•••@h/xa\"",
            "variable TUNGNHA_DATABASE",
        ),
        ("backups.daily", "3", "xa.toml:5"),
        ("backups.weekly", "8", "default"),
        ("lang", "\"en\"", "variable TUNGNHA_LANG"),
    ] {
        let expected: Vec<&str> = [key, "=", value, "#"].into_iter().collect();
        let expected: Vec<&str> = expected.into_iter().chain(source.split(' ')).collect();
        assert_eq!(line(&told, key), expected);
    }
    assert!(told.contains("# backups.folder"), "{told}");
}

#[test]
fn a_file_that_is_wrong_stops_every_command_before_it_does_anything() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("xa.toml"), "datta = \"xa\"\n").unwrap();
    let done = tungnha(folder.path(), &[], &["--config", "xa.toml", "verify"]);
    let told = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(3), "{told}");
    assert!(told.contains("xa.toml:1: there is no setting “datta”; the nearest is “data”"));
    assert!(!folder.path().join("data").exists());
    let done = tungnha(folder.path(), &[], &["verify", "--config", "none.toml"]);
    let told = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(3), "{told}");
    assert!(told.contains("none.toml cannot be read"), "{told}");
}

#[test]
fn the_commands_take_their_data_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("xa.toml"), "data = \"elsewhere\"\n").unwrap();
    let named = [("TUNGNHA_CONFIG", "xa.toml")];
    let add = ["account", "add", "an", "--role", "member"];
    let of = ["--name", "Lê Thị An", "--commune", "nghi-son"];
    for command in [&[add.as_slice(), &of].concat(), &vec!["verify"]] {
        let done = tungnha(folder.path(), &named, command);
        assert!(done.status.success(), "{done:?}");
    }
    assert!(folder.path().join("elsewhere/tungnha.sqlite").is_file());
}
