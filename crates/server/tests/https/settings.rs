//! Settings that cannot work are reported before anything listens: a sentence in both languages and
//! a stable code.
use super::pair::{Pair, paths};
use super::running::refused;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

fn flags(words: &[&str]) -> Vec<String> {
    words.iter().map(|it| (*it).to_owned()).collect()
}

/// Checks that it is refused in both languages with its code, and that nothing was served.
fn is_refused(data: &Path, code: &str, flags: &[String]) {
    let told = ["vi", "en"].map(|lang| {
        let done = refused(data, lang, flags);
        assert_eq!(done.status.code(), Some(3), "{code}: {done:?}");
        assert!(done.stdout.is_empty(), "{code}: {done:?}");
        String::from_utf8(done.stderr).unwrap()
    });
    for sentence in &told {
        assert!(
            sentence.trim_end().ends_with(&format!("({code})")),
            "{sentence}"
        );
    }
    assert_ne!(told[0], told[1]);
}

#[test]
fn unusable_certificate_files_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let pair = Pair::new("localhost");
    let named = pair.write(folder.path());
    let (certificate, key) = paths(folder.path());
    is_refused(&data, "tls-half", &named[..2]);
    let both = [&named[..], &flags(&["--acme", "xa.example"])].concat();
    is_refused(&data, "tls-and-acme", &both);

    std::fs::write(&key, Pair::new("localhost").key).unwrap();
    is_refused(&data, "tls-key-of-another", &named);
    let locked =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    for wrong in [
        "",
        locked,
        &pair.certificate,
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ] {
        std::fs::write(&key, wrong).unwrap();
        is_refused(&data, "tls-no-key", &named);
    }
    std::fs::write(&key, &pair.key).unwrap();
    let broken = pair.certificate.replacen("MII", "AAA", 1);
    for wrong in ["", "so", &pair.key, &broken] {
        std::fs::write(&certificate, wrong).unwrap();
        is_refused(&data, "tls-no-certificate", &named);
    }
    std::fs::remove_file(&certificate).unwrap();
    is_refused(&data, "tls-unreadable", &named);
    std::fs::create_dir(&certificate).unwrap();
    is_refused(&data, "tls-unreadable", &named);
}

#[test]
fn names_that_no_authority_accepts_and_read_only_folders_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    is_refused(&data, "acme-name", &flags(&["--acme", "10.0.0.1"]));
    is_refused(
        &data,
        "acme-contact",
        &flags(&["--acme", "xa.example", "--acme-contact", "x"]),
    );
    let plain = [
        "--acme",
        "xa.example",
        "--acme-directory",
        "http://localhost/",
    ];
    is_refused(&data, "acme-directory", &flags(&plain));
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("acme"), "in the way").unwrap();
    is_refused(&data, "acme-folder", &flags(&["--acme", "xa.example"]));
}

#[test]
fn a_port_in_use_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let holder = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = holder.local_addr().unwrap().port().to_string();
    is_refused(folder.path(), "port-taken", &flags(&["--port", &port]));
    let named = Pair::new("localhost").write(folder.path());
    let local = flags(&[
        "--address",
        "127.0.0.1",
        "--port",
        "0",
        "--http-port",
        &port,
    ]);
    is_refused(folder.path(), "port-taken", &[&named[..], &local].concat());
}

fn config(folder: &Path, flags: &[String]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tungnha"));
    command
        .env_clear()
        .env("TUNGNHA_LANG", "en")
        .current_dir(folder);
    command.arg("config").args(flags).output().unwrap()
}

/// One line of the output, with its words separated by single blanks.
fn said(done: &Output, begins: &str) -> String {
    let told = String::from_utf8(done.stdout.clone()).unwrap();
    let line = told.lines().find(|it| it.starts_with(begins));
    let words: Vec<&str> = line.unwrap_or_default().split_whitespace().collect();
    words.join(" ")
}

#[test]
fn settings_in_force_are_printed_with_their_reason() {
    let folder = tempfile::tempdir().unwrap();
    let plain = config(folder.path(), &[]);
    assert_eq!(said(&plain, "port "), "port = 8080 # default");
    assert!(said(&plain, "# HTTPS").contains("not by the server itself"));
    assert!(
        said(
            &config(folder.path(), &flags(&["--behind-proxy"])),
            "# HTTPS"
        )
        .contains("the proxy in front")
    );

    let acme = config(folder.path(), &flags(&["--acme", "xa.example"]));
    assert_eq!(acme.status.code(), Some(0));
    assert_eq!(said(&acme, "port "), "port = 443 # because acme is set");
    assert_eq!(
        said(&acme, "address "),
        "address = \"::\" # because acme is set"
    );
    assert_eq!(
        said(&acme, "http_port "),
        "http_port = 80 # because port is 443"
    );
    assert!(
        said(&acme, "# HTTPS").contains("for xa.example from https://acme-v02.api.letsencrypt.org")
    );
    assert!(
        !folder.path().join("data").exists(),
        "only told, nothing made"
    );

    let named = Pair::until("localhost", 2_050).write(folder.path());
    let files = config(folder.path(), &named);
    assert_eq!(
        said(&files, "port "),
        "port = 443 # because tls_certificate is set"
    );
    assert!(said(&files, "# HTTPS").contains("from files, for localhost, until 2050-01-01"));
}

#[test]
fn settings_that_cannot_work_are_printed_too() {
    let folder = tempfile::tempdir().unwrap();
    let half = config(folder.path(), &flags(&["--tls-key", "k"]));
    assert_eq!(half.status.code(), Some(1));
    assert!(said(&half, "# HTTPS").ends_with("(tls-half)"));
    let named = Pair::until("localhost", 2_020).write(folder.path());
    let old = config(folder.path(), &named);
    assert_eq!(old.status.code(), Some(1));
    assert!(said(&old, "# The certificate ended on 2020-01-01").ends_with("(tls-expired)."));
}
