//! Copies a whole database from one engine to the other, and checks that all of it arrived.
use crate::columns::plain;
use crate::rows::{AttachmentRow, EntryRow, Rows, TallyRow, Transaction};
use crate::{CommuneRow, DocumentRow, RecordRow, Store, StoreError, Unreadable};
use domain::{Area, CommuneId, Kind, Millis, RecordKey, Seq};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use sync::{Departure, Digest};

/// Entries copied in one transaction.
const ENTRIES_A_TIME: usize = 1_000;

/// How much was copied.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Moved {
    pub communes: usize,
    pub entries: u64,
    pub records: usize,
    pub photos: usize,
    /// How many texts held U+0000. SQLite had accepted it and PostgreSQL does not, so it was
    /// removed.
    pub mended: usize,
}

type Touched = BTreeMap<Seq, Vec<RecordKey>>;

/// Everything of a commune except its entries.
#[derive(Clone)]
struct Rest {
    row: CommuneRow,
    records: Vec<RecordRow>,
    departures: Vec<(Area, Departure, Millis)>,
    digests: Vec<(Area, Digest)>,
    tallies: Vec<TallyRow>,
    documents: Vec<(String, DocumentRow)>,
    attachments: Vec<AttachmentRow>,
    mended: usize,
}

/// Copies everything into an empty database. The source must not change meanwhile.
///
/// The commune's own row is written last, so that a commune that was copied only in part does not
/// exist.
pub fn move_all(from: &Store, to: &Store) -> Rows<Moved> {
    if !to.read(|rows| rows.communes())?.is_empty() {
        return Err(StoreError::NotEmpty);
    }
    let list = |store: &Store| store.beside.as_ref().map(|it| it.erasures.clone());
    if let Some(list) = list(to).filter(|it| Some(it) != list(from).as_ref()) {
        crate::erase::add_to_list(&list, &from.erasures()?)?;
    }
    if let (Some(from), Some(to)) = (&from.beside, &to.beside) {
        to.journal.take_over(&from.journal)?;
    }
    let communes = from.read(|rows| rows.communes())?;
    let mut moved = Moved {
        photos: from.photos().copy_missing(to.photos(), &communes)?,
        ..Moved::default()
    };
    for commune in communes {
        let rest = from.read(|rows| Rest::read(rows, &commune))?;
        moved.communes += 1;
        moved.records += rest.records.len();
        moved.mended += rest.mended;
        moved.entries += carry_entries(from, to, &commune)?;
        let (to_row, name) = (rest.row.clone(), commune.clone());
        to.write_to(&commune, move |ledger| {
            rest.write(ledger.transaction(), &name)?;
            ledger.transaction().put_commune(&name, &to_row)
        })
        .wait()?;
        let sums = [from, to].map(|store| store.read(|rows| checksum(rows, &commune)));
        let [before, after] = sums;
        if before? != after? {
            let why = format!("what came of {commune} is not what was sent");
            return Err(StoreError::damaged("move", why));
        }
    }
    Ok(moved)
}

/// Removes what not every engine accepts. Returns whether there was any.
fn mend(text: &mut String) -> bool {
    let mended = text.contains('\0');
    *text = plain(std::mem::take(text));
    mended
}

fn carry_entries(from: &Store, to: &Store, commune: &CommuneId) -> Rows<u64> {
    let (mut after, mut count) = (Seq(0), 0);
    loop {
        let (page, mut touched) = from.read(|rows| page(rows, commune, after))?;
        let Some(last) = page.last() else {
            return Ok(count);
        };
        after = last.seq;
        count += page.len() as u64;
        let name = commune.clone();
        to.write_to(commune, move |ledger| {
            for row in page {
                let records = touched.remove(&row.seq).unwrap_or_default();
                ledger.transaction().put_entry(&name, &row, &records)?;
            }
            Ok(())
        })
        .wait()?;
    }
}

