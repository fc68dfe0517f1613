//! Backups made while others write, by a command and by the server itself.
use super::running::{Running, append, commune, found, tungnha, verifies, village};
use server::backups::{Look, Schedule};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use store::Store;

fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = files
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn backups_are_made_each_day_kept_for_a_while_and_bring_everything_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = found(&folder.path().join("data"));
    let schedule = Schedule {
        folder: folder.path().join("backups"),
        daily: 2,
        weekly: 2,
    };
    let monday = domain::Day::parse("2026-11-02").unwrap();
    for number in 0..16 {
        append(&store, village(u32::try_from(number).unwrap()));
        let look = schedule.look(&store, monday.plus(number)).unwrap();
        assert!(matches!(look, Look::Made(_)));
        let again = schedule.look(&store, monday.plus(number)).unwrap();
        assert_eq!(again, Look::There);
    }
    let safe = store
        .read(|rows| rows.commune(&commune()))
        .unwrap()
        .unwrap();
    assert_eq!(
        safe.safe_seq, safe.last_seq,
        "phones may forget what is safe"
    );
    let kept = ["2026-11-15", "2026-11-16", "2026-11-17"];
    assert_eq!(
        names(&schedule.folder),
        kept.map(|day| format!("tungnha-{day}.backup"))
    );
    let newest = schedule.folder.join("tungnha-2026-11-17.backup");
    let other = folder.path().join("other");
    let done = tungnha(&other, &["restore", newest.to_str().unwrap()]);
    assert!(done.status.success(), "{done:?}");
    let back = Store::open(&other).unwrap();
    let row = back.read(|rows| rows.commune(&commune())).unwrap().unwrap();
    assert_eq!(row.last_seq, safe.last_seq);
    assert_ne!(row.epoch, safe.epoch, "phones send their journals again");
}

#[test]
fn a_backup_taken_while_others_write_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = found(&folder.path().join("data"));
    append(&store, village(0));
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 1;
            while !done.load(Ordering::SeqCst) && number < 100_000 {
                append(&store, village(number));
                number += 1;
            }
        });
        for number in 0..5 {
            let file = folder.path().join(format!("backup-{number}"));
            let found = store.backup(&file);
            if found.as_ref().map_or(true, |it| !it.is_empty()) {
                done.store(true, Ordering::SeqCst);
            }
            assert_eq!(found.unwrap(), []);
        }
        done.store(true, Ordering::SeqCst);
    });
    for number in 0..5 {
        let (file, other) = (format!("backup-{number}"), format!("other-{number}"));
        let other = folder.path().join(other);
        let file = folder.path().join(file);
        let restored = tungnha(&other, &["restore", file.to_str().unwrap()]);
        assert!(restored.status.success(), "{restored:?}");
    }
}

#[test]
fn the_command_backs_up_what_a_running_server_has_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let (data, other) = (folder.path().join("data"), folder.path().join("other"));
    drop(found(&data));
    let server = Running::serve(&data);
    let (status, told) = server.sync(&[village(1), village(2)]);
    assert_eq!((status, &told["cursor"]), (200, &2.into()));
    let backups = folder.path().join("backups");
    fs::create_dir(&backups).unwrap();
    let kept_in = ["--backups", backups.to_str().unwrap()];
    let apart = folder.path().join("tungnha-2026-11-23.backup");
    let other_name = backups.join("before-a-change.backup");
    for file in [&apart, &other_name] {
        let done = tungnha(
            &data,
            &[&["backup", file.to_str().unwrap()][..], &kept_in].concat(),
        );
        assert!(done.status.success(), "{done:?}");
        let (_, told) = server.sync(&[]);
        assert_eq!(told["safe_seq"], 0, "someone may take it away: {file:?}");
    }
    let file = backups.join("tungnha-2026-11-23.backup");
    let file = file.to_str().unwrap();
    let done = tungnha(&data, &[&["backup", file][..], &kept_in].concat());
    assert!(done.status.success(), "{done:?}");
    let (_, told) = server.sync(&[village(3)]);
    assert_eq!(
        told["safe_seq"], 2,
        "the phone hears of it at its next contact"
    );
    assert!(tungnha(&other, &["restore", file]).status.success());
    verifies(&other);
}

#[test]
fn a_backup_without_enough_room_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backups) = (folder.path().join("data"), folder.path().join("backups"));
    let store = found(&data);
    for number in 0..200 {
        append(&store, village(number));
    }
    drop(store);
    fs::create_dir(&backups).unwrap();
    let file = backups.join("tungnha-2026-11-23.backup");
    let limited = |bytes: &str| {
        let done = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$@\"", "sh", "prlimit"])
            .arg(format!("--fsize={bytes}"))
            .arg(env!("CARGO_BIN_EXE_tungnha"))
            .args(["backup", file.to_str().unwrap(), "--data"])
            .arg(&data)
            .env("TUNGNHA_LANG", "en")
            .output();
        done.unwrap()
    };
    let done = limited("100000");
    let error = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{error}");
    assert!(error.contains("(disk-full)"), "{error}");
    assert_eq!(names(&backups), Vec::<String>::new());
    assert!(limited("unlimited").status.success());
    assert_eq!(names(&backups), ["tungnha-2026-11-23.backup"]);
}

#[test]
fn a_file_that_is_no_backup_is_reported_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
    let store = found(&data);
    append(&store, village(1));
    assert_eq!(store.backup(&backup).unwrap(), []);
    drop(store);
    let there = names(&data);
    let whole = fs::read(&backup).unwrap();
    let mut turned = whole.clone();
    turned[5_000] ^= 4;
    for bytes in [&b""[..], &whole[..whole.len() / 2], &turned] {
        fs::write(&backup, bytes).unwrap();
        let done = tungnha(&data, &["restore", backup.to_str().unwrap()]);
        let error = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(3), "{error}");
        assert!(error.contains("(not-a-backup)"), "{error}");
        verifies(&data);
        let mut now = names(&data);
        // The recount that was just made noted its own time.
        now.retain(|it| it != "lock" && it != "checked.json");
        assert_eq!(now, there);
    }
}

#[test]
fn no_command_replaces_lost_data_by_an_empty_database() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
    let store = found(&data);
    assert_eq!(store.backup(&backup).unwrap(), []);
    drop(store);
    fs::remove_file(data.join("tungnha.sqlite")).unwrap();
    for command in [&["serve", "--port", "0"][..], &["verify"], &["rebuild"]] {
        let done = tungnha(&data, command);
        let error = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(3), "{command:?}: {error}");
        assert!(
            error.contains("(data-gone)") && error.contains("has-data"),
            "{error}"
        );
        assert!(!data.join("tungnha.sqlite").exists());
    }
    assert!(
        tungnha(&data, &["restore", backup.to_str().unwrap()])
            .status
            .success()
    );
    let server = Running::serve(&data);
    assert_eq!(server.sync(&[village(1)]).0, 200, "phones are known");
}
