//! A full disk: phones are told, nothing is half written, and making room is enough to recover.
use super::running::{Running, append, code, commune, found, now, verifies, village};
use domain::{
    AccountId, DeviceId, Entry, EntryId, HouseholdId, HouseholdRegistered, Label, Name, Operation,
    Personal, VillageId, household,
};
use store::Store;

#[test]
fn a_full_disk_is_reported_and_writing_resumes_when_there_is_room() {
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

fn household(store: &Store) {
    let registered = HouseholdRegistered {
        household: HouseholdId::new("h1").unwrap(),
        code: Label::new("H1").unwrap(),
        village: VillageId::new("thon-0").unwrap(),
        alley: None,
        order: 0,
        head: Personal::new(Name::new("Bùi Thị Dưỡng").unwrap()),
        head_resident: None,
        address: None,
        children: household::Children::default(),
        business: None,
        listed: true,
        phones: Vec::new(),
        residents: Vec::new(),
    };
    let entries = [
        village(0),
        Entry::new(
            EntryId::made(now(), [9; 10]),
            commune(),
            AccountId::new("lan").unwrap(),
            DeviceId::new("may-1").unwrap(),
            now(),
            Operation::HouseholdRegistered(Box::new(registered)),
        ),
    ];
    for entry in entries {
        assert!(matches!(append(store, entry), sync::Outcome::Kept { .. }));
    }
}

#[test]
fn on_a_full_disk_what_only_reads_goes_on_and_the_rest_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let store = found(folder.path());
    household(&store);
    let new_phone = code(&store);
    drop(store);
    let server = Running::serve(folder.path());
    let (status, cookie, _) = server.sign_in();
    assert_eq!(status, 303);
    let (status, _) = server.sync(&[village(1)]);
    assert_eq!(status, 200);
    assert_eq!(server.get("/readyz", "").0, 200);

    let log = folder.path().join("tungnha.sqlite-wal");
    server.limit_files(&log.metadata().unwrap().len().to_string());
    let reads = [
        "/",
        "/vao",
        "/van-phong/bang",
        "/van-phong/ho",
        "/healthz",
        "/metrics",
    ];
    for path in reads {
        assert_eq!(server.get(path, &cookie).0, 200, "{path}");
    }
    let (status, told) = server.sync(&[]);
    assert_eq!((status, &told["epoch"]), (200, &1.into()), "{told}");

    let (status, _, text) = server.sign_in();
    assert_eq!(status, 507, "{text}");
    assert!(
        text.contains("disk-full") && text.contains("ghi vào nhật ký"),
        "{text}"
    );
    let (status, text) = server.get("/van-phong/ho/h1", &cookie);
    assert_eq!(status, 507, "{text}");
    assert!(
        text.contains("disk-full") && text.contains("ghi vào nhật ký"),
        "{text}"
    );
    let (status, told) = server.enrol(&new_phone);
    assert_eq!(
        (status, &told["code"]),
        (507, &"disk-full".into()),
        "{told}"
    );

    let ready = |wanted: u16| {
        let mut asked = (0..1_000_000).map(|_| server.get("/readyz", ""));
        let found = asked.find(|(status, _)| *status == wanted).map(|it| it.1);
        found.unwrap()
    };
    assert!(ready(503).contains("disk-full"));
    let (_, board) = server.get("/van-phong/bang", &cookie);
    assert!(board.contains("data-sign=\"disk-full\""), "{board}");

    server.limit_files("unlimited");
    assert!(ready(200).starts_with("ok"));
    let (status, _) = server.get("/van-phong/ho/h1", &cookie);
    assert_eq!(status, 200);
    let (status, told) = server.enrol(&new_phone);
    assert_eq!(status, 200, "{told}");
    drop(server);
    verifies(folder.path());
}
