//! Reads the journal's files: finds committed groups and damaged lines.
//!
//! A damaged line is reported and skipped, and no other line is lost with it. Each line names its
//! group, so that a group whose end cannot be read does not run into the next one.
use super::line::{Line, Read};
use domain::EntryId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Lines that were committed together.
#[derive(Debug)]
pub(crate) struct Group {
    pub number: Option<u64>,
    pub lines: Vec<Line>,
    /// Earlier groups that were not committed yet when this one was written; `None` if that was not
    /// noted.
    open: Option<Vec<u64>>,
}

/// Entries that may have been written but not committed when a process ended: those of the last
/// group, and of the groups that were open when it was written. Any other entry that a database
/// lacks was in it once.
pub(crate) fn under_way(groups: &[Group]) -> BTreeSet<EntryId> {
    let Some((last, before)) = groups.split_last() else {
        return BTreeSet::new();
    };
    let open = last.open.as_deref().unwrap_or_default();
    // Numbers start again with each month's file, so the latest group of a number is meant.
    let of = |number: &u64| before.iter().rev().find(|it| it.number == Some(*number));
    let open = open.iter().filter_map(of).chain([last]);
    let lines = open.flat_map(|group| &group.lines);
    lines.filter_map(Line::entry_id).collect()
}

/// A line that is not what was written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DamagedLine {
    /// The file's name in the journal's folder.
    pub file: String,
    /// The line's number, counted from 1.
    pub line: usize,
}

impl fmt::Display for DamagedLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// What one file holds.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub groups: Vec<Group>,
    /// Numbers of damaged lines, counted from 1.
    pub damaged: Vec<usize>,
    /// The highest number of a group.
    pub last_group: u64,
    /// The length of the complete part. Anything behind it is incomplete and was never committed.
    pub whole_bytes: usize,
}

/// Reads a file. Lines of a newer version are skipped.
pub(super) fn scan(bytes: &[u8]) -> Scan {
    let mut all = Assembly::default();
    let mut at = 0;
    for (number, text) in (1..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
        at += text.len();
        let line = match text.split_last() {
            Some((b'\n', line)) => line,
            // A complete line whose newline was damaged. Otherwise the line is incomplete.
            Some((_, line)) if matches!(super::line::read(line), Read::Line(..)) => text,
            _ => break,
        };
        if line.is_empty() {
            continue;
        }
        match super::line::read(line) {
            Read::Damaged => {
                // These may be two lines, if the newline of the first was damaged.
                for piece in super::line::pieces(line) {
                    all.take(super::line::read(piece));
                }
                if let [begun @ .., _] = line {
                    all.take(super::line::read(begun));
                }
                all.is_broken = true;
                all.scan.damaged.push(number);
                all.scan.whole_bytes = at;
            }
            read => {
                let ends = matches!(&read, Read::Line(_, Line::End { .. } | Line::Void { .. }));
                all.take(read);
                if ends {
                    all.scan.whole_bytes = at;
                }
            }
        }
    }
    all.finish()
}

#[derive(Default)]
struct Assembly {
    scan: Scan,
    lines: Vec<Line>,
    /// The group of the lines above.
    group: Option<u64>,
    /// A damaged line was found since the last end of a group. It may have been such an end.
    is_broken: bool,
    /// Where the group of each number is in the scan.
    places: BTreeMap<u64, usize>,
}

impl Assembly {
    fn take(&mut self, read: Read) {
        let Read::Line(of, line) = read else {
            return;
        };
        let next = match &line {
            Line::End { group, .. } => Some(*group),
            Line::Void { .. } => None,
            _ => of,
        };
        let is_other = matches!((self.group, next), (Some(one), Some(other)) if one != other);
        if self.is_broken && is_other {
            self.end(self.group, None);
        }
        match line {
            Line::End { group, open } => self.end(Some(group), open),
            Line::Void { group } => {
                let place = self.places.get(&group);
                if let Some(void) = place.and_then(|it| self.scan.groups.get_mut(*it)) {
                    void.lines.clear();
                }
            }
            line => {
                self.group = self.group.or(of);
                self.lines.push(line);
            }
        }
    }

