//! No room left: phones are told, nothing is half written, and room is all it needs.
use super::running::{Running, found, verifies, village};

#[test]
fn a_full_disk_is_told_and_recovers_by_itself_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    drop(found(folder.path()));
    let server = Running::serve(folder.path());
    let (status, told) = server.sync(&[village(1)]);
    assert_eq!(
        (status, &told["receipts"][0]["outcome"]),
        (200, &"kept".into())
    );

    let log = folder.path().join("tungnha.sqlite-wal");
    server.limit_files(&log.metadata().unwrap().len().to_string());
    let entries: Vec<_> = (2..40).map(village).collect();
    for _ in 0..2 {
        let (status, told) = server.sync(&entries);
        assert_eq!(
            (status, &told["code"]),
            (507, &"disk-full".into()),
            "{told}"
        );
        assert!(
            told["sentence"]
                .as_str()
                .unwrap()
                .starts_with("Máy chủ hết chỗ chứa.")
        );
        assert!(told["english"].as_str().unwrap().contains("no room left"));
    }
    verifies(folder.path());

    server.limit_files("unlimited");
    let (status, told) = server.sync(&entries);
    assert_eq!(status, 200);
    let receipts = told["receipts"].as_array().unwrap();
    assert!(receipts.iter().all(|it| it["outcome"] == "kept"));
    assert_eq!(told["cursor"], 39, "nothing was numbered in vain");
    drop(server);
    verifies(folder.path());
}
