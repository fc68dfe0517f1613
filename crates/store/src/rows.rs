//! What an engine offers inside one transaction: rows in, rows out, no rules.
use crate::office_journal::Notes;
use crate::{StoreError, Unread, Unreadable};
use domain::{
    Area, CommuneId, Dimension, Entry, EntryId, Kind, Measure, Millis, Period, PhotoId, PhotoOf,
    Record, RecordKey, Seq, VillageId,
};
use serde::{Deserialize, Serialize};
use sync::{Departure, Digest, Epoch};

/// Raised when something is written that older versions cannot read: an operation, a kind of
/// record, a measure, a new value of an old one. They refuse such a database as a whole.
pub const DATA_VERSION: u32 = 1;

/// A commune's own row: its counter is taken inside the transaction, so that no cursor can pass
/// a late commit.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CommuneRow {
    pub last_seq: Seq,
    pub epoch: Epoch,
    /// The last sequence in a verified backup.
    pub safe_seq: Seq,
    /// The tallies in force.
    pub generation: i64,
    /// Since when they count as they do now.
    pub counting_since: Option<Millis>,
    /// Receipt of the last entry; a new week begins after it.
    pub last_received: Millis,
    /// Departures up to here were dropped: an older cursor starts over.
    #[serde(default)]
    pub departures_pruned: Seq,
    /// The `MEASURES_VERSION` that its tallies are of.
    #[serde(default)]
    pub measures: u32,
    /// How many entries wait: where none does, nothing is looked for.
    #[serde(default)]
    pub waiting: u32,
    /// The highest [`DATA_VERSION`] that wrote here.
    #[serde(default)]
    pub data: u32,
}

impl CommuneRow {
    /// Whether its figures are counted as this version counts. If not, they stay as they are until
    /// they are recounted.
    pub(crate) fn counts_as_today(&self) -> bool {
        self.measures == domain::MEASURES_VERSION
    }

    /// The row, if this version can read all that was written here.
    pub(crate) fn readable(self) -> Rows<Self> {
        let newer = |it: u32, known: u32| it > known;
        if newer(self.data, DATA_VERSION) || newer(self.measures, domain::MEASURES_VERSION) {
            let told = format!("data {}, figures {}", self.data, self.measures);
            return Err(StoreError::Newer(told));
        }
        Ok(self)
    }
}

#[derive(Clone, PartialEq, Debug)]
pub struct EntryRow {
    pub seq: Seq,
    pub received_at: Millis,
    pub entry: Entry,
}

#[derive(Clone, PartialEq, Debug)]
pub struct RecordRow {
    pub key: RecordKey,
    pub area: Area,
    pub seq: Seq,
    pub find: String,
    pub body: String,
}

impl RecordRow {
    /// # Errors
    /// [`StoreError::Unreadable`]; [`Transaction::read_row`] notes it too.
    pub fn read(&self) -> Rows<Record> {
        // The parser's message may quote the content, so it is dropped.
        Record::from_json(self.key.kind(), &self.body)
            .map_err(|_| StoreError::Unreadable(Unreadable::Record(self.key.clone())))
    }
}

/// One tally, or one difference to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TallyRow {
    pub period: Period,
    pub place: VillageId,
    pub measure: Measure,
    pub dimension: Dimension,
    pub value: i64,
}

/// Which rows of a measure are added up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Split {
    /// Those of [`Dimension::None`].
    Whole,
    /// Those of [`Dimension::Born`].
    ByBirth,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentRow {
    pub commune: CommuneId,
    pub id: String,
    pub key: String,
    pub body: String,
}

/// A photo's row; the picture itself is a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttachmentRow {
    pub id: PhotoId,
    pub of: PhotoOf,
    pub body: String,
}

/// Kinds of documents that are looked up by their key in any commune: who signs in, whose token, whose badge.
pub(crate) const KEYED_KINDS: [&str; 5] = ["account", "badge", "code", "device", "session"];

/// What work will soon ask for, so that an engine over a network may fetch it at once.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ahead {
    pub entries: Vec<EntryId>,
    pub records: Vec<RecordKey>,
    /// Kind and id.
    pub documents: Vec<(&'static str, String)>,
    /// The commune's own row.
    pub commune: bool,
    /// All records of these kinds.
    pub kinds: Vec<Kind>,
    /// All documents of these kinds.
    pub document_kinds: Vec<&'static str>,
    pub digests: bool,
}

