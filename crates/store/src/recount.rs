//! Recounts figures that an older version counted, while others read and write.
//!
//! The log is folded in a snapshot, beside the writer. Then, in one piece of work of the writer, the
//! fold takes in the entries that came meanwhile and all new figures replace the old ones at once.
//! Until then the old figures do not change, so that a commune's figures are never a mix of two ways
//! of counting.
use crate::fold::Fold;
use crate::ledger::Ledger;
use crate::rebuild::{differing, write_some, write_totals};
use crate::rows::{CommuneRow, Rows};
use crate::{Store, StoreError};
use domain::{CommuneId, RecordKey, Seq};
use std::sync::Arc;

/// If records differ and new entries keep coming between the snapshot and the writer's turn, the
/// commune is rebuilt in the writer's turn after this many tries.
const TRIES: usize = 5;

/// The result of folding a snapshot.
struct Ahead {
    fold: Fold,
    /// Records that differ from what today's rules make of the log.
    differ: Vec<RecordKey>,
    last_seq: Seq,
}

enum Turn {
    Done,
    /// New entries came, and the records to be written may have changed with them.
    Again,
}

impl Store {
    /// The communes whose figures were counted by an older version.
    ///
    /// # Errors
    /// [`StoreError::Newer`] where a newer version wrote.
    pub fn outdated(&self) -> Rows<Vec<CommuneId>> {
        self.read(|rows| {
            let mut outdated = Vec::new();
            for commune in rows.communes()? {
                let row = rows.commune(&commune)?;
                let row = row.map(CommuneRow::readable).transpose()?;
                if row.is_some_and(|row| !row.counts_as_today()) {
                    outdated.push(commune);
                }
            }
            Ok(outdated)
        })
    }

    /// Recounts every commune of [`Store::outdated`] and returns them.
    ///
    /// # Errors
    /// As there.
    pub fn recount_outdated(&self) -> Rows<Vec<CommuneId>> {
        let outdated = self.outdated()?;
        for commune in &outdated {
            self.recount(commune)?;
        }
        Ok(outdated)
    }

    /// Recounts one commune. Others read and write meanwhile.
    pub fn recount(&self, commune: &CommuneId) -> Rows<()> {
        for _ in 0..TRIES {
            let ahead = Arc::new(self.read(|rows| {
                let row = rows.commune(commune)?;
                let row = row.ok_or_else(|| StoreError::NoCommune(commune.to_string()))?;
                let fold = Fold::of(rows, commune)?;
                Ok(Ahead {
                    differ: differing(rows, commune, &fold)?,
                    last_seq: row.last_seq,
                    fold,
                })
            })?);
            let owner = commune.clone();
            let turn = self.write_to(commune, move |ledger| turn(ledger, &owner, &ahead));
            if matches!(turn.wait()?, Turn::Done) {
                return Ok(());
            }
        }
        self.rebuild(commune.clone()).wait()
    }
}

fn turn(ledger: &mut Ledger<'_>, commune: &CommuneId, ahead: &Ahead) -> Rows<Turn> {
    let row = ledger.row(commune)?.clone();
    if row.counts_as_today() {
        return Ok(Turn::Done);
    }
    ledger.flush(commune)?;
    let went_on = row.last_seq != ahead.last_seq;
    let mut fold = ahead.fold.clone();
    fold.go_on(ledger.transaction(), commune)?;
    if !fold.unread.is_empty() {
        // The log lacks entries that the records know of: the records count better.
        ledger.row(commune)?.measures = domain::MEASURES_VERSION;
        ledger.recount(commune)?;
        return Ok(Turn::Done);
    }
    if went_on && !ahead.differ.is_empty() {
        return Ok(Turn::Again);
    }
    write_some(ledger, commune, &fold, &ahead.differ)?;
    write_totals(ledger, commune, row.generation + 1, &fold.totals)?;
    ledger.transaction().drop_tallies(commune, row.generation)?;
    let row = ledger.row(commune)?;
    row.generation += 1;
    row.measures = domain::MEASURES_VERSION;
    ledger.begin_anew(commune, fold.settings)?;
    Ok(Turn::Done)
}
