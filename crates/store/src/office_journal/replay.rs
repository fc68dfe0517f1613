//! Brings back from the journal what is missing in data that were put back to an earlier state.
use super::{Group, Line};
use crate::account::Device;
use crate::ledger::{Incoming, Ledger};
use crate::rows::{Ahead, DocumentRow, Rows, Transaction};
use crate::waiting::{self, WAITING};
use crate::{StoreError, account, erase, hold};
use domain::{CommuneId, Entry, EntryId, Follows, Millis};
use std::collections::{BTreeMap, BTreeSet};
use sync::Outcome;

/// Entries looked up at a time.
const AT_A_TIME: usize = 500;
/// Entries that the rules refused because what they concern was lost. They stay in the journal and
/// are tried again.
const LEFT: &str = "journal-left";

/// What came back from the journal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Replayed {
    pub entries: usize,
    /// Accounts, devices, codes and decisions about held work.
    pub documents: usize,
    /// Entries whose record is not there, or not yet.
    pub left: usize,
}

impl Replayed {
    pub(crate) fn add(&mut self, other: Replayed) {
        self.entries += other.entries;
        self.documents += other.documents;
        self.left += other.left;
    }
}

/// Appends the entries that a commune's log lacks, in the order of the journal, and writes its
/// documents as the journal last had them.
pub(crate) fn replay(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    groups: &[Group],
) -> Rows<Replayed> {
    ledger.keep_quiet();
    // These entries were received earlier, so a phone's clock of now confirms nothing about them.
    ledger.confirm_time(false);
    let mut replayed = Replayed {
        documents: put_documents(ledger, commune, groups)?,
        ..Replayed::default()
    };
    let lines = groups.iter().flat_map(|group| &group.lines);
    let entries = lines.filter_map(|line| match line {
        Line::Entry {
            received_at, entry, ..
        } if entry.commune == *commune => Some((*received_at, &**entry)),
        _ => None,
    });
    let entries: Vec<_> = entries.collect();
    let missing = missing(ledger, commune, &entries)?;
    replayed.add(append(ledger, commune, missing)?);
    Ok(replayed)
}

/// Writes a commune's documents as the journal last had them: accounts, codes, decisions about
/// phones. Returns how many were different.
pub(crate) fn put_documents(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    groups: &[Group],
) -> Rows<usize> {
    ledger.keep_quiet();
    let mut changed = 0;
    for line in documents(commune, groups) {
        match other(ledger.transaction(), line)? {
            Some(Other::Is(WAITING, row)) => waiting::put_back(ledger, &row)?,
            Some(Other::Is(kind, row)) => ledger.transaction().put_document(kind, &row)?,
            Some(Other::Gone(kind, id)) => {
                ledger.transaction().delete_document(commune, kind, id)?;
            }
            None => continue,
        }
        changed += 1;
    }
    Ok(changed)
}

/// Whether any document of a commune differs from the journal's latest version.
pub(crate) fn any_other(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    groups: &[Group],
) -> Rows<bool> {
    for line in documents(commune, groups) {
        if other(rows, line)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The last line about each document of a commune.
fn documents<'a>(commune: &CommuneId, groups: &'a [Group]) -> impl Iterator<Item = &'a Line> {
    let lines = groups.iter().flat_map(|group| &group.lines);
    let mut documents = BTreeMap::new();
    for line in lines.filter(|line| line.commune() == Some(commune)) {
        if let Line::Document { kind, id, .. } | Line::Gone { kind, id, .. } = line {
            documents.insert((kind.as_str(), id.as_str()), line);
        }
    }
    documents.into_values()
}

fn missing<'a>(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    entries: &[(Millis, &'a Entry)],
) -> Rows<Vec<(Millis, &'a Entry)>> {
    let mut missing = Vec::new();
    let mut seen = BTreeSet::new();
    for some in entries.chunks(AT_A_TIME) {
        let ahead = Ahead {
            entries: some.iter().map(|it| it.1.id).collect(),
            ..Ahead::default()
        };
        ledger.look_ahead(commune, &[], ahead)?;
        for (at, entry) in some {
            let is_new = seen.insert(entry.id);
            if is_new && ledger.transaction().entry(commune, entry.id)?.is_none() {
                missing.push((*at, *entry));
            }
        }
    }
    Ok(missing)
}

/// Appends the missing entries. A refused one is tried again, because it may need an entry that
/// comes after it.
fn append(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    mut missing: Vec<(Millis, &Entry)>,
) -> Rows<Replayed> {
    let mut replayed = Replayed::default();
    loop {
        let before = missing.len();
        let mut refused = Vec::new();
        for (received_at, entry) in missing {
            // The list of erasures was carried out before this.
            if is_done(ledger.transaction(), entry)? {
                continue;
            }
            let outcome = ledger.append(Incoming {
                entry: entry.clone(),
                received_at,
                scope: None,
            })?;
            match outcome {
                Outcome::Kept { .. } => {
                    replayed.entries += 1;
                    let id = entry.id.to_string();
                    ledger.transaction().delete_document(commune, LEFT, &id)?;
                }
                _ => refused.push((received_at, entry)),
            }
        }
        missing = refused;
        if missing.is_empty() || missing.len() == before {
            break;
        }
    }
    for (_, entry) in &missing {
        let row = DocumentRow {
            commune: commune.clone(),
            id: entry.id.to_string(),
            key: String::new(),
            body: String::new(),
        };
        ledger.transaction().put_document(LEFT, &row)?;
    }
    replayed.left = missing.len();
    Ok(replayed)
}