    fn end(&mut self, number: Option<u64>, open: Option<Vec<u64>>) {
        if let Some(group) = number {
            self.places.insert(group, self.scan.groups.len());
            self.scan.last_group = self.scan.last_group.max(group);
        }
        let lines = std::mem::take(&mut self.lines);
        self.scan.groups.push(Group {
            number,
            lines,
            open,
        });
        (self.group, self.is_broken) = (None, false);
    }

    fn finish(mut self) -> Scan {
        // The damaged line was the end of the last group, so the group counts as complete.
        if self.is_broken && !self.lines.is_empty() {
            self.end(self.group, None);
        }
        self.scan
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::CommuneId;

    fn line(id: &str) -> Line {
        Line::Gone {
            kind: "badge".to_owned(),
            commune: CommuneId::new("nghi-son").unwrap(),
            id: id.to_owned(),
        }
    }

    fn group(number: u64, ids: &[&str], open: &[u64], to: &mut String) {
        ids.iter().for_each(|id| line(id).write(Some(number), to));
        let open = Some(open.to_vec());
        let group = number;
        Line::End { group, open }.write(None, to);
    }

    fn ids(groups: &[Group]) -> Vec<&str> {
        let lines = groups.iter().flat_map(|it| &it.lines);
        let ids = lines.filter_map(|line| match line {
            Line::Gone { id, .. } => Some(id.as_str()),
            _ => None,
        });
        ids.collect()
    }

    #[test]
    fn no_bit_that_flips_takes_another_line_along() {
        let mut text = String::new();
        group(1, &["a", "b"], &[], &mut text);
        group(2, &["c"], &[1], &mut text);
        group(3, &["d", "e"], &[], &mut text);
        let whole = scan(text.as_bytes());
        assert_eq!(ids(&whole.groups), ["a", "b", "c", "d", "e"]);
        assert_eq!((whole.groups.len(), whole.damaged.len()), (3, 0));
        assert_eq!(whole.whole_bytes, text.len());
        let ends: Vec<usize> = text.match_indices('\n').map(|it| it.0).collect();
        for place in 0..text.len() {
            for bit in 0..8 {
                let mut bytes = text.clone().into_bytes();
                bytes[place] ^= 1 << bit;
                let found = scan(&bytes);
                let hit = ends.iter().position(|end| place <= *end).unwrap();
                let of = [
                    Some("a"),
                    Some("b"),
                    None,
                    Some("c"),
                    None,
                    Some("d"),
                    Some("e"),
                    None,
                ];
                let mut expected = vec!["a", "b", "c", "d", "e"];
                let all = ids(&found.groups);
                if all != expected {
                    expected.retain(|id| Some(*id) != of[hit] || all.contains(id));
                    assert_eq!(found.damaged.first(), Some(&(hit + 1)), "{place} {bit}");
                }
                assert_eq!(all, expected, "{place} {bit}");
                assert_eq!(
                    found.whole_bytes,
                    bytes.len(),
                    "nothing is cut: {place} {bit}"
                );
            }
        }
    }

    #[test]
    fn an_incomplete_end_was_never_committed() {
        let mut text = String::new();
        group(1, &["a"], &[], &mut text);
        let whole = text.len();
        group(2, &["b"], &[], &mut text);
        for length in whole..text.len() - 1 {
            let found = scan(&text.as_bytes()[..length]);
            assert_eq!(ids(&found.groups), ["a"], "{length}");
            assert_eq!((found.whole_bytes, found.damaged.len()), (whole, 0));
        }
    }

    #[test]
    fn a_group_without_its_end_does_not_swallow_the_next() {
        let mut text = String::new();
        group(1, &["a"], &[], &mut text);
        group(2, &["b"], &[], &mut text);
        Line::Void { group: 2 }.write(None, &mut text);
        let hit = text.replacen("\"end\"", "\"emd\"", 1);
        let found = scan(hit.as_bytes());
        assert_eq!(ids(&found.groups), ["a"], "the second was not committed");
        assert_eq!((found.damaged, found.last_group), (vec![2], 2));
    }

    #[test]
    fn lines_of_older_versions_are_read_without_a_sum() {
        let old = "{\"what\":\"gone\",\"kind\":\"badge\",\"commune\":\"nghi-son\",\"id\":\"a\"}\n{\"what\":\"end\",\"group\":1}\n";
        let found = scan(old.as_bytes());
        assert_eq!((ids(&found.groups), found.damaged), (vec!["a"], vec![]));
    }
}
