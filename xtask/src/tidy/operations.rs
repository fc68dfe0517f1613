//! Nothing is said of "every other operation" but in the list of operations: an arm that takes
//! whatever is left takes the operation of tomorrow too, and nobody is asked about it. So does
//! whoever asks for one operation and passes over the rest.

use super::sources::tracked;
use crate::output;
use anyhow::Result;
use std::fs;

/// The list itself, whose questions have an arm for each operation.
const LIST: &str = "crates/domain/src/operation.rs";
/// Files that ask for one operation by name, and why no other one can ever be meant.
const ASKS_FOR_ONE: &[(&str, &str)] = &[
    (
        "crates/phone/src/photo.rs",
        "spares an upload; otherwise the photo is sent",
    ),
    (
        "crates/server/src/import_list/undo.rs",
        "sharing doors out is nothing that someone recorded of a household",
    ),
    (
        "crates/server/src/office/classes/one.rs",
        "lists who said that someone came",
    ),
    (
        "crates/server/src/office/household/change.rs",
        "erases requests with who made them",
    ),
    (
        "crates/server/src/office/waiting/register.rs",
        "a form filled with what is said of a household not registered yet; an officer reads it",
    ),
    (
        "crates/store/src/erase/again.rs",
        "whether someone was erased already",
    ),
    (
        "crates/store/src/erase/help.rs",
        "a request comes with one operation, as a household does",
    ),
];
/// Stories and checks that look for what they made themselves.
const STORIES: &[&str] = &[
    "/tests/",
    "/examples/",
    "crates/bench/",
    "crates/server/src/demo/",
    "crates/simulation/",
    "xtask/",
];

pub fn problems() -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for path in tracked()? {
        let shown = path.display().to_string();
        if shown == LIST || path.extension().is_none_or(|it| it != "rs") {
            continue;
        }
        let Ok(text) = fs::read_to_string(output::workspace().join(&path)) else {
            continue;
        };
        for line in wildcards(&text) {
            problems.push(format!(
                "{shown}:{line}: an arm for every other operation; ask the operation instead, with a method of `Rule`"
            ));
        }
        let asks_for_one = ASKS_FOR_ONE.iter().any(|(known, _)| shown == *known);
        if asks_for_one || STORIES.iter().any(|it| shown.contains(it)) {
            continue;
        }
        for line in singled_out(&text) {
            problems.push(format!(
                "{shown}:{line}: asks for one operation and passes over every other; ask the operation instead, with a method of `Rule`, or say why none is meant in xtask/src/tidy/operations.rs"
            ));
        }
    }
    Ok(problems)
}

/// The lines, from 1, of arms that take whatever is left beside arms on `Operation`. As `rustfmt`
/// writes it, the arms of a `match` stand one below the other.
fn wildcards(text: &str) -> Vec<usize> {
    let lines: Vec<&str> = text.lines().collect();
    let found = (0..lines.len()).filter(|at| takes_the_rest(lines[*at].trim_start()));
    found
        .filter(|at| {
            let depth = indent(lines[*at]);
            let above = lines[..*at].iter().rev();
            above
                .take_while(|line| line.trim().is_empty() || indent(line) >= depth)
                .any(|line| indent(line) == depth && is_of_operation(line.trim_start()))
        })
        .map(|at| at + 1)
        .collect()
}

/// The lines, from 1, where one operation is asked for: by `if let`, `let … else` or `matches!`.
fn singled_out(text: &str) -> Vec<usize> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines: Vec<&str> = code.lines().collect();
    let found = (0..lines.len()).filter(|at| {
        let is_let = lines[*at].contains("let Operation::");
        let asked = lines[*at].split_once("matches!(").map(|(_, rest)| rest);
        is_let
            || asked
                .is_some_and(|it| it.contains("Operation::") || next_is_one(&lines[at + 1..], it))
    });
    found.map(|at| at + 1).collect()
}

/// Whether the pattern of a `matches!` stands in the lines below it.
fn next_is_one(below: &[&str], rest: &str) -> bool {
    rest.is_empty()
        && below
            .iter()
            .take(2)
            .any(|line| is_of_operation(line.trim_start()))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// `_ =>`, `other =>`, with a condition or without.
fn takes_the_rest(line: &str) -> bool {
    let Some((pattern, _)) = line.split_once("=>") else {
        return false;
    };
    let pattern = pattern.split(" if ").next().unwrap_or_default().trim();
    let is_name = |letter: char| letter.is_ascii_lowercase() || "_0123456789".contains(letter);
    !pattern.is_empty() && pattern.chars().all(is_name) && !matches!(pattern, "true" | "false")
}

fn is_of_operation(line: &str) -> bool {
    let arm = line.trim_start_matches("| ");
    let arm = ["Some(", "Ok(", "&", "domain::"]
        .iter()
        .fold(arm, |arm, before| arm.trim_start_matches(before));
    arm.starts_with("Operation::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arm_for_every_other_operation_is_found() {
        for rest in ["_", "other", "_ if late"] {
            let text = format!(
                "fn f(it: &Operation) -> u8 {{\n    match it {{\n        Operation::VisitRecorded(_) => {{\n            1\n        }}\n        {rest} => 2,\n    }}\n}}\n"
            );
            assert_eq!(wildcards(&text), [6], "{rest}");
        }
        let nested = "match found {\n    Some(Operation::VisitRecorded(_))\n    | Some(Operation::VisitRedated(_)) => 1,\n    _ => 2,\n}\n";
        assert_eq!(wildcards(nested), [4]);
    }

    #[test]
    fn whoever_asks_for_one_operation_is_found() {
        for asking in [
            "    if let Operation::VisitRecorded(it) = operation\n        && it.minutes > 0\n    {\n",
            "    let Operation::VisitRecorded(it) = &entry.operation else {\n",
            "    let met = matches!(operation, Operation::VisitRecorded(it) if it.minutes > 0);\n",
            "    let met = matches!(\n        entry.operation,\n        Operation::VisitRecorded(_) | Operation::VisitRedated(_)\n    );\n",
        ] {
            assert_eq!(singled_out(asking), [1], "{asking}");
        }
        let made = "    let operation = Operation::VisitRecorded(it);\n    matches!(\n        kind,\n        Kind::Help\n    );\n";
        assert_eq!(singled_out(made), [] as [usize; 0]);
    }

    #[test]
    fn other_matches_may_have_one() {
        let inside = "match it {\n    Operation::VisitRecorded(it) => match it.outcome {\n        VisitOutcome::Met => 1,\n        _ => 2,\n    },\n    Operation::VisitRedated(_) => 3,\n}\n";
        assert_eq!(wildcards(inside), [] as [usize; 0]);
        let after = "let it = Operation::VisitRecorded(it);\nmatch kind {\n    Kind::Help => 1,\n    _ => 2,\n}\n";
        assert_eq!(wildcards(after), [] as [usize; 0]);
    }
}
