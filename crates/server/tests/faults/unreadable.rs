//! A record whose body is not what was written: named by `verify`, mended by `rebuild --record`.
use super::running::{append, commune, found, tungnha, verifies, village};
use domain::{RecordKey, VillageId};
use std::path::Path;
use std::process::Output;
use store::{RecordRow, Store};

fn key(number: u32) -> RecordKey {
    RecordKey::Village(VillageId::new(format!("thon-{number}")).unwrap())
}

fn damage(data: &Path) {
    let store = Store::open(data).unwrap();
    let work = store.write(|ledger| {
        let rows = ledger.transaction();
        let row = rows.record(&commune(), &key(2))?.unwrap();
        let body = "{\"name\":\"Thôn Đông".to_owned();
        rows.put_record(&commune(), &RecordRow { body, ..row })
    });
    work.wait().unwrap();
}

fn out(done: &Output) -> String {
    String::from_utf8_lossy(&done.stdout).into_owned()
}

#[test]
fn verify_names_it_with_the_command_that_mends_it_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let store = found(&data);
    for number in 1..4 {
        append(&store, village(number));
    }
    drop(store);
    damage(&data);

    let done = tungnha(&data, &["verify"]);
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    let told = out(&done);
    let command = "tungnha rebuild --commune nghi-son --record village:thon-2";
    assert!(
        told.contains(command) && told.contains("record-unreadable"),
        "{told}"
    );
    assert!(!told.contains("Thôn"), "never what it says: {told}");
    // The log is whole: a backup of it is one.
    let backup = folder.path().join("a.backup");
    let done = tungnha(&data, &["backup", backup.to_str().unwrap()]);
    assert!(done.status.success() && backup.exists(), "{done:?}");
    assert!(out(&done).contains(command), "{done:?}");

    let wrong = tungnha(&data, &["rebuild", "--record", "village:thon-9"]);
    let error = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert_eq!(wrong.status.code(), Some(3), "{error}");
    assert!(error.contains("no record village:thon-9"), "{error}");

    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let done = tungnha(&data, &words);
    assert!(done.status.success(), "{done:?}");
    assert!(out(&done).contains("Wrote village:thon-2 anew"), "{done:?}");
    verifies(&data);

    damage(&data);
    let done = tungnha(&data, &["rebuild"]);
    assert!(done.status.success(), "{done:?}");
    verifies(&data);

    damage(&data);
    let restored = tungnha(&data, &["restore", backup.to_str().unwrap()]);
    assert!(restored.status.success(), "{restored:?}");
    verifies(&data);
}
