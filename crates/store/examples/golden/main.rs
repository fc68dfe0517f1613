//! Writes golden files for the tests of older databases.
//!
//! `golden database VERSION-DAY` is for a version that is released. `golden fold` is for rules or
//! figures that were changed on purpose. Existing files are never overwritten.
#[path = "../../tests/golden/folder.rs"]
mod folder;
mod office;
mod story;

use flate2::Compression;
use flate2::write::GzEncoder;
use folder::{CHANGED, FIGURES, LOG, POSTGRES, RECORDS, SQLITE, SUMS};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode};
use store::{Database, Store, move_all};

type Done<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["database", name] => database(name),
        ["fold"] => fold(),
        _ => Err("golden database VERSION-DAY, or golden fold".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn database(name: &str) -> Done {
    unchanged()?;
    let into = folder::folder().join(name);
    if into.exists() {
        return Err(format!("{} is there already", into.display()).into());
    }
    let temporary = tempfile::tempdir()?;
    let home = temporary.path().join("data");
    let store = Store::open(&home)?;
    story::tell(&store)?;
    office::fill(&store, temporary.path())?;
    if let Some(mismatch) = store.verify_all()?.first() {
        return Err(mismatch.to_string().into());
    }
    let log = folder::log_of(&store)?;
    every_operation_is_in(&log)?;
    let copy = temporary.path().join("copy.sqlite");
    store.backup(&copy)?;
    let dump = dumped(&store, temporary.path())?;
    fs::create_dir_all(&into)?;
    fs::write(into.join(SQLITE), packed(&fs::read(copy)?))?;
    fs::write(into.join(POSTGRES), packed(dump.as_bytes()))?;
    fs::write(into.join(LOG), packed(log.as_bytes()))?;
    write_fold(&store, &into.join("fold-1"))?;
    write_sums();
    Ok(())
}

/// A dump by `pg_dump`, without the settings that only the same version of PostgreSQL can read
/// back.
fn dumped(store: &Store, beside: &Path) -> Done<String> {
    let server = private_postgres::shared();
    let url = server.database()?;
    let beside = beside.join("postgres");
    let moved = Database::parse(&url, &beside).open()?;
    move_all(store, &moved)?;
    let mut dump = Command::new(server.programs().join("pg_dump"));
    dump.args(["--format=plain", "--no-owner", "--no-privileges"]);
    let told = dump.arg(format!("--dbname={url}")).output()?;
    if !told.status.success() {
        return Err(String::from_utf8_lossy(&told.stderr).into());
    }
    let only_here = |line: &&str| {
        let kept = ["SET client_encoding", "SET standard_conforming_strings"];
        let setting = line.starts_with("SET ") && !kept.iter().any(|it| line.starts_with(it));
        let of_psql = line.starts_with('\\') && !line.starts_with("\\.");
        !setting && !of_psql && !line.starts_with("--")
    };
    let text = String::from_utf8(told.stdout)?;
    let lines = text.lines().filter(only_here);
    Ok(lines.map(|line| format!("{line}\n")).collect())
}

/// Checks that the log has every operation. The names come from serde's error for an unknown one.
fn every_operation_is_in(log: &str) -> Done {
    let asked = serde_json::from_str::<domain::Operation>(r#"{"Nothing":{}}"#);
    let told = asked.err().ok_or("no operation is called so")?.to_string();
    let names = told.split('`').skip(1).step_by(2).skip(1);
    let missing: Vec<&str> = names
        .filter(|name| !log.contains(&format!("\"operation\":{{\"{name}\"")))
        .collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(format!("tell a story of {missing:?} too, in story.rs").into()),
    }
}

/// Folds every golden log with today's rules, and writes the result where it differs from the last
/// one.
fn fold() -> Done {
    unchanged()?;
    for database in folder::databases() {
        let folds = folder::folds(&database);
        let Some(last) = folds.last() else { continue };
        let store = Store::in_memory()?;
        let log = String::from_utf8(folder::unpacked(&database.join(LOG)))?;
        folder::fold(&log, &store)?;
        let before = fs::read_to_string(last.join(FIGURES))?;
        let figures = folder::figures_of(&store)?;
        let records = folder::records_of(&store)?;
        if figures == before && records == fs::read_to_string(last.join(RECORDS))? {
            continue;
        }
        let into = database.join(format!("fold-{}", folds.len() + 1));
        write_fold(&store, &into)?;
        let differing = folder::differences(&before, &figures).into_iter();
        let lines = differing.map(|(figure, (was, is))| format!("{figure}: {was}, now {is}: ?\n"));
        fs::write(into.join(CHANGED), lines.collect::<String>())?;
        println!("{}: say in {CHANGED} why, then once more", into.display());
    }
    write_sums();
    Ok(())
}

fn write_fold(store: &Store, into: &Path) -> Done {
    fs::create_dir_all(into)?;
    fs::write(into.join(RECORDS), folder::records_of(store)?)?;
    fs::write(into.join(FIGURES), folder::figures_of(store)?)?;
    Ok(())
}

/// Fails if any golden file was changed. Only the texts that explain a change may still be edited.
fn unchanged() -> Done {
    let now = folder::sums();
    for (name, hash) in folder::written_sums() {
        if now.get(&name) != Some(&hash) && !name.ends_with(CHANGED) {
            return Err(format!("{name} changed: golden files are added, never changed").into());
        }
    }
    Ok(())
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

fn write_sums() {
    let lines = folder::sums().into_iter();
    let text: String = lines
        .map(|(name, hash)| format!("{hash}  {name}\n"))
        .collect();
    fs::write(folder::folder().join(SUMS), text).expect("the list of hashes");
}
