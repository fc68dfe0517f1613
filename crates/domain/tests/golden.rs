//! Entries as they were written by each format so far: read for ever, and written the same.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use domain::{Entry, Operation};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// One entry a line. What a later version writes comes in a file of its own; none is ever changed.
fn lines() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let files = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|it| it == "jsonl"));
    files.sort();
    let texts = files.iter().map(|path| fs::read_to_string(path).unwrap());
    let lines: Vec<String> = texts
        .flat_map(|it| it.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(lines.len() >= Operation::NAMES.len(), "{files:?}");
    lines
}

#[test]
fn entries_of_every_format_are_read_and_written_the_same() {
    for line in &lines() {
        let entry: Entry = serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}"));
        // The phone reads with a reader of its own.
        let phone: Entry = domain::json::from_str(line).unwrap();
        assert_eq!(phone, entry);
        let expected: Value = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_value(&entry).unwrap(), expected);
    }
}

#[test]
fn every_operation_is_among_them() {
    let lines = lines();
    let entries = lines.iter().map(|line| serde_json::from_str(line).unwrap());
    let found: BTreeSet<&str> = entries.map(|it: Entry| it.operation.name()).collect();
    for name in Operation::NAMES {
        assert!(found.contains(name), "add a line of a new file for {name}");
    }
}

/// What is forgotten with a person is what an operation tells of them, so nothing may be untold.
#[test]
fn every_personal_value_is_told() {
    for line in &lines() {
        let mut entry: Entry = serde_json::from_str(line).unwrap();
        let shown = format!("{:?}", entry.operation);
        let held = shown.matches("(personal)").count() + shown.matches("(erased)").count();
        let mut told = 0;
        entry.operation.personal(&mut |_, value| {
            told += value.count();
            value.erase();
        });
        assert_eq!(told, held, "{shown}");
        let left = format!("{:?}", entry.operation);
        assert!(!left.contains("(personal)"), "{left}");
    }
}
