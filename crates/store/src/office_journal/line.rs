//! A line of the office's journal: JSON, one after the other, in groups that were committed
//! together.
use crate::columns::to_json;
use crate::hold::HELD;
use crate::rows::DocumentRow;
use domain::{CommuneId, Entry, EntryId, Millis, Seq};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub(crate) enum Line {
    Entry {
        seq: Seq,
        received_at: Millis,
        entry: Box<Entry>,
    },
    Document {
        kind: String,
        commune: CommuneId,
        id: String,
        key: String,
        body: String,
    },
    /// A document that is there no more.
    Gone {
        kind: String,
        commune: CommuneId,
        id: String,
    },
    /// All of a group's lines are before it; a group without it was never committed.
    End { group: u64 },
    /// This group was not committed.
    Void { group: u64 },
}

impl Line {
    pub fn document(kind: &str, row: &DocumentRow) -> Self {
        let row = row.clone();
        Line::Document {
            kind: kind.to_owned(),
            commune: row.commune,
            id: row.id,
            key: row.key,
            body: row.body,
        }
    }

    /// `None` for what a newer version wrote, or what is torn.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub fn write(&self, to: &mut String) {
        to.push_str(&to_json(self));
        to.push('\n');
    }

    pub fn entry_id(&self) -> Option<EntryId> {
        match self {
            Line::Entry { entry, .. } => Some(entry.id),
            _ => None,
        }
    }

    pub fn commune(&self) -> Option<&CommuneId> {
        match self {
            Line::Entry { entry, .. } => Some(&entry.commune),
            Line::Document { commune, .. } | Line::Gone { commune, .. } => Some(commune),
            Line::End { .. } | Line::Void { .. } => None,
        }
    }
}

/// Documents of these kinds are told whenever they change; of phones and held work, what is not
/// told is brought again by the phone itself.
const ALWAYS: [&str; 5] = ["account", "badge", "code", "rejected", "second-factor"];

/// What a transaction leaves to be written beside the database before it is committed.
#[derive(Debug, Default)]
pub struct Notes {
    pub(super) lines: Vec<Line>,
    /// Entries whose bodies were replaced: what the journal says of them is replaced too.
    pub(super) rewritten: Vec<Entry>,
    /// Documents of which older lines may say what is to be forgotten.
    pub(super) forgotten: Vec<Line>,
    /// The work under way is in a phone's journal, or came from this one.
    pub(crate) is_quiet: bool,
}

impl Notes {
    pub(crate) fn tell(&mut self, line: Line) {
        if !self.is_quiet {
            self.lines.push(line);
        }
    }

    /// To be called by whatever puts a document.
    pub(crate) fn document_put(&mut self, kind: &str, row: &DocumentRow) {
        if ALWAYS.contains(&kind) {
            self.tell(Line::document(kind, row));
        }
    }

    /// To be called by whatever deletes one.
    pub(crate) fn document_deleted(&mut self, kind: &str, commune: &CommuneId, id: &str) {
        if kind == HELD || ALWAYS.contains(&kind) {
            self.tell(Line::Gone {
                kind: kind.to_owned(),
                commune: commune.clone(),
                id: id.to_owned(),
            });
        }
    }

    pub(crate) fn entry_rewritten(&mut self, entry: &Entry) {
        self.rewritten.push(entry.clone());
    }

    pub(crate) fn document_blanked(&mut self, kind: &str, row: &DocumentRow) {
        self.forgotten.push(Line::document(kind, row));
    }

    pub(super) fn rewrites(&self) -> bool {
        !self.rewritten.is_empty() || !self.forgotten.is_empty()
    }
}
