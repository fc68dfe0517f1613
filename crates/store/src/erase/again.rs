//! Repeats the listed erasures in data that were put back to an earlier state.
use super::{Erased, Erasure, HelpErasure, told};
use crate::Store;
use crate::ledger::{Incoming, Ledger};
use crate::rows::Rows;
use crate::waiting::{self, Forgotten};
use domain::{CommuneId, HelpErased, Kind, Millis, Operation, Record, RecordKey, ResidentErased};

impl Store {
    /// Repeats the erasures that this database does not know. Returns how many there were.
    pub fn erase_again(
        &self,
        erasures: Vec<Erased>,
        now: Millis,
        mut random: impl FnMut() -> u64,
    ) -> Rows<usize> {
        let mut count = 0;
        for erasure in erasures {
            let random = random();
            let commune = erasure.commune().clone();
            let work = move |ledger: &mut Ledger<'_>| again(ledger, erasure, now, random);
            count += usize::from(self.write_to(&commune, work).wait()?);
        }
        Ok(count)
    }
}

/// Repeats one erasure. Returns whether there was anything to erase; an erasure that the database
/// remembers is done already.
pub(crate) fn again(
    ledger: &mut Ledger<'_>,
    erasure: Erased,
    now: Millis,
    random: u64,
) -> Rows<bool> {
    let mut bytes = [0; 10];
    bytes[..8].copy_from_slice(&random.to_be_bytes());
    match erasure {
        Erased::Resident(it) => resident(ledger, it, now, bytes),
        Erased::Help(it) => help(ledger, it, now, bytes),
    }
}

fn resident(
    ledger: &mut Ledger<'_>,
    erasure: Erasure,
    now: Millis,
    random: [u8; 10],
) -> Rows<bool> {
    let Erasure {
        commune, resident, ..
    } = &erasure;
    if super::remembered(ledger.transaction(), commune, resident)? {
        return Ok(false);
    }
    // Phones must be told even if this database's log never named the resident, and held work may
    // name them.
    let name = resident.as_str();
    told::remember_restored(ledger.transaction(), commune, told::Kind::Resident, name)?;
    crate::hold::blank_held(ledger.transaction(), commune, (resident, None))?;
    if ledger.transaction().commune(commune)?.is_some() {
        let forgotten = Forgotten::Resident(resident, None);
        waiting::blank_waiting(ledger, commune, forgotten)?;
    }
    let rows = ledger.transaction();
    let named = rows.entries_naming(commune, resident.as_str())?;
    let done = |operation: &Operation| matches!(operation, Operation::ResidentErased(it) if it.resident == *resident);
    if named.is_empty() || named.iter().any(|row| done(&row.entry.operation)) {
        return Ok(false);
    }
    // The data may be older than a move or a merger, so the resident is erased in the household
    // that has them now.
    let households = ledger.written(commune, Kind::Household)?;
    let holder = households.into_iter().find_map(|record| match record {
        Record::Household(it) if it.resident(resident).is_some() => Some(it.id),
        _ => None,
    });
    let erased = Operation::ResidentErased(ResidentErased {
        household: holder.unwrap_or(erasure.household),
        resident: erasure.resident,
    });
    append_ours(ledger, &erasure.commune, erased, now, random)
}

/// Erases a help request again, unless this database does not know it or has erased it.
fn help(
    ledger: &mut Ledger<'_>,
    erasure: HelpErasure,
    now: Millis,
    random: [u8; 10],
) -> Rows<bool> {
    super::rewrite_help(ledger.transaction(), &erasure, None)?;
    let HelpErasure { commune, help } = erasure;
    if ledger.transaction().commune(&commune)?.is_none() {
        return Ok(false);
    }
    waiting::blank_waiting(ledger, &commune, Forgotten::Help(&help))?;
    match ledger
        .record(&commune, &RecordKey::Help(help.clone()))?
        .as_deref()
    {
        Some(Record::Help(help)) if !help.blanked => {}
        _ => return Ok(false),
    }
    let erased = Operation::HelpErased(HelpErased { help });
    append_ours(ledger, &commune, erased, now, random)
}

fn append_ours(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    operation: Operation,
    now: Millis,
    random: [u8; 10],
) -> Rows<bool> {
    let outcome = ledger.append(Incoming {
        entry: super::ours(commune, operation, now, random)?,
        received_at: now,
        scope: None,
    })?;
    Ok(matches!(outcome, sync::Outcome::Kept { .. }))
}

impl Ledger<'_> {
    /// All records of a kind that can be read, with the changes of this transaction.
    pub(crate) fn written(&mut self, commune: &CommuneId, kind: Kind) -> Rows<Vec<Record>> {
        if self.transaction().commune(commune)?.is_none() {
            return Ok(Vec::new());
        }
        self.record(commune, &RecordKey::Settings)?;
        self.flush(commune)?;
        self.transaction().readable(commune, kind, None)
    }
}
