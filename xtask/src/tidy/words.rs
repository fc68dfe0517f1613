//! Every message is said somewhere: one that nobody says is read and translated for nothing, or was
//! forgotten on its screen.

use super::sources::tracked;
use crate::output;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const WORDS: &str = "crates/words/ftl/vi/";

pub fn problems() -> Result<Vec<String>> {
    let mut areas = BTreeMap::new();
    let mut sources = Vec::new();
    for path in tracked()? {
        let shown = path.display().to_string();
        let is_source = [".rs", ".html"].iter().any(|it| shown.ends_with(it));
        let area = shown
            .strip_prefix(WORDS)
            .and_then(|it| it.strip_suffix(".ftl"));
        if !is_source && area.is_none() {
            continue;
        }
        let Ok(text) = fs::read_to_string(output::workspace().join(&path)) else {
            continue;
        };
        match area {
            Some(area) => drop(areas.insert(area.to_owned(), messages(&text))),
            None => sources.push(text),
        }
    }
    Ok(unsaid(&areas, &sources))
}

fn messages(text: &str) -> Vec<String> {
    let begins = |line: &&str| line.starts_with(|it: char| it.is_ascii_lowercase());
    let heads = text.lines().filter(begins);
    let ids = heads.filter_map(|line| Some(line.split_once(" =")?.0.to_owned()));
    ids.collect()
}

/// A message is said by its function, or by its id: in quotation marks, or made from its beginning
/// as in `"done-{}"`.
fn unsaid(areas: &BTreeMap<String, Vec<String>>, sources: &[String]) -> Vec<String> {
    let mut called: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut quoted = BTreeSet::new();
    for text in sources {
        let lists = text.contains("say::$");
        for area in areas.keys() {
            let names = called.entry(area).or_default();
            for alias in aliases(text, area) {
                names.extend(after(text, &format!("{alias}::")));
            }
            if lists && aliases(text, area).contains(&"say") {
                names.extend(text.split(|it: char| !is_of_name(it)));
            }
        }
        quoted.extend(text.split('"'));
    }
    let begun: Vec<&str> = quoted
        .iter()
        .filter_map(|it| Some(it.split_once('{')?.0))
        .filter(|it| it.ends_with('-'))
        .collect();
    let mut problems = Vec::new();
    for (area, ids) in areas {
        for id in ids {
            let is_called = called[area.as_str()].contains(id.replace('-', "_").as_str());
            let is_made = begun.iter().any(|it| id.starts_with(it));
            if !is_called && !is_made && !quoted.contains(id.as_str()) {
                problems.push(format!("{WORDS}{area}.ftl: nothing says {id}"));
            }
        }
    }
    problems
}

/// What a file calls an area: by its own name, by `board as say`, and `say` where the alias stands
/// in another file.
fn aliases<'a>(text: &'a str, area: &'a str) -> Vec<&'a str> {
    let mut aliases = vec![area];
    aliases.extend(after(text, &format!("{area} as ")));
    if !text.contains(" as say") {
        aliases.push("say");
    }
    aliases
}

/// The names that follow a word, wherever it stands.
fn after<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    let found = text.match_indices(word).filter(|(at, _)| {
        let before = text[..*at].chars().next_back();
        !before.is_some_and(is_of_name)
    });
    let rest = found.map(|(at, _)| &text[at + word.len()..]);
    rest.map(|it| {
        it.split(|it: char| !is_of_name(it))
            .next()
            .unwrap_or_default()
    })
    .collect()
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sources: &[&str]) -> Vec<String> {
        let ids = ["not-sent", "done-kept", "name-needed"].map(str::to_owned);
        let areas = BTreeMap::from([("phone".to_owned(), ids.to_vec())]);
        let sources: Vec<String> = sources.iter().map(|it| (*it).to_owned()).collect();
        unsaid(&areas, &sources)
    }

    #[test]
    fn a_message_that_nothing_says_is_found() {
        let all =
            found(&["use words::board as say; say::not_sent(lang); phone::not_sent_yet(lang)"]);
        assert_eq!(all.len(), 3, "{all:?}");
    }

    #[test]
    fn a_message_is_said_by_its_function_or_its_id() {
        let said = found(&[
            "use words::{Language, phone as say}; say::not_sent(lang)",
            "by_id(&format!(\"done-{act}\"), lang); problem(\"name-needed\")",
        ]);
        assert_eq!(said, [] as [String; 0]);
    }
}
