//! Notices data that were put back to an earlier state without `tungnha restore`: a copied folder
//! or machine, a log cut off, a standby promoted late.
//!
//! Phones and the office's journal then know more than the database, and it is treated like a
//! restore.
use crate::beside::Beside;
use crate::ledger::Ledger;
use crate::office_journal::{
    DamagedLine, OfficeJournal, Replayed, any_left, any_other, lacks, put_documents, replay,
    under_way,
};
use crate::proof::ProofKey;
use crate::rows::{CommuneRow, DocumentRow, Rows, Transaction};
use crate::{Store, StoreError, TakenIn, erase};
use domain::{AccountId, CommuneId, DeviceId, Millis, Seq};
use futures::executor::block_on;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use sync::{Epoch, SyncRequest};

const KIND: &str = "rolled-back";
/// The office's journal is read through at most this often when only a phone says that data are
/// lost.
pub(crate) const JOURNAL_ASKED_EVERY_MS: i64 = 60 * Millis::MINUTE;
/// How many of the journal's newest entries are looked up when the server starts.
const NEWEST: usize = 500;

/// One case of data that were put back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RollBack {
    pub at: Millis,
    pub noticed: Noticed,
    /// The last sequence number in the database at that time.
    pub last_seq: Seq,
    /// How many entries came back from the office's journal.
    pub entries: usize,
    pub documents: usize,
    /// Entries of the office that wait for something that is not back yet.
    pub left: usize,
    /// The officer who has read about it.
    #[serde(default)]
    pub seen_by: Option<AccountId>,
}

/// What is wrong with the office's journal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct JournalFaults {
    pub damaged: Vec<DamagedLine>,
    /// Names of files that were written once and are missing now.
    pub missing: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Noticed {
    Phone {
        device: DeviceId,
        account: AccountId,
    },
    /// The office's journal, when the server started.
    Journal,
}

impl Noticed {
    pub(crate) fn by(device: &DeviceId, account: &AccountId) -> Self {
        let (device, account) = (device.clone(), account.clone());
        Noticed::Phone { device, account }
    }
}

impl RollBack {
    /// All cases in a commune, oldest first.
    pub fn all(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Self>> {
        let found = rows.documents(commune, KIND)?;
        found.iter().map(Self::read).collect()
    }

    /// Notes that an officer has read about all cases so far.
    pub fn see_all(rows: &mut dyn Transaction, commune: &CommuneId, by: &AccountId) -> Rows<()> {
        for mut it in Self::all(rows, commune)? {
            if it.seen_by.is_none() {
                it.seen_by = Some(by.clone());
                it.put(rows, commune)?;
            }
        }
        Ok(())
    }

    fn read(row: &DocumentRow) -> Rows<Self> {
        serde_json::from_str(&row.body).map_err(|why| StoreError::damaged("roll-back", why))
    }

    fn put(&self, rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<()> {
        let row = DocumentRow {
            commune: commune.clone(),
            id: format!("{:016}", self.at.0),
            key: String::new(),
            body: crate::columns::to_json(self),
        };
        rows.put_document(KIND, &row)
    }
}

/// What a phone says about the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Claim {
    /// Nothing that the database does not know.
    Nothing,
    /// More than the database knows, but without proof.
    Word,
    /// More than the database knows, with a proof that the database once gave.
    Proven,
}

/// Whether a phone knows more than the database: from its proof, from its cursor, or from the
/// newest entry that it was told is kept. A phone of another epoch is not compared.
pub(crate) fn claim<E>(
    request: &SyncRequest<E>,
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    row: &CommuneRow,
) -> Rows<Claim> {
    if request.epoch != Some(row.epoch) {
        return Ok(Claim::Nothing);
    }
    if let Some(proof) = &request.proof
        && !rows.has_entry(commune, proof.last)?
        && let Some(key) = ProofKey::get(rows, commune)?
        && key.proves(commune, row.epoch, proof)
    {
        return Ok(Claim::Proven);
    }
    let kept = request.kept.map(|kept| rows.has_entry(commune, kept));
    let lacks_kept = kept.transpose()?.is_some_and(|found| !found);
    Ok(match request.cursor > row.last_seq || lacks_kept {
        true => Claim::Word,
        false => Claim::Nothing,
    })
}

/// Who has to start over after a claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum StartsOver {
    Nobody,
    /// Only this phone: it sends its journal again, and nobody else notices.
    Phone,
    Commune,
}

