//! Nothing is said of "every other operation" but in the list of operations: an arm that takes
//! whatever is left takes the operation of tomorrow too, and nobody is asked about it.

use super::sources::tracked;
use crate::output;
use anyhow::Result;
use std::fs;

/// The list itself, whose questions have an arm for each operation.
const LIST: &str = "crates/domain/src/operation.rs";

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
    fn other_matches_may_have_one() {
        let inside = "match it {\n    Operation::VisitRecorded(it) => match it.outcome {\n        VisitOutcome::Met => 1,\n        _ => 2,\n    },\n    Operation::VisitRedated(_) => 3,\n}\n";
        assert_eq!(wildcards(inside), [] as [usize; 0]);
        let after = "let it = Operation::VisitRecorded(it);\nmatch kind {\n    Kind::Help => 1,\n    _ => 2,\n}\n";
        assert_eq!(wildcards(after), [] as [usize; 0]);
    }
}
