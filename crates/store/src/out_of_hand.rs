//! Saves in the office's journal what a phone that has ended had brought. After a restore it will
//! not bring it again.
use crate::office_journal::Line;
use crate::rows::{Rows, Transaction};
use crate::waiting::WAITING;
use crate::{Device, hold};
use domain::{CommuneId, Millis, Seq};

/// Phones in use keep their entries for this long beyond the newest backup.
const KEPT_MS: i64 = 30 * Millis::DAY;
/// Entries read at a time.
const AT_A_TIME: usize = 500;

/// Saves the entries of the phone's owner that an older backup may lack, and the phone's held and
/// waiting work.
pub(crate) fn keep_what_it_brought(
    rows: &mut dyn Transaction,
    device: &Device,
    now: Millis,
) -> Rows<()> {
    let commune = &device.commune;
    let Some(row) = rows.commune(commune)? else {
        return Ok(());
    };
    let (safe, last) = (row.safe_seq, row.last_seq);
    let since = first_since(rows, commune, Millis(now.0 - KEPT_MS), last)?;
    let mut after = safe.min(since);
    loop {
        let entries = rows.entries(commune, after, AT_A_TIME)?;
        let Some(end) = entries.last() else { break };
        after = end.seq;
        for row in entries {
            if row.entry.author == device.account {
                rows.notes().keep(Line::Entry {
                    seq: row.seq,
                    received_at: row.received_at,
                    entry: Box::new(row.entry),
                });
            }
        }
    }
    for kind in [hold::HELD, WAITING] {
        let most = usize::from(u16::MAX);
        for row in rows.documents_after(commune, kind, Some(device.id.as_str()), "", most)? {
            rows.notes().keep(Line::document(kind, &row));
        }
    }
    Ok(())
}

/// The sequence number before the first entry received at this time or later.
fn first_since(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    moment: Millis,
    last: Seq,
) -> Rows<Seq> {
    let (mut before, mut at) = (0, last.0);
    while before < at {
        let middle = before + (at - before) / 2;
        let found = rows.entries(commune, Seq(middle), 1)?;
        let is_since = found.first().is_none_or(|row| row.received_at >= moment);
        match is_since {
            true => at = middle,
            false => before = middle + 1,
        }
    }
    Ok(Seq(before))
}