/// Starts a new epoch if the claim is proven, by the phone or by the office's journal.
pub(crate) fn weigh(
    ledger: &mut Ledger<'_>,
    beside: Option<&Beside>,
    (commune, claim, epoch): (&CommuneId, Claim, Option<Epoch>),
    noticed: Noticed,
    now: Millis,
) -> Rows<StartsOver> {
    if claim == Claim::Nothing {
        return Ok(StartsOver::Nobody);
    }
    if epoch != Some(ledger.row(commune)?.epoch) {
        // A new epoch was started since the phone was answered.
        return Ok(StartsOver::Commune);
    }
    if claim == Claim::Word && !journal_knows_more(ledger, beside, commune, now)? {
        tracing::warn!(%commune, ?noticed, "a phone says that it knows more than the database; it starts over");
        return Ok(StartsOver::Phone);
    }
    begin_anew(ledger, beside, commune, noticed, now)?;
    Ok(StartsOver::Commune)
}

fn journal_knows_more(
    ledger: &mut Ledger<'_>,
    beside: Option<&Beside>,
    commune: &CommuneId,
    now: Millis,
) -> Rows<bool> {
    let Some(beside) = beside.filter(|it| it.may_ask_journal(commune, now)) else {
        return Ok(false);
    };
    let groups = beside.journal.read()?;
    let lacking = lacks(ledger.transaction(), commune, &groups, NEWEST)?;
    Ok(!lacking.is_subset(&under_way(&groups)))
}

/// An epoch that only one phone is told.
pub(crate) fn life_of_one(epoch: Epoch, device: &DeviceId, now: Millis) -> Epoch {
    let place = device.as_str().bytes().map(usize::from).sum();
    let commune = CommuneId::new("one").expect("letters");
    Epoch(derived(epoch, &commune, now, place))
}

/// Starts a new epoch and repeats the erasures and the office's journal.
fn begin_anew(
    ledger: &mut Ledger<'_>,
    beside: Option<&Beside>,
    commune: &CommuneId,
    noticed: Noticed,
    now: Millis,
) -> Rows<()> {
    let row = ledger.row(commune)?;
    let (before, last_seq) = (row.epoch, row.last_seq);
    row.epoch = Epoch(derived(before, commune, now, usize::MAX));
    let mut office = Replayed::default();
    if let Some(beside) = beside {
        let list = erase::read_list(&beside.erasures)?;
        let ours = list.into_iter().filter(|it| it.commune() == commune);
        for (place, erasure) in ours.enumerate() {
            erase::again(ledger, erasure, now, derived(before, commune, now, place))?;
        }
        office = replay(ledger, commune, &beside.journal.read()?)?;
        beside.count_roll_back(commune, now);
    }
    tracing::error!(
        %commune, ?noticed, last_seq = last_seq.0, office = office.entries, left = office.left,
        "data-rolled-back: the database was put back to an earlier state without tungnha restore; phones send again what it lacks"
    );
    let rolled_back = RollBack {
        at: now,
        noticed,
        last_seq,
        entries: office.entries,
        documents: office.documents,
        left: office.left,
        seen_by: None,
    };
    rolled_back.put(ledger.transaction(), commune)
}

/// Like [`weigh`], for a phone that only asked. This is rare, so the answering thread may wait.
pub(crate) fn weigh_for(
    store: &Store,
    mut taken: TakenIn,
    (claim, epoch): (Claim, Option<Epoch>),
    now: Millis,
) -> Rows<TakenIn> {
    let (beside, commune) = (store.beside.clone(), taken.commune.clone());
    let noticed = Noticed::by(&taken.device, &taken.account);
    let work = move |ledger: &mut Ledger<'_>| {
        let of = (&commune, claim, epoch);
        weigh(ledger, beside.as_deref(), of, noticed, now)
    };
    taken.starts_over = block_on(store.write_to(&taken.commune, work).done())?;
    Ok(taken)
}