pub type Rows<T> = Result<T, StoreError>;

/// The methods that an engine writes; everything above them is written once.
pub trait Transaction {
    /// Fetches what will soon be asked for; an engine in the same process need not.
    fn look_ahead(&mut self, _commune: &CommuneId, _ahead: &Ahead) -> Rows<()> {
        Ok(())
    }

    /// What is to be written beside the database before this is committed.
    fn notes(&mut self) -> &mut Notes;

    /// The unreadable rows that this transaction has met.
    fn unread(&mut self) -> &mut Unread;

    /// Reads a record that is needed. If it cannot be read, that is noted.
    fn read_row(&mut self, commune: &CommuneId, row: &RecordRow) -> Rows<Record> {
        self.unread().record(commune, row)
    }

    /// The readable records of a kind. The others are noted and left out.
    fn readable(
        &mut self,
        commune: &CommuneId,
        kind: Kind,
        areas: Option<&[Area]>,
    ) -> Rows<Vec<Record>> {
        let rows = self.records(commune, kind, areas)?;
        let read = |row: &RecordRow| self.read_row(commune, row).ok();
        Ok(rows.iter().filter_map(read).collect())
    }

    /// Whether the log has this entry, readable or not.
    fn has_entry(&mut self, commune: &CommuneId, id: EntryId) -> Rows<bool> {
        match self.entry(commune, id) {
            Err(StoreError::Unreadable(_)) => Ok(true),
            found => Ok(found?.is_some()),
        }
    }

    /// How large the whole database is.
    fn size_bytes(&mut self) -> Rows<u64>;

    fn communes(&mut self) -> Rows<Vec<CommuneId>>;
    fn commune(&mut self, commune: &CommuneId) -> Rows<Option<CommuneRow>>;
    fn put_commune(&mut self, commune: &CommuneId, row: &CommuneRow) -> Rows<()>;

    fn entry(&mut self, commune: &CommuneId, id: EntryId) -> Rows<Option<EntryRow>>;
    fn put_entry(&mut self, commune: &CommuneId, row: &EntryRow, records: &[RecordKey])
    -> Rows<()>;
    /// Replaces the body of an entry: erasing is the one thing that may.
    fn rewrite_entry(&mut self, commune: &CommuneId, row: &EntryRow) -> Rows<()>;
    /// Empties the body of an entry that cannot be read.
    fn empty_entry(&mut self, commune: &CommuneId, seq: Seq) -> Rows<()>;
    /// Entries after a sequence, in order. For an unreadable one its sequence.
    fn all_entries(
        &mut self,
        commune: &CommuneId,
        after: Seq,
        limit: usize,
    ) -> Rows<Vec<Result<EntryRow, Seq>>>;
    /// The readable ones among the next `limit` entries after a sequence, in order.
    fn entries(&mut self, commune: &CommuneId, after: Seq, limit: usize) -> Rows<Vec<EntryRow>> {
        let all = self.all_entries(commune, after, limit)?;
        Ok(self.unread().entries(commune, all))
    }
    /// Entries that touched a record and can be read, newest first.
    fn history(
        &mut self,
        commune: &CommuneId,
        record: &RecordKey,
        limit: usize,
    ) -> Rows<Vec<EntryRow>>;
    /// Entries whose body holds a text, and can be read.
    fn entries_naming(&mut self, commune: &CommuneId, text: &str) -> Rows<Vec<EntryRow>>;

    fn record(&mut self, commune: &CommuneId, key: &RecordKey) -> Rows<Option<RecordRow>>;
    /// The record with this key of every commune that has it.
    fn record_of_each(&mut self, key: &RecordKey) -> Rows<Vec<(CommuneId, RecordRow)>>;
    fn put_record(&mut self, commune: &CommuneId, row: &RecordRow) -> Rows<()>;
    /// For what the log does not give: a record that it gives is never deleted.
    fn delete_record(&mut self, commune: &CommuneId, key: &RecordKey) -> Rows<()>;
    /// Records of any kind changed after a sequence, in order of change.
    fn changed(
        &mut self,
        commune: &CommuneId,
        areas: Option<&[Area]>,
        after: Seq,
        limit: usize,
    ) -> Rows<Vec<RecordRow>>;
    fn records(
        &mut self,
        commune: &CommuneId,
        kind: Kind,
        areas: Option<&[Area]>,
    ) -> Rows<Vec<RecordRow>>;