fn page(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    after: Seq,
) -> Rows<(Vec<EntryRow>, Touched)> {
    let page = rows.all_entries(commune, after, ENTRIES_A_TIME)?;
    // A log with an unreadable entry cannot be moved.
    let page = page.into_iter().collect::<Result<Vec<_>, _>>();
    let page = page.map_err(|seq| StoreError::Unreadable(Unreadable::Entry(seq)))?;
    let mut touched = Touched::new();
    if let Some(last) = page.last() {
        for (seq, key) in rows.touched(commune, after, last.seq)? {
            touched.entry(seq).or_default().push(key);
        }
    }
    Ok((page, touched))
}

impl Rest {
    fn read(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Self> {
        let row = rows.commune(commune)?;
        let row = row.ok_or_else(|| StoreError::NoCommune(commune.to_string()))?;
        let mut records = Vec::new();
        for kind in Kind::ALL {
            records.extend(rows.records(commune, kind, None)?);
        }
        let mut documents = rows.all_documents(commune)?;
        let finds = records.iter_mut().map(|it| &mut it.find);
        let of_documents =
            |(_, it): &mut (_, DocumentRow)| [&mut it.id, &mut it.key, &mut it.body].map(mend);
        let mended = finds.map(mend).filter(|mended| *mended).count();
        let others = documents.iter_mut().flat_map(of_documents);
        let mended = mended + others.filter(|mended| *mended).count();
        Ok(Self {
            mended,
            records,
            documents,
            departures: rows.all_departures(commune)?,
            digests: rows.digests(commune)?,
            tallies: rows.tallies(commune, row.generation, None)?,
            attachments: rows.attachments(commune, None)?,
            row,
        })
    }

    fn write(self, rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<()> {
        for record in &self.records {
            rows.put_record(commune, record)?;
        }
        for (area, departure, at) in &self.departures {
            rows.put_departure(commune, area, departure, *at)?;
        }
        for (area, digest) in self.digests {
            rows.add_digest(commune, &area, digest)?;
        }
        for tally in &self.tallies {
            rows.add_tally(commune, self.row.generation, tally)?;
        }
        for (kind, document) in &self.documents {
            rows.put_document(kind, document)?;
        }
        for attachment in &self.attachments {
            rows.put_attachment(commune, attachment)?;
        }
        Ok(())
    }
}

/// A checksum over every byte of a commune, the same on both engines.
pub fn checksum(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<String> {
    let mut sum = Sum(Sha256::new());
    let mut after = Seq(0);
    loop {
        let (page, touched) = page(rows, commune, after)?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        for row in &page {
            sum.add(&(row.seq, row.received_at, &row.entry))?;
        }
        sum.add(&touched.into_iter().collect::<Vec<_>>())?;
    }
    let rest = Rest::read(rows, commune)?;
    sum.add(&rest.row)?;
    for it in &rest.records {
        sum.add(&(&it.key, &it.area, it.seq, &it.find, &it.body))?;
    }
    for (area, it, at) in &rest.departures {
        sum.add(&(area, it, at))?;
    }
    let kept = |it: &&(Area, Digest)| it.1 != Digest::default();
    for (area, it) in rest.digests.iter().filter(kept) {
        sum.add(&(area, it.count, it.sum))?;
    }
    for it in &rest.tallies {
        let (period, dimension) = (it.period.to_string(), it.dimension.to_string());
        let measure = it.measure.as_str();
        sum.add(&(period, &it.place, measure, dimension, it.value))?;
    }
    for (kind, it) in &rest.documents {
        sum.add(&(kind, &it.id, &it.key, &it.body))?;
    }
    for it in &rest.attachments {
        sum.add(&(&it.id, &it.of, &it.body))?;
    }
    let bytes = sum.0.finalize();
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

struct Sum(Sha256);

impl Sum {
    fn add(&mut self, value: &impl Serialize) -> Rows<()> {
        let json =
            serde_json::to_vec(value).map_err(|error| StoreError::damaged("checksum", error))?;
        self.0.update((json.len() as u64).to_be_bytes());
        self.0.update(&json);
        Ok(())
    }
}
