//! The files of golden databases: where they are, how they are packed, and what is expected of
//! them.
use domain::{CommuneId, MEASURES_VERSION, RULES, RecordKey, Seq};
use flate2::read::GzDecoder;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use store::{EntryRow, Rows, Store};
use sync::Epoch;

pub const SQLITE: &str = "database.sqlite.gz";
pub const POSTGRES: &str = "database.sql.gz";
pub const LOG: &str = "log.jsonl.gz";
pub const RECORDS: &str = "records.jsonl";
pub const FIGURES: &str = "figures.txt";
pub const CHANGED: &str = "changed.txt";
pub const SUMS: &str = "SHA256SUMS";
/// More rows than a golden database has.
const ALL: usize = usize::MAX >> 1;

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// One folder for each released version, oldest first.
pub fn databases() -> Vec<PathBuf> {
    sorted(&folder(), |path| path.is_dir())
}

/// What later versions made of the log, oldest first. The last one is expected now.
pub fn folds(database: &Path) -> Vec<PathBuf> {
    sorted(database, |path| path.is_dir())
}

fn sorted(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder of golden files");
    let paths = entries.map(|entry| entry.expect("readable").path());
    paths
        .filter(|path| wanted(path))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

pub fn unpacked(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let packed = fs::read(path).expect("a golden file");
    GzDecoder::new(&packed[..])
        .read_to_end(&mut bytes)
        .expect("packed by gzip");
    bytes
}

/// Every file below the folder that must never change, with its hash.
pub fn sums() -> BTreeMap<String, String> {
    let mut sums = BTreeMap::new();
    for database in databases() {
        let files = sorted(&database, Path::is_file);
        let folds = folds(&database).into_iter();
        let expected = folds.flat_map(|fold| sorted(&fold, Path::is_file));
        for path in files.into_iter().chain(expected) {
            let name = path.strip_prefix(folder()).expect("below the folder");
            let hash = Sha256::digest(fs::read(&path).expect("a golden file"));
            let digits = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            sums.insert(name.display().to_string(), digits);
        }
    }
    sums
}

/// The hashes as they were stored with each file.
pub fn written_sums() -> BTreeMap<String, String> {
    let text = fs::read_to_string(folder().join(SUMS)).expect("the list of hashes");
    let lines = text.lines().filter_map(|line| line.split_once("  "));
    lines
        .map(|(hash, name)| (name.to_owned(), hash.to_owned()))
        .collect()
}

/// A line of the log in a golden file.
#[derive(Serialize, Deserialize)]
struct Line {
    seq: Seq,
    received_at: domain::Millis,
    entry: domain::Entry,
}

#[derive(Serialize)]
struct RecordLine<'a> {
    commune: &'a CommuneId,
    key: &'a RecordKey,
    area: &'a domain::Area,
    find: &'a str,
    body: &'a RawValue,
}

/// The whole log, one line for each entry.
pub fn log_of(store: &Store) -> Rows<String> {
    let mut text = String::new();
    for commune in store.read(|rows| rows.communes())? {
        for row in store.read(|rows| rows.entries(&commune, Seq(0), ALL))? {
            let line = Line {
                seq: row.seq,
                received_at: row.received_at,
                entry: row.entry,
            };
            text += &serde_json::to_string(&line).expect("plain data");
            text.push('\n');
        }
    }
    Ok(text)
}

/// Puts a log into an empty store, each entry as it is, and folds it.
pub fn fold(log: &str, store: &Store) -> Rows<()> {
    let mut communes = BTreeSet::new();
    for line in log.lines() {
        let line: Line = serde_json::from_str(line).expect("a line of a golden log");
        let commune = line.entry.commune.clone();
        if communes.insert(commune.clone()) {
            store.create_commune(commune.clone(), Epoch(1)).wait()?;
        }
        let row = EntryRow {
            seq: line.seq,
            received_at: line.received_at,
            entry: line.entry,
        };
        let owner = commune.clone();
        let put = move |ledger: &mut store::Ledger<'_>| {
            let touched = row.entry.operation.touches();
            ledger.transaction().put_entry(&owner, &row, &touched)
        };
        store.write_to(&commune, put).wait()?;
    }
    for commune in communes {
        store.rebuild(commune).wait()?;
    }
    Ok(())
}

/// Every record and its area, one line each, without sequence numbers, because a rebuild changes
/// those.
pub fn records_of(store: &Store) -> Rows<String> {
    let mut text = String::new();
    for commune in store.read(|rows| rows.communes())? {
        for kind in domain::Kind::ALL {
            let mut rows = store.read(|rows| rows.records(&commune, kind, None))?;
            rows.sort_by(|one, other| one.key.cmp(&other.key));
            for row in rows {
                let body = RawValue::from_string(row.body).expect("a body is JSON");
                let line = RecordLine {
                    commune: &commune,
                    key: &row.key,
                    area: &row.area,
                    find: &row.find,
                    body: &body,
                };
                text += &serde_json::to_string(&line).expect("plain data");
                text.push('\n');
            }
        }
    }
    Ok(text)
}

/// Every figure that is not zero, one line each, under the versions that count it.
pub fn figures_of(store: &Store) -> Rows<String> {
    let mut lines = BTreeSet::new();
    for commune in store.read(|rows| rows.communes())? {
        let tallies = store.read(|rows| {
            let generation = rows.commune(&commune)?.map_or(0, |row| row.generation);
            rows.tallies(&commune, generation, None)
        })?;
        for it in tallies.into_iter().filter(|it| it.value != 0) {
            let (measure, dimension) = (it.measure.as_str(), it.dimension.to_string());
            let dimension = if dimension.is_empty() {
                "-"
            } else {
                &dimension
            };
            lines.insert(format!(
                "{commune} {} {} {measure} {dimension} = {}\n",
                it.period, it.place, it.value
            ));
        }
    }
    let lines: String = lines.into_iter().collect();
    Ok(format!(
        "rules {RULES}, measures {MEASURES_VERSION}\n{lines}"
    ))
}

/// The figures that differ between two texts, each with both values.
pub fn differences(before: &str, after: &str) -> BTreeMap<String, (String, String)> {
    let read = |text: &str| -> BTreeMap<String, String> {
        let lines = text.lines().filter_map(|line| line.split_once(" = "));
        lines
            .map(|(figure, value)| (figure.to_owned(), value.to_owned()))
            .collect()
    };
    let (before, after) = (read(before), read(after));
    let figures: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let value = |all: &BTreeMap<String, String>, figure| {
        all.get(figure).cloned().unwrap_or_else(|| "0".to_owned())
    };
    figures
        .into_iter()
        .map(|figure| {
            (
                figure.clone(),
                (value(&before, figure), value(&after, figure)),
            )
        })
        .filter(|(_, (was, is))| was != is)
        .collect()
}
