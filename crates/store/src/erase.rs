//! Erases residents from the log, and keeps the list of erasures outside the database.
mod again;
mod help;
mod told;

pub(crate) use again::again;
pub(crate) use help::{blank_if_erased, remembered as help_remembered, rewrite_help};
pub(crate) use told::ErasedIds;

use crate::columns::to_json;
use crate::rows::{EntryRow, Rows, Transaction};
use crate::{StoreError, Unreadable, hold, owner_only};
use domain::{
    AccountId, CommuneId, DeviceId, Entry, EntryId, HelpId, Household, HouseholdId, Millis, Name,
    Operation, RecordKey, Records, ResidentErased, ResidentId, Seq, blank, blank_account,
    blank_contact, told_of, without_name,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::path::Path;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Erasure {
    pub commune: CommuneId,
    pub household: HouseholdId,
    pub resident: ResidentId,
}

/// A help request whose author was erased.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HelpErasure {
    pub commune: CommuneId,
    pub help: HelpId,
}

/// One line of the list of erasures.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Erased {
    Resident(Erasure),
    Help(HelpErasure),
}

impl Erased {
    pub(crate) fn commune(&self) -> &CommuneId {
        match self {
            Erased::Resident(it) => &it.commune,
            Erased::Help(it) => &it.commune,
        }
    }

    /// The id of the erased resident or help request.
    pub(crate) fn name(&self) -> &str {
        match self {
            Erased::Resident(it) => it.resident.as_str(),
            Erased::Help(it) => it.help.as_str(),
        }
    }
}

impl From<Erasure> for Erased {
    fn from(erasure: Erasure) -> Self {
        Erased::Resident(erasure)
    }
}

/// Erased residents, each by their id.
const ERASED: &str = "erased";

pub(crate) fn remember(rows: &mut dyn Transaction, erasure: &Erasure, seq: Seq) -> Rows<()> {
    let (commune, resident) = (&erasure.commune, erasure.resident.as_str());
    told::remember(rows, (commune, seq), told::Kind::Resident, resident)
}

/// Whether this resident was erased, in this database or before it was restored.
pub(crate) fn remembered(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    resident: &ResidentId,
) -> Rows<bool> {
    let found = rows.document(commune, ERASED, resident.as_str())?;
    Ok(found.is_some())
}

/// Removes from an operation what it says of an erased resident or help request.
pub(crate) fn blank_erased(operation: &mut Operation, erased: &Erased) {
    match erased {
        Erased::Resident(it) => {
            blank(operation, &it.resident, false);
        }
        Erased::Help(it) => help::blank_of(operation, &it.help),
    }
}

/// Blanks what entries, held ones too, say of the resident. `head_of` is the household whose head
/// the resident was.
pub(crate) fn rewrite_log(
    rows: &mut dyn Transaction,
    erasure: &Erasure,
    head_of: Option<&RecordKey>,
) -> Rows<Vec<Blanked>> {
    let Erasure {
        commune, resident, ..
    } = erasure;
    let mut blanked = Vec::new();
    for mut row in to_blank(rows, commune, |rows| {
        rows.entries_naming(commune, resident.as_str())
    })? {
        let before = row.entry.operation.clone();
        blank(&mut row.entry.operation, resident, false);
        if row.entry.operation != before {
            rows.rewrite_entry(commune, &row)?;
            blanked.extend(Blanked::of(&mut row.entry, resident));
        }
    }
    if let Some(household) = head_of {
        for mut row in history_to_blank(rows, commune, household)? {
            let before = row.entry.operation.clone();
            blank(&mut row.entry.operation, resident, true);
            if row.entry.operation != before {
                rows.rewrite_entry(commune, &row)?;
            }
        }
    }
    hold::blank_held(rows, commune, (resident, head_of))?;
    Ok(blanked)
}

/// Takes a name out of every text that was ever told about the household, held entries included.
pub(crate) fn take_out_name(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    home: &Household,
    name: &Name,
) -> Rows<()> {
    let keys: Vec<RecordKey> = [&home.id]
        .into_iter()
        .chain(&home.merged)
        .map(|id| RecordKey::Household(id.clone()))
        .collect();
    for key in &keys {
        for mut row in history_to_blank(rows, commune, key)? {
            if let Some(plain) = without_name(&row.entry.operation, name) {
                row.entry.operation = plain;
                rows.rewrite_entry(commune, &row)?;
            }
        }
    }
    for mut held in hold::HeldEntry::all(rows, commune)? {
        let touched = held.entry.operation.touches();
        if touched.iter().any(|key| keys.contains(key))
            && let Some(plain) = without_name(&held.entry.operation, name)
        {
            held.entry.operation = plain;
            held.put_blanked(rows)?;
        }
    }
    Ok(())
}

/// All entries about a record, to blank words in them.
pub(crate) fn history_to_blank(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    record: &RecordKey,
) -> Rows<Vec<EntryRow>> {
    to_blank(rows, commune, |rows| {
        rows.history(commune, record, usize::MAX >> 1)
    })
}

/// Reads entries to blank words in them. The body of one that cannot be read may hold the same words,
/// so it is emptied.
fn to_blank(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    read: impl FnOnce(&mut dyn Transaction) -> Rows<Vec<EntryRow>>,
) -> Rows<Vec<EntryRow>> {
    let earlier = std::mem::take(rows.unread());
    let found = read(rows);
    let unread = std::mem::replace(rows.unread(), earlier);
    for seq in unread.entries_of(commune) {
        rows.empty_entry(commune, seq)?;
        rows.unread().note(commune, Unreadable::Entry(seq));
    }
    found
}