/// Takes the place of a random number. The former epoch and the time never occur together again.
fn derived(before: Epoch, commune: &CommuneId, now: Millis, place: usize) -> u64 {
    let hash = Sha256::new()
        .chain_update(before.0.to_be_bytes())
        .chain_update(now.0.to_be_bytes())
        .chain_update(place.to_be_bytes())
        .chain_update(commune.as_str())
        .finalize();
    hash.iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

impl Store {
    /// How often data were found to be put back since this process began.
    pub fn roll_backs_noticed(&self) -> u64 {
        self.beside.as_ref().map_or(0, |it| it.roll_backs())
    }

    /// What is wrong with the office's journal: lines that cannot be read, and missing files.
    pub fn journal_faults(&self) -> Rows<JournalFaults> {
        let Some(beside) = &self.beside else {
            return Ok(JournalFaults::default());
        };
        Ok(JournalFaults {
            damaged: beside.journal.damaged()?,
            missing: beside.journal.missing()?,
        })
    }

    /// Missing files of the office's journal; cheap to call.
    pub fn missing_journal_files(&self) -> Rows<Vec<String>> {
        let journal = self.beside.as_ref().map(|it| &it.journal);
        journal.map_or(Ok(Vec::new()), OfficeJournal::missing)
    }

    /// Tries again the entries of the office's journal that could not be brought back, because
    /// something that they need was missing. Returns how many came back.
    pub fn bring_left_back(&self) -> Rows<usize> {
        let Some(beside) = self.beside.clone() else {
            return Ok(0);
        };
        let (mut came, mut groups) = (0, None);
        for commune in self.read(|rows| rows.communes())? {
            if !self.read(|rows| any_left(rows, &commune))? {
                continue;
            }
            let read = match groups.take() {
                Some(read) => read,
                None => Arc::new(beside.journal.read()?),
            };
            let (owner, all) = (commune.clone(), read.clone());
            groups = Some(read);
            let work = move |ledger: &mut Ledger<'_>| replay(ledger, &owner, &all);
            came += self.write_to(&commune, work).wait()?.entries;
        }
        Ok(came)
    }

    /// At a start, checks whether the office's journal knows more than the database. Work that was
    /// under way when the process ended is finished. Anything more means that data were put back.
    /// Returns the communes that start a new epoch.
    pub fn notice_roll_back(&self, now: Millis) -> Rows<Vec<CommuneId>> {
        let Some(beside) = self.beside.clone() else {
            return Ok(Vec::new());
        };
        let groups = Arc::new(beside.journal.read()?);
        let under_way = under_way(&groups);
        let (mut lacking, mut went_back) = (Vec::new(), false);
        for commune in self.read(|rows| rows.communes())? {
            let lacks = self.read(|rows| lacks(rows, &commune, &groups, NEWEST))?;
            went_back |= !lacks.is_subset(&under_way);
            lacking.push((commune, lacks));
        }
        let mut begun = Vec::new();
        for (commune, lacking) in lacking {
            let (groups, beside, owner) = (groups.clone(), beside.clone(), commune.clone());
            // A database is put back as a whole, so all communes start a new epoch.
            if went_back {
                let work = move |ledger: &mut Ledger<'_>| {
                    begin_anew(ledger, Some(&beside), &owner, Noticed::Journal, now)
                };
                self.write_to(&commune, work).wait()?;
                begun.push(commune);
                continue;
            }
            let finishes = !lacking.is_empty();
            if !finishes && !self.read(|rows| any_other(rows, &commune, &groups))? {
                continue;
            }
            // An ended phone, a closed account or an old password must not become valid again,
            // whatever else was lost.
            let work = move |ledger: &mut Ledger<'_>| match finishes {
                true => replay(ledger, &owner, &groups),
                false => Ok(Replayed {
                    documents: put_documents(ledger, &owner, &groups)?,
                    ..Replayed::default()
                }),
            };
            let office = self.write_to(&commune, work).wait()?;
            if office != Replayed::default() {
                tracing::warn!(
                    %commune, entries = office.entries, documents = office.documents,
                    "office-journal-ahead: what the office's journal had and the database had not was brought back"
                );
            }
        }
        self.bring_left_back()?;
        Ok(begun)
    }
}