    fn put_departure(
        &mut self,
        commune: &CommuneId,
        area: &Area,
        departure: &Departure,
        at: Millis,
    ) -> Rows<()>;
    fn departures(
        &mut self,
        commune: &CommuneId,
        areas: Option<&[Area]>,
        after: Seq,
        to: Seq,
    ) -> Rows<Vec<Departure>>;
    fn prune_departures(&mut self, commune: &CommuneId, before: Millis) -> Rows<Option<Seq>>;

    fn add_digest(&mut self, commune: &CommuneId, area: &Area, difference: Digest) -> Rows<()>;
    fn digests(&mut self, commune: &CommuneId) -> Rows<Vec<(Area, Digest)>>;

    /// No tally falls below zero: a difference that would make one is a mistake of ours, which a
    /// build with assertions stops at and [`crate::Store::verify`] tells.
    fn add_tally(&mut self, commune: &CommuneId, generation: i64, row: &TallyRow) -> Rows<()>;
    fn tallies(
        &mut self,
        commune: &CommuneId,
        generation: i64,
        period: Option<Period>,
    ) -> Rows<Vec<TallyRow>>;
    /// Those of some periods, in one turn.
    fn tallies_of(
        &mut self,
        commune: &CommuneId,
        generation: i64,
        periods: &[Period],
    ) -> Rows<Vec<TallyRow>> {
        let mut tallies = Vec::new();
        for period in periods {
            tallies.extend(self.tallies(commune, generation, Some(*period))?);
        }
        Ok(tallies)
    }
    /// Some measures of every commune, of the tallies in force, added up over its villages and told
    /// under the first of them; what counts distinct households or people is told as the commune
    /// has it. A province asks it of hundreds of communes at once.
    fn tally_sums(
        &mut self,
        period: Period,
        measures: &[Measure],
        split: Split,
    ) -> Rows<Vec<(CommuneId, TallyRow)>>;
    fn drop_tallies(&mut self, commune: &CommuneId, generation: i64) -> Rows<()>;

    fn document(&mut self, commune: &CommuneId, kind: &str, id: &str) -> Rows<Option<DocumentRow>>;
    fn put_document(&mut self, kind: &str, row: &DocumentRow) -> Rows<()>;
    fn delete_document(&mut self, commune: &CommuneId, kind: &str, id: &str) -> Rows<()>;
    fn documents(&mut self, commune: &CommuneId, kind: &str) -> Rows<Vec<DocumentRow>>;
    /// Some of a kind, of one key or of any, behind an id and in the order of ids.
    fn documents_after(
        &mut self,
        commune: &CommuneId,
        kind: &str,
        key: Option<&str>,
        after: &str,
        limit: usize,
    ) -> Rows<Vec<DocumentRow>>;
    /// How many of a kind there are, by their keys.
    fn count_documents(&mut self, commune: &CommuneId, kind: &str) -> Rows<Vec<(String, usize)>>;
    /// Those of one kind with this key.
    fn documents_keyed(&mut self, of: &CommuneId, kind: &str, key: &str) -> Rows<Vec<DocumentRow>>;
    /// Documents of any commune with this key; of the kinds that are found by it.
    fn documents_by_key(&mut self, kind: &str, key: &str) -> Rows<Vec<DocumentRow>>;

    fn attachment(&mut self, commune: &CommuneId, id: &PhotoId) -> Rows<Option<AttachmentRow>>;
    fn put_attachment(&mut self, commune: &CommuneId, row: &AttachmentRow) -> Rows<()>;
    fn delete_attachment(&mut self, commune: &CommuneId, id: &PhotoId) -> Rows<()>;
    /// Of one household or class, or of all.
    fn attachments(
        &mut self,
        commune: &CommuneId,
        of: Option<&PhotoOf>,
    ) -> Rows<Vec<AttachmentRow>>;

    /// Which records the entries after a sequence, up to another, touched; to move a database.
    fn touched(&mut self, commune: &CommuneId, after: Seq, to: Seq) -> Rows<Vec<(Seq, RecordKey)>>;
    /// With the area left and the time.
    fn all_departures(&mut self, commune: &CommuneId) -> Rows<Vec<(Area, Departure, Millis)>>;
    /// With their kinds.
    fn all_documents(&mut self, commune: &CommuneId) -> Rows<Vec<(String, DocumentRow)>>;
}
