//! The lines of the office's journal: JSON, in groups that were committed together.
use crate::account::DEVICE;
use crate::columns::to_json;
use crate::hold::HELD;
use crate::rows::DocumentRow;
use crate::{Account, Code, Device, HeldEntry, SecondFactor};
use domain::{CommuneId, Entry, EntryId, Millis, Seq};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

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
    /// A document that was deleted.
    Gone {
        kind: String,
        commune: CommuneId,
        id: String,
    },
    /// The end of a group: all its lines come before. A group without it was never committed.
    End {
        group: u64,
        /// Earlier groups that were not committed yet when this one was written; `None` if an older
        /// version wrote it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        open: Option<Vec<u64>>,
    },
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

    /// Writes the line with the number of its group and a checksum over all of it.
    pub fn write(&self, of: Option<u64>, to: &mut String) {
        let mut json = to_json(self);
        json.pop();
        if let Some(group) = of {
            json.push_str(&format!(",\"of\":{group}"));
        }
        let sum = sum_of(&json);
        to.push_str(&json);
        to.push_str(SUM);
        to.push_str(&sum);
        to.push_str("\"}\n");
    }

    /// Whether this version can use what a document says. An unusable document must not stop a
    /// restore.
    fn is_usable(&self) -> bool {
        let Line::Document { kind, body, .. } = self else {
            return true;
        };
        match kind.as_str() {
            "account" => serde_json::from_str::<Account>(body).is_ok(),
            "code" => serde_json::from_str::<Code>(body).is_ok(),
            DEVICE => serde_json::from_str::<Device>(body).is_ok(),
            HELD => serde_json::from_str::<HeldEntry>(body).is_ok(),
            "second-factor" => serde_json::from_str::<SecondFactor>(body).is_ok(),
            _ => true,
        }
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

/// The text before the checksum, which is the last field of a line.
const SUM: &str = ",\"sum\":\"";
/// Letters in a checksum.
const SUM_LETTERS: usize = 16;
/// How every line begins.
const BEGIN: &[u8] = b"{\"what\":";

fn sum_of(before: &str) -> String {
    let hash = Sha256::digest(before.as_bytes());
    let bytes = hash.iter().take(SUM_LETTERS / 2);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// A line of the journal as it was found.
#[derive(Debug)]
pub(super) enum Read {
    /// The line, with the number of its group if it names one.
    Line(Option<u64>, Line),
    /// A newer version wrote it.
    Newer,
    Damaged,
}

/// Reads a line. Lines of older versions have no checksum; they count as damaged only if they
/// cannot be read.
pub(super) fn read(bytes: &[u8]) -> Read {
    #[derive(Deserialize)]
    struct Belongs {
        #[serde(default)]
        of: Option<u64>,
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Read::Damaged;
    };
    let begun = text.strip_suffix("\"}").unwrap_or_default();
    let is_proven = match begun.rfind(SUM) {
        Some(place) if begun.len() == place + SUM.len() + SUM_LETTERS => {
            let sum = place + SUM.len();
            if bytes[sum..sum + SUM_LETTERS] != *sum_of(&text[..place]).as_bytes() {
                return Read::Damaged;
            }
            true
        }
        _ => false,
    };
    let of = serde_json::from_str(text).map_or(None, |it: Belongs| it.of);
    match serde_json::from_str::<Line>(text) {
        Ok(line) if line.is_usable() => Read::Line(of, line),
        _ if is_proven => Read::Newer,
        _ => Read::Damaged,
    }
}

/// Splits text that may contain several lines, because the end of one was damaged.
pub(super) fn pieces(bytes: &[u8]) -> Vec<&[u8]> {
    let begins = |place: &usize| bytes[*place..].starts_with(BEGIN);
    let starts: Vec<usize> = (1..bytes.len()).filter(begins).collect();
    if starts.is_empty() {
        return Vec::new();
    }
    let ends = starts.iter().map(|start| start - 1).chain([bytes.len()]);
    let starts = [0].into_iter().chain(starts.iter().copied());
    starts
        .zip(ends)
        .map(|(from, to)| &bytes[from..to])
        .collect()
}

/// Documents of these kinds are written to the journal whenever they change. For phones and held
/// work, the phone itself brings whatever the journal lacks.
const ALWAYS: [&str; 8] = [
    "account",
    "badge",
    "card",
    "code",
    "rejected",
    "second-factor",
    "shop-link",
    "stall",
];

/// What a transaction wants written beside the database before it is committed.
#[derive(Debug, Default)]
pub struct Notes {
    pub(super) lines: Vec<Line>,
    /// Entries whose bodies were replaced, so that the journal must replace them too.
    pub(super) rewritten: Vec<Entry>,
    /// Documents that were blanked. Older lines about them are replaced.
    pub(super) forgotten: Vec<Line>,
    /// Nothing needs to be noted: a phone's journal has the present work, or it came from this
    /// journal.
    pub(crate) is_quiet: bool,
}

impl Notes {
    pub(crate) fn tell(&mut self, line: Line) {
        if !self.is_quiet {
            self.lines.push(line);
        }
    }

    /// Notes a line even if the present work needs none, because no phone will bring this again.
    pub(crate) fn keep(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Must be called whenever a document is written.
    pub(crate) fn document_put(&mut self, kind: &str, row: &DocumentRow) {
        if ALWAYS.contains(&kind) {
            self.tell(Line::document(kind, row));
        }
    }

    /// Must be called whenever a document is deleted.
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

    pub(crate) fn rewrites(&self) -> bool {
        !self.rewritten.is_empty() || !self.forgotten.is_empty()
    }
}
