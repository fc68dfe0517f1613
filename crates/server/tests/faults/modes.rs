//! The files that the program makes can be read by their owner only, whatever the umask.
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use store::Store;

/// Runs the program with an umask that hides nothing.
fn open_to_all(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", "umask 0; exec \"$@\"", "sh"])
        .arg(env!("CARGO_BIN_EXE_tungnha"))
        .args(arguments)
        .env("TUNGNHA_LANG", "en")
        .env("TUNGNHA_LOG", "off")
        .current_dir(folder);
    command
}

fn run(arguments: &[&str], folder: &Path) -> Output {
    let done = open_to_all(arguments, folder).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    done
}

/// The files in a folder that others than the owner may access, without the folder itself.
fn touchable(folder: &Path) -> Vec<(PathBuf, u32)> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let mode = path.metadata().unwrap().permissions().mode();
        if mode & 0o077 != 0 {
            found.push((path.clone(), mode));
        }
        if path.is_dir() {
            found.extend(touchable(&path));
        }
    }
    found
}

#[test]
fn all_files_of_the_program_are_readable_by_their_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let serve = ["demo", "--port", "0", "--data", "data", "--backups", "kept"];
    let mut demo = open_to_all(&serve, here)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    let listens = lines.any(|line| line.unwrap().contains("http://"));
    demo.kill().unwrap();
    demo.wait().unwrap();
    assert!(listens);
    run(&["backup", "apart.backup", "--data", "data"], here);
    run(&["restore", "apart.backup", "--data", "back"], here);
    run(&["restore", "apart.backup", "--data", "back"], here);
    run(&["verify", "--data", "back"], here);
    run(&["sample", "list.xlsx"], here);
    for made in [
        "data/demo.json",
        "data/photos",
        "apart.backup",
        "photos",
        "back/checked.json",
    ] {
        assert!(here.join(made).exists(), "{made}");
    }
    assert_eq!(touchable(here), []);
}

#[test]
fn files_that_an_older_version_left_readable_are_closed_to_others() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(super::running::found(&data));
    let file = data.join("tungnha.sqlite");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let _store = Store::open(&data).unwrap();
    assert_eq!(touchable(&data), []);
}
