//! A folder that cannot be written.
use super::running::found;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::Command;

#[test]
fn a_read_only_folder_is_reported_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(found(&data));
    let program = folder.path().join("tungnha");
    fs::copy(env!("CARGO_BIN_EXE_tungnha"), &program).unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&data, Permissions::from_mode(0o555)).unwrap();
    // For root nothing is read-only, so the program then runs as nobody.
    let root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let mut command = match root {
        true => Command::new("setpriv"),
        false => Command::new("env"),
    };
    if root {
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    }
    command
        .arg(&program)
        .args(["serve", "--port", "0", "--data"]);
    for (lang, sentence) in [
        ("vi", "không ghi được vào thư mục"),
        ("en", "cannot be written"),
    ] {
        let mut told = Command::new(command.get_program());
        let told = told
            .args(command.get_args())
            .arg(&data)
            .env("TUNGNHA_LANG", lang);
        let done = told.output().unwrap();
        let error = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(3), "{error}");
        assert!(error.contains(sentence), "{error}");
        assert!(error.contains("(data-read-only)"), "{error}");
    }
}
