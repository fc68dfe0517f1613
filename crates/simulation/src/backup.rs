//! Makes backups of the server and goes back to any of the last five.
use crate::Broken;
use crate::home::Saved;
use crate::world::{World, commune};
use domain::{EntryId, Millis, Seq};
use std::collections::BTreeSet;
use store::{EntryRow, Erased, Ledger, Rows, Store};
use sync::{Epoch, Replica, SyncRequest, Table};

/// How many backups are kept.
const KEPT: usize = 5;
/// Older backups are not restored: real servers back up every hour, so a newer one always exists.
const OLDEST_DAYS: i64 = 28;

#[derive(Debug)]
pub(crate) struct Backup {
    at: Millis,
    saved: Saved,
}

impl World {
    pub(crate) fn back_up(&mut self) {
        self.tell(|| "backup".to_owned());
        self.mark_safe();
        if self.backups.len() == KEPT {
            self.backups.remove(0);
        }
        let saved = self.home.back_up(&self.store).expect("a backup");
        self.backups.push(Backup {
            at: self.now,
            saved,
        });
    }

    /// Marks everything in the verified backup as safe; phones are told this mark.
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

    /// With `--break journal`: the phone deletes from its journal whatever a backup already holds.
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

    /// Picks at random one of the recent backups to go back to.
    fn older(&mut self) -> Option<Backup> {
        let now = self.now.0;
        let lately = |it: &Backup| now - it.at.0 < OLDEST_DAYS * Millis::DAY;
        self.backups.retain(lately);
        if self.backups.is_empty() {
            return None;
        }
        let which = self.below(self.backups.len());
        let back = self.backups.len() - which;
        self.tell(|| format!("back to the backup {back} before"));
        self.note(if back > 1 {
            "an older backup"
        } else {
            "the newest backup"
        });
        Some(self.backups.remove(which))
    }

    pub(crate) fn maybe_restore(&mut self) -> Result<(), String> {
        if self.below(3) > 0 {
            return Ok(());
        }
        let told = self.below(3) > 0 || !self.home.has_journal();
        let Some(backup) = self.older() else {
            return Ok(());
        };
        let gone = match told {
            true => self.restore(&backup.saved),
            false => self.roll_back(&backup.saved),
        };
        self.restored = true;
        for phone in &mut self.phones {
            phone.measured = None;
        }
        self.backups.push(backup);
        self.backups.sort_by_key(|it| it.at);
        gone.map_err(|error| error.to_string())
    }

    fn restore(&mut self, backup: &Saved) -> Rows<()> {
        let (now, journal) = (self.server_now(), self.broken != Some(Broken::Office));
        let store = std::mem::replace(&mut self.store, Store::in_memory()?);
        let mut numbers: Vec<u64> = (0..64).map(|_| self.random_number()).collect();
        let random = || numbers.pop().unwrap_or_default();
        let from = (backup, journal, now);
        let (store, is_whole) = self.home.restored(store, from, random)?;
        self.store = store;
        if is_whole {
            return Ok(());
        }
        let epoch = Epoch(self.random_number());
        self.store.renew_epoch(commune(), epoch).wait()?;
        self.erase_again(now)?;
        match journal {
            true => self.store.notice_roll_back(now).map(|_| ()),
            false => Ok(()),
        }
    }

    fn erase_again(&mut self, now: Millis) -> Rows<()> {
        let residents = self.erased.iter().cloned().map(Erased::Resident);
        let requests = self.forgotten.iter().cloned().map(Erased::Help);
        let erased: Vec<Erased> = residents.chain(requests).collect();
        let mut numbers: Vec<u64> = erased.iter().map(|_| self.random_number()).collect();
        let random = || numbers.pop().unwrap_or_default();
        self.store.erase_again(erased, now, random).map(|_| ())
    }

    /// Puts the data back to an earlier state without telling the server, as when someone copies a
    /// folder or a machine back.
    fn roll_back(&mut self, backup: &Saved) -> Rows<()> {
        self.tell(|| "and nobody says so".to_owned());
        self.note("a roll-back");
        let store = std::mem::replace(&mut self.store, Store::in_memory()?);
        self.store = self.home.put_back(store, backup)?;
        if self.broken != Some(Broken::RollBack) {
            let begun = self.store.notice_roll_back(self.server_now())?;
            self.note(if begun.is_empty() {
                "a roll-back for phones to notice"
            } else {
                "a roll-back noticed"
            });
        }
        Ok(())
    }

    /// With `--break roll-back`: hides from the server that the phone knows more than it does.
    pub(crate) fn hide_the_roll_back(&self, request: &mut SyncRequest) {
        let row = self.store.read(|rows| rows.commune(&commune()));
        let last = row.expect("memory").map_or(Seq(0), |row| row.last_seq);
        request.cursor = request.cursor.min(last);
        (request.kept, request.proof) = (None, None);
    }
}

/// Every entry that the office was told is kept is in the log, or listed among those that the
/// office's journal could not bring back yet.
pub(crate) fn hold(world: &World, entries: &[EntryRow]) -> Result<(), String> {
    if !world.home.has_journal() {
        return Ok(());
    }
    let log: BTreeSet<EntryId> = entries.iter().map(|row| row.entry.id).collect();
    let left = world
        .store
        .read(|rows| rows.documents(&commune(), "journal-left"));
    let left: BTreeSet<String> = left
        .map_err(|error| error.to_string())?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let lost = world
        .by_office
        .iter()
        .find(|id| !log.contains(*id) && !left.contains(&id.to_string()));
    match lost {
        Some(id) => Err(format!("entry {id} of the office is nowhere")),
        None => Ok(()),
    }
}
