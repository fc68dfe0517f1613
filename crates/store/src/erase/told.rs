//! Erased residents and help requests: remembered for ever, and told to each phone once, in the order
//! in which they were erased.
use super::{ERASED, help};
use crate::rows::{DocumentRow, Rows, Transaction};
use crate::waiting;
use domain::{CommuneId, HelpId, Operation, ResidentId, Seq, blank, blank_help};

/// Erasures in their order, by the log's number at which each happened.
const IN_ORDER: &str = "erased-in-order";
/// The key of an erasure that is in the list of those in order. Earlier versions kept no such list.
const LISTED: &str = "listed";
/// Most erasures told in one answer, about 60 kB; what follows comes with the next.
const TOLD_LIMIT: usize = 5_000;

/// What was erased.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Kind {
    Resident,
    Help,
}

impl Kind {
    fn documents(self) -> &'static str {
        match self {
            Kind::Resident => ERASED,
            Kind::Help => help::ERASED,
        }
    }
}

/// Remembers an erasure that happened at this place in the log.
pub(super) fn remember(
    rows: &mut dyn Transaction,
    (commune, seq): (&CommuneId, Seq),
    kind: Kind,
    name: &str,
) -> Rows<()> {
    let row = |id: String, key: &str, body: &str| DocumentRow {
        commune: commune.clone(),
        id,
        key: key.to_owned(),
        body: body.to_owned(),
    };
    rows.put_document(kind.documents(), &row(name.to_owned(), LISTED, ""))?;
    let place = format!("{}{name}", before(seq));
    rows.put_document(IN_ORDER, &row(place, kind.documents(), name))
}

/// Remembers an erasure that the log does not have, after a restore: every phone starts over then,
/// and hears of it wherever it stands.
pub(super) fn remember_restored(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    kind: Kind,
    name: &str,
) -> Rows<()> {
    let last = rows.commune(commune)?.map_or(Seq(1), |row| row.last_seq);
    let known = rows.count_documents(commune, IN_ORDER)?;
    let known: usize = known.iter().map(|(_, count)| count).sum();
    // Apart from each other, so that they can be told in several answers.
    let seq = Seq((known as u64 + 1).min(last.0.max(1)));
    remember(rows, (commune, seq), kind, name)
}

/// Stands before all erasures of a place in the log, and behind those of the places before it.
fn before(seq: Seq) -> String {
    format!("{:020}:", seq.0)
}

fn seq_of(row: &DocumentRow) -> Option<Seq> {
    let (seq, _) = row.id.split_once(':')?;
    seq.parse().ok().map(Seq)
}

/// Residents and help requests that were erased.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct ErasedIds {
    pub residents: Vec<ResidentId>,
    pub help: Vec<HelpId>,
}

impl ErasedIds {
    /// The kinds of documents that [`ErasedIds::read`] reads.
    pub const KINDS: [&'static str; 2] = [ERASED, help::ERASED];

    /// All of them.
    pub fn read(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Self> {
        let mut all = Self::default();
        for kind in [Kind::Resident, Kind::Help] {
            for row in rows.documents(commune, kind.documents())? {
                all.add(kind, &row.id);
            }
        }
        Ok(all)
    }

    /// What a phone must hear that has heard of everything up to `after`; with the place in the log
    /// up to which this is all, where there is more than one answer holds.
    pub fn since(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        after: Seq,
    ) -> Rows<(Self, Option<Seq>)> {
        let mut told = Self::default();
        if after == Seq(0) {
            for kind in [Kind::Resident, Kind::Help] {
                for row in rows.documents_keyed(commune, kind.documents(), "")? {
                    told.add(kind, &row.id);
                }
            }
        }
        let behind = before(Seq(after.0.saturating_add(1)));
        let mut found = rows.documents_after(commune, IN_ORDER, None, &behind, TOLD_LIMIT + 1)?;
        let mut up_to = None;
        if found.len() > TOLD_LIMIT {
            // The erasures of one place in the log are never parted: a phone asks by that place.
            let last = found.last().and_then(seq_of);
            let first = found.first().and_then(seq_of);
            if first == last {
                found = rows.documents_after(commune, IN_ORDER, None, &behind, usize::MAX >> 1)?;
                found.retain(|row| seq_of(row) == first);
            } else {
                found.retain(|row| seq_of(row) != last);
            }
            up_to = found.last().and_then(seq_of);
        }
        for row in found {
            let kind = match row.key == ERASED {
                true => Kind::Resident,
                false => Kind::Help,
            };
            told.add(kind, &row.body);
        }
        Ok((told, up_to))
    }

    fn add(&mut self, kind: Kind, name: &str) {
        match kind {
            Kind::Resident => self.residents.extend(ResidentId::new(name)),
            Kind::Help => self.help.extend(HelpId::new(name)),
        }
    }

    fn is_empty(&self) -> bool {
        self.residents.is_empty() && self.help.is_empty()
    }

    /// Adds what the other tells and this one does not.
    pub fn join(&mut self, other: ErasedIds) {
        let ErasedIds { residents, help } = other;
        let new = residents
            .into_iter()
            .filter(|it| !self.residents.contains(it));
        let new: Vec<ResidentId> = new.collect();
        self.residents.extend(new);
        let new = help.into_iter().filter(|it| !self.help.contains(it));
        let new: Vec<HelpId> = new.collect();
        self.help.extend(new);
    }

    /// Those of whom an operation still says something. Whoever brings it is told of them again: it
    /// was made after they had been told, or kept aside.
    pub fn named_by(&self, operation: &Operation) -> ErasedIds {
        if self.is_empty() {
            return ErasedIds::default();
        }
        let mut blanked = operation.clone();
        self.blank(&mut blanked);
        if blanked == *operation {
            return ErasedIds::default();
        }
        self.named_in(&serde_json::to_string(operation).unwrap_or_default())
    }

    /// Those whose ids stand in a text.
    pub fn named_in(&self, text: &str) -> ErasedIds {
        let residents = self.residents.iter();
        let help = self.help.iter();
        ErasedIds {
            residents: residents
                .filter(|it| text.contains(it.as_str()))
                .cloned()
                .collect(),
            help: help
                .filter(|it| text.contains(it.as_str()))
                .cloned()
                .collect(),
        }
    }

    /// Like [`ErasedIds::blank`], for an entry that cannot be read.
    pub fn blanked_text(&self, text: &str) -> String {
        let residents = self.residents.iter().map(ResidentId::to_string);
        let names: Vec<String> = residents
            .chain(self.help.iter().map(HelpId::to_string))
            .collect();
        waiting::blanked_text(text, &names).unwrap_or_else(|| text.to_owned())
    }

    /// Removes from an operation what it says of those who were erased.
    pub fn blank(&self, operation: &mut Operation) {
        for resident in &self.residents {
            blank(operation, resident, false);
        }
        if help::request(operation).is_some_and(|it| self.help.contains(&it)) {
            blank_help(operation);
        }
    }
}
