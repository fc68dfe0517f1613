//! Checks that files are easy to find and read: meaningful names, limited length, a first sentence.

use crate::output;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FILE_LIMIT_LINES: usize = 500;
const EMPTY_NAMES: &[&str] = &[
    "mod.rs",
    "utils.rs",
    "util.rs",
    "common.rs",
    "helpers.rs",
    "manager.rs",
];
/// Folders in which every word on a screen must come from typed Fluent keys.
const SCREENS: &[&str] = &[
    "crates/phone/src",
    "crates/server/src",
    "crates/server/templates",
];

/// Where pages are made, and the answers to phones, which read for themselves.
const PAGES: &str = "crates/server/src";
const PHONES: &str = "crates/server/src/api";

/// People and places of the demonstration are data, not words of the screen.
const INVENTED: &str = "crates/server/src/demo";
/// Strings that are the same in every language: our name, a language's own name, the form of a
/// decision's number.
const NAMES: &[&str] = &["Từng Nhà", "Tiếng Việt", "12/QĐ-UBND"];

pub fn problems() -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for path in tracked()? {
        let full = output::workspace().join(&path);
        let Ok(text) = fs::read_to_string(&full) else {
            continue;
        };
        if path.extension().is_some_and(|it| it == "rs") {
            rust_file(&path, &text, &mut problems);
            pages_read_once(&path, &text, &mut problems);
        }
        let screen = SCREENS.iter().any(|folder| path.starts_with(folder));
        if screen && !path.to_string_lossy().starts_with(INVENTED) {
            bare_words(&path, &text, &mut problems);
        }
        if path.extension().is_some_and(|it| it == "md") {
            links(&path, &text, &mut problems);
        }
    }
    Ok(problems)
}

pub(super) fn tracked() -> Result<Vec<PathBuf>> {
    let mut command = Command::new("git");
    command
        .current_dir(output::workspace())
        .args(["ls-files", "-z"]);
    let out = command.output().context("git ls-files")?;
    let names = String::from_utf8(out.stdout).context("git ls-files")?;
    Ok(names
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(PathBuf::from)
        .collect())
}

fn rust_file(path: &Path, text: &str, problems: &mut Vec<String>) {
    let shown = path.display();
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    if EMPTY_NAMES.contains(&name) {
        problems.push(format!("{shown}: the name says nothing of what is inside"));
    }
    if !text.starts_with("//!") {
        problems.push(format!(
            "{shown}: the first line is a `//!` sentence that says what the file is for"
        ));
    }
    let lines = text.lines().count();
    if lines > FILE_LIMIT_LINES {
        problems.push(format!("{shown}: {lines} lines; split it"));
    }
    let is_rule =
        path.starts_with("crates/domain/src") && name != "personal.rs" && name != "household.rs";
    if is_rule && text.contains(".reveal()") {
        problems.push(format!(
            "{shown}: rules move personal values and never read them"
        ));
    }
}

/// Reports pages that read the store by themselves: each such read is a snapshot of its own, on a
/// thread that answers others.
fn pages_read_once(path: &Path, text: &str, problems: &mut Vec<String>) {
    if !path.starts_with(PAGES) || path.starts_with(PHONES) {
        return;
    }
    let packed: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    let reads = ["read", "record", "records"].map(|it| format!("state.store.{it}("));
    if reads.iter().any(|it| packed.contains(it)) {
        problems.push(format!(
            "{}: pages read in one snapshot, through `AppState::page`, `window` or `read`",
            path.display()
        ));
    }
}

/// Reports Vietnamese letters outside comments and tests, where a string has bypassed Fluent.
fn bare_words(path: &Path, text: &str, problems: &mut Vec<String>) {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let comment = |line: &str| {
        ["//", "{#", "#"]
            .iter()
            .any(|mark| line.trim_start().starts_with(mark))
    };
    for (number, line) in code.lines().enumerate().filter(|(_, line)| !comment(line)) {
        // The suggestions in a list are data that communes choose from.
        if line.contains("<datalist") {
            continue;
        }
        let before_comment = line.split(" // ").next().unwrap_or_default();
        let unnamed = NAMES.iter().fold(before_comment.to_owned(), |text, name| {
            text.replace(name, "")
        });
        if unnamed.chars().any(is_vietnamese) {
            problems.push(format!(
                "{}:{}: words on a screen come from crates/words/ftl",
                path.display(),
                number + 1
            ));
        }
    }
}

fn is_vietnamese(letter: char) -> bool {
    matches!(letter, 'À'..='ỹ' if letter.is_alphabetic())
}

/// Reports relative links in Markdown files that lead nowhere.
fn links(path: &Path, text: &str, problems: &mut Vec<String>) {
    let folder = output::workspace().join(path);
    let folder = folder.parent().unwrap_or(output::workspace());
    for target in text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
    {
        let file = target.split('#').next().unwrap_or_default();
        let elsewhere = file.is_empty() || file.contains("://") || file.starts_with("mailto:");
        if !elsewhere && !folder.join(file).exists() {
            problems.push(format!(
                "{}: the link to {file} leads nowhere",
                path.display()
            ));
        }
    }
}