/// Whether an erasure was already repeated from the list, as an entry with another id.
fn is_done(rows: &mut dyn Transaction, entry: &Entry) -> Rows<bool> {
    match entry.operation.follows() {
        Follows::ForgetResident(_, id) => erase::remembered(rows, &entry.commune, id),
        Follows::ForgetHelp(id) => erase::help_remembered(rows, &entry.commune, id),
        _ => Ok(false),
    }
}

/// A document as it should be, if the database has it differently.
enum Other<'a> {
    Is(&'a str, DocumentRow),
    Gone(&'a str, &'a str),
}

fn other<'a>(rows: &mut dyn Transaction, line: &'a Line) -> Rows<Option<Other<'a>>> {
    let (kind, row) = match line {
        Line::Document {
            kind,
            commune,
            id,
            key,
            body,
        } => {
            let (commune, id) = (commune.clone(), id.clone());
            let (key, body) = (key.clone(), body.clone());
            (
                kind,
                DocumentRow {
                    commune,
                    id,
                    key,
                    body,
                },
            )
        }
        Line::Gone { kind, commune, id } => {
            let is_there = rows.document(commune, kind, id)?.is_some();
            return Ok(is_there.then_some(Other::Gone(kind, id)));
        }
        _ => return Ok(None),
    };
    let now = rows.document(&row.commune, kind, &row.id)?;
    let is_aside = kind == hold::HELD || kind == WAITING;
    if is_aside && hold::is_decided(rows, &row.commune, &row.id)? {
        return Ok(None);
    }
    // What waited may have been judged since, and may be held now.
    if kind == WAITING && (now.is_some() || hold::is_known(rows, &row.commune, &row.id)?) {
        return Ok(None);
    }
    let row = match (kind == account::DEVICE, &now) {
        (true, Some(now)) => merge(now, row)?,
        _ => row,
    };
    let changes = now.as_ref() != Some(&row);
    Ok(changes.then_some(Other::Is(kind, row)))
}

/// Combines what the office decided about a phone with what the database knows of its contacts. A
/// phone that has ended stays ended.
fn merge(now: &DocumentRow, journal: DocumentRow) -> Rows<DocumentRow> {
    let read = |row: &DocumentRow| {
        serde_json::from_str::<Device>(&row.body)
            .map_err(|error| StoreError::damaged("document", error))
    };
    let (mut device, told) = (read(now)?, read(&journal)?);
    let is_over = told.state > device.state;
    let opens_other = told.wrapped_key.is_some() && told.wrapped_key != device.wrapped_key;
    let has_left = device.left.is_none() && told.left.is_some();
    if !(is_over || opens_other || has_left) {
        return Ok(now.clone());
    }
    if is_over {
        device.state = told.state;
    }
    if has_left {
        device.left = told.left;
    }
    if opens_other {
        device.wrapped_key = told.wrapped_key;
    }
    let body = crate::columns::to_json(&device);
    Ok(DocumentRow { body, ..journal })
}

/// Whether any entries were refused when they were brought back.
pub(crate) fn any_left(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<bool> {
    Ok(!rows.documents(commune, LEFT)?.is_empty())
}

/// Which of the journal's newest entries a log lacks: the data were put back after they were
/// acknowledged, or the process ended during its last commits.
pub(crate) fn lacks(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    groups: &[Group],
    newest: usize,
) -> Rows<BTreeSet<EntryId>> {
    let lines = groups.iter().flat_map(|group| group.lines.iter()).rev();
    let of_commune = lines.filter(|line| line.commune() == Some(commune));
    let entries = of_commune.filter_map(|line| match line {
        Line::Entry { entry, .. } => Some(&**entry),
        _ => None,
    });
    let entries: Vec<&Entry> = entries.take(newest).collect();
    let left = rows.documents(commune, LEFT)?;
    let left: BTreeSet<String> = left.into_iter().map(|row| row.id).collect();
    let ahead = Ahead {
        entries: entries.iter().map(|it| it.id).collect(),
        ..Ahead::default()
    };
    rows.look_ahead(commune, &ahead)?;
    let mut lacking = BTreeSet::new();
    for entry in entries {
        let is_there = rows.entry(commune, entry.id)?.is_some()
            || left.contains(&entry.id.to_string())
            || is_done(rows, entry)?;
        if !is_there {
            lacking.insert(entry.id);
        }
    }
    Ok(lacking)
}