/// An entry that was blanked, and the household that it had told something.
pub(crate) struct Blanked {
    pub entry: EntryId,
    pub household: HouseholdId,
}

impl Blanked {
    fn of(entry: &mut Entry, resident: &ResidentId) -> Option<Self> {
        let told = told_of(&mut entry.operation).contains(resident);
        let touched = entry.operation.touches().into_iter();
        let household = touched.filter(|_| told).find_map(household)?;
        Some(Self {
            entry: entry.id,
            household,
        })
    }
}

fn household(key: RecordKey) -> Option<HouseholdId> {
    match key {
        RecordKey::Household(id) => Some(id),
        _ => None,
    }
}

/// Blanks in a late entry what it says of residents who were erased in another household.
pub(crate) fn blank_strangers(
    rows: &mut dyn Transaction,
    entry: &mut Entry,
    records: &Records,
) -> Rows<()> {
    let told = told_of(&mut entry.operation);
    if told.is_empty() {
        return Ok(());
    }
    let touched = entry.operation.touches();
    let lives_here = |resident: &ResidentId| {
        touched.iter().any(|key| match key {
            RecordKey::Household(id) => records
                .household(id)
                .is_ok_and(|it| it.resident(resident).is_some()),
            _ => false,
        })
    };
    for resident in told.into_iter().filter(|it| !lives_here(it)) {
        if remembered(rows, &entry.commune, &resident)? {
            blank(&mut entry.operation, &resident, false);
        }
    }
    Ok(())
}

/// The erasures that an entry makes necessary. After a restore from an older backup, a phone's
/// journal may bring back residents and help requests that were erased since.
pub(crate) fn returned(rows: &mut dyn Transaction, entry: &Entry) -> Rows<Vec<Operation>> {
    let mut again = Vec::new();
    for resident in entry.operation.nameless() {
        let mut touched = entry.operation.touches().into_iter();
        if remembered(rows, &entry.commune, resident)?
            && let Some(household) = touched.find_map(household)
        {
            again.push(Operation::ResidentErased(ResidentErased {
                household,
                resident: resident.clone(),
            }));
        }
    }
    again.extend(help::returned(rows, entry)?);
    Ok(again)
}

/// Blanks the account numbers that a household's entries named before the removal.
pub(crate) fn blank_accounts(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    household: &RecordKey,
    removal: &Entry,
) -> Rows<()> {
    for mut row in history_to_blank(rows, commune, household)? {
        let before = (row.entry.at, row.entry.id) < (removal.at, removal.id);
        if before && blank_account(&mut row.entry.operation) {
            rows.rewrite_entry(commune, &row)?;
        }
    }
    Ok(())
}

/// Blanks the phone numbers that people left for a class: those of one entry, or all.
pub(crate) fn blank_contacts(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    class: &RecordKey,
    of: Option<EntryId>,
) -> Rows<()> {
    for mut row in history_to_blank(rows, commune, class)? {
        if of.is_some_and(|of| of != row.entry.id) {
            continue;
        }
        let before = row.entry.operation.clone();
        blank_contact(&mut row.entry.operation);
        if row.entry.operation != before {
            rows.rewrite_entry(commune, &row)?;
        }
    }
    Ok(())
}

/// An entry made by the system itself.
pub(crate) fn ours(
    commune: &CommuneId,
    operation: Operation,
    now: Millis,
    random: [u8; 10],
) -> Rows<Entry> {
    let system = "he-thong";
    let author = AccountId::new(system).ok_or_else(|| StoreError::damaged("id", system))?;
    let device = DeviceId::new(system).ok_or_else(|| StoreError::damaged("id", system))?;
    let id = EntryId::made(now, random);
    Ok(Entry::new(
        id,
        commune.clone(),
        author,
        device,
        now,
        operation,
    ))
}

/// Takes the place of random bits in an entry that follows from another, so that every run makes
/// the same id.
pub(crate) fn derived(from: EntryId, operation: &Operation) -> [u8; 10] {
    let hash = Sha256::new()
        .chain_update(from.as_uuid().as_bytes())
        .chain_update(to_json(operation))
        .finalize();
    std::array::from_fn(|place| hash[place])
}

/// Adds new erasures to the list, before the commit that carries them. Repeating one does no harm.
pub(crate) fn add_to_list(path: &Path, erased: &[Erased]) -> Rows<()> {
    let known = read_list(path)?;
    let mut lines = String::new();
    for erasure in erased.iter().filter(|it| !known.contains(it)) {
        lines += &to_json(erasure);
        lines.push('\n');
    }
    if lines.is_empty() {
        return Ok(());
    }
    let mut options = owner_only::options();
    let options = options.read(true).create(true).append(true);
    let mut file = options.open(path)?;
    // An incomplete last line belongs to a process that ended before its commit.
    let whole = whole_lines(&fs::read(path)?).len() as u64;
    if file.metadata()?.len() > whole {
        file.set_len(whole)?;
    }
    file.write_all(lines.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

fn whole_lines(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte == b'\n');
    end.map_or(&[], |end| &bytes[..=end])
}

pub(crate) fn read_list(path: &Path) -> Rows<Vec<Erased>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let bytes = fs::read(path)?;
    let lines = whole_lines(&bytes).split(|byte| *byte == b'\n');
    lines
        .filter(|line| !line.is_empty())
        .map(|line| {
            serde_json::from_slice(line).map_err(|error| StoreError::damaged("erasure", error))
        })
        .collect()
}
