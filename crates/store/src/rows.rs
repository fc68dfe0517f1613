//! What an engine offers inside one transaction: rows in, rows out, no rules.
use crate::office_journal::Notes;
use crate::{StoreError, Unread, Unreadable};
use domain::{
    Area, CommuneId, Dimension, Entry, EntryId, Kind, Measure, Millis, Operation, Period, PhotoId,
    PhotoOf, Record, RecordKey, Seq, VillageId,
};
use serde::{Deserialize, Serialize};
use sync::{Departure, Digest, Epoch};

/// Grows with all that older versions cannot read, so that they refuse the whole database: by
/// itself with each operation, kind of record and measure, by [`NEW_VALUES`] with the rest.
pub const DATA_VERSION: u32 =
    (Operation::NAMES.len() + Kind::ALL.len() + Measure::ALL.len()) as u32 + NEW_VALUES;
/// Raise this when an old field may hold a value that older versions cannot read, such as another
/// outcome of a visit.
const NEW_VALUES: u32 = 0;

/// A commune's own row. Its counter is read inside the transaction, so that no cursor can skip a
/// commit that comes late.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CommuneRow {
    pub last_seq: Seq,
    pub epoch: Epoch,
    /// The last sequence number that is in a verified backup.
    pub safe_seq: Seq,
    /// The generation of tallies in use.
    pub generation: i64,
    /// Since when the tallies count as they do now.
    pub counting_since: Option<Millis>,
    /// When the last entry was received. A new week begins after it.
    pub last_received: Millis,
    /// Departures up to this number were deleted. A phone with an older cursor starts over.
    #[serde(default)]
    pub departures_pruned: Seq,
    /// The `MEASURES_VERSION` that the tallies were counted with.
    #[serde(default)]
    pub measures: u32,
    /// How many entries wait. If none does, nothing is looked for.
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

    /// The row, if this version can read everything that was written here.
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

/// A photo's row. The picture itself is a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttachmentRow {
    pub id: PhotoId,
    pub of: PhotoOf,
    pub body: String,
}

/// Kinds of documents that are found by their key in any commune, for example by sign-in name,
/// token or badge code.
pub(crate) const KEYED_KINDS: [&str; 5] = ["account", "badge", "code", "device", "session"];

/// What work will need soon, so that an engine over a network can fetch it all at once.
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

/// The methods that each engine implements. Everything above them is written once.
pub trait Transaction {
    /// Fetches what will be needed soon. An engine in the same process need not.
    fn look_ahead(&mut self, _commune: &CommuneId, _ahead: &Ahead) -> Rows<()> {
        Ok(())
    }

    /// What must be written beside the database before the commit.
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

    /// The size of the whole database.
    fn size_bytes(&mut self) -> Rows<u64>;

    fn communes(&mut self) -> Rows<Vec<CommuneId>>;
    fn commune(&mut self, commune: &CommuneId) -> Rows<Option<CommuneRow>>;
    fn put_commune(&mut self, commune: &CommuneId, row: &CommuneRow) -> Rows<()>;

    fn entry(&mut self, commune: &CommuneId, id: EntryId) -> Rows<Option<EntryRow>>;
    fn put_entry(&mut self, commune: &CommuneId, row: &EntryRow, records: &[RecordKey])
    -> Rows<()>;
    /// Replaces the body of an entry. Only erasing may do that.
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
    /// The record with this key in every commune that has it.
    fn record_of_each(&mut self, key: &RecordKey) -> Rows<Vec<(CommuneId, RecordRow)>>;
    fn put_record(&mut self, commune: &CommuneId, row: &RecordRow) -> Rows<()>;
    /// Deletes a record that is not in the log. No other record is ever deleted.
    fn delete_record(&mut self, commune: &CommuneId, key: &RecordKey) -> Rows<()>;
    /// Records of any kind that changed after a sequence number, in the order of their changes.
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

    /// Adds a difference to a tally. No tally may fall below zero: that is a bug, which a build
    /// with assertions reports as an error and [`crate::Store::verify`] finds.
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
    /// Sums of some measures for every commune, from the tallies in use. Villages are added up and
    /// returned under the first of them; distinct households or people are returned as the commune
    /// itself counts them. A province asks this of hundreds of communes at once.
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
    /// Some documents of a kind, with one key or any, after an id and sorted by id.
    fn documents_after(
        &mut self,
        commune: &CommuneId,
        kind: &str,
        key: Option<&str>,
        after: &str,
        limit: usize,
    ) -> Rows<Vec<DocumentRow>>;
    /// How many documents of a kind there are, by key.
    fn count_documents(&mut self, commune: &CommuneId, kind: &str) -> Rows<Vec<(String, usize)>>;
    /// The documents of a kind with this key.
    fn documents_keyed(&mut self, of: &CommuneId, kind: &str, key: &str) -> Rows<Vec<DocumentRow>>;
    /// Documents of any commune with this key, for the kinds that are found by it.
    fn documents_by_key(&mut self, kind: &str, key: &str) -> Rows<Vec<DocumentRow>>;

    fn attachment(&mut self, commune: &CommuneId, id: &PhotoId) -> Rows<Option<AttachmentRow>>;
    fn put_attachment(&mut self, commune: &CommuneId, row: &AttachmentRow) -> Rows<()>;
    fn delete_attachment(&mut self, commune: &CommuneId, id: &PhotoId) -> Rows<()>;
    /// The photos of one household or class, or of all.
    fn attachments(
        &mut self,
        commune: &CommuneId,
        of: Option<&PhotoOf>,
    ) -> Rows<Vec<AttachmentRow>>;

    /// Which records were touched by the entries after one sequence number up to another. Used to
    /// move a database.
    fn touched(&mut self, commune: &CommuneId, after: Seq, to: Seq) -> Rows<Vec<(Seq, RecordKey)>>;
    /// All departures, with the area that was left and the time.
    fn all_departures(&mut self, commune: &CommuneId) -> Rows<Vec<(Area, Departure, Millis)>>;
    /// All documents with their kinds.
    fn all_documents(&mut self, commune: &CommuneId) -> Rows<Vec<(String, DocumentRow)>>;
}
