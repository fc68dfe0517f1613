//! Database pages that are not what was written.
use super::running::{append, found, tungnha, verifies, village};
use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};

const PAGE_BYTES: u64 = 4_096;

#[test]
fn a_damaged_file_is_reported_and_the_backup_restores_it() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
    let store = found(&folder.path().join("first"));
    for number in 0..200 {
        append(&store, village(number));
    }
    assert_eq!(store.backup(&backup).unwrap(), []);
    // The backup is one complete file, unlike a database that was open a moment ago.
    fs::create_dir(&data).unwrap();
    fs::copy(&backup, data.join("tungnha.sqlite")).unwrap();
    damage(&data.join("tungnha.sqlite"));

    let done = tungnha(&data, &["verify"]);
    let error = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{error}");
    assert!(error.contains("(data-damaged)"), "{error}");
    assert!(error.contains("tungnha restore"), "{error}");

    let restored = tungnha(&data, &["restore", backup.to_str().unwrap()]);
    assert!(restored.status.success(), "{restored:?}");
    verifies(&data);
}

/// Damages everything except the first page, which identifies the file.
fn damage(file: &std::path::Path) {
    let mut file = OpenOptions::new().write(true).open(file).unwrap();
    let size = file.metadata().unwrap().len();
    assert!(size > 10 * PAGE_BYTES);
    file.seek(SeekFrom::Start(PAGE_BYTES)).unwrap();
    let rest = usize::try_from(size - PAGE_BYTES).unwrap();
    file.write_all(&vec![0xa5; rest]).unwrap();
}
