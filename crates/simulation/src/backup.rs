//! Backups of the server, and coming back from any of the last ones.
use crate::world::{World, commune};
use domain::{Millis, Seq};
use store::{Erased, Ledger, Store};
use sync::{Epoch, Replica, Table};

/// Backups that are kept.
const KEPT: usize = 5;
/// Nobody restores an older one, when there is one of every hour.
const OLDEST_DAYS: i64 = 28;

#[derive(Debug)]
pub(crate) struct Backup {
    at: Millis,
    store: Store,
}

impl World {
    pub(crate) fn back_up(&mut self) {
        self.tell(|| "backup".to_owned());
        self.mark_safe();
        if self.backups.len() == KEPT {
            self.backups.remove(0);
        }
        let store = self.store.copy_in_memory().expect("memory");
        self.backups.push(Backup {
            at: self.now,
            store,
        });
    }

    /// What a verified backup has is safe, as phones are told.
    fn mark_safe(&self) {
        let mark = |ledger: &mut Ledger<'_>| {
            let rows = ledger.transaction();
            if let Some(mut row) = rows.commune(&commune())? {
                row.safe_seq = row.last_seq;
                rows.put_commune(&commune(), &row)?;
            }
            Ok(())
        };
        self.store.write(mark).wait().expect("memory");
    }

    /// As it was once: a phone lets go of what any backup holds.
    pub(crate) fn forget_what_is_safe(&mut self, number: usize, safe: Seq) {
        let now = self.now;
        let phone = &mut self.phones[number];
        let journal = phone.replica.iter().flat_map(Replica::journal);
        let done = journal.filter(|it| it.seq <= safe);
        let done: Vec<String> = done.map(|it| it.entry.id.to_string()).collect();
        for id in done {
            phone.shelf.remove(&(Table::Sent, id));
        }
        phone.kill();
        phone.wake(now);
    }

    /// One of the last backups, as a database of its own.
    fn older(&mut self) -> Option<Store> {
        let now = self.now.0;
        let lately = |it: &Backup| now - it.at.0 < OLDEST_DAYS * Millis::DAY;
        self.backups.retain(lately);
        let which = self.below(self.backups.len());
        let (backup, back) = (self.backups.get(which)?, self.backups.len() - which);
        let copy = self.home.restored(&backup.store).expect("a database");
        self.tell(|| format!("back to the backup {back} before"));
        self.note(if back > 1 {
            "an older backup"
        } else {
            "the newest backup"
        });
        Some(copy)
    }

    pub(crate) fn maybe_restore(&mut self) {
        if self.below(3) > 0 {
            return;
        }
        let Some(copy) = self.older() else { return };
        let epoch = Epoch(self.random_number());
        copy.renew_epoch(commune(), epoch).wait().expect("memory");
        let residents = self.erased.iter().cloned().map(Erased::Resident);
        let requests = self.forgotten.iter().cloned().map(Erased::Help);
        let erased: Vec<Erased> = residents.chain(requests).collect();
        let mut numbers: Vec<u64> = erased.iter().map(|_| self.random_number()).collect();
        copy.erase_again(erased, self.server_now(), || {
            numbers.pop().unwrap_or_default()
        })
        .expect("memory");
        self.store = copy;
        self.restored = true;
        for phone in &mut self.phones {
            phone.measured = None;
        }
    }
}
