//! The journal: what the server has kept, until backups have held it for long.
use super::{Changes, OutboxItem, OutboxState, Replica, SentItem, Table};
use domain::{EntryId, Millis};

/// Days that a kept entry stays after it was first seen in a verified backup, by the server's
/// clock: an operator may have to go back to a backup before the last.
pub const JOURNAL_DAYS: i64 = 30;
/// Of more entries than this those that backups hold leave sooner, the oldest first.
pub const JOURNAL_LIMIT: usize = 20_000;
/// Of more entries than this the oldest leave although no backup is known to hold them; the person
/// is told. It is what a team of ten writes in ten years.
pub const JOURNAL_UNSAFE_LIMIT: usize = 200_000;

impl Replica {
    /// Kept entries that may have to be sent again.
    pub fn journal(&self) -> impl Iterator<Item = &SentItem> {
        self.sent.values()
    }

    /// Kept entries that were let go of for want of room before any backup held them.
    pub fn let_go_count(&self) -> usize {
        self.meta.let_go
    }

    /// The server was restored from a backup, or may have been: what it may have lost is sent
    /// again. Rows that cannot be read stay as they stand.
    pub(super) fn put_journal_back(&mut self, changes: &mut Changes) {
        let mut journal: Vec<SentItem> = std::mem::take(&mut self.sent).into_values().collect();
        // Nearly in order already: entry ids grow with time.
        domain::put_in_order(&mut journal, |item| item.seq);
        let unsent = std::mem::take(&mut self.outbox);
        for number in unsent.keys() {
            changes.delete_outbox(*number);
        }
        for item in journal {
            changes.delete(Table::Sent, &item.entry.id);
            let mut entry = item.entry;
            // In the phone's time again, so that the server fixes the same moment.
            entry.at = Millis(item.at.0.saturating_sub(self.meta.offset_ms));
            self.put_in_outbox(
                OutboxItem {
                    entry,
                    label: item.label,
                    state: OutboxState::Unsent,
                    again: true,
                    later: None,
                },
                changes,
            );
        }
        for mut item in unsent.into_values() {
            // What the server had kept aside may be lost with it.
            if item.state.is_aside() {
                item.state = OutboxState::Unsent;
            }
            self.put_in_outbox(item, changes);
        }
    }

    pub(super) fn put_in_outbox(&mut self, item: OutboxItem, changes: &mut Changes) {
        let number = self.meta.next_number;
        self.meta.next_number += 1;
        changes.put_outbox(number, &item);
        self.outbox.insert(number, item);
    }

    /// Marks what a backup holds now and lets go of what backups have held for long. Where the
    /// server's clock or the phone's `jumped`, the days are counted anew.
    pub(super) fn tend_journal(&mut self, changes: &mut Changes, now: Millis, jumped: bool) {
        let safe_seq = self.meta.safe_seq;
        let mut done = Vec::new();
        for (id, item) in &mut self.sent {
            let since = item.safe.filter(|_| !jumped).unwrap_or(now).min(now);
            let safe = (item.seq <= safe_seq).then_some(since);
            if safe.is_some_and(|since| now.0 - since.0 >= JOURNAL_DAYS * Millis::DAY) {
                done.push(*id);
            } else if safe != item.safe {
                item.safe = safe;
                changes.put_sent(*id, item);
            }
        }
        self.let_go(done, changes);
        let over = self.sent.len().saturating_sub(JOURNAL_LIMIT);
        let oldest = self.oldest(over, |item| item.safe.is_some());
        self.let_go(oldest, changes);
        let over = self.sent.len().saturating_sub(JOURNAL_UNSAFE_LIMIT);
        self.meta.let_go += over;
        let oldest = self.oldest(over, |_| true);
        self.let_go(oldest, changes);
    }

    fn oldest(&self, count: usize, is_asked: impl Fn(&SentItem) -> bool) -> Vec<EntryId> {
        if count == 0 {
            return Vec::new();
        }
        let asked = self.sent.iter().filter(|(_, item)| is_asked(item));
        let mut asked: Vec<_> = asked.map(|(id, item)| (*id, item.seq)).collect();
        domain::put_in_order(&mut asked, |(_, seq)| *seq);
        asked.into_iter().take(count).map(|(id, _)| id).collect()
    }

    fn let_go(&mut self, ids: Vec<EntryId>, changes: &mut Changes) {
        for id in ids {
            self.sent.remove(&id);
            changes.delete(Table::Sent, &id);
        }
    }
}
