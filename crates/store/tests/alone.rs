//! Which process may write: one at a time, even when the lock is lost while it runs.
#[path = "conformance/commune.rs"]
#[expect(dead_code, reason = "the conformance stories use the rest")]
mod commune;
#[path = "conformance/home.rs"]
#[expect(dead_code, reason = "the conformance stories use the rest")]
mod home;

use commune::*;
use domain::household::VisitOutcome;
use private_postgres::PrivatePostgres;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use store::{Alone, Database, Store, Trouble};
use sync::Outcome;

/// Tries until the value is there. What is waited for happens by itself.
fn until<T>(what: &str, mut there: impl FnMut() -> Option<T>) -> T {
    let found = (0..100_000).find_map(|_| {
        std::thread::yield_now();
        there()
    });
    found.unwrap_or_else(|| panic!("{what}"))
}

fn postgres() -> (PrivatePostgres, tempfile::TempDir, Database, String) {
    let server = PrivatePostgres::start().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = server.database().unwrap();
    let database = Database::parse(&url, folder.path());
    (server, folder, database, url)
}

/// Ends the connection that holds the lock, until another process has it.
fn taken_from(server: &PrivatePostgres, url: &str, database: &Database) -> Alone {
    let end = "SELECT pg_terminate_backend(pid) FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND mode = 'ExclusiveLock' AND granted";
    until("the lock is never free", || {
        server.ask(url, end).unwrap();
        database.alone().unwrap()
    })
}

fn kept(commune: &Commune, household: &str) -> bool {
    let entry = commune.entry(visit(household, VisitOutcome::Absent));
    match commune.start(entry).wait() {
        Ok(Outcome::Kept { .. }) => true,
        Ok(other) => panic!("{other:?}"),
        Err(why) => {
            assert_eq!(why.trouble(), Trouble::Away, "{why}");
            false
        }
    }
}

#[test]
fn a_process_that_lost_the_lock_writes_nothing_until_it_has_it_again() {
    let (server, _folder, database, url) = postgres();
    let alone = database.alone().unwrap().unwrap();
    let first = Commune::begin_at(&database);
    alone.guard(&first.store).unwrap();
    assert!(kept(&first, "h1"));

    let taken = taken_from(&server, &url, &database);
    let second = Commune::reopen(&database);
    taken.guard(&second.store).unwrap();
    assert!(kept(&second, "h1"));
    for _ in 0..3 {
        assert!(!kept(&first, "h1"), "two servers write at once");
    }
    assert!(kept(&second, "h2"));
    assert_eq!(first.household("h1").visits.len(), 2, "reading goes on");

    drop((second, taken));
    // What the first process held in memory of h1 is outdated by now.
    until("it is never held again", || {
        kept(&first, "h1").then_some(())
    });
    assert_eq!(first.household("h1").visits.len(), 3);
    first.must_verify();
}

#[test]
fn an_ended_term_commits_nothing_even_if_nobody_noticed() {
    let (server, _folder, database, url) = postgres();
    let alone = database.alone().unwrap().unwrap();
    let commune = Commune::begin_at(&database);
    alone.guard(&commune.store).unwrap();
    assert!(kept(&commune, "h1"));
    server
        .ask(&url, "UPDATE writer SET term = term + 1")
        .unwrap();
    assert!(!kept(&commune, "h1"));
    let alone_too = commune.store.write(|ledger| {
        let rows = ledger.transaction();
        Ok(rows.communes()?.len())
    });
    assert_eq!(alone_too.wait().unwrap_err().trouble(), Trouble::Away);
    assert_eq!(commune.household("h1").visits.len(), 1);
    commune.must_verify();
}

#[test]
fn the_next_term_waits_for_transactions_under_way() {
    let (server, _folder, database, url) = postgres();
    let alone = database.alone().unwrap().unwrap();
    let first = Commune::begin_at(&database);
    alone.guard(&first.store).unwrap();
    let (begun, has_begun) = channel();
    let (go_on, may_go_on) = channel::<()>();
    // Work may be run again and must be cloneable, so the channel is shared.
    let may_go_on = Arc::new(Mutex::new(may_go_on));
    let entry = first.entry(visit("h1", VisitOutcome::Absent));
    let under_way = first.store.write_to(&first.id(), move |ledger| {
        ledger.transaction().communes()?;
        begun.send(()).unwrap();
        may_go_on.lock().unwrap().recv().unwrap();
        ledger.append(store::Incoming {
            entry,
            received_at: NOW,
            scope: None,
        })
    });
    has_begun.recv().unwrap();
    let taken = taken_from(&server, &url, &database);
    std::thread::scope(|scope| {
        let second = Store::connect(&url, database.folder()).unwrap();
        let guarded = scope.spawn(move || {
            taken.guard(&second).unwrap();
            let key = domain::RecordKey::parse("household:h1").unwrap();
            let id = domain::CommuneId::new("nghi-son").unwrap();
            let (record, _) = second.record(&id, &key).unwrap().unwrap();
            record.household().unwrap().visits.len()
        });
        let waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
            AND mode = 'ExclusiveLock' AND pid IN (SELECT pid FROM pg_stat_activity
            WHERE query LIKE '%UPDATE writer%' AND pid <> pg_backend_pid())";
        until("it does not wait", || {
            (server.ask(&url, waits).unwrap().trim() == "1").then_some(())
        });
        go_on.send(()).unwrap();
        assert!(matches!(under_way.wait(), Ok(Outcome::Kept { .. })));
        assert_eq!(guarded.join().unwrap(), 1, "what was under way is seen");
    });
}

#[test]
fn deleting_the_lock_file_lets_no_second_process_in() {
    let home = home::Home::sqlite();
    let first = home.database.alone().unwrap().unwrap();
    std::fs::remove_file(home.database.folder().join("lock")).unwrap();
    assert!(home.database.alone().unwrap().is_none());
    assert!(home.database.alone().unwrap().is_none());
    drop(first);
    assert!(home.database.alone().unwrap().is_some());
}
