//! Two processes on the same folder.
use super::running::{Running, found, tungnha, verifies, village};
use std::fs;

#[test]
fn deleting_the_lock_file_does_not_let_a_second_process_in() {
    let folder = tempfile::tempdir().unwrap();
    drop(found(folder.path()));
    let server = Running::serve(folder.path());
    fs::remove_file(folder.path().join("lock")).unwrap();
    for command in [&["serve", "--port", "0"][..], &["rebuild"]] {
        // Done twice, because the first process to come creates the file again.
        for _ in 0..2 {
            let told = tungnha(folder.path(), command);
            assert_eq!(told.status.code(), Some(3), "{told:?}");
            let error = String::from_utf8_lossy(&told.stderr);
            assert!(
                error.contains("another process is using these data"),
                "{error}"
            );
        }
    }
    assert_eq!(server.sync(&[village(1)]).0, 200);
    drop(server);
    verifies(folder.path());
}
