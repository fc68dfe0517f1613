//! Removes from the journal what a transaction removes from the log.
use super::Line;
use super::line::{Read, read};
use crate::columns::to_json;
use crate::{Erased, HeldEntry, erase, hold};
use domain::{Entry, EntryId, Operation};
use std::collections::BTreeMap;

#[derive(Debug)]
pub(super) struct Forget<'a> {
    operations: BTreeMap<EntryId, Operation>,
    /// The documents as they are in the database now, by kind and id.
    documents: BTreeMap<(String, String), Line>,
    erased: &'a [Erased],
}

impl<'a> Forget<'a> {
    pub fn new(rewritten: Vec<Entry>, forgotten: Vec<Line>, erased: &'a [Erased]) -> Self {
        let operations = rewritten.into_iter().map(|it| (it.id, it.operation));
        let documents = forgotten.into_iter().filter_map(|line| match &line {
            Line::Document { kind, id, .. } => Some(((kind.clone(), id.clone()), line)),
            _ => None,
        });
        Self {
            operations: operations.collect(),
            documents: documents.collect(),
            erased,
        }
    }

    /// Whether a file may contain anything to be removed.
    pub fn concerns(&self, text: &str) -> bool {
        !self.erased.is_empty() || self.mentioned_in(text)
    }

    fn mentioned_in(&self, text: &str) -> bool {
        let mut operations = self.operations.keys();
        operations.any(|id| text.contains(&id.to_string()))
            || self.documents.keys().any(|(_, id)| text.contains(id))
            || self.erased.iter().any(|it| text.contains(it.name()))
    }

    /// The text of a file after the removal. Lines that cannot be read stay as they are, unless
    /// they name someone erased.
    pub fn text(&self, before: &str) -> String {
        let mut after = String::with_capacity(before.len());
        for text in before.split_inclusive('\n') {
            match read(text.trim_end_matches('\n').as_bytes()) {
                Read::Line(of, mut line) => {
                    self.blank(&mut line);
                    line.write(of, &mut after);
                }
                // A damaged line can bring nothing back, and it must not keep a name either.
                Read::Damaged if self.mentioned_in(text) && text.ends_with('\n') => {
                    after.push_str("{}\n");
                }
                Read::Damaged | Read::Newer => after.push_str(text),
            }
        }
        after
    }

    pub fn blank(&self, line: &mut Line) {
        if let Line::Entry { entry, .. } = line {
            return self.blank_entry(entry);
        }
        let Line::Document { kind, id, body, .. } = line else {
            return;
        };
        // Held work names people, even after it was accepted or turned down.
        if kind == hold::HELD
            && let Ok(mut held) = serde_json::from_str::<HeldEntry>(body)
        {
            self.blank_entry(&mut held.entry);
            *body = to_json(&held);
        }
        if let Some(now) = self.documents.get(&(kind.clone(), id.clone())) {
            *line = now.clone();
        }
    }

    fn blank_entry(&self, entry: &mut Entry) {
        if let Some(operation) = self.operations.get(&entry.id) {
            entry.operation = operation.clone();
        }
        for erased in self.erased {
            if *erased.commune() == entry.commune {
                erase::blank_erased(&mut entry.operation, erased);
            }
        }
    }
}
