//! What stands beside a database and is written with it: the list of erasures, the office's
//! journal, the mark that it is there.
use crate::Erased;
use crate::engine::Engine;
use crate::marker::Marker;
use crate::office_journal::{self, Notes, OfficeJournal};
use crate::rollback::JOURNAL_ASKED_EVERY_MS;
use crate::rows::Rows;
use domain::{CommuneId, Millis};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

const ERASURES: &str = "erasures.jsonl";
/// The names of the journal's files.
const JOURNAL_FILES: &str = "journal-files";

#[derive(Debug)]
pub(crate) struct Beside {
    pub erasures: PathBuf,
    pub marker: Marker,
    pub journal: OfficeJournal,
    /// One at a time adds to the list.
    adding: Mutex<()>,
    /// What was found put back, and when; a set, as work may be tried again.
    roll_backs: Mutex<BTreeSet<(CommuneId, Millis)>>,
    /// When the journal was last read through by a phone's word.
    asked: Mutex<BTreeMap<CommuneId, Millis>>,
}

/// Where the list of erasures is in a folder.
pub(crate) fn erasures_in(folder: &Path) -> PathBuf {
    folder.join(ERASURES)
}

impl Beside {
    /// # Errors
    /// [`StoreError::Gone`](crate::StoreError::Gone) where the mark is and no commune.
    pub fn open(folder: &Path, marker: Marker, engine: &Engine) -> Rows<Self> {
        let has_data = engine.read(|rows| Ok(!rows.communes()?.is_empty()))?;
        marker.must_fit(has_data)?;
        if has_data {
            marker.set();
        }
        Ok(Self {
            erasures: erasures_in(folder),
            marker,
            journal: OfficeJournal::listed(
                &folder.join(office_journal::FOLDER),
                &folder.join(JOURNAL_FILES),
            ),
            adding: Mutex::new(()),
            roll_backs: Mutex::default(),
            asked: Mutex::default(),
        })
    }

    /// Before the commit, so that nothing is told to be kept that could be lost; to forget once
    /// more does no harm. Gives the journal's group.
    pub fn write(&self, erased: &[Erased], notes: Notes) -> Rows<Option<u64>> {
        if !erased.is_empty() {
            let _one = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
            crate::erase::add_to_list(&self.erasures, erased)?;
        }
        self.journal.write(notes, erased)
    }

    /// Whether it is time to read the journal through, where only a phone says that data are lost.
    pub fn may_ask_journal(&self, commune: &CommuneId, now: Millis) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let last = asked.get(commune);
        // The same moment is the same work, tried again.
        let is_due = last
            .is_none_or(|last| *last == now || (now.0 - last.0).abs() >= JOURNAL_ASKED_EVERY_MS);
        if is_due {
            asked.insert(commune.clone(), now);
        }
        is_due
    }

    pub fn count_roll_back(&self, commune: &CommuneId, at: Millis) {
        let mut found = self
            .roll_backs
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        found.insert((commune.clone(), at));
    }

    pub fn roll_backs(&self) -> u64 {
        let found = self
            .roll_backs
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        found.len() as u64
    }

    /// After a commit, before anyone is told of it.
    pub fn committed(&self, engine: &Engine) {
        if self.marker.is_there() {
            return;
        }
        if engine
            .read(|rows| Ok(!rows.communes()?.is_empty()))
            .unwrap_or(false)
        {
            self.marker.set();
        }
    }
}
