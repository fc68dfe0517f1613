//! A full disk, a read-only folder, a damaged file, a stop: what the real program does.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod faults {
    mod backups;
    mod damaged;
    mod disk_full;
    mod lock;
    mod modes;
    mod read_only;
    mod restore_killed;
    mod running;
    mod stop;
    mod supervised;
    mod unreadable;
}
